#pragma once

#include <crowdvote/evaluate.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <fmt/format.h>

namespace crowdvote {

/// What one class has in a subset.
struct ClassCount {
  std::uint32_t truth = 0;
  std::uint32_t predicted = 0;
  std::uint32_t hit = 0;  ///< truth and predicted at once

  [[nodiscard]] bool occurs() const { return truth != 0 || predicted != 0; }
};

struct MacroAverages {
  double precision = 0;
  double recall = 0;
};

/// Means over the classes that occur; NaN if none does. A class without a hit has 0 of both.
[[nodiscard]] inline MacroAverages macro_averages(std::span<const ClassCount> classes) {
  MacroAverages sum;
  std::size_t n_classes = 0;
  for (const ClassCount& k : classes) {
    if (!k.occurs()) continue;
    ++n_classes;
    if (k.hit == 0) continue;
    sum.precision += static_cast<double>(k.hit) / k.predicted;
    sum.recall += static_cast<double>(k.hit) / k.truth;
  }
  const auto n = static_cast<double>(n_classes);
  return {sum.precision / n, sum.recall / n};
}

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
