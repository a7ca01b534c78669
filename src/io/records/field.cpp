#include "io/records/field.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using namespace std::string_view_literals;

std::optional<bool> parse_flag(std::string_view text) {
  constexpr std::array kYes{"1"sv, "true"sv, "yes"sv};
  constexpr std::array kNo{""sv, "0"sv, "false"sv, "no"sv};
  const auto is_text = [text](std::string_view word) {
    return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
  };
  if (std::any_of(kYes.begin(), kYes.end(), is_text)) return true;
  if (std::any_of(kNo.begin(), kNo.end(), is_text)) return false;
  return std::nullopt;
}

/// Small enough for the sum of as many weights as there can be votes to be finite.
constexpr double kLargestWeight = 1e298;

/// "na " counts as "NA".
constexpr NameFold kAnyCase{.letter_case = true, .space = true};

std::string_view expected_for(Column column) {
  switch (column) {
    case Column::score:
      return "a number from 0 to 1, or nothing where there is none";
    case Column::acc:
      return "a number from 0 to 1";
    case Column::weight:
    case Column::conf:
      return "a number from 0 up";
    case Column::count:
      return "a whole number from 0 up";
    case Column::author:
    case Column::valid:
      return "1, true or yes, or 0, false, no or nothing";
    default:
      return "a whole number or a string";
  }
}

}  // namespace

Abstentions::Abstentions(const ReadOptions& options) : minus_one_is_one_(!options.minus_one_is_a_label) {
  for (const std::string& word : options.missing) {
    const Name name(word);
    if (name.is_integer()) {
      integers_.push_back(name.value());
    } else if (word == "None") {
      texts_.push_back(word);  // the word of Python; "none" is a label in many data sets
    } else {
      words_.push_back(fold(word, kAnyCase));
    }
  }
  for (const std::string& label : options.abstain) {
    const Name name(label);
    if (name.is_integer()) {
      integers_.push_back(name.value());
    } else {
      texts_.push_back(label);
    }
  }
}

bool Abstentions::lists(const Name& label) const {
  if (label.is_integer()) {
    return (label.value() == -1 && minus_one_is_one_) ||
           std::find(integers_.begin(), integers_.end(), label.value()) != integers_.end();
  }
  const std::string_view text = label.text();
  return text.empty() || std::find(texts_.begin(), texts_.end(), text) != texts_.end() ||
         (minus_one_is_one_ && has_outer_blanks(text) && trimmed(text) == "-1") ||
         (!words_.empty() && is_word(text));
}

bool Abstentions::is_word(std::string_view text) const {
  return std::find(words_.begin(), words_.end(), fold(text, kAnyCase)) != words_.end();
}

FieldReader::FieldReader(Column column, const ReadOptions& options)
    : column_(column),
      decimal_comma_(options.decimal_comma),
      takes_lists_(column == Column::label && options.multi_label && options.multi_label->separator.empty()),
      nones_(column == Column::label ? Abstentions(options) : Abstentions()) {}

bool FieldReader::is_number() const {
  return column_ == Column::score || column_ == Column::weight || column_ == Column::conf ||
         column_ == Column::acc || column_ == Column::count;
}

Field FieldReader::read(const Value& value) const {
  if (value.kind == Value::Kind::null) return {};
  if (is_number()) return read_number(value);
  return is_flag() ? read_flag(value) : read_name(value);
}

Field FieldReader::read_name(const Value& value) const {
  const bool is_list = takes_lists_ && value.kind == Value::Kind::array;
  const bool is_yes_or_no = column_ == Column::label && value.kind == Value::Kind::boolean;
  if (is_list || is_yes_or_no) {
    return {.kind = Field::Kind::name, .name = Name(value.text)};
  }
  if (value.kind != Value::Kind::name) {
    return Field::wrong(fmt::format("the {} is {}", name_of(column_), value.why_no_name()));
  }
  const bool is_none = column_ == Column::observation ? value.is_missing() : nones_.contains(value.name);
  if (is_none) return {};
  return {.kind = Field::Kind::name, .name = value.name};
}

Field FieldReader::read_number(const Value& value) const {
  if (value.kind == Value::Kind::number) return check_number(value.number, value.text);
  if (value.kind != Value::Kind::name) return unexpected(value.description());
  if (!value.name.is_integer()) return number_in(trimmed(value.name.text()));
  const auto number = static_cast<double>(value.name.value());
  return allows(number) ? Field{.kind = Field::Kind::number, .number = number}
                        : check_number(number, value.name.str());
}

Field FieldReader::number_in(std::string_view text) const {
  if (text.empty()) return {};
  double number = 0;
  std::string with_point;
  std::string_view digits = text;
  if (decimal_comma_ && text.find(',') != std::string_view::npos) {
    with_point = text;
    std::replace(with_point.begin(), with_point.end(), ',', '.');
    digits = with_point;
  }
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size())
    return unexpected(fmt::format("'{}'", text));
  return check_number(number, text);
}

Field FieldReader::check_number(double number, std::string_view text) const {
  if (allows(number)) return {.kind = Field::Kind::number, .number = number};
  if (column_ == Column::weight && std::isfinite(number) && number > kLargestWeight) {
    return Field::wrong(
        fmt::format("the weight is '{}'; expected a number up to {}, so that sums of weights are numbers",
                    text, kLargestWeight));
  }
  return unexpected(fmt::format("'{}'", text));
}

bool FieldReader::allows(double number) const {
  if (!(number >= 0.0)) return false;
  const bool is_share = column_ == Column::score || column_ == Column::acc;
  if (is_share ? number > 1.0 : !std::isfinite(number)) return false;
  if (column_ == Column::weight && number > kLargestWeight) return false;
  return column_ != Column::count || std::floor(number) == number;
}

Field FieldReader::read_flag(const Value& value) const {
  std::string text;
  if (value.kind == Value::Kind::name) {
    text = value.name.str();
  } else if (value.kind == Value::Kind::boolean) {
    text = value.text;
  } else {
    return unexpected(value.description());
  }
  const auto flag = parse_flag(trimmed(text));
  if (!flag) return unexpected(fmt::format("'{}'", text));
  return {.kind = Field::Kind::flag, .flag = *flag};
}

Field FieldReader::unexpected(std::string_view found) const {
  const bool is_noun = column_ != Column::author && column_ != Column::valid && column_ != Column::conf &&
                       column_ != Column::acc;
  return Field::wrong(fmt::format("{}{} is {}; expected {}", is_noun ? "the " : "", name_of(column_), found,
                                  expected_for(column_)));
}

}  // namespace crowdvote
