#pragma once

/// ibcc: independent Bayesian classifier combination, dawid-skene with priors, by variational Bayes.
///
///     theta_u(k, .) ~ Dirichlet(prior-right at l = k, prior-wrong elsewhere),  p ~ Dirichlet(1)
///     c_u(k, l)     = sum of q_i(k) over the observations on which u voted l
///     a_u(k, l)     = prior + c_u(k, l)
///     ln q_i(k)     = psi(1 + sum_i q_i(k))
///                     + sum over the votes (u, l) on i of [psi(a_u(k, l)) - psi(sum_l' a_u(k, l'))] + const
///
/// psi is the digamma function. Start: q = shares of the votes. A round computes a and then q. It is the last
/// if every q_i(k) changed by less than `tolerance`, or after `max-iterations` rounds. Gold labels have q = 1
/// throughout. K = 1: q = 1 without rounds.
///
/// Source: Kim & Ghahramani (2012), "Bayesian classifier combination", AISTATS, section 3; variational
/// updates as in Simpson, Roberts, Psorakis & Smith (2013), "Dynamic Bayesian combination of multiple
/// imperfect classifiers", eq. 8 to 15. The priors are those of Li, Rubinstein & Cohn (2019), whose code
/// stops at 1e-3.
///
/// conf = acc = q of the label; valid where that is above `theta-acc`. Observation with neither vote nor
/// gold: no label, no probabilities. Users: skill = sum_k p_k theta_u(k, k) of the posterior means, NaN
/// without votes. Confusion: the posterior means of theta, and c. Ties: AggregationInput::ties. Cost of a
/// round: votes x possible labels of their observations. Memory with `support` all: 8 bytes for each
/// observation and label, and 8 for each (user, label voted, label). Throws MemoryError if that does not
/// fit. Same result for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>
#include <crowdvote/support.hpp>

namespace crowdvote {

struct IbccOptions {
  static constexpr StrategyDescription kDescription{
      .name = "ibcc",
      .summary = "A table of errors for each user, with priors, by variational Bayes",
      .source = "Kim & Ghahramani 2012",
      .takes = {.gold = true},
      .gives = {.skill = true, .probabilities = true, .confusion = true},
      .model = {.value = "skill",
                .range = {0, 1},
                .labels = true,
                .prior = true,
                .cells = ModelContent::Cells::by_truth},
      .rounds_option = "max-iterations",
      .learns_from_agreement = true,
      .sharing = Sharing::by_block};
  int max_iterations = 500;        ///< largest number of rounds
  double tolerance = 1e-4;         ///< smaller changes of all probabilities end the rounds; 0: none
  double prior_right = 4;          ///< prior count of a user's right votes, for each true label
  double prior_wrong = 1;          ///< prior count of a user's votes for each wrong label
  double theta_acc = 0;            ///< threshold for the probability of the label
  Support support = Support::all;  ///< labels that can be true on an observation
};

template <class Visitor>
void visit_options(Visitor&& visit, IbccOptions& options) {
  visit("max-iterations", options.max_iterations, Range{1, 1000000}, "Stop after this many rounds");
  visit("tolerance", options.tolerance, Range{0, 1},
        "Stop when no probability changes by as much as this; 0: never");
  visit("prior-right", options.prior_right, Range{1e-6, 1e6}, "Right votes that a user has before the first");
  visit("prior-wrong", options.prior_wrong, Range{1e-6, 1e6},
        "Votes for each wrong label that a user has before the first");
  visit("theta-acc", options.theta_acc, Range{0, 1}, "Valid only if the label's probability is above this");
  visit("support", options.support, AnyChoice{},
        "Labels that an observation can have: all, or those voted on it");
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const IbccOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
