#pragma once

/// Files that are written completely or not at all.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

class SharedFile;

/// A file that is being written. It appears under its name only when it is published.
///
///     OutputFile labels("labels.csv.gz");  // opened before the long work, so that a bad path fails at once
///     write_labels(labels, ...);
///     labels.publish();                    // only now does labels.csv.gz exist
///
/// A regular target (or one that does not exist yet) is written under a temporary name in the same folder.
/// publish() syncs and renames it and then syncs the folder; a symbolic link stays, and the file that it
/// points to is replaced. The new file has the permissions, the access control list and, as far as that is
/// permitted, the owner and group of the file that it replaces, or the permissions that the umask leaves; its
/// temporary file is never accessible to more people. Without publish() the temporary file is removed and the
/// target is unchanged. A target that is not a regular file (a device, a pipe, "-" or /dev/stdout for
/// standard output, /dev/fd/N) is written directly and never replaced.
///
/// A file whose path ends in .gz or .zst is compressed; its bytes depend only on the content, not on the
/// time, the name or the number of threads.
///
/// Every function may throw IoError. Not thread-safe, except for prepare().
class OutputFile {
 public:
  /// Opens the file. Throws IoError if the target is a folder, if its folder does not exist, or if either is
  /// not writable.
  explicit OutputFile(const std::string& path);
  /// A file that another process has opened: nothing is opened here, and what is written is discarded, except
  /// for parts written by write_at().
  [[nodiscard]] static OutputFile of_other_process(const std::string& path);
  ~OutputFile();
  OutputFile(OutputFile&&) noexcept;
  OutputFile& operator=(OutputFile&&) noexcept;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// From now on, texts in cells of CSV and TSV that a spreadsheet would take for formulas, because they
  /// begin with =, +, -, @, a tab or a carriage return, are prefixed with an apostrophe. Names that are
  /// integers are unchanged.
  void make_safe_for_spreadsheets();
  [[nodiscard]] bool is_for_spreadsheets() const;

  void write(std::string_view bytes);

  /// Whether the file is stored compressed.
  [[nodiscard]] bool is_packed() const;

  /// A piece of the file that is made separately, for writers that use several threads.
  struct Part {
    std::string bytes;           ///< the text; after prepare() its stored form
    std::size_t length = 0;      ///< set by prepare()
    std::uint32_t checksum = 0;  ///< set by prepare()
  };
  /// Compresses the text of a part, if the file is compressed. Any thread may call it at any time.
  void prepare(Part& part) const;
  /// Writes a prepared part after everything that was written before.
  void append(const Part& part);

  /// Several processes can write parts of one file at once, each at its offset:
  ///
  ///     the process that opened it   place = file.place_for_parts()   the result is sent to the others
  ///     all processes                file.share(...)                  the unfinished file, opened once more
  ///                                  file.prepare(part), file.write_at(place, part)
  ///     the process that opened it   file.go_past(part)               for all parts, in file order
  struct Place {
    std::string path;     ///< of the unfinished file
    std::uint64_t begin;  ///< offset after everything that was written before, in bytes
  };
  /// Empty if bytes have to be written in order: for .zst, which is one stream, and for a target that is not
  /// a regular file.
  [[nodiscard]] std::optional<Place> place_for_parts();
  void share(std::unique_ptr<SharedFile> file);
  /// Writes a prepared part at an offset. \param place in bytes, from the start of the file
  void write_at(std::uint64_t place, const Part& part);
  /// What the file has to know about a part that write_at() has written.
  struct StoredPart {
    std::uint64_t bytes;     ///< length of the stored form
    std::uint64_t length;    ///< length of the text
    std::uint64_t checksum;  ///< Part::checksum
  };
  void go_past(const StoredPart& part);

  /// Writes what is still buffered and syncs it, so a full disk is detected here at the latest. Nothing can
  /// be written afterwards.
  void finish();
  /// Calls finish(); then the file appears under its name.
  void publish();
  /// How files of several processes are published together, each by its own process.
  struct WithOthers {
    std::span<OutputFile* const> last = {};  ///< appear after all other files of all processes
    /// Returns when all processes have called it, and throws if one of them has failed; empty: a single
    /// process.
    std::function<void()> agree = {};
  };
  /// Publishes several files: all of them appear, or none does. If the file system cannot exchange two files
  /// in one step, files that were replaced before a failure stay replaced, and the error names them.
  static void publish_together(std::span<OutputFile* const> files) { publish_together(files, WithOthers()); }
  /// The same with other processes: if one of them fails, no file of any process appears.
  static void publish_together(std::span<OutputFile* const> files, const WithOthers& others);

  /// Size and checksum of a regular file as it is stored.
  struct Stored {
    std::uint64_t bytes;
    std::string sha256;  ///< in hexadecimal digits; empty without keep_checksum()
  };
  /// Computes the checksum while the file is written. REQUIRES: nothing was written yet, and no library
  /// writes the file.
  void keep_checksum();
  /// REQUIRES: finish() was called.
  [[nodiscard]] Stored stored() const;

  [[nodiscard]] const std::string& path() const;
  /// For libraries that write files by themselves: a path to the unfinished file, valid while it is open. The
  /// library then writes the whole file. Not for a file that is compressed.
  [[nodiscard]] std::string path_for_libraries() const;

 private:
  struct State;
  explicit OutputFile(std::unique_ptr<State> state);
  /// \param all files of which those already published are taken back if one cannot be published
  static void take_places(std::span<OutputFile* const> files, std::span<OutputFile* const> all);
  /// Undoes the publishing of files, and returns a text about the result.
  static std::string take_back(std::span<OutputFile* const> files);
  std::unique_ptr<State> state_;
};

/// A folder for outputs. It is created if it is missing, as are its parents; the destructor removes the
/// created folders that are empty.
class OutputFolder {
 public:
  /// Creates the folder if it is missing. Throws IoError if that fails.
  explicit OutputFolder(const std::string& path);
  ~OutputFolder();
  OutputFolder(OutputFolder&&) noexcept;
  OutputFolder& operator=(OutputFolder&&) noexcept;
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

 private:
  struct Made;
  void remove_empty();
  std::vector<Made> made_;  ///< the innermost first
};

/// Removes the temporary files of all OutputFile objects that are neither published nor destroyed, and the
/// empty folders of every OutputFolder. Safe to call from a signal handler that ends the process. Returns
/// false and removes nothing while files are being published: this takes a moment, and ending the process
/// during it could leave new files next to old ones.
bool remove_unfinished_outputs() noexcept;

/// Whether writing to one path would overwrite what is written to the other: two names of one file, also
/// through links or descriptors ("-" is standard output), or two names of files that do not exist yet and
/// that differ only in case. Always false for devices.
[[nodiscard]] bool lead_to_one_file(const std::string& a, const std::string& b);

}  // namespace crowdvote
