#pragma once

/// Fields of text formats, appended to a buffer.

#include <crowdvote/name_table.hpp>

#include <charconv>
#include <string>
#include <string_view>

namespace crowdvote {

/// Integers in decimal, doubles with the fewest digits that read back as the same number.
template <class Number>
void append_number(std::string& text, Number value) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  text.append(digits, end);
}

/// As a JSON number; null where it is none.
void append_json_number(std::string& text, double value);

/// Quoted by RFC 4180 where it holds the separator, a quote or a line break.
void append_delimited(std::string& text, std::string_view field, char separator);
void append_delimited(std::string& text, const Name& name, char separator);

/// A JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD.
void append_json_string(std::string& text, std::string_view field);
/// A JSON number if the name is an integer, else a string.
void append_json_name(std::string& text, const Name& name);
/// A JSON string in any case.
void append_json_key(std::string& text, const Name& name);

}  // namespace crowdvote
