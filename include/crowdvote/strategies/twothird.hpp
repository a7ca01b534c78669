#pragma once

/// twothird: a label needs at least two votes, of which at least two thirds agree (the rule of iNaturalist's
/// research grade).
///
///     label_i = mv's label if n_votes_i >= 2 and 3 * top count >= 2 * n_votes_i, else undefined
///
/// Source: iNaturalist's rule as stated in Lefort et al. (2025), Methods in Ecology and Evolution.
/// Counts are compared as integers, so 2 of 3 votes are exactly two thirds. Valid: every observation with a
/// label. conf is the label's count, acc its share of the votes; both are 0 if the label is undefined. Cost:
/// O(n_votes).

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

namespace crowdvote {

struct TwothirdOptions {
  static constexpr StrategyDescription kDescription{.name = "twothird",
                                                    .summary = "At least two votes, two thirds of them equal",
                                                    .source = "iNaturalist; Lefort et al. 2025",
                                                    .sharing = Sharing::by_observation,
                                                    .aliases = {"two-third", "two-thirds"}};
};

template <class Visitor>
void visit_options(Visitor&& /*visit*/, TwothirdOptions& /*options*/) {}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const TwothirdOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
