#pragma once

/// All figures of a consensus against the truth that came with the votes.

#include <crowdvote/calibration.hpp>
#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/read_labels.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/run_input.hpp>

#include <cstdint>
#include <optional>

namespace crowdvote {

struct Grades {
  Evaluation
      evaluation;  ///< with the intervals of the macro averages and the bounds of the accuracies over ties
  CalibrationReport calibration;
};

/// Grades one consensus after another. The subsets are defined by all human votes, including those of experts
/// who are held out, and contain no observation with a gold label. The arguments of the constructor must
/// outlive the grader.
class Grader {
 public:
  Grader(const CrowdData& data, const RunInput& input);

  /// Empty if there is no truth. If several processes share the run, they send the judged observations to the
  /// first process, which grades them; the result is empty in the others.
  /// \param seed of the bootstrap intervals
  [[nodiscard]] std::optional<Grades> grade(const Consensus& consensus, std::uint64_t seed,
                                            const RunControl& control) const;

  /// The part of the grades that compare() does not measure. Empty if there is no truth.
  [[nodiscard]] std::optional<CalibrationReport> calibration(const Consensus& consensus) const;

  [[nodiscard]] const EvaluationSets& sets() const { return sets_; }  ///< empty if there is no truth

 private:
  [[nodiscard]] GradedLabels graded(const Consensus& consensus) const;

  const CrowdData& data_;
  AggregationInput input_;
  EvaluationSets sets_;
};

/// All figures of labels that were read from a file, and of their probabilities if there are any.
/// \param has_votes false: `data` comes from read_truth(), and the subsets that votes define are not known
/// \param seed of the bootstrap intervals
[[nodiscard]] Evaluation grade_labels(const LabelsToGrade& given, const CrowdData& data, bool has_votes,
                                      std::uint64_t seed, const RunControl& control = {});

}  // namespace crowdvote
