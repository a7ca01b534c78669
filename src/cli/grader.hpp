#pragma once

/// Judges the labels of the strategies of a run by the truth that came with the votes.

#include "cli/strategy_input.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/strategy_table.hpp>

#include <cstdint>

namespace crowdvote::cli {

/// Subsets are told by all human votes, also those of held-out experts. What it is given must outlive it.
class Grader {
 public:
  Grader(const CrowdData& data, const StrategyInput& input);

  [[nodiscard]] bool has_truth() const { return !data_.truth_of_observation.empty(); }
  [[nodiscard]] GradedLabels graded(const Consensus& consensus) const;
  /// All figures, with the intervals of the macro averages and what the accuracies owe to the tie rule.
  /// REQUIRES: has_truth()
  [[nodiscard]] Evaluation evaluate(const StrategyOptions& strategy, const Consensus& consensus,
                                    std::uint64_t seed, const RunControl& control) const;

 private:
  const CrowdData& data_;
  const StrategyInput& input_;
  EvaluationSets sets_;
};

}  // namespace crowdvote::cli
