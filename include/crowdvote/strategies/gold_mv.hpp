#pragma once

/// gold-mv: users are weighted by how often they are right on observations with a gold label.
///
///     w_u     = share of u's votes on observations with gold that equal the gold label,
///               or `default-weight` for a user without a vote on one
///     conf_i(k) = sum of w_u over the users u who voted k on i
///     acc_i(k)  = conf_i(k) / sum over k' of conf_i(k')
///     label_i   = argmax_k conf_i(k)
///
/// An observation with gold has its gold label with conf = acc = 1, even if nobody voted on it. If all
/// weights on an observation are 0, conf is 0 and each vote counts as 1 in label and acc. The probabilities
/// are the shares of the weights, acc_i(k).
///
/// Source: weighting by gold questions, as on crowdsourcing platforms; GoldMajorityVote in crowd-kit
/// (Ustalov, Pavlichenko & Tseitlin 2024, "Learning from crowds with Crowd-Kit", JOSS 9(96)).
///
/// Valid: every observation with a vote or gold. Observation with neither: no label, no probabilities. Users:
/// weight = skill = w_u, NaN without votes. Ties: AggregationInput::ties. Cost: two passes over the
/// votes. Throws OptionError without gold (AggregationInput::gold_of_observation), MemoryError. Same result
/// for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

namespace crowdvote {

struct GoldMvOptions {
  static constexpr StrategyDescription kDescription{
      .name = "gold-mv",
      .summary = "Users are weighted by how often they are right on gold labels",
      .source = "crowd-kit (Ustalov et al. 2024)",
      .takes = {.gold = true},
      .gives = {.weight = true, .skill = true},
      .model = {.value = "weight", .range = {.lowest = 0}},
      .aliases = {"gold-majority-vote", "gold-majority-voting"}};
  double default_weight = 0.5;  ///< weight of a user without a vote on an observation with gold
};

template <class Visitor>
void visit_options(Visitor&& visit, GoldMvOptions& options) {
  visit("default-weight", options.default_weight, Range{.lowest = 0},
        "Weight of a user without a vote on gold labels");
}

[[nodiscard]] inline SideInputs needed_inputs(const GoldMvOptions& /*options*/) { return {.gold = true}; }

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const GoldMvOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
