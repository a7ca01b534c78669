#include <crowdvote/errors.hpp>
#include <crowdvote/output_file.hpp>

#include <filesystem>
#include <system_error>

#include <unistd.h>

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
  // Folders that hold something by now stay. Needs no memory, since its lack may be why the run ends.
  for (const std::string& folder : made_) (void)rmdir(folder.c_str());
}

}  // namespace crowdvote
