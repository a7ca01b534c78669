#pragma once

/// Reads the lines of a file through one buffer.

#include "io/bytes/reading_buffer.hpp"
#include <crowdvote/errors.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

class ByteSource;

/// A line ends with LF, CRLF or CR; the last one may lack its line break. A byte order mark at the start is
/// skipped.
///
/// Several lines can be combined into one row (of a CSV file with line breaks in its cells). Bytes are
/// checked for being text one buffer at a time, and line by line only in a buffer that fails the check.
class LineReader {
 public:
  /// \param longest the most bytes that a line, or a row of several lines, may have
  LineReader(ByteSource& source, std::size_t longest);

  /// Returns the next line with its line break; nothing at the end of the file, or if the line (or its row)
  /// would be too long. The view is valid until the next call.
  /// Throws Cancelled, and MemoryError if the buffer would grow beyond the limit.
  std::optional<std::string_view> next();
  /// The same, but keeps the lines before it, for a row that continues.
  std::optional<std::string_view> next_of_same_row();

  /// Returns the complete lines in the buffer behind the last one given out, if all of them are text and end
  /// with LF; otherwise nothing. A reader may take many of them at once and then has to skip them; `next`
  /// reads more.
  [[nodiscard]] std::string_view plain_lines_ahead() const {
    return position_ < plain_end_ ? buffer_.bytes().substr(position_, plain_end_ - position_)
                                  : std::string_view();
  }
  /// Skips lines as if `next` had returned them. REQUIRES: they have n_bytes bytes.
  void skip(std::size_t n_lines, std::size_t n_bytes) {
    number_ += n_lines;
    position_ += n_bytes;
  }

  /// The offset in the file behind the last line given out.
  [[nodiscard]] std::uint64_t offset() const { return buffer_.begin() + position_; }
  /// Continues with the lines in [begin, end); their numbers follow those given out so far.
  void go_to(std::uint64_t begin, std::uint64_t end);

  /// The number of the last line given out, from 1.
  [[nodiscard]] std::size_t number() const { return number_; }
  /// The line that `next` returned and all lines that `next_of_same_row` returned after it.
  [[nodiscard]] std::string_view row() const {
    return buffer_.bytes().substr(row_begin_, position_ - row_begin_);
  }

  /// A byte in the last line that is not text.
  struct Fault {
    std::size_t column;  ///< from 1, in bytes
    std::string what;    ///< a whole sentence
  };
  [[nodiscard]] const std::optional<Fault>& fault() const { return fault_; }

  [[nodiscard]] bool stopped_at_a_long_line() const { return is_too_long_; }

  /// The problem of a line, or row, that is too long; the caller adds the place.
  [[nodiscard]] Problem too_long(std::string_view what) const;

 private:
  bool refill();
  /// The end of the line at position_, or npos if it is not in the buffer.
  [[nodiscard]] std::size_t find_line_end() const;
  void check_text();

  ByteSource& source_;
  std::size_t longest_;
  ReadingBuffer buffer_;
  std::size_t position_ = 0;  ///< behind the last line given out
  std::size_t row_begin_ = 0;
  std::size_t plain_end_ = 0;  ///< behind the last complete line, or 0
  std::size_t number_ = 0;
  bool has_returns_ = false;  ///< whether the buffer contains a CR
  bool is_all_text_ = true;   ///< whether all complete lines in the buffer are text
  bool is_too_long_ = false;
  std::optional<Fault> fault_;
};

/// The length of the longest prefix that is valid UTF-8.
[[nodiscard]] std::size_t valid_utf8_length(std::string_view bytes);

/// The length of the first line, with its line break.
[[nodiscard]] std::size_t line_length(std::string_view text);

/// A line without its line break.
[[nodiscard]] std::string_view without_line_break(std::string_view line);

/// Removes blanks (spaces and tabs) at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// Whether `trimmed` would remove anything.
[[nodiscard]] inline bool has_outer_blanks(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  return !text.empty() && (is_blank(text.front()) || is_blank(text.back()));
}

}  // namespace crowdvote
