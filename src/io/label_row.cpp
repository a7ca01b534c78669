#include "io/label_row.hpp"

#include "io/flag_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

constexpr std::array kLabelAlsoCalled{"agg_label"sv, "prediction"sv, "consensus"sv};
constexpr std::array kRequests{ColumnRequest{.column = Column::observation},
                               ColumnRequest{.column = Column::label, .also_called = kLabelAlsoCalled},
                               ColumnRequest{.column = Column::valid, .is_required = false},
                               ColumnRequest{.column = Column::conf, .is_required = false},
                               ColumnRequest{.column = Column::acc, .is_required = false}};

}  // namespace

std::span<const ColumnRequest> label_requests() { return kRequests; }

std::string LabelRow::set(Column column, std::string_view cell) {
  if (column == Column::observation) {
    observation = Name(cell);
    return {};
  }
  if (column == Column::label) {
    label = Name(cell);
    return {};
  }
  if (column == Column::valid) return set_flag(column, cell);
  if (cell.empty()) return {};
  double number = std::numeric_limits<double>::quiet_NaN();
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (error != std::errc() || end != cell.data() + cell.size()) number = -1;
  return set_number(column, number, cell);
}

std::string LabelRow::set(Column column, const JsonValue& value) {
  using Kind = JsonValue::Kind;
  if (value.kind == Kind::null) return {};
  if (value.kind == Kind::name && value.name.is_integer()) {
    if (column == Column::observation || column == Column::label) {
      (column == Column::label ? label : observation) = value.name;
      return {};
    }
    return set(column, value.name.str());
  }
  if (value.kind == Kind::name) return set(column, value.name.text());
  if (column == Column::observation || column == Column::label) {
    return fmt::format("the {} is {}", name_of(column), value.why_no_name());
  }
  if (value.kind == Kind::boolean && column == Column::valid) return set_flag(column, value.text);
  if (value.kind == Kind::number && column != Column::valid)
    return set_number(column, value.number, value.text);
  return fmt::format("{} is {}; expected {}", name_of(column), value.description(),
                     column == Column::valid ? "true or false" : "a number");
}

std::string LabelRow::set_flag(Column column, std::string_view text) {
  valid = parse_flag(text);
  return valid ? std::string() : explain_flag(column, text);
}

std::string LabelRow::set_number(Column column, double number, std::string_view text) {
  const bool is_allowed = number >= 0 && (column == Column::acc ? number <= 1 : std::isfinite(number));
  if (!is_allowed) {
    return fmt::format("{} is '{}'; expected a number from 0 {}", name_of(column), text,
                       column == Column::acc ? "to 1" : "up");
  }
  (column == Column::acc ? acc : conf) = number;
  return {};
}

}  // namespace crowdvote
