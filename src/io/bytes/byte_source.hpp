#pragma once

/// The bytes of an input file, decompressed and, if it has a byte order mark of UTF-16 or UTF-32, converted
/// to UTF-8.

#include <crowdvote/errors.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// The name in messages: the path, or "standard input" for "-".
[[nodiscard]] std::string name_of_input(const std::string& path);
/// The same for several inputs: "a.csv", "a.csv and b.csv" or "a.csv and 2 more files".
[[nodiscard]] std::string name_of_inputs(std::span<const std::string> paths);

/// The byte order mark of UTF-8, with which a file may begin.
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// How a file is compressed, according to its first bytes, regardless of its name.
enum class Compression : std::uint8_t { none, gzip, zstd };

class ByteFilter;

/// An open file that is closed by the destructor, unless it is standard input.
class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor();
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

/// A stream of the (decompressed) bytes of a file or of standard input. Not thread-safe.
///
/// All reading goes through this class, so this is where cancellation and the memory limit are checked: every
/// call that takes bytes may throw Cancelled, checked once per megabyte, and MemoryError, checked once per 16
/// MB.
class ByteSource {
 public:
  /// \param path "-" is standard input
  /// Throws IoError, with advice, for a path that is missing, a folder or unreadable, and InputError if the
  /// first bytes cannot be decompressed.
  explicit ByteSource(const std::string& path, const RunControl& control = {});
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// The path as given by the caller.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string name() const { return name_of_input(path_); }
  [[nodiscard]] Compression compression() const { return compression_; }
  /// "", ".gz", ".zst" or " in UTF-16LE": to be appended to the name of the format.
  [[nodiscard]] const std::string& format_suffix() const { return format_suffix_; }

  /// Returns the next bytes without taking them: `n` bytes, fewer only at the end of the file. The view is
  /// valid until the next call.
  [[nodiscard]] std::string_view peek(std::size_t n);
  /// Fills `into` with the next bytes; returns fewer than requested only at the end of the file.
  /// Throws IoError if the file cannot be read or its size differs from when it was opened, InputError if it
  /// cannot be decompressed.
  std::size_t read(std::span<char> into);
  /// Returns all remaining bytes. Throws MemoryError.
  [[nodiscard]] std::string read_all();

  /// Whether reading can start at any offset: the stored bytes are the text.
  [[nodiscard]] bool is_plain() const {
    return stored_size_.has_value() && compression_ == Compression::none && !decoder_;
  }
  /// A range of the bytes of a file, and text to be read before and after it.
  struct Stretch {
    std::uint64_t begin;
    std::uint64_t end;  ///< limited to the end of the file
    std::string_view before = {};
    std::string_view behind = {};
  };
  /// Restricts further reading to the stretch, wherever reading was. REQUIRES: is_plain(). Throws IoError.
  void go_to(const Stretch& stretch);

  /// From now on, `read` throws InputError once it has given out more than this many bytes of the file: input
  /// that should be short may come from a device that never ends. \param expected what the file should be
  /// \param way_out the advice in the message
  void expect_at_most(std::size_t most_bytes, std::string_view expected, WayOut way_out = WayOut::none);

  /// To be called before a buffer grows by this many bytes. Throws MemoryError.
  void check_memory(std::size_t more_bytes) const;

  /// Number of stored bytes, or of those received so far if the total size is unknown.
  [[nodiscard]] std::uint64_t stored_bytes() const { return stored_size_.value_or(stored_bytes_read_); }
  /// Number of stored bytes that were taken so far; equals `stored_size` at the end.
  [[nodiscard]] std::uint64_t stored_bytes_read() const { return stored_bytes_read_; }
  /// The fraction of the file, or of the stretch, that was read; 0 if the total size is unknown.
  [[nodiscard]] double share_read() const {
    const std::uint64_t all = bytes_to_read();
    return all == 0 ? 0.0 : static_cast<double>(stored_bytes_read_) / static_cast<double>(all);
  }
  /// Number of stored bytes of the file, or of the stretch; 0 if unknown.
  [[nodiscard]] std::uint64_t bytes_to_read() const {
    return n_in_stretch_.value_or(stored_size_.value_or(0));
  }
  /// The size of a regular file on disk.
  [[nodiscard]] std::optional<std::uint64_t> stored_size() const { return stored_size_; }

 private:
  std::size_t read_text(std::span<char> into);
  std::size_t read_decompressed(std::span<char> into);
  std::size_t read_stored(std::span<char> into);
  void look_at_memory(std::size_t n_bytes);
  void check_is_whole() const;

  std::string path_;
  RunControl control_;
  FileDescriptor descriptor_;
  Compression compression_ = Compression::none;
  std::string format_suffix_;
  std::optional<std::uint64_t> stored_size_;
  std::uint64_t stored_bytes_read_ = 0;
  std::optional<std::uint64_t> n_in_stretch_;  ///< in bytes; empty if the whole file is read
  std::string behind_stretch_;                 ///< still to be read behind the stretch
  std::size_t bytes_since_look_ = 0;           ///< bytes since the last check of memory
  std::size_t n_given_ = 0;                    ///< bytes given out by `read`
  std::size_t most_bytes_ = std::numeric_limits<std::size_t>::max();
  Problem beyond_most_;          ///< the problem of a file that has more
  std::vector<char> ahead_;      ///< decompressed bytes that `peek` has read
  std::size_t ahead_taken_ = 0;  ///< how many of them `read` has given out
  std::string stored_head_;      ///< the first bytes as stored, which show the compression
  std::string head_;             ///< the first decompressed bytes, which show the encoding
  std::unique_ptr<ByteFilter> decompressor_;
  std::unique_ptr<ByteFilter> decoder_;  ///< for UTF-16 and UTF-32
};

}  // namespace crowdvote
