#pragma once

#include <crowdvote/evaluate.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

#include <fmt/format.h>

namespace crowdvote {

/// Nothing for a share of nothing.
[[nodiscard]] inline std::optional<double> share(std::size_t part, std::size_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// So many decimals, halves rounded up as in decimal notation: 406 / 800 = 0.5075 is "0.508", and "50.8" percent,
/// although the nearest double lies below 0.5075. Every text for people rounds by it.
[[nodiscard]] inline std::string with_decimals(double value, int decimals) {
  constexpr double kAboveRoundingErrors = 1 + 1e-12;
  const double scale = std::pow(10.0, decimals);
  return fmt::format("{:.{}f}", std::round(value * scale * kAboveRoundingErrors) / scale, decimals);
}

/// Wilson's, 95 %.
[[nodiscard]] inline std::optional<Interval> share_interval(std::size_t part, std::size_t whole) {
  if (whole == 0) return std::nullopt;
  return wilson_interval(part, whole);
}

}  // namespace crowdvote
