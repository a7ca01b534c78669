#pragma once

/// Judges the labels of the strategies of a run by the truth that came with the votes.

#include "cli/strategy_input.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/calibration.hpp>
#include <crowdvote/strategy_table.hpp>

#include <cstdint>
#include <optional>

namespace crowdvote::cli {

struct Grades {
  Evaluation
      evaluation;  ///< with the intervals of the macro averages, and what accuracies owe to the tie rule
  CalibrationReport calibration;
};

/// The parts alone, for what knows nothing else.
[[nodiscard]] std::optional<Evaluation> evaluation_of(const std::optional<Grades>& grades);
[[nodiscard]] std::optional<CalibrationReport> calibration_of(const std::optional<Grades>& grades);

/// Subsets are told by all human votes, also those of held-out experts. What it is given must outlive it.
class Grader {
 public:
  Grader(const CrowdData& data, const StrategyInput& input);

  /// Empty where there is no truth.
  [[nodiscard]] std::optional<Grades> grade(const StrategyOptions& strategy, const Consensus& consensus,
                                            std::uint64_t seed, const RunControl& control) const;

  /// The part of the grades that `compare` does not measure. Empty where there is no truth.
  [[nodiscard]] std::optional<CalibrationReport> calibration(const Consensus& consensus) const;

  [[nodiscard]] const EvaluationSets& sets() const { return sets_; }  ///< empty where there is no truth

 private:
  [[nodiscard]] GradedLabels graded(const Consensus& consensus) const;

  const CrowdData& data_;
  const StrategyInput& input_;
  EvaluationSets sets_;
};

}  // namespace crowdvote::cli
