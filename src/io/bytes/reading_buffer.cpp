#include "io/bytes/reading_buffer.hpp"

#include <cstring>

namespace crowdvote {

namespace {

constexpr std::size_t kCapacity = std::size_t{1} << 20;

}  // namespace

ReadingBuffer::ReadingBuffer(ByteSource& source) : source_(source), buffer_(kCapacity) {
  if (source.peek(kByteOrderMark.size()) == kByteOrderMark) {
    begin_ = source.read(std::span(buffer_).first(kByteOrderMark.size()));
  }
}

void ReadingBuffer::go_to(std::uint64_t begin, std::uint64_t end) {
  source_.go_to({begin, end});
  begin_ = begin;
  size_ = 0;
  is_at_end_ = false;
}

std::size_t ReadingBuffer::read_on(std::size_t n_done) {
  if (is_at_end_) return 0;
  begin_ += n_done;
  size_ -= n_done;
  std::memmove(buffer_.data(), buffer_.data() + n_done, size_);
  if (is_full()) {
    source_.check_memory(2 * size_);
    buffer_.resize(2 * size_);
  }
  const std::size_t room = buffer_.size() - size_;
  const std::size_t n_read = source_.read(std::span(buffer_).subspan(size_, room));
  size_ += n_read;
  is_at_end_ = n_read < room;
  return n_read;
}

}  // namespace crowdvote
