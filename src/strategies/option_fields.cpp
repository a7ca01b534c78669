#include "strategies/option_fields.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <type_traits>
#include <variant>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

std::string words_of(const Range& range) {
  const bool has_lowest = std::isfinite(range.lowest);
  const bool has_highest = std::isfinite(range.highest);
  if (has_lowest && has_highest) return fmt::format("{} to {}", range.lowest, range.highest);
  if (has_lowest) return fmt::format("at least {}", range.lowest);
  if (has_highest) return fmt::format("at most {}", range.highest);
  return "any number";
}

/// The whole text as a number in the range; from_chars knows "inf" and "nan", which no range has.
template <class Number>
std::optional<Number> number_in(const Range& range, std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || rest != end) return std::nullopt;
  const auto value = static_cast<double>(number);
  const bool allowed = std::isfinite(value) && value >= range.lowest && value <= range.highest;
  return allowed ? std::optional(number) : std::nullopt;
}

template <class Number>
requires std::is_arithmetic_v<Number>
void describe(OptionField& field, Number& value, const Range& range) {
  field.type = std::is_integral_v<Number> ? "INT" : "NUM";
  field.default_value = fmt::format("{}", value);
  field.allowed = words_of(range);
  field.set = [&value, range](std::string_view text) {
    const auto number = number_in<Number>(range, text);
    if (number) value = *number;
    return number.has_value();
  };
}

void describe(OptionField& field, bool& value, const AnyChoice& /*any*/) {
  field.type = "FLAG";
  field.default_value = value ? "true" : "false";
  field.allowed = "true or false";
  field.set = [&value](std::string_view text) {
    const bool is_true = text.empty() || text == "true" || text == "1";
    const bool is_false = text == "false" || text == "0";
    if (is_true || is_false) value = is_true;
    return is_true || is_false;
  };
}

void describe(OptionField& field, std::string& value, const AnyText& text) {
  field.type = "TEXT";
  field.default_value = value;
  field.allowed = text.what;
  field.set = [&value](std::string_view given) {
    if (!given.empty()) value = given;
    return !given.empty();
  };
}

template <class Enum>
requires std::is_enum_v<Enum>
void describe(OptionField& field, Enum& value, const AnyChoice& /*any*/) {
  constexpr auto& choices = Choices<Enum>::values;
  std::vector<std::string_view> words;
  for (const auto& [word, choice] : choices) {
    words.push_back(word);
    if (choice == value) field.default_value = word;
  }
  field.type = "CHOICE";
  field.allowed = fmt::format("{}", fmt::join(words, ", "));
  field.set = [&value](std::string_view text) {
    const auto is_it = [&](const Choice<Enum>& choice) { return choice.word == text; };
    const auto* const choice = std::find_if(choices.begin(), choices.end(), is_it);
    if (choice == choices.end()) return false;
    value = choice->value;
    return true;
  };
}

/// An option that may be left out.
template <class Value, class Allowed>
void describe(OptionField& field, std::optional<Value>& value, const Allowed& allowed) {
  const auto chosen = std::make_shared<Value>(value.value_or(Value{}));
  describe(field, *chosen, allowed);
  if (!value) field.default_value.clear();
  field.set = [&value, chosen, set = field.set](std::string_view given) {
    if (!set(given)) return false;
    value = *chosen;
    return true;
  };
}

}  // namespace

std::vector<OptionField> option_fields(StrategyOptions& options) {
  std::vector<OptionField> fields;
  const auto add = [&](std::string_view name, auto& value, const auto& allowed, std::string_view help) {
    OptionField& field = fields.emplace_back();
    field.name = name;
    field.help = help;
    describe(field, value, allowed);
  };
  std::visit([&](auto& of_strategy) { visit_options(add, of_strategy); }, options);
  return fields;
}

}  // namespace crowdvote
