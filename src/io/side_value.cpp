#include "io/side_value.hpp"

#include <charconv>
#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

SideValueReader::SideValueReader(Column column, const ReadOptions& options)
    : column_(column), nones_(column == Column::label ? options.abstain : std::vector<std::string>()) {}

SideValue SideValueReader::from_text(std::string_view text) const {
  if (!is_number()) return from_name(Name(text));
  if (text.empty()) return {};
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return wrong(fmt::format("'{}'", text));
  return from_number(number, text);
}

SideValue SideValueReader::from_json(const JsonValue& value) const {
  if (value.kind == JsonValue::Kind::null) return {};
  if (value.kind == JsonValue::Kind::name) {
    if (!is_number()) return from_name(value.name);
    if (!value.name.is_integer()) return from_text(value.name.text());
    return from_number(static_cast<double>(value.name.value()), value.name.str());
  }
  if (value.kind == JsonValue::Kind::number && is_number()) return from_number(value.number, value.text);
  return wrong(value.description());
}

SideValue SideValueReader::from_name(const Name& name) const {
  if (nones_.contains(name)) return {};
  return {.kind = SideValue::Kind::name, .name = name};
}

SideValue SideValueReader::from_number(double number, std::string_view text) const {
  const bool is_allowed =
      column_ == Column::score ? number >= 0.0 && number <= 1.0 : number >= 0.0 && std::isfinite(number);
  if (!is_allowed) return wrong(fmt::format("'{}'", text));
  return {.kind = SideValue::Kind::number, .number = number};
}

SideValue SideValueReader::wrong(std::string_view found) const {
  std::string_view expected = "a whole number or a string";
  if (column_ == Column::score) expected = "a number from 0 to 1, or nothing where there is none";
  if (column_ == Column::weight) expected = "a number from 0 up";
  return {.kind = SideValue::Kind::wrong,
          .problem = fmt::format("the {} is {}; expected {}", name_of(column_), found, expected)};
}

}  // namespace crowdvote
