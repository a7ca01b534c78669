#pragma once

/// Looks into the text of a JSON value without parsing all of it.

#include "io/bytes/value.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace crowdvote {

inline constexpr std::string_view kJsonBlanks = " \t\r\n";

/// Line breaks of a text: how many, and where the last one stands.
struct LineBreaks {
  std::size_t count = 0;
  std::size_t last = 0;

  LineBreaks() = default;
  explicit LineBreaks(std::string_view text)
      : count(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'))) {
    if (count > 0) last = text.rfind('\n');
  }
};

/// Finds the end of a value that comes in pieces. Only quotes and brackets are looked at: a text that is no JSON
/// has an end, too, or none.
class JsonExtent {
 public:
  /// How many bytes of the next piece still belong to the value, or nothing if all of them do and its end has not
  /// come yet. The first piece begins with the first character of the value.
  [[nodiscard]] std::optional<std::size_t> end_in(std::string_view piece);

 private:
  std::size_t depth_ = 0;
  bool is_in_string_ = false;
  bool is_escaped_ = false;
};

/// Goes through the elements of an array or the members of an object, which may be cut off.
class JsonElements {
 public:
  /// \param container begins with its bracket
  explicit JsonElements(std::string_view container) : text_(container), at_(1) {}

  /// Goes to the next element; false at the end, and where the text is no JSON.
  bool next();
  /// Of a member, without its quotes and with its escapes as they are written.
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

/// The value of a member of an object, the first of that name; nothing if there is none.
[[nodiscard]] std::optional<std::string_view> member_of(std::string_view object, std::string_view key);

/// What a string says, without its quotes: the text itself or, if it has escapes, one that is put into `texts`.
/// Nothing if it is no JSON string.
[[nodiscard]] std::optional<std::string_view> string_in(std::string_view json,
                                                        std::deque<std::string>& texts);

/// The only element of an array, if that is a string, a whole number, true or false; null of an empty array; else
/// the array itself.
[[nodiscard]] Value only_element(std::string_view array, std::deque<std::string>& texts);

/// The value that a JSON text stands for. An array is as in `only_element`. Nothing if the text is no JSON; objects
/// and arrays are not looked into.
[[nodiscard]] std::optional<Value> value_in(std::string_view json, std::deque<std::string>& texts);

}  // namespace crowdvote
