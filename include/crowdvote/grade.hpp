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
      evaluation;  ///< with the intervals of the macro averages, and what accuracies owe to the tie rule
  CalibrationReport calibration;
};

/// Grades one consensus after the other. The subsets are those of all human votes, also those of experts who
/// are held out, without observations whose label was given as gold. What it is given must outlive it.
class Grader {
 public:
  Grader(const CrowdData& data, const RunInput& input);

  /// \param seed of the intervals
  /// Empty where there is no truth. Where several processes share the run, the first grades what it is sent of the
  /// judged observations, and elsewhere there are no grades.
  [[nodiscard]] std::optional<Grades> grade(const Consensus& consensus, std::uint64_t seed,
                                            const RunControl& control) const;

  /// The part of the grades that `compare` does not measure. Empty where there is no truth.
  [[nodiscard]] std::optional<CalibrationReport> calibration(const Consensus& consensus) const;

  [[nodiscard]] const EvaluationSets& sets() const { return sets_; }  ///< empty where there is no truth

 private:
  [[nodiscard]] GradedLabels graded(const Consensus& consensus) const;

  const CrowdData& data_;
  AggregationInput input_;
  EvaluationSets sets_;
};

/// All figures of labels that were read, and of their probabilities, if there are any.
/// \param has_votes false: `data` is of read_truth, and the subsets that votes define are not known
/// \param seed of the intervals
[[nodiscard]] Evaluation grade_labels(const LabelsToGrade& given, const CrowdData& data, bool has_votes,
                                      std::uint64_t seed, const RunControl& control = {});

}  // namespace crowdvote
