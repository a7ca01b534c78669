#pragma once

/// Thresholds that decide whether a label is reliable enough to train on.

#include <cstddef>
#include <limits>

namespace crowdvote {

/// "x above t" means x > t + kEpsilon, "x at least t" means x >= t - kEpsilon; labels whose weights are
/// within kEpsilon * max(1, top) of the top are tied.
inline constexpr double kEpsilon = 1e-9;

/// Whether x is above the threshold or, if `inclusive`, at least the threshold. False for NaN.
[[nodiscard]] inline bool passes(double x, double threshold, bool inclusive) {
  return inclusive ? x >= threshold - kEpsilon : x > threshold + kEpsilon;
}

/// weight / total, the share of a label in all weights; 0 if the total is 0.
[[nodiscard]] inline double share_of(double weight, double total) { return total > 0 ? weight / total : 0.0; }

/// A label is valid if its conf is above theta_conf and its acc above theta_acc ("at least" if inclusive),
/// and if the observation has at least min_votes votes. A threshold of -infinity is always met, so the
/// default rule holds for every observation that has a label.
struct ValidityRule {
  double theta_conf = -std::numeric_limits<double>::infinity();
  double theta_acc = -std::numeric_limits<double>::infinity();
  bool inclusive = false;
  std::size_t min_votes = 0;  ///< counts votes of users; not checked by holds()

  /// Whether conf and acc meet their thresholds.
  [[nodiscard]] bool holds(double conf, double acc) const {
    const bool conf_passes = passes(conf, theta_conf, inclusive);
    const bool acc_passes = passes(acc, theta_acc, inclusive);
    // Not &&: the branch cannot be predicted, and would wait for weights that are far from the cache.
    return (static_cast<int>(conf_passes) & static_cast<int>(acc_passes)) != 0;
  }
};

}  // namespace crowdvote
