#pragma once

/// The text tables of an evaluation, and the format of their figures.

#include "evaluation/share.hpp"
#include "evaluation/text_table.hpp"
#include <crowdvote/evaluate.hpp>
#include <crowdvote/evaluation_table.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

/// One column per subset and one row per figure.
[[nodiscard]] TextTable table_of(const Evaluation& evaluation);
/// One line for each kind of observation that the figures leave out.
[[nodiscard]] std::vector<std::string> notes_of(const Evaluation& evaluation);

inline std::string format_share(const std::optional<double>& share) {
  return share ? with_decimals(*share, 3) : "-";
}

inline std::string format_share(const std::optional<double>& share, const std::optional<Interval>& interval) {
  if (!share || !interval) return format_share(share);
  return fmt::format("{} [{:.3f}, {:.3f}]", format_share(share), interval->low, interval->high);
}

inline std::string format_p_value(double p_value) {
  return p_value < 0.001 ? fmt::format("{:.1e}", p_value) : fmt::format("{:.3f}", p_value);
}

inline constexpr std::string_view kTiesHeading = "by ties: worst / random / best";

/// Whether an accuracy depends on the tie rule so strongly that readers should be told.
inline bool are_wide(const std::optional<TieBounds>& ties) {
  return ties && ties->highest - ties->lowest >= kWideTies;
}

inline std::string format_ties(const std::optional<TieBounds>& ties) {
  if (!ties) return "-";
  return fmt::format("{:.3f} / {:.3f} / {:.3f}", ties->lowest, ties->expected, ties->highest);
}

}  // namespace crowdvote
