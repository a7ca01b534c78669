#pragma once

/// The bytes of an input file, decompressed and, where a byte order mark says UTF-16 or UTF-32, made UTF-8 on the
/// way.

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

/// For messages: the path, or "standard input" for "-".
[[nodiscard]] std::string name_of_input(const std::string& path);
/// The same of several: "a.csv", "a.csv and b.csv" or "a.csv and 2 more files".
[[nodiscard]] std::string name_of_inputs(std::span<const std::string> paths);

/// UTF-8's, with which a file may begin.
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// How a file is compressed, which its first bytes tell, whatever its name.
enum class Compression : std::uint8_t { none, gzip, zstd };

class ByteFilter;

/// An open file that is closed at the end, unless it is standard input.
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
/// All reading goes through here, so this is where a run is cancelled and held to its limit of memory: every
/// call that takes bytes may throw Cancelled, looked at once per megabyte, and MemoryError, once per 16 MB.
class ByteSource {
 public:
  /// \param path "-" is standard input
  /// Throws IoError, with advice, for a path that is missing, a folder or not to be read, and InputError for one
  /// whose first bytes cannot be decompressed.
  explicit ByteSource(const std::string& path, const RunControl& control = {});
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// As the caller gave it.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string name() const { return name_of_input(path_); }
  [[nodiscard]] Compression compression() const { return compression_; }
  /// "", ".gz", ".zst" or " in UTF-16LE": what to put behind the name of the format.
  [[nodiscard]] const std::string& format_suffix() const { return format_suffix_; }

  /// The next bytes without taking them: `n` of them, fewer only at the end of the file. The view lives
  /// until the next call.
  [[nodiscard]] std::string_view peek(std::size_t n);
  /// Fills `into` with the next bytes; fewer than asked for only at the end of the file.
  /// Throws IoError if the file cannot be read or turns out to have another size than when it was opened,
  /// InputError if it cannot be decompressed.
  std::size_t read(std::span<char> into);
  /// All bytes that are left. Throws MemoryError.
  [[nodiscard]] std::string read_all();

  /// Whether it can be read from any place on: a file that is stored as the text that it holds.
  [[nodiscard]] bool is_plain() const {
    return stored_size_.has_value() && compression_ == Compression::none && !decoder_;
  }
  /// Some of the bytes of a file, and what is read before and behind them.
  struct Stretch {
    std::uint64_t begin;
    std::uint64_t end;  ///< the end of the file where that comes first
    std::string_view before = {};
    std::string_view behind = {};
  };
  /// From now on there is nothing but the stretch, wherever reading was. REQUIRES: is_plain(). Throws IoError.
  void go_to(const Stretch& stretch);

  /// To `read` more bytes than this of the file throws InputError from now on: what is short by its nature may
  /// come from a device that has no end. \param expected what the file should be \param way_out in the message
  void expect_at_most(std::size_t most_bytes, std::string_view expected, WayOut way_out = WayOut::none);

  /// To be asked before a buffer grows by so many bytes. Throws MemoryError.
  void check_memory(std::size_t more_bytes) const;

  /// Bytes as stored, or received so far where the size of the whole is not known.
  [[nodiscard]] std::uint64_t stored_bytes() const { return stored_size_.value_or(stored_bytes_read_); }
  /// Bytes as stored that were taken so far: `stored_size` at the end.
  [[nodiscard]] std::uint64_t stored_bytes_read() const { return stored_bytes_read_; }
  /// Of them, or of those of the stretch, as a share of 1; 0 where the size of the whole is not known.
  [[nodiscard]] double share_read() const {
    const std::uint64_t all = bytes_to_read();
    return all == 0 ? 0.0 : static_cast<double>(stored_bytes_read_) / static_cast<double>(all);
  }
  /// Of the file, or of the stretch, as stored; 0 where that is not known.
  [[nodiscard]] std::uint64_t bytes_to_read() const {
    return n_in_stretch_.value_or(stored_size_.value_or(0));
  }
  /// Size on disk of a regular file.
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
  std::optional<std::uint64_t> n_in_stretch_;  ///< bytes; nothing where all of the file is read
  std::string behind_stretch_;                 ///< what is still to be read there
  std::size_t bytes_since_look_ = 0;           ///< at the memory
  std::size_t n_given_ = 0;                    ///< bytes by `read`
  std::size_t most_bytes_ = std::numeric_limits<std::size_t>::max();
  Problem beyond_most_;          ///< what is wrong with a file that has more
  std::vector<char> ahead_;      ///< decompressed bytes that `peek` has read
  std::size_t ahead_taken_ = 0;  ///< of them, those that `read` has given out
  std::string stored_head_;      ///< the first bytes as stored, which tell the compression
  std::string head_;             ///< the first bytes when unpacked, which tell the encoding
  std::unique_ptr<ByteFilter> decompressor_;
  std::unique_ptr<ByteFilter> decoder_;  ///< of UTF-16 and UTF-32
};

}  // namespace crowdvote
