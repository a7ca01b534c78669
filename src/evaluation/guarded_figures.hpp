#pragma once

#include <crowdvote/baseline.hpp>

#include <optional>
#include <string>
#include <vector>

namespace crowdvote {

struct GuardedFigure {
  std::string name;
  std::optional<double> value;
  std::optional<Interval> interval;
  bool is_known = true;  ///< false: of a subset that this run cannot tell
};

/// All guarded figures, always the same ones in the same order.
[[nodiscard]] std::vector<GuardedFigure> guarded_figures(const RunFigures& run);

}  // namespace crowdvote
