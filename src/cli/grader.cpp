#include "cli/grader.hpp"

#include <crowdvote/compare.hpp>

#include <utility>

namespace crowdvote::cli {

std::optional<Evaluation> evaluation_of(const std::optional<Grades>& grades) {
  if (!grades) return std::nullopt;
  return grades->evaluation;
}

std::optional<CalibrationReport> calibration_of(const std::optional<Grades>& grades) {
  if (!grades) return std::nullopt;
  return grades->calibration;
}

Grader::Grader(const CrowdData& data, const StrategyInput& input) : data_(data), input_(input) {
  if (!data.truth_of_observation.empty()) {
    sets_ = find_evaluation_sets(data.votes, data.truth_of_observation);
  }
}

GradedLabels Grader::graded(const Consensus& consensus) const {
  return {.label = consensus.label,
          .valid = consensus.valid,
          .truth = data_.truth_of_observation,
          .sets = sets_,
          .n_labels = data_.labels.size(),
          .votes = &input_.votes()};
}

std::optional<CalibrationReport> Grader::calibration(const Consensus& consensus) const {
  if (data_.truth_of_observation.empty()) return std::nullopt;
  return measure_calibration(consensus, input_.view(), graded(consensus), data_.ai_score_of_truth);
}

std::optional<Grades> Grader::grade(const StrategyOptions& strategy, const Consensus& consensus,
                                    std::uint64_t seed, const RunControl& control) const {
  std::optional<CalibrationReport> measured = calibration(consensus);
  if (!measured) return std::nullopt;
  return Grades{.evaluation = evaluate_consensus(input_.view(), strategy, consensus, graded(consensus),
                                                 {.seed = seed}, control),
                .calibration = *std::move(measured)};
}

}  // namespace crowdvote::cli
