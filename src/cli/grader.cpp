#include "cli/grader.hpp"

#include <crowdvote/compare.hpp>

namespace crowdvote::cli {

std::optional<Evaluation> evaluation_of(const std::optional<Grades>& grades) {
  if (!grades) return std::nullopt;
  return grades->evaluation;
}

std::optional<ReliabilityReport> reliability_of(const std::optional<Grades>& grades) {
  if (!grades) return std::nullopt;
  return grades->reliability;
}

Grader::Grader(const CrowdData& data, const StrategyInput& input) : data_(data), input_(input) {
  if (!data.truth_of_observation.empty()) {
    sets_ = find_evaluation_sets(data.votes, data.truth_of_observation);
  }
}

std::optional<Grades> Grader::grade(const StrategyOptions& strategy, const Consensus& consensus,
                                    std::uint64_t seed, const RunControl& control) const {
  if (data_.truth_of_observation.empty()) return std::nullopt;
  const GradedLabels labels{.label = consensus.label,
                            .valid = consensus.valid,
                            .truth = data_.truth_of_observation,
                            .sets = sets_,
                            .n_labels = data_.labels.size(),
                            .votes = &input_.votes()};
  const AggregationInput strategy_input = input_.view();
  return Grades{
      .evaluation = evaluate_consensus(strategy_input, strategy, consensus, labels, {.seed = seed}, control),
      .reliability = measure_reliability(consensus, strategy_input, labels)};
}

}  // namespace crowdvote::cli
