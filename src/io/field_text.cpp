#include "io/field_text.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace crowdvote {

void append_json_number(std::string& text, double value) {
  if (std::isfinite(value)) {
    append_number(text, value);
  } else {
    text += "null";
  }
}

void append_delimited(std::string& text, std::string_view field, char separator) {
  const bool is_plain = std::none_of(field.begin(), field.end(), [separator](char c) {
    return c == separator || c == '"' || c == '\n' || c == '\r';
  });
  if (is_plain) {
    text.append(field);
    return;
  }
  text += '"';
  for (const char c : field) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

void append_delimited(std::string& text, const Name& name, char separator) {
  if (name.is_integer()) {
    append_number(text, name.value());
  } else {
    append_delimited(text, name.text(), separator);
  }
}

void append_json_string(std::string& text, std::string_view field) {
  const bool is_plain = std::all_of(field.begin(), field.end(),
                                    [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  if (is_plain) {
    text += '"';
    text.append(field);
    text += '"';
    return;
  }
  text += nlohmann::json(field).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void append_json_name(std::string& text, const Name& name) {
  if (name.is_integer()) {
    append_number(text, name.value());
  } else {
    append_json_string(text, name.text());
  }
}

void append_json_key(std::string& text, const Name& name) {
  if (!name.is_integer()) {
    append_json_string(text, name.text());
    return;
  }
  text += '"';
  append_number(text, name.value());
  text += '"';
}

}  // namespace crowdvote
