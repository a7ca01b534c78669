#pragma once

/// Shared by the fuzz targets: choices based on the bytes of an input, and files in memory.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

namespace crowdvote::fuzz {

/// Takes choices from the beginning of an input; the rest is content.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

  [[nodiscard]] std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }
  /// 0 to n - 1
  [[nodiscard]] std::uint32_t below(std::uint32_t n) { return byte() % n; }
  [[nodiscard]] bool yes_or_no() { return byte() % 2 == 1; }
  [[nodiscard]] bool is_used_up() const { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// A file that is not on disk.
class FileInMemory {
 public:
  explicit FileInMemory(std::string_view content) : descriptor_(::memfd_create("fuzz", 0)) {
    if (descriptor_ < 0 ||
        ::write(descriptor_, content.data(), content.size()) != static_cast<ssize_t>(content.size())) {
      std::perror("memfd_create");
      std::abort();
    }
  }
  ~FileInMemory() { ::close(descriptor_); }
  FileInMemory(const FileInMemory&) = delete;
  FileInMemory& operator=(const FileInMemory&) = delete;

  [[nodiscard]] std::string path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

  /// The text without the path, which differs between files.
  [[nodiscard]] std::string without_path(std::string text) const {
    const std::string name = path();
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name)) {
      text.replace(at, name.size(), "FILE");
    }
    return text;
  }

 private:
  int descriptor_;
};

/// Ends the program if two results that must be equal differ.
inline void expect_equal(std::string_view what, const std::string& found, const std::string& expected) {
  if (found == expected) return;
  fmt::print(stderr, "{} differ\n--- found\n{}\n--- expected\n{}\n", what, found, expected);
  std::abort();
}

inline void expect(bool holds, std::string_view what) {
  if (holds) return;
  fmt::print(stderr, "does not hold: {}\n", what);
  std::abort();
}

}  // namespace crowdvote::fuzz
