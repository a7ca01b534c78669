#pragma once

/// pool: the mean of the probabilities of several strategies, all of equal weight.
///
///     q_i(k) = mean over the members m of q_i^m(k)
///
/// where q_i^m(k) = 0 if a member has no entry for k. A member runs with its default options, and its
/// probabilities are those of Consensus::probabilities: those of its model, or the shares of its ballots.
/// Members get the side inputs that they take. If any member takes gold labels, q is 1 on the gold label for
/// all members.
///
/// Source: the linear opinion pool; Stone (1961), "The opinion pool", Annals of Mathematical Statistics
/// 32(4), equation 1.
///
/// conf = acc = q of the label; valid where that is above `theta-acc`. Observation with neither vote nor
/// gold: no label, no probabilities. Ties: AggregationInput::ties. Cost: that of the members, which run one
/// after the other; memory for the probabilities of at most three of them at a time. Throws OptionError if
/// members are unknown, named twice, fewer than two or pools themselves, or if the input lacks what a member
/// needs, and what the members throw. Same result for every number of threads.

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
  std::string of = "dawid-skene+mace+one-coin";  ///< names of the members, separated by +
  double theta_acc = 0;                          ///< threshold for the probability of the label
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
