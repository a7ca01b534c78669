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

/// The counts of one class in a subset.
struct ClassCount {
  std::uint32_t truth = 0;
  std::uint32_t predicted = 0;
  std::uint32_t hit = 0;  ///< true positives: truth and prediction agree

  [[nodiscard]] bool occurs() const { return truth != 0 || predicted != 0; }
};

struct MacroAverages {
  double precision = 0;
  double recall = 0;
};

/// Means over the classes that occur; NaN if none does. A class without a hit contributes 0 to both.
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

/// Returns nothing if the whole is 0.
[[nodiscard]] inline std::optional<double> share(std::size_t part, std::size_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// Formats a number with this many decimals, with halves rounded up as in decimal notation: 406 / 800 =
/// 0.5075 is "0.508", and "50.8" percent, although the nearest double is below 0.5075. All texts for readers
/// are rounded in this way.
[[nodiscard]] inline std::string with_decimals(double value, int decimals) {
  constexpr double kAboveRoundingErrors = 1 + 1e-12;
  const double scale = std::pow(10.0, decimals);
  return fmt::format("{:.{}f}", std::round(value * scale * kAboveRoundingErrors) / scale, decimals);
}

/// The 95 % interval of Wilson.
[[nodiscard]] inline std::optional<Interval> share_interval(std::size_t part, std::size_t whole) {
  if (whole == 0) return std::nullopt;
  return wilson_interval(part, whole);
}

}  // namespace crowdvote
