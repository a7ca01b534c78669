#pragma once

/// m-msr: infers the skill of each user from how often pairs of users agree; robust against a conspiring
/// minority.
///
///     C_uv = K/(K-1) * (share of the common observations on which u and v agree) - 1/(K-1),  u != v
///
/// is an estimate of s_u s_v, where s_u = (r_u K - 1) / (K - 1) and r_u is the probability that a vote of u
/// is right. Partners are users with a common observation. |C| is approximated by a product a b', alternating
/// between
///
///     b_v = trimmed mean of |C_uv| / a_u over the partners u of v with a_u > 0,  then a_u likewise from b
///
/// The trimmed mean leaves out the F smallest terms, as far as they are below the present value of b_v, and
/// the F largest, as far as they are above it, where F = max(0, floor(least number of partners / 2) - 1).
/// If nothing is left, the value is unchanged; a single term that is left and is 0 becomes 1 / sqrt(N), where
/// N is the number of observations with votes.
///
///     |s| = a sqrt(|b| / |a|),  signs of s: those of the top eigenvector of C, with a positive sum
///     s_u clamped to [-1/(K-1) + 1/sqrt(N), 1 - 1/sqrt(N)],  r_u = s_u (K-1)/K + 1/K
///     w_u = ln((K-1) r_u / (1 - r_u)),  0 without partners
///     q_i(k) ~ exp(sum of w_u over the users u who voted k on i),  over all labels
///
/// Start: a_u and b_u uniform in (0, 1], by hashes of (seed, name of the user). A round computes b, a and
/// then q. It is the last if the Frobenius norm of the change of a b' is below `tolerance`, or after
/// `max-iterations` rounds; RoundRecord::largest_change is this norm. K = 1: q = 1 without rounds, and all
/// weights are 0.
///
/// Source: Ma & Olshevsky (2020), "Adversarial crowdsourcing through robust rank-one matrix completion",
/// NeurIPS.
///
/// conf = acc = q of the label; valid where that is above `theta-acc`. Gold is not used. Observation without
/// votes: no label, no probabilities. Users: weight = skill = w_u, negative for a user who is right less
/// often than chance; NaN without votes. Ties: AggregationInput::ties. Cost of a round: pairs of partners,
/// and labels on each observation. Memory: 12 bytes for each ordered pair of partners, which is at most users
/// x users, and 8 for each observation and label. Throws MemoryError if that does not fit. Same result for
/// every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

namespace crowdvote {

struct MMsrOptions {
  static constexpr StrategyDescription kDescription{
      .name = "m-msr",
      .summary = "Skills from the agreement of pairs of users, robust against conspirators",
      .source = "Ma & Olshevsky 2020",
      .gives = {.weight = true, .skill = true, .probabilities = true},
      .rounds_option = "max-iterations",
      .draws = true,
      .learns_from_agreement = true,
      .aliases = {"mmsr"}};
  int max_iterations = 10000;  ///< largest number of rounds
  double tolerance = 1e-10;    ///< a smaller change of the product a b' ends the rounds; 0: none does
  double theta_acc = 0;        ///< threshold for the probability of the label
};

template <class Visitor>
void visit_options(Visitor&& visit, MMsrOptions& options) {
  visit("max-iterations", options.max_iterations, Range{1, 1000000}, "Stop after this many rounds");
  visit("tolerance", options.tolerance, Range{0, 1},
        "Stop when the products of skills change by less than this in total; 0: never");
  visit("theta-acc", options.theta_acc, Range{0, 1}, "Valid only if the label's probability is above this");
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const MMsrOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
