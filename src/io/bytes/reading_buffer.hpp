#pragma once

/// A window over a file that moves forward and grows.

#include "io/bytes/byte_source.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace crowdvote {

/// The bytes of a source from some offset on that have been read. A byte order mark at the start is skipped.
class ReadingBuffer {
 public:
  explicit ReadingBuffer(ByteSource& source);

  /// The offset of the first byte in the source.
  [[nodiscard]] std::uint64_t begin() const { return begin_; }

  /// Valid until the next `read_on`.
  [[nodiscard]] std::string_view bytes() const { return {buffer_.data(), size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool is_full() const { return size_ == buffer_.size(); }
  /// Whether the source has no more bytes.
  [[nodiscard]] bool is_at_end() const { return is_at_end_; }

  /// Discards the content and continues at `begin`. \see ByteSource::go_to
  void go_to(std::uint64_t begin, std::uint64_t end);

  /// Discards the first n_done bytes and reads more behind the rest; doubles the buffer if the rest fills it.
  /// Returns how many bytes were read. Throws Cancelled, and MemoryError if the buffer would grow beyond the
  /// limit.
  std::size_t read_on(std::size_t n_done);

 private:
  ByteSource& source_;
  std::vector<char> buffer_;
  std::uint64_t begin_ = 0;
  std::size_t size_ = 0;
  bool is_at_end_ = false;
};

}  // namespace crowdvote
