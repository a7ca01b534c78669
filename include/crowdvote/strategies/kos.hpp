#pragma once

/// kos: messages between votes and users, for data with two labels.
///
///     A_e = +1 if vote e is for the lower label, -1 for the higher
///     y_e ~ Normal(1, 1) for each vote e, drawn by a hash
///     repeat `max-iterations` times:
///         x_e = sum over the other votes f on the same observation of A_f y_f
///         y_e = sum over the other votes f of the same user of A_f x_f
///         y   = y / root mean square of y      (unchanged if that is 0)
///     score_i = sum over the votes on i of A_e y_e;  the lower label wins if it is positive
///     q_i(winner) = (1 + |score_i| / sum over the votes on i of |y_e|) / 2,  1/2 if the sum is 0
///
/// y_e measures how far the user of vote e agrees with everybody else on all other observations. Sums over
/// the other votes are computed without subtraction, so that a sum that is 0 is exactly 0. Random numbers are
/// hashes of (seed, name of the observation, name of the user), so neither the order of the file nor threads
/// matter. With one label, q = 1 without rounds.
///
/// Source: Karger, Oh & Shah (2014), "Budget-optimal task allocation for reliable crowdsourcing systems",
/// Operations Research 62(1), algorithm 1. The scaling of y, without which it would overflow, and q are
/// additions.
///
/// conf = acc = q of the label; valid where that is above `theta-acc`. Observation without votes: no label,
/// no probabilities. Users get no skill, because y differs between votes. Ties: AggregationInput::ties. Cost
/// of a round: a few passes over the votes. Memory: about 40 bytes for each vote. Throws OptionError if the
/// votes have more than two labels (aggregate() does), MemoryError. Same result for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

namespace crowdvote {

struct KosOptions {
  static constexpr StrategyDescription kDescription{
      .name = "kos",
      .summary = "Messages between votes and users, for two labels",
      .source = "Karger, Oh & Shah 2014",
      .gives = {.probabilities = true},
      .rounds_option = "max-iterations",
      .draws = true,
      .most_labels = 2,
      .learns_from_agreement = true};
  int max_iterations = 100;  ///< number of rounds; there is no earlier stop
  double theta_acc = 0;      ///< threshold for the probability of the label
};

template <class Visitor>
void visit_options(Visitor&& visit, KosOptions& options) {
  visit("max-iterations", options.max_iterations, Range{1, 1000000}, "Pass messages this many times");
  visit("theta-acc", options.theta_acc, Range{0, 1}, "Valid only if the label's probability is above this");
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const KosOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
