#include "io/bytes/line_reader.hpp"

#include "io/bytes/byte_source.hpp"
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <simdjson.h>

namespace crowdvote {

namespace {

bool is_text(std::string_view bytes) {
  return std::memchr(bytes.data(), '\0', bytes.size()) == nullptr &&
         simdjson::validate_utf8(bytes.data(), bytes.size());
}

LineReader::Fault describe_fault(std::string_view line) {
  const std::size_t nul = line.find('\0');
  const std::size_t valid = valid_utf8_length(line.substr(0, nul));
  if (valid == nul) return {nul + 1, "a NUL byte; the file is damaged or not text"};
  return {valid + 1,
          fmt::format("byte 0x{:02X} is not valid UTF-8; convert the file, as in iconv -f latin1 -t utf-8",
                      static_cast<unsigned char>(line[valid]))};
}

}  // namespace

std::size_t valid_utf8_length(std::string_view bytes) {
  std::size_t valid = 0;
  for (std::size_t length = 1; valid < bytes.size() && length <= 4;) {
    if (valid + length <= bytes.size() && simdjson::validate_utf8(bytes.data() + valid, length)) {
      valid += length;
      length = 1;
    } else {
      ++length;
    }
  }
  return valid;
}

LineReader::LineReader(ByteSource& source, std::size_t longest)
    : source_(source), longest_(std::max<std::size_t>(longest, 1)), buffer_(source) {}

void LineReader::go_to(std::uint64_t begin, std::uint64_t end) {
  buffer_.go_to(begin, end);
  position_ = row_begin_ = plain_end_ = 0;
  has_returns_ = false;
  is_all_text_ = true;
}

std::optional<std::string_view> LineReader::next() {
  row_begin_ = position_;
  return next_of_same_row();
}

std::optional<std::string_view> LineReader::next_of_same_row() {
  std::size_t end = find_line_end();
  while (end == std::string_view::npos && refill()) end = find_line_end();
  if (end == std::string_view::npos) end = buffer_.size();
  is_too_long_ = is_too_long_ || end - row_begin_ > longest_;
  if (end == position_ || is_too_long_) return std::nullopt;
  const std::string_view line = buffer_.bytes().substr(position_, end - position_);
  position_ = end;
  ++number_;
  fault_.reset();
  if (!is_all_text_ && !is_text(line)) fault_ = describe_fault(line);
  return line;
}

std::size_t LineReader::find_line_end() const {
  const std::string_view rest = buffer_.bytes().substr(position_);
  const std::size_t feed = rest.find('\n');
  const std::size_t end = feed == std::string_view::npos ? feed : position_ + feed + 1;
  if (!has_returns_) return end;
  const std::size_t carriage_return = rest.substr(0, feed).find('\r');
  if (carriage_return == std::string_view::npos || carriage_return + 1 == feed) return end;
  // A CR at the end of the buffer may be half of a CRLF.
  const bool may_go_on = carriage_return + 1 == rest.size() && !buffer_.is_at_end();
  return may_go_on ? std::string_view::npos : position_ + carriage_return + 1;
}

bool LineReader::refill() {
  if (buffer_.is_at_end()) return false;
  is_too_long_ = row_begin_ == 0 && buffer_.is_full() && buffer_.size() >= longest_;
  if (is_too_long_) return false;
  buffer_.read_on(row_begin_);
  position_ -= row_begin_;
  row_begin_ = 0;
  check_text();
  return true;
}

void LineReader::check_text() {
  const std::string_view bytes = buffer_.bytes();
  has_returns_ = bytes.find('\r') != std::string_view::npos;
  const std::size_t last_break = bytes.find_last_of("\r\n");
  is_all_text_ = is_text(
      buffer_.is_at_end() || last_break == std::string_view::npos ? bytes : bytes.substr(0, last_break + 1));
  const bool has_plain_lines = is_all_text_ && !has_returns_ && last_break != std::string_view::npos;
  plain_end_ = has_plain_lines ? last_break + 1 : 0;
}

Problem LineReader::too_long(std::string_view what) const {
  return {.file = source_.name(),
          .line = number_ + 1,
          .column = 1,
          .what = fmt::format("{} of more than {} bytes", what, longest_),
          .remedy = {WayOut::field_limit}};
}

std::size_t line_length(std::string_view text) {
  const std::size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos) return text.size();
  return end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
}

std::string_view without_line_break(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace crowdvote
