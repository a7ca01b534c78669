#pragma once

/// How figures look in the text tables of evaluation.

#include <crowdvote/evaluate.hpp>

#include <optional>
#include <string>

#include <fmt/format.h>

namespace crowdvote {

inline std::string format_share(const std::optional<double>& share) {
  return share ? fmt::format("{:.3f}", *share) : "-";
}

inline std::string format_share(const std::optional<double>& share, const std::optional<Interval>& interval) {
  if (!share || !interval) return format_share(share);
  return fmt::format("{:.3f} [{:.3f}, {:.3f}]", *share, interval->low, interval->high);
}

}  // namespace crowdvote
