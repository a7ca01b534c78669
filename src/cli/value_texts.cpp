#include "cli/command_line.hpp"
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

/// The number at the beginning of a text, and the unit behind it in lower case. Returns nothing if the text
/// does not begin with a digit or if the number is too large.
std::optional<std::pair<std::uint64_t, std::string>> number_and_unit(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  std::string unit(std::find_if(end, text.data() + text.size(), [](char c) { return c != ' '; }),
                   text.data() + text.size());
  return std::pair{number, lower_case(std::move(unit))};
}

/// Returns nothing if the product is too large.
std::optional<std::uint64_t> product(std::uint64_t number, std::uint64_t factor) {
  if (number > std::numeric_limits<std::uint64_t>::max() / factor) return std::nullopt;
  return number * factor;
}

std::uint64_t power(std::uint64_t base, int exponent) {
  return exponent == 0 ? 1 : base * power(base, exponent - 1);
}

/// The number of bytes that "k", "kb" or "kib" stands for; 0 if it is not a unit.
std::uint64_t bytes_of_unit(std::string unit) {
  constexpr std::string_view kPrefixes = "kmgt";
  if (unit.empty() || unit == "b") return 1;
  const bool is_binary = unit.size() == 3 && unit.ends_with("ib");
  if (is_binary) unit.resize(1);
  if (unit.size() == 2 && unit.ends_with('b')) unit.resize(1);
  const std::size_t prefix = kPrefixes.find(unit);
  if (unit.size() != 1 || prefix == std::string_view::npos) return 0;
  return power(is_binary ? 1024 : 1000, static_cast<int>(prefix) + 1);
}

}  // namespace

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::uint64_t parse_whole_number(std::string_view what, std::string_view text, WholeRange range) {
  const auto parts = number_and_unit(text);
  const bool is_count = parts && parts->second.size() <= 1 && parts->second != "b" && parts->second != "t";
  const std::uint64_t unit = is_count ? bytes_of_unit(parts->second) : 0;
  const auto value = unit == 0 ? std::nullopt : product(parts->first, unit);
  if (value && *value >= range.lowest && *value <= range.highest) return *value;
  throw OptionError(fmt::format("{} takes a whole number from {} to {}, not '{}'", what, range.lowest,
                                range.highest, text));
}

std::uint64_t parse_size(std::string_view what, std::string_view text) {
  constexpr std::uint64_t kLeastWithoutUnit = 1000;
  const auto parts = number_and_unit(text);
  const std::uint64_t unit = parts ? bytes_of_unit(parts->second) : 0;
  const auto bytes = unit == 0 ? std::nullopt : product(parts->first, unit);
  if (!bytes || *bytes == 0) {
    throw OptionError(fmt::format(
        "{} takes a whole number of bytes with a unit, as in 800M, 4GB or 1GiB, not '{}'", what, text));
  }
  if (parts->second.empty() && *bytes < kLeastWithoutUnit) {
    throw OptionError(fmt::format("{} {}: {} byte{}? Give a unit, as in {}MB or {}GB", what, text, text,
                                  *bytes == 1 ? "" : "s", text, text));
  }
  return *bytes;
}

double parse_number(std::string_view what, std::string_view text, Range range) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
  if (is_number && value >= range.lowest && value <= range.highest) return value;
  const std::string allowed = std::isfinite(range.highest)
                                  ? fmt::format("from {} to {}", range.lowest, range.highest)
                              : std::isfinite(range.lowest) ? fmt::format("of at least {}", range.lowest)
                                                            : std::string("that is finite");
  throw OptionError(fmt::format("{} takes a number {}, not '{}'", what, allowed, text));
}

}  // namespace crowdvote::cli
