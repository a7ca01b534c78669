#include "io/read/judged_part.hpp"
#include <crowdvote/compare.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/grade.hpp>

#include <utility>

namespace crowdvote {

Grader::Grader(const CrowdData& data, const RunInput& input) : data_(data), input_(input.view()) {
  if (!data.truth_of_observation.empty() && !data.shared) {
    sets_ = find_evaluation_sets(data.votes, data.truth_of_observation, data.gold_of_observation);
  }
}

GradedLabels Grader::graded(const Consensus& consensus) const {
  return {.label = consensus.label,
          .valid = consensus.valid,
          .truth = data_.truth_of_observation,
          .sets = sets_,
          .n_labels = data_.labels.size(),
          .votes = input_.votes,
          .label_rank = input_.votes.label_rank()};
}

std::optional<CalibrationReport> Grader::calibration(const Consensus& consensus) const {
  if (data_.truth_of_observation.empty()) return std::nullopt;
  return measure_calibration(consensus, input_, graded(consensus), data_.ai_score_of_truth);
}

std::optional<Grades> Grader::grade(const Consensus& consensus, std::uint64_t seed,
                                    const RunControl& control) const {
  if (control.processes != nullptr) {
    return sum_over_processes(control, data_.truth_of_observation.size()) == 0
               ? std::nullopt
               : grade_judged(data_, input_, consensus, seed, control);
  }
  std::optional<CalibrationReport> measured = calibration(consensus);
  if (!measured) return std::nullopt;
  return Grades{
      .evaluation = evaluate_consensus(input_, consensus, graded(consensus), {.seed = seed}, control),
      .calibration = *std::move(measured)};
}

Evaluation grade_labels(const LabelsToGrade& given, const CrowdData& data, bool has_votes, std::uint64_t seed,
                        const RunControl& control) {
  const EvaluationSets sets = has_votes ? find_evaluation_sets(data.votes, data.truth_of_observation)
                                        : find_evaluation_sets(data.truth_of_observation);
  const GradedLabels graded{.label = given.labels.label,
                            .valid = given.labels.valid,
                            .truth = data.truth_of_observation,
                            .sets = sets,
                            .n_labels = data.labels.size(),
                            .votes = {},
                            .label_rank = data.votes.view().label_rank()};
  Evaluation evaluation = evaluate(graded);
  if (given.probabilities) add_probability_scores(evaluation, graded, given.probabilities->probabilities);
  add_bootstrap_intervals(evaluation, graded, {.seed = seed}, control);
  return evaluation;
}

}  // namespace crowdvote
