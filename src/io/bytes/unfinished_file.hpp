#pragma once

/// A file beside its target, under a name of its own, that is gone unless it takes the target's place.

#include <cstddef>
#include <optional>
#include <string>

#include <sys/types.h>

namespace crowdvote {

/// A file descriptor that is closed when it goes out of scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  [[nodiscard]] int number() const { return number_; }
  /// Closes now; returns the errno of a failure, else 0.
  [[nodiscard]] int close();

 private:
  int number_;
};

/// As long as it lives it stands in a list that remove_unfinished_outputs() goes through. A file that finds
/// the list full is removed by its destructor alone.
class UnfinishedFile {
 public:
  /// Makes a name beside `target`; the file itself is made by open().
  explicit UnfinishedFile(const std::string& target);
  ~UnfinishedFile();
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;

  /// A new file with the given permissions, or those that the umask leaves. Not open, with errno, on failure.
  [[nodiscard]] Descriptor open(std::optional<mode_t> permissions);
  /// Takes the place of the target. Returns the errno of a failure, else 0.
  [[nodiscard]] int publish();

 private:
  std::string target_;
  std::string path_;
  bool exists_ = false;
  std::size_t slot_;
};

}  // namespace crowdvote
