#pragma once

/// one-coin: dawid-skene with one number for each user, the probability r_u that a vote is right.
///
///     theta_u(k, k) = r_u,  theta_u(k, l) = (1 - r_u) / (K - 1) for l != k
///     r_u    = mean of q_i(y) over the votes y of u, clamped to [1e-10, 1 - 1e-10]
///     p_k    = mean of q_i(k) over the N observations with a vote or a gold label
///     q_i(k) ~ max(p_k, 1e-10) * product over the votes (u, l) on i of theta_u(k, l)
///
/// Start: q = shares of the votes, then p and r. A round computes q and then p and r. It is the last if
///
///     sum_k N p_k ln max(p_k, 1e-10) + sum over votes of expected ln theta - sum q ln q
///
/// gained less than `tolerance` per vote over the previous round, or after `max-iterations` rounds. Gold
/// labels have q = 1 throughout. K = 1: q = 1 without rounds.
///
/// Source: Zhang, Chen, Zhou & Jordan (2014), "Spectral methods meet EM: a provably optimal algorithm for
/// crowdsourcing", NIPS, section 4 (the one-coin model).
///
/// conf = acc = q of the label; valid where that is above `theta-acc`. Observation with neither vote nor
/// gold: no label, no probabilities. Users: skill = r_u, NaN without votes. Ties: AggregationInput::ties.
/// Cost of a round: the number of votes plus that of the possible labels of all observations. Memory with
/// `support` all: 8 bytes for each observation and label. Throws MemoryError if that does not fit. Same
/// result for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>
#include <crowdvote/support.hpp>

namespace crowdvote {

struct OneCoinOptions {
  static constexpr StrategyDescription kDescription{
      .name = "one-coin",
      .summary = "The chance that each user is right, by expectation maximisation",
      .source = "Zhang et al. 2014",
      .takes = {.gold = true},
      .gives = {.skill = true, .probabilities = true, .objective = true},
      .model = {.value = "skill", .range = {0, 1}, .labels = true, .prior = true},
      .rounds_option = "max-iterations",
      .learns_from_agreement = true,
      .sharing = Sharing::by_block,
      .aliases = {"onecoin"}};
  int max_iterations = 100;        ///< largest number of rounds
  double tolerance = 1e-5;         ///< a smaller gain of the objective per vote ends the rounds; 0: none does
  double theta_acc = 0;            ///< threshold for the probability of the label
  Support support = Support::all;  ///< labels that can be true on an observation
};

template <class Visitor>
void visit_options(Visitor&& visit, OneCoinOptions& options) {
  visit("max-iterations", options.max_iterations, Range{1, 1000000}, "Stop after this many rounds");
  visit("tolerance", options.tolerance, Range{0, 1},
        "Stop when the objective gains less than this per vote; 0: never");
  visit("theta-acc", options.theta_acc, Range{0, 1}, "Valid only if the label's probability is above this");
  visit("support", options.support, AnyChoice{},
        "Labels that an observation can have: all, or those voted on it");
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const OneCoinOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
