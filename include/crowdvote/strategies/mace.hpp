#pragma once

/// mace: infers which users know the label and which vote from habit, by variational Bayes.
///
///     With probability kappa_u, user u knows the label and votes for the truth. Otherwise the vote is drawn
///     from the habit xi_u. All labels are equally likely a priori.
///
///     s_iu    = sigma_u xi_u(y),  y the vote of u on i
///     q_i(k)  ~ product over the votes on i of (s_iu + [y = k] kappa_u)
///     know_iu = q_i(y) kappa_u / (s_iu + kappa_u)
///     a_u = 0.5 + sum (1 - know_iu),  b_u = 0.5 + sum know_iu
///     sigma_u = exp(psi(a_u) - psi(a_u + b_u)),  kappa_u = exp(psi(b_u) - psi(a_u + b_u))
///     xi_u(l) = exp(psi(h_u(l)) - psi(sum over all labels of h_u))
///     h_u(l)  = 10 + sum of 1 - know over the votes for l
///
/// Start: sigma = kappa = 1/2, xi = 1/K, and q from these. A round computes the parameters and then q. There
/// are `max-iterations` rounds, or fewer if a `tolerance` is given and every q_i(k) changed by less than it.
/// With `restarts`, all this is repeated from that many random starts, with (sigma, kappa) and xi uniform in
/// [1, 2.5] and then normalised, and the result is kept that has the largest
///
///     log likelihood = sum_i ln[(1/K) sum_k product],  where with gold the sum has only the gold label.
///
/// Random numbers are hashes of (seed, restart, name of the user, name of the label), so neither the order of
/// the file nor threads matter. Gold labels have q = 1 throughout. K = 1: q = 1 without rounds.
///
/// Source: Hovy, Berg-Kirkpatrick, Vaswani & Hovy (2013), "Learning whom to trust with MACE", NAACL-HLT,
/// section 3; priors as in their program (alpha = beta = 0.5 for knowing, 10 for habits). Their program has
/// only random starts. crowd-kit uses the same seed for all ten restarts, so their results are equal.
///
/// conf = acc = q of the label; valid where that is above `theta-acc`. Observation with neither vote nor
/// gold: no label, no probabilities. Users: skill = b_u / (a_u + b_u) after the last q, NaN without votes.
/// The objective of a round is the log likelihood. Ties: AggregationInput::ties. Cost of a round: the number
/// of votes plus that of the possible labels of all observations. Memory with `support` all: 8 bytes for each
/// observation and label. Throws MemoryError if that does not fit. Same result for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>
#include <crowdvote/support.hpp>

namespace crowdvote {

struct MaceOptions {
  static constexpr StrategyDescription kDescription{
      .name = "mace",
      .summary = "Who knows and who votes from habit, by variational Bayes",
      .source = "Hovy et al. 2013",
      .takes = {.gold = true},
      .gives = {.skill = true, .probabilities = true, .objective = true},
      .model = {.value = "skill",
                .range = {0, 1},
                .labels = true,
                .cells = ModelContent::Cells::by_truth_and_habit},
      .rounds_option = "max-iterations",
      .draws = true,
      .learns_from_agreement = true,
      .sharing = Sharing::by_block};
  int max_iterations = 50;         ///< largest number of rounds
  double tolerance = 0;            ///< smaller changes of all probabilities end the rounds; 0: none
  int restarts = 0;                ///< random starts in addition to the neutral one
  double theta_acc = 0;            ///< threshold for the probability of the label
  Support support = Support::all;  ///< labels that can be true on an observation
};

template <class Visitor>
void visit_options(Visitor&& visit, MaceOptions& options) {
  visit("max-iterations", options.max_iterations, Range{1, 1000000}, "Stop after this many rounds");
  visit("tolerance", options.tolerance, Range{0, 1},
        "Stop when no probability changes by as much as this; 0: never");
  visit("restarts", options.restarts, Range{0, 10000},
        "Start again at random this many times, and keep the most likely result");
  visit("theta-acc", options.theta_acc, Range{0, 1}, "Valid only if the label's probability is above this");
  visit("support", options.support, AnyChoice{},
        "Labels that an observation can have: all, or those voted on it");
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const MaceOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
