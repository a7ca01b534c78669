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

/// A file that is being written.
///
///     OutputFile labels("labels.csv.gz");  // opened before the long work, so that a bad path fails at once
///     write_labels(labels, ...);
///     labels.publish();                    // only now does labels.csv.gz exist
///
/// A regular target (or one that does not exist yet) is written under a temporary name beside it, synced and
/// renamed by publish(), which then syncs the folder; a symbolic link stays and the file it leads to is
/// replaced. The new file has the permissions, the access control list and, as far as that is permitted, the
/// owner and group of the one it replaces, or the permissions that the umask leaves; its temporary file is
/// never open to more people. Without publish() the temporary file is removed and the target is as it was. A
/// target that is no regular file (a device, a pipe, "-" or /dev/stdout for standard output, /dev/fd/N) is
/// written straight and never replaced.
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
  /// A file that another process has opened: nothing is opened here, and what is written goes nowhere, except for
  /// parts by write_at().
  [[nodiscard]] static OutputFile of_other_process(const std::string& path);
  ~OutputFile();
  OutputFile(OutputFile&&) noexcept;
  OutputFile& operator=(OutputFile&&) noexcept;
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// From now on, texts in cells of CSV and TSV that a spreadsheet would take for formulas, as they begin
  /// with =, +, -, @, a tab or a carriage return, get an apostrophe before them. Names that are whole numbers
  /// stay.
  void make_safe_for_spreadsheets();
  [[nodiscard]] bool is_for_spreadsheets() const;

  void write(std::string_view bytes);

  /// Whether what is written is stored in another form.
  [[nodiscard]] bool is_packed() const;

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

  /// Several processes write parts of one file at once, where they are to stand:
  ///
  ///     the process that opened it    place = file.place_for_parts()   the others are told
  ///     all                           file.share(...)                  the unfinished file, opened once more
  ///                                   file.prepare(part), file.write_at(place, part)
  ///     the process that opened it    file.go_past(part)               for the parts of all, in the order of the file
  struct Place {
    std::string path;     ///< of the unfinished file
    std::uint64_t begin;  ///< behind all that was written before
  };
  /// Nothing where bytes have to come in their order: in .zst, which is one stream, and in what is no regular file.
  [[nodiscard]] std::optional<Place> place_for_parts();
  void share(std::unique_ptr<SharedFile> file);
  /// Writes a prepared part.
  void write_at(std::uint64_t place, const Part& part);
  /// What the file has to know of a part that stands in it.
  struct StoredPart {
    std::uint64_t bytes;     ///< as it is stored
    std::uint64_t length;    ///< of the text
    std::uint64_t checksum;  ///< Part::checksum
  };
  void go_past(const StoredPart& part);

  /// Writes what is still held back and syncs it: a full disk shows here at the latest. Nothing can be
  /// written afterwards.
  void finish();
  /// finish(), and the file appears under its name.
  void publish();
  /// How files of several processes are published: each of them publishes its own at once with the others.
  struct WithOthers {
    std::span<OutputFile* const> last = {};  ///< appear when all other files of all processes have
    /// Returns when all processes have called it, and throws if one of them has failed; empty: there is none.
    std::function<void()> agree = {};
  };
  /// publish() of several: all appear, or none does. Where the file system cannot exchange two files in one
  /// step, those that were replaced before a failure stay so, and the error names them.
  static void publish_together(std::span<OutputFile* const> files) { publish_together(files, WithOthers()); }
  /// The same with other processes: where one of them fails, none of the files of any appears.
  static void publish_together(std::span<OutputFile* const> files, const WithOthers& others);

  /// What a regular file holds, packed as it is.
  struct Stored {
    std::uint64_t bytes;
    std::string sha256;  ///< in hexadecimal digits; empty without keep_checksum()
  };
  /// The checksum is made while the file is written. REQUIRES: nothing was written, none of it by a library.
  void keep_checksum();
  /// REQUIRES: finish() was called.
  [[nodiscard]] Stored stored() const;

  [[nodiscard]] const std::string& path() const;
  /// For libraries that write files by themselves: leads to the unfinished file, as long as it is open. All of the
  /// file is written there then, and a path that packs is not for them.
  [[nodiscard]] std::string path_for_libraries() const;

 private:
  struct State;
  explicit OutputFile(std::unique_ptr<State> state);
  /// \param all of which those that have their places are taken back where one cannot have its own
  static void take_places(std::span<OutputFile* const> files, std::span<OutputFile* const> all);
  /// Undoes what was published, and says how that went.
  static std::string take_back(std::span<OutputFile* const> files);
  std::unique_ptr<State> state_;
};

/// A folder for outputs. It is made where it is missing, as are those above it; what was made and is empty in
/// the end goes with this.
class OutputFolder {
 public:
  /// Throws IoError.
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

/// Removes the temporary files of all OutputFile that are neither published nor destroyed, and the empty
/// folders of every OutputFolder. Safe to call from a signal handler that ends the process. False, and nothing is
/// removed, while files are taking their places: that takes a moment, and ending the process then could leave
/// new files beside old ones.
bool remove_unfinished_outputs() noexcept;

/// Whether what is written to the one path would be lost by what is written to the other: two names of one
/// file, also by links, two descriptors that lead there ("-" is standard output), and two names of no file
/// yet that differ in case alone. Never for devices.
[[nodiscard]] bool lead_to_one_file(const std::string& a, const std::string& b);

}  // namespace crowdvote
