#include <crowdvote/errors.hpp>
#include <crowdvote/output_file.hpp>

#include <filesystem>
#include <system_error>

namespace crowdvote {

OutputFolder::OutputFolder(const std::string& path) {
  std::error_code error;
  for (std::filesystem::path folder = path; !folder.empty() && !std::filesystem::exists(folder, error);
       folder = folder.parent_path()) {
    made_.push_back(folder.string());
  }
  std::filesystem::create_directories(path, error);
  if (error) throw IoError(path, "make the folder", error.value());
}

OutputFolder::~OutputFolder() {
  std::error_code ignored;  // of folders that hold something by now
  for (const std::string& folder : made_) std::filesystem::remove(folder, ignored);
}

}  // namespace crowdvote
