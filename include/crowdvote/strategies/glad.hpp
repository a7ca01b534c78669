#pragma once

/// glad: the ability of users and the difficulty of observations.
///
///     P(vote of u on i is right) = logistic(a_u e^{b_i}); the other K - 1 labels share the rest equally.
///     Priors: a, b ~ Normal(1, 1), and all labels are equally likely.
///
///     E: q_i(k) ~ product over the votes (u, l) on i of  logistic(a_u e^{b_i}) if l = k,
///                                                       (1 - logistic(a_u e^{b_i})) / (K - 1) otherwise
///     M: a, b maximise Q = sum over votes y of u on i of
///            q_i(y) ln logistic(z) + (1 - q_i(y)) [ln logistic(-z) - ln(K - 1)]    with z = a_u e^{b_i}
///            - sum (a_u - 1)^2 / 2 - sum (b_i - 1)^2 / 2
///
/// Start: a = b = 1, so the first q follows from these and not from the shares of the votes. A round computes
/// q and then a and b. The maximum is searched from the last values by Newton's method, or by damped Fisher
/// scoring where that would go downhill, with steps solved by conjugate gradients, until no component of
/// the gradient exceeds 1e-5 or Q cannot rise in double precision. A round is the last if Q - sum q ln q
/// gained less than `tolerance` per vote over the previous round, or after `max-iterations` rounds. Gold
/// labels have q = 1 throughout. K = 1: q = 1 without rounds.
///
/// Source: Whitehill, Ruvolo, Wu, Bergsma & Movellan (2009), "Whose vote should count more: optimal
/// integration of labels from labelers of unknown expertise", NIPS, eq. 1 to 5; the extension to K labels is
/// that of their supplement. beta of the paper is e^{b} here, as in their code.
///
/// conf = acc = q of the label; valid where that is above `theta-acc`. Observation with neither vote nor
/// gold: no label, no probabilities. Users: skill = a_u, which is negative for a user who is wrong more often
/// than right; NaN without votes. Observations: difficulty = e^{-b_i}, NaN without votes. Ties:
/// AggregationInput::ties. Cost of a round: some tens of passes over the votes. Memory with `support` all: 8
/// bytes for each observation and label. Throws MemoryError if that does not fit. Same result for every
/// number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>
#include <crowdvote/support.hpp>

namespace crowdvote {

struct GladOptions {
  static constexpr StrategyDescription kDescription{
      .name = "glad",
      .summary = "Ability of users and difficulty of observations, by expectation maximisation",
      .source = "Whitehill et al. 2009",
      .takes = {.gold = true},
      .gives = {.skill = true, .probabilities = true, .objective = true},
      .model = {.value = "skill", .labels = true},
      .rounds_option = "max-iterations",
      .learns_from_agreement = true};
  int max_iterations = 100;        ///< largest number of rounds
  double tolerance = 1e-5;         ///< a smaller gain of the objective per vote ends the rounds; 0: none does
  double theta_acc = 0;            ///< threshold for the probability of the label
  Support support = Support::all;  ///< labels that can be true on an observation
};

template <class Visitor>
void visit_options(Visitor&& visit, GladOptions& options) {
  visit("max-iterations", options.max_iterations, Range{1, 1000000}, "Stop after this many rounds");
  visit("tolerance", options.tolerance, Range{0, 1},
        "Stop when the objective gains less than this per vote; 0: never");
  visit("theta-acc", options.theta_acc, Range{0, 1}, "Valid only if the label's probability is above this");
  visit("support", options.support, AnyChoice{},
        "Labels that an observation can have: all, or those voted on it");
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const GladOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
