#pragma once

/// zero-based-skill: the weight of a user is a skill that moves towards the user's agreement with the
/// weighted vote.
///
///     s_u = 1 / K + 1e-5
///     for t = 1 to `rounds`:
///         label = weighted vote under s
///         s_u   = s_u + rate * (share of u's votes that equal label - s_u)
///     label = weighted vote under s
///
/// K is the number of labels that occur in the votes. The rate is 1 at first and is halved in every 20th
/// round: the first rounds are those of wawa, later ones average the skills. K = 1: no rounds. If all weights
/// on an observation are 0, conf is 0 and each vote counts as 1 in label and acc.
///
/// Source: ZeroBasedSkill of crowd-kit (Ustalov, Pavlichenko & Tseitlin 2024, "Learning from crowds with
/// Crowd-Kit", JOSS 9(96)), with its defaults for the rates.
///
/// Users: weight = skill = s_u, NaN without votes. Valid: every observation with a vote. Observation
/// without votes: no label, conf 0. conf and acc are those of the last vote; the probabilities are the shares
/// of its weights. Ties: AggregationInput::ties. Cost: O(n_votes) a round. Throws MemoryError. Same result
/// for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

namespace crowdvote {

struct ZeroBasedSkillOptions {
  static constexpr StrategyDescription kDescription{
      .name = "zero-based-skill",
      .summary = "Users are weighted by a skill that moves towards their agreement with the vote",
      .source = "crowd-kit (Ustalov et al. 2024)",
      .gives = {.weight = true, .skill = true},
      .model = {.value = "weight", .range = {.lowest = 0}},
      .rounds_option = "rounds",
      .learns_from_agreement = true,
      .sharing = Sharing::by_observation,
      .aliases = {"zbs"}};
  int rounds = 100;  ///< number of rounds
};

template <class Visitor>
void visit_options(Visitor&& visit, ZeroBasedSkillOptions& options) {
  visit("rounds", options.rounds, Range{1, 100000}, "Repeat vote and skills this many times");
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const ZeroBasedSkillOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
