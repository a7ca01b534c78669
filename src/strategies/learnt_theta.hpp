#pragma once

/// theta of dawid-skene, from the votes of a user that a model has counted.

#include "strategies/known_users.hpp"
#include "strategies/posterior.hpp"
#include <crowdvote/ids.hpp>
#include <crowdvote/learnt_model.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace crowdvote {

/// theta(k, l) = max(c(k, l) + smoothing, FLOOR) / the sum of that over the labels that the user voted for. A
/// cell that the model does not have has c = 0.
class LearntTheta {
 public:
  /// Refers to the cells.
  LearntTheta(std::span<const LearntModel::Cell> cells, double smoothing)
      : cells_(cells), smoothing_(smoothing), none_(std::max(smoothing, kProbabilityFloor)) {
    for (const LearntModel::Cell& cell : cells) labels_.push_back(cell.label);
    std::sort(labels_.begin(), labels_.end());
    labels_.erase(std::unique(labels_.begin(), labels_.end()), labels_.end());
    const double sum_of_none = static_cast<double>(labels_.size()) * none_;
    log_sum_without_votes_ = std::log(sum_of_none);
    for (const LearntModel::Cell& cell : cells) {
      if (sums_.empty() || sums_.back().truth != cell.truth) sums_.push_back({cell.truth, sum_of_none});
      sums_.back().log_sum += counted(cell.votes) - none_;
    }
    for (Sum& sum : sums_) sum.log_sum = std::log(sum.log_sum);
  }

  /// Whether the user voted for the label.
  [[nodiscard]] bool knows(LabelId label) const {
    return std::binary_search(labels_.begin(), labels_.end(), label);
  }
  /// ln theta. REQUIRES: knows(label).
  [[nodiscard]] double log_of(LabelId truth, LabelId label) const {
    const auto sum = std::lower_bound(sums_.begin(), sums_.end(), truth,
                                      [](const Sum& a, LabelId wanted) { return a.truth < wanted; });
    const bool has_votes = sum != sums_.end() && sum->truth == truth;
    return std::log(counted(votes_in(cells_, truth, label))) -
           (has_votes ? sum->log_sum : log_sum_without_votes_);
  }

 private:
  struct Sum {
    LabelId truth;
    double log_sum;
  };
  [[nodiscard]] double counted(double votes) const { return std::max(votes + smoothing_, kProbabilityFloor); }

  std::span<const LearntModel::Cell> cells_;
  double smoothing_;
  double none_;  ///< what no votes count
  std::vector<LabelId> labels_;
  std::vector<Sum> sums_;  ///< by truth
  double log_sum_without_votes_ = 0;
};

}  // namespace crowdvote
