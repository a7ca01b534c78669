#include "report/figure_text.hpp"

#include "evaluation/share.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace crowdvote {

namespace {

std::string percent(double share) { return with_decimals(100 * share, 1); }

}  // namespace

std::string share_text(double share) { return percent(share) + "%"; }

std::string share_text(std::size_t part, std::size_t whole) {
  return whole == 0 ? "–" : share_text(static_cast<double>(part) / static_cast<double>(whole));
}

std::string share_text(const std::optional<double>& share, const std::optional<Interval>& interval) {
  if (!share) return "–";
  if (!interval) return share_text(*share);
  return fmt::format("{} ({}–{})", share_text(*share), percent(interval->low), percent(interval->high));
}

std::string share_range_text(double low, double high) {
  return fmt::format("{}–{}%", percent(low), percent(high));
}

std::string number_text(double number) { return fmt::format("{:.4g}", number); }

std::string bytes_text(std::size_t bytes) {
  constexpr std::array units{"bytes", "kB", "MB", "GB", "TB"};
  auto amount = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; amount >= 1000 && unit + 1 < units.size(); ++unit) amount /= 1000;
  return fmt::format("{:.{}f} {}", amount, unit > 0 && amount < 10 ? 1 : 0, units[unit]);
}

std::string subset_text(std::size_t subset) {
  std::string text(kSubsetNames[subset]);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string shortened(std::string text, std::size_t most_characters) {
  std::size_t characters = 0;
  for (std::size_t place = 0; place < text.size(); ++place) {
    const bool starts_character = (static_cast<unsigned char>(text[place]) & 0xC0) != 0x80;
    if (starts_character && ++characters > most_characters) return text.substr(0, place) + "…";
  }
  return text;
}

std::string brief_spec(const std::string& spec) {
  constexpr std::size_t kMostCharacters = 30;
  const std::size_t colon = spec.find(':');
  if (spec.size() <= kMostCharacters || colon == std::string::npos) return shortened(spec, kMostCharacters);
  const std::string strategy = spec.substr(0, colon + 1);
  const std::size_t room = kMostCharacters - std::min(strategy.size(), kMostCharacters / 2);
  const std::size_t option = spec.find(',', spec.size() - std::min(room, spec.size()));
  return option == std::string::npos ? shortened(spec, kMostCharacters)
                                     : strategy + "…" + spec.substr(option);
}

double rounded(double number) {
  if (!std::isfinite(number)) return number;
  const std::string text = fmt::format("{:.6g}", number);
  double result = number;
  std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

}  // namespace crowdvote
