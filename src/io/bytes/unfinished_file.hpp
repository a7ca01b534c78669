#pragma once

/// A file beside its target, under a name of its own, that is gone unless it takes the target's place.

#include "io/bytes/leftovers.hpp"
#include "io/bytes/output_target.hpp"

#include <optional>
#include <string>

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

/// As long as it lives it is a leftover.
class UnfinishedFile {
 public:
  /// Makes a name beside `target`; the file itself is made by open().
  explicit UnfinishedFile(const std::string& target);
  ~UnfinishedFile();
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;

  /// A new file for those who may use the target, or with the permissions that the umask leaves. Not open,
  /// with errno, on failure.
  [[nodiscard]] Descriptor open(const std::optional<Access>& access);
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Takes the place of the target; what was there takes the name of this one, where the file system can do
  /// that. Returns the errno of a failure, else 0.
  [[nodiscard]] int publish();
  /// Undoes publish(). False where that cannot be done.
  [[nodiscard]] bool take_back();
  /// Waits until the folder of the target, and so its name, is on the disk. Returns the errno of a failure,
  /// else 0.
  [[nodiscard]] int sync_folder() const;

 private:
  std::string target_;
  std::string path_;
  bool exists_ = false;  ///< under its own name: what was written, or what was replaced
  bool is_published_ = false;
  bool is_new_ = false;  ///< nothing was replaced
  ListedLeftover listed_;
};

}  // namespace crowdvote
