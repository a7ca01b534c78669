#pragma once

#include <crowdvote/evaluate.hpp>

#include <cstddef>
#include <optional>

namespace crowdvote {

/// Nothing for a share of nothing.
[[nodiscard]] inline std::optional<double> share(std::size_t part, std::size_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

/// Wilson's, 95 %.
[[nodiscard]] inline std::optional<Interval> share_interval(std::size_t part, std::size_t whole) {
  if (whole == 0) return std::nullopt;
  return wilson_interval(part, whole);
}

}  // namespace crowdvote
