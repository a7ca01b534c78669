#pragma once

/// Files that are written completely or not at all.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace crowdvote {

/// A file that is being written.
///
///     OutputFile labels("labels.csv.gz");     // opened before the long work, so that a bad path fails at
///     once write_labels(labels, ...); labels.publish();                       // only now does labels.csv.gz
///     exist
///
/// A regular target (or one that does not exist yet) is written under a temporary name beside it, synced and
/// renamed by publish(); a symbolic link stays and the file it leads to is replaced. The new file has the
/// permissions of the one it replaces, or those that the umask leaves. Without publish() the temporary file
/// is removed and the target is as it was. A target that is no regular file (a device, a pipe, "-" or
/// /dev/stdout for standard output, /dev/fd/N) is written directly and never replaced.
///
/// A file whose path ends in .gz or .zst is compressed; the bytes depend only on the content, not on the time,
/// the name or the number of threads.
///
/// Every function may throw IoError. Not thread-safe, except for prepare().
class OutputFile {
 public:
  /// Opens the file. Throws IoError if the target is a folder, its folder does not exist or either cannot be
  /// written.
  explicit OutputFile(const std::string& path);
  ~OutputFile();
  OutputFile(OutputFile&&) noexcept;
  OutputFile& operator=(OutputFile&&) noexcept;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view bytes);

  /// A piece of the file that was made apart, for writers that use several threads.
  struct Part {
    std::string bytes;           ///< the text; after prepare() as it is stored
    std::size_t length = 0;      ///< set by prepare()
    std::uint32_t checksum = 0;  ///< set by prepare()
  };
  /// Packs the text of a part. Any thread may call it at any time.
  void prepare(Part& part) const;
  /// Writes a prepared part behind all that was written before.
  void append(const Part& part);

  /// Writes what is still held back and syncs it: a full disk shows here at the latest. Nothing can be
  /// written afterwards.
  void finish();
  /// finish(), and the file appears under its name.
  void publish();

  [[nodiscard]] const std::string& path() const;
  /// For libraries that write files by themselves: leads to the unfinished file, as long as it is open. All of the
  /// file is written there then, and a path that packs is not for them.
  [[nodiscard]] std::string path_for_libraries() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Removes the temporary files of all OutputFile that are neither published nor destroyed. Safe to call from
/// a signal handler that ends the process.
void remove_unfinished_outputs() noexcept;

}  // namespace crowdvote
