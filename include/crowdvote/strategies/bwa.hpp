#pragma once

/// bwa: Bayesian weighted average, in which votes are noisy measurements and each user has a precision.
///
///     For each label k separately: x_iu = 1 if u voted k on i, else 0;  initially z_i = mean of x_iu
///     n_i, n_u = number of votes on i, of u
///     b   = max(15 * 4 (1 - 1/K) * [sum_i n_i z_i (1 - z_i)] / number of votes, 1e-9)
///     repeat
///         mu  = mean of z_i over the observations with votes
///         v_u = (15 + n_u) / (b + sum over u's votes of (z_i - x_iu)^2)
///         z_i = (mu + sum over the votes on i of v_u x_iu) / (1 + sum over the votes on i of v_u)
///     until |change of z_i| <= 1e-8 + 1e-3 |new z_i| everywhere, or after `max-iterations` rounds
///     q_i(k) = z_i of label k / sum of z_i over all labels
///
/// The z of a label that has converged stays fixed while other labels continue. K = 1: q = 1 without rounds.
///
/// Source: Li, Rubinstein & Cohn (2019), "Truth inference at scale: a Bayesian model for adjudicating highly
/// redundant crowd annotations", WWW, algorithm 1, with the hyperparameters of the authors' code. The lower
/// bound of b, needed for a crowd without any disagreement, and the division by the sum over labels are
/// additions.
///
/// conf = acc = q of the label; valid where that is above `theta-acc`. Observation without votes: no label,
/// no probabilities. Users get no skill, because v differs between labels. Ties: AggregationInput::ties. Cost
/// of a round: votes x labels. Memory: 20 bytes for each observation and label, 8 for each user and label.
/// Throws MemoryError if that does not fit. Same result for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

namespace crowdvote {

struct BwaOptions {
  static constexpr StrategyDescription kDescription{
      .name = "bwa",
      .summary = "Bayesian weighted average: users have a precision, label by label",
      .source = "Li, Rubinstein & Cohn 2019",
      .gives = {.probabilities = true},
      .rounds_option = "max-iterations",
      .learns_from_agreement = true};
  int max_iterations = 500;  ///< largest number of rounds
  double theta_acc = 0;      ///< threshold for the probability of the label
};

template <class Visitor>
void visit_options(Visitor&& visit, BwaOptions& options) {
  visit("max-iterations", options.max_iterations, Range{1, 1000000}, "Stop after this many rounds");
  visit("theta-acc", options.theta_acc, Range{0, 1}, "Valid only if the label's probability is above this");
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const BwaOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
