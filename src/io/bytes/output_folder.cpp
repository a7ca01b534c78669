#include "io/bytes/leftovers.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/output_file.hpp>

#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <unistd.h>

namespace crowdvote {

struct OutputFolder::Made {
  explicit Made(std::string name) : path(std::move(name)), listed(path, Leftover::folder) {}

  std::string path;
  ListedLeftover listed;
};

OutputFolder::OutputFolder(const std::string& path) {
  std::error_code error;
  for (std::filesystem::path folder = path; !folder.empty() && !std::filesystem::exists(folder, error);
       folder = folder.parent_path()) {
    made_.emplace_back(folder.string());
  }
  std::filesystem::create_directories(path, error);
  if (!error) return;
  remove_empty();
  throw IoError(path, "make the folder", error.value());
}

OutputFolder::~OutputFolder() { remove_empty(); }
OutputFolder::OutputFolder(OutputFolder&&) noexcept = default;
OutputFolder& OutputFolder::operator=(OutputFolder&&) noexcept = default;

void OutputFolder::remove_empty() {
  // Folders that are not empty stay. Allocates no memory, as lack of memory may be why the run ends.
  for (const Made& folder : made_) (void)rmdir(folder.path.c_str());
}

}  // namespace crowdvote
