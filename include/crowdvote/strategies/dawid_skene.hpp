#pragma once

/// dawid-skene: a table of errors for each user, fitted by expectation maximisation.
///
///     q_i(k)       probability that k is the label of observation i
///     p_k          = mean of q_i(k) over the N observations with a vote or a gold label
///     c_u(k, l)    = sum of q_i(k) over the observations on which u voted l
///     theta_u(k, l) = max(c_u(k, l) + smoothing, 1e-10) / the sum of that over the labels that u voted for,
///                    P(u votes l where k is true); 0 for labels that u never voted for
///     q_i(k)       ~ max(p_k, 1e-10) * product over the votes (u, l) on i of theta_u(k, l)
///
/// Start: q = shares of the votes, then p and theta. A round computes q and then p and theta. It is the last
/// if
///
///     sum_k N p_k ln max(p_k, 1e-10) + sum (c_u(k, l) + smoothing) ln theta_u(k, l) - sum q ln q
///
/// gained less than `tolerance` per vote over the previous round, or after `max-iterations` rounds. With
/// `hard`, q_i is set to 1 on its most probable label after each round (Fast Dawid-Skene); the start stays
/// soft. Gold labels have q = 1 throughout. K = 1: q = 1 without rounds.
///
/// Source: Dawid & Skene (1979), "Maximum likelihood estimation of observer error-rates using the EM
/// algorithm", Applied Statistics 28(1), eq. 2.3 to 2.5; `hard`: Sinha, Rao & Balasubramanian (2018), "Fast
/// Dawid-Skene", arXiv 1803.02781. crowd-kit counts ln p once per vote in its objective; here it counts once
/// per observation, so the last round may differ.
///
/// conf = acc = q of the label; valid where that is above `theta-acc`. Observation with neither vote nor
/// gold: no label, no probabilities. Users: skill = sum_k p_k theta_u(k, k), NaN without votes. Confusion:
/// theta and c. Ties: AggregationInput::ties. Cost of a round: votes x possible labels of their observations.
/// Memory with `support` all: 8 bytes for each observation and label, and 8 for each (user, label voted,
/// label). Throws MemoryError if that does not fit. Same result for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>
#include <crowdvote/support.hpp>

namespace crowdvote {

struct DawidSkeneOptions {
  static constexpr StrategyDescription kDescription{
      .name = "dawid-skene",
      .summary = "A table of errors for each user, by expectation maximisation",
      .source = "Dawid & Skene 1979; Sinha et al. 2018 (hard)",
      .takes = {.gold = true},
      .gives = {.skill = true, .probabilities = true, .confusion = true, .objective = true},
      .model = {.value = "skill",
                .range = {0, 1},
                .labels = true,
                .prior = true,
                .cells = ModelContent::Cells::by_truth},
      .rounds_option = "max-iterations",
      .learns_from_agreement = true,
      .sharing = Sharing::by_block,
      .aliases = {"ds", "dawidskene"}};
  int max_iterations = 100;        ///< largest number of rounds
  double tolerance = 1e-5;         ///< a smaller gain of the objective per vote ends the rounds; 0: none does
  double smoothing = 0;            ///< votes added to each cell of a user's table
  bool hard = false;               ///< after each round, set q to 1 on the winner
  double theta_acc = 0;            ///< threshold for the probability of the label
  Support support = Support::all;  ///< labels that can be true on an observation
};

template <class Visitor>
void visit_options(Visitor&& visit, DawidSkeneOptions& options) {
  visit("max-iterations", options.max_iterations, Range{1, 1000000}, "Stop after this many rounds");
  visit("tolerance", options.tolerance, Range{0, 1},
        "Stop when the objective gains less than this per vote; 0: never");
  visit("smoothing", options.smoothing, Range{0, 1000000}, "Votes added to every cell of a user's table");
  visit("hard", options.hard, AnyChoice{}, "Take the most probable label as certain after each round");
  visit("theta-acc", options.theta_acc, Range{0, 1}, "Valid only if the label's probability is above this");
  visit("support", options.support, AnyChoice{},
        "Labels that an observation can have: all, or those voted on it");
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const DawidSkeneOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
