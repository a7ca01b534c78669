#pragma once

/// pool: the mean of the probabilities of several strategies, all of equal weight.
///
///     q_i(k) = mean over the members m of q_i^m(k)
///
/// where a member has no entry for k, q_i^m(k) = 0. A member runs with its default options and gives what
/// Consensus::probabilities would hold: those of its model, or the shares of its ballots. Members get what they
/// take beside the votes. Where one takes gold labels, q is 1 on the gold label for all members.
///
/// Source: the linear opinion pool; Stone (1961), "The opinion pool", Annals of Mathematical Statistics 32(4),
/// equation 1.
///
/// conf = acc = q of the label; valid where that is above `theta-acc`. Observation with neither vote nor
/// gold: no label, no probabilities. Ties: AggregationInput::ties. Cost: that of the members, one after the
/// other, and the probabilities of three at most at a time. Throws OptionError for members that are unknown,
/// named twice, fewer than two or pools themselves, for what a member needs and the input lacks, and what the
/// members throw. Same result for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

#include <string>

namespace crowdvote {

struct PoolOptions {
  static constexpr StrategyDescription kDescription{
      .name = "pool",
      .summary = "The mean of the probabilities of several strategies",
      .source = "Stone 1961",
      .takes = {.gold = true},
      .gives = {.probabilities = true},
      .draws = true,
      .learns_from_agreement = true};
  std::string of = "dawid-skene+mace+one-coin";  ///< names of the members, with + between them
  double theta_acc = 0;                          ///< of the probability of the label
};

template <class Visitor>
void visit_options(Visitor&& visit, PoolOptions& options) {
  visit("of", options.of, AnyText{"names of strategies, with + between them"}, "Strategies that are pooled");
  visit("theta-acc", options.theta_acc, Range{0, 1}, "Valid only if the label's probability is above this");
}

/// What any of the members takes by its default options. Throws OptionError for members as above.
[[nodiscard]] SideInputs taken_inputs(const PoolOptions& options);
/// What any of the members needs. Throws OptionError for members as above.
[[nodiscard]] SideInputs needed_inputs(const PoolOptions& options);

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const PoolOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
