#include "io/bytes/field_text.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include <nlohmann/json.hpp>

namespace crowdvote {

const DoubleText::Entry& DoubleText::find(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  Entry& entry = entries_[index_of(value)];
  if (entry.length == 0 || std::bit_cast<std::uint64_t>(entry.value) != bits) {
    const auto [end, error] = std::to_chars(entry.digits.begin(), entry.digits.end(), value);
    entry.value = value;
    entry.length = static_cast<std::uint8_t>(end - entry.digits.begin());
  }
  return entry;
}

void DoubleText::append(std::string& text, double value) {
  const Entry& entry = find(value);
  text.append(entry.digits.data(), entry.length);
}

void DoubleText::append_json(std::string& text, double value) {
  if (std::isfinite(value)) {
    append(text, value);
  } else {
    text += "null";
  }
}

bool CellFormat::needs_quotes(std::string_view field) const {
  return std::any_of(field.begin(), field.end(),
                     [this](char c) { return c == separator || c == '"' || c == '\n' || c == '\r'; });
}

void append_delimited(std::string& text, std::string_view field, CellFormat format) {
  const std::string_view mark = format.is_formula(field) ? "'" : "";
  if (!format.needs_quotes(field)) {
    text.append(mark);
    text.append(field);
    return;
  }
  text += '"';
  text.append(mark);
  for (const char c : field) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

void append_delimited(std::string& text, const Name& name, CellFormat format) {
  if (name.is_integer()) {
    append_number(text, name.value());
  } else {
    append_delimited(text, name.text(), format);
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
