#include "cli/grader.hpp"

#include <crowdvote/bootstrap.hpp>
#include <crowdvote/ties.hpp>

namespace crowdvote::cli {

Grader::Grader(const CrowdData& data, const StrategyInput& input) : data_(data), input_(input) {
  if (has_truth()) sets_ = find_evaluation_sets(data.votes, data.truth_of_observation);
}

GradedLabels Grader::graded(const Consensus& consensus) const {
  return {.label = consensus.label,
          .valid = consensus.valid,
          .truth = data_.truth_of_observation,
          .sets = sets_,
          .n_labels = data_.labels.size(),
          .votes = &input_.votes()};
}

Evaluation Grader::evaluate(const StrategyOptions& strategy, const Consensus& consensus, std::uint64_t seed,
                            const RunControl& control) const {
  const GradedLabels labels = graded(consensus);
  Evaluation evaluation = crowdvote::evaluate(labels);
  const auto* plantnet = std::get_if<PlantnetOptions>(&strategy);
  const AiBallot ai = plantnet == nullptr ? AiBallot{} : ai_ballot(*plantnet, consensus);
  add_tie_bounds(evaluation, labels, find_ties(input_.view(), consensus, ai, labels));
  add_bootstrap_intervals(evaluation, labels, {.seed = seed}, control);
  return evaluation;
}

}  // namespace crowdvote::cli
