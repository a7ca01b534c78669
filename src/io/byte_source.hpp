#pragma once

/// The bytes of an input file, unpacked on the way.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// UTF-8's, with which a file may begin.
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// How a file is packed; told by its first bytes, whatever its name.
enum class Packing { none, gzip, zstd };

/// Bytes of a source in, unpacked bytes out.
class Unpacker;

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

/// A stream of the (unpacked) bytes of a file or of standard input. Not thread-safe.
class ByteSource {
 public:
  /// \param path "-" is standard input
  /// Throws IoError, with the way out, for a path that is missing, a folder or not to be read.
  explicit ByteSource(const std::string& path);
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// As the caller gave it.
  [[nodiscard]] const std::string& path() const { return path_; }
  /// For messages: the path, or "standard input".
  [[nodiscard]] std::string name() const;
  [[nodiscard]] Packing packing() const { return packing_; }
  /// "", ".gz" or ".zst": what to put behind the name of the format.
  [[nodiscard]] std::string_view packing_suffix() const;

  /// The next bytes without taking them: `n` of them, fewer only at the end of the file. The view lives
  /// until the next call.
  [[nodiscard]] std::string_view peek(std::size_t n);
  /// Fills `into` with the next bytes; fewer than asked for only at the end of the file.
  /// Throws IoError if the file cannot be read, InputError if it cannot be unpacked.
  std::size_t read(std::span<char> into);
  /// All bytes that are left.
  [[nodiscard]] std::string read_all();

  /// Bytes as stored, or received so far where the size of the whole is not known.
  [[nodiscard]] std::uint64_t stored_bytes() const { return stored_size_.value_or(stored_bytes_read_); }
  /// Bytes as stored that were taken so far: `stored_size` at the end.
  [[nodiscard]] std::uint64_t stored_bytes_read() const { return stored_bytes_read_; }
  /// Of them, as a share of 1; 0 where the size of the whole is not known.
  [[nodiscard]] double share_read() const {
    return stored_size_.value_or(0) == 0
               ? 0.0
               : static_cast<double>(stored_bytes_read_) / static_cast<double>(*stored_size_);
  }
  /// Size on disk of a regular file.
  [[nodiscard]] std::optional<std::uint64_t> stored_size() const { return stored_size_; }

 private:
  std::size_t read_unpacked(std::span<char> into);
  std::size_t read_stored(std::span<char> into);

  std::string path_;
  FileDescriptor descriptor_;
  Packing packing_ = Packing::none;
  std::optional<std::uint64_t> stored_size_;
  std::uint64_t stored_bytes_read_ = 0;
  std::vector<char> ahead_;      ///< unpacked bytes that `peek` has read
  std::size_t ahead_taken_ = 0;  ///< of them, those that `read` has given out
  std::string stored_head_;      ///< the first bytes as stored, by which the packing was told
  std::unique_ptr<Unpacker> unpacker_;
};

}  // namespace crowdvote
