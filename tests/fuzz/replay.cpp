/// Runs a fuzz target on files, for builds without libFuzzer: replay FILE_OR_FOLDER...

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void replay(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  std::printf("%s\n", path.c_str());
  std::fflush(stdout);  // if the program ends here, the file named last is the cause
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

int main(int n_arguments, char** arguments) {
  std::size_t n_files = 0;
  for (int a = 1; a < n_arguments; ++a) {
    if (!std::filesystem::is_directory(arguments[a])) {
      replay(arguments[a]);
      ++n_files;
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(arguments[a])) {
      if (!entry.is_regular_file()) continue;
      replay(entry.path());
      ++n_files;
    }
  }
  std::printf("%zu files\n", n_files);
  return n_files == 0 ? 1 : 0;
}
