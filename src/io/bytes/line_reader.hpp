#pragma once

/// The lines of a file, through one buffer.

#include "io/bytes/reading_buffer.hpp"
#include <crowdvote/errors.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

class ByteSource;

/// A line ends with LF, CRLF or CR; the last one may go without. A byte order mark at the start is skipped.
///
/// Several lines can be held together as one row (of a CSV file with line breaks in its cells). Whether the
/// bytes are text is checked a buffer at a time, and line by line only in a buffer where they are not.
class LineReader {
 public:
  /// \param longest bytes that a line, or a row of several lines, may have
  LineReader(ByteSource& source, std::size_t longest);

  /// The next line with its line break; nothing at the end of the file, or where the line (or its row)
  /// would be too long. The view lives until the next call.
  /// Throws Cancelled, and MemoryError where the buffer would grow beyond the limit.
  std::optional<std::string_view> next();
  /// The same, and the lines before it stay: for a row that goes on.
  std::optional<std::string_view> next_of_same_row();

  /// The whole lines that are in the buffer behind the last one given, if they are all text and end with LF;
  /// else nothing. A reader may take many of them at once, and then skips them; `next` gets more.
  [[nodiscard]] std::string_view plain_lines_ahead() const {
    return position_ < plain_end_ ? buffer_.bytes().substr(position_, plain_end_ - position_)
                                  : std::string_view();
  }
  /// As if `next` had given so many of the lines ahead. REQUIRES: they have n_bytes bytes.
  void skip(std::size_t n_lines, std::size_t n_bytes) {
    number_ += n_lines;
    position_ += n_bytes;
  }

  /// Offset in the file of what follows the line given last.
  [[nodiscard]] std::uint64_t offset() const { return buffer_.begin() + position_; }
  /// Goes on with the lines in [begin, end); they are numbered behind those given so far.
  void go_to(std::uint64_t begin, std::uint64_t end);

  /// Number of the line that was given last, from 1.
  [[nodiscard]] std::size_t number() const { return number_; }
  /// The line that `next` gave with all that `next_of_same_row` gave after it.
  [[nodiscard]] std::string_view row() const {
    return buffer_.bytes().substr(row_begin_, position_ - row_begin_);
  }

  /// A byte of the last line that is no text.
  struct Fault {
    std::size_t column;  ///< from 1, in bytes
    std::string what;    ///< a whole sentence
  };
  [[nodiscard]] const std::optional<Fault>& fault() const { return fault_; }

  [[nodiscard]] bool stopped_at_a_long_line() const { return is_too_long_; }

  /// What to say of the line, or row, that is too long; the caller adds the place.
  [[nodiscard]] Problem too_long(std::string_view what) const;

 private:
  bool refill();
  /// Where the line at position_ ends, or npos if its end is not in the buffer.
  [[nodiscard]] std::size_t find_line_end() const;
  void check_text();

  ByteSource& source_;
  std::size_t longest_;
  ReadingBuffer buffer_;
  std::size_t position_ = 0;  ///< behind the last line given
  std::size_t row_begin_ = 0;
  std::size_t plain_end_ = 0;  ///< behind the last whole line, or 0
  std::size_t number_ = 0;
  bool has_returns_ = false;  ///< a CR is in the buffer
  bool is_all_text_ = true;   ///< of the whole lines in the buffer
  bool is_too_long_ = false;
  std::optional<Fault> fault_;
};

/// The length of the longest beginning that is UTF-8.
[[nodiscard]] std::size_t valid_utf8_length(std::string_view bytes);

/// The length of the first line, with its line break.
[[nodiscard]] std::size_t line_length(std::string_view text);

/// A line without its line break.
[[nodiscard]] std::string_view without_line_break(std::string_view line);

/// Without blanks (spaces and tabs) at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// Blanks as `trimmed` takes them away.
[[nodiscard]] inline bool has_outer_blanks(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  return !text.empty() && (is_blank(text.front()) || is_blank(text.back()));
}

}  // namespace crowdvote
