#pragma once

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

namespace crowdvote {

/// A file for a single test, which is removed at the end.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content, std::string_view ending = ".json") {
    static std::atomic<int> n{0};
    path_ = (std::filesystem::temp_directory_path() /
             fmt::format("crowdvote-test-{}-{}{}", ::getpid(), n++, ending))
                .string();
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Replaces the path, which differs between runs, by FILE.
inline std::string without_path(std::string text, const std::string& path) {
  for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path)) {
    text.replace(at, path.size(), "FILE");
  }
  return text;
}

}  // namespace crowdvote
