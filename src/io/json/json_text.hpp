#pragma once

/// Examines the text of a JSON value without parsing all of it.

#include "io/bytes/value.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace crowdvote {

inline constexpr std::string_view kJsonBlanks = " \t\r\n";

/// Line breaks in a text: their number, and the position of the last one.
struct LineBreaks {
  std::size_t count = 0;
  std::size_t last = 0;

  LineBreaks() = default;
  explicit LineBreaks(std::string_view text)
      : count(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'))) {
    if (count > 0) last = text.rfind('\n');
  }
};

/// Finds the end of a value that arrives in pieces. Examines only quotes and brackets: the result for a text
/// that is not JSON is arbitrary.
class JsonExtent {
 public:
  /// Returns how many bytes of the next piece still belong to the value, or nothing if all of them do and the
  /// value has not ended. The first piece begins with the first character of the value.
  [[nodiscard]] std::optional<std::size_t> end_in(std::string_view piece);

 private:
  std::size_t depth_ = 0;
  bool is_in_string_ = false;
  bool is_escaped_ = false;
};

/// Iterates over the elements of an array or the members of an object, which may be truncated.
class JsonElements {
 public:
  /// \param container begins with its bracket
  explicit JsonElements(std::string_view container) : text_(container), at_(1) {}

  /// Moves to the next element; returns false at the end, and if the text is not JSON.
  bool next();
  /// The key of a member, without its quotes and with escapes as they are written.
  [[nodiscard]] std::string_view key() const { return key_; }
  [[nodiscard]] std::string_view value() const { return value_; }

 private:
  void skip_blanks();
  [[nodiscard]] char look() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] std::string_view take();

  std::string_view text_;
  std::size_t at_;
  bool is_first_ = true;
  std::string_view key_;
  std::string_view value_;
};

/// The value of the first member with that name; nothing if there is none.
[[nodiscard]] std::optional<std::string_view> member_of(std::string_view object, std::string_view key);

/// The content of a string, without its quotes: a view of the text itself or, if it has escapes, of a text
/// stored in `texts`. Returns nothing if the value is not a JSON string.
[[nodiscard]] std::optional<std::string_view> string_in(std::string_view json,
                                                        std::deque<std::string>& texts);

/// The only element of an array, if that is a string, a whole number, true or false; null for an empty array;
/// otherwise the array itself.
[[nodiscard]] Value only_element(std::string_view array, std::deque<std::string>& texts);

/// The value that a JSON text describes. Arrays are treated as in `only_element`. Returns nothing if the text
/// is not JSON; the content of objects and arrays is not checked.
[[nodiscard]] std::optional<Value> value_in(std::string_view json, std::deque<std::string>& texts);

}  // namespace crowdvote
