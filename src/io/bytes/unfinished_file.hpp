#pragma once

/// A file beside its target, under a temporary name, which is removed unless it replaces the target.

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
  /// Closes the descriptor now; returns the errno of a failure, otherwise 0.
  [[nodiscard]] int close();

 private:
  int number_;
};

/// Counts as a leftover for as long as it lives.
class UnfinishedFile {
 public:
  /// Chooses a name beside `target`; open() creates the file itself.
  explicit UnfinishedFile(const std::string& target);
  ~UnfinishedFile();
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;

  /// Creates a file for those who may access the target, or with the permissions that the umask leaves. On
  /// failure, the result is not open and errno is set.
  [[nodiscard]] Descriptor open(const std::optional<Access>& access);
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Replaces the target; if the file system can exchange names, the old target gets the temporary name.
  /// Returns the errno of a failure, otherwise 0.
  [[nodiscard]] int publish();
  /// Undoes publish(). Returns false if that is impossible.
  [[nodiscard]] bool take_back();
  /// Waits until the folder of the target, and so its name, is on the disk. Returns the errno of a failure,
  /// otherwise 0.
  [[nodiscard]] int sync_folder() const;

 private:
  std::string target_;
  std::string path_;
  bool exists_ = false;  ///< under its temporary name: what was written, or what was replaced
  bool is_published_ = false;
  bool is_new_ = false;  ///< whether no file was replaced
  ListedLeftover listed_;
};

}  // namespace crowdvote
