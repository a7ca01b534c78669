#pragma once

/// mv: majority vote.
///
///     conf_i(k) = number of users who voted k on i;   label_i = argmax_k conf_i(k)
///
/// Source: the classical rule, here as in Lefort et al. (2025), Methods in Ecology and Evolution.
/// Valid: an observation with at least min_votes votes on which the share of the label is at least min_share;
/// by default every observation with a vote. Ties: AggregationInput::ties. Observation without votes: no
/// label, conf 0. Cost: O(n_votes), one pass. Same result for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

namespace crowdvote {

struct MvOptions {
  static constexpr StrategyDescription kDescription{
      .name = "mv",
      .summary = "Majority vote: the label with the most votes",
      .sharing = Sharing::by_observation,
      .aliases = {"majority", "majority-vote", "majority-voting"}};
  int min_votes = 1;     ///< least number of votes of a valid observation
  double min_share = 0;  ///< least share of the votes for the label of a valid observation
};

template <class Visitor>
void visit_options(Visitor&& visit, MvOptions& options) {
  visit("min-votes", options.min_votes, Range{1, 1000000}, "Valid only with at least this many votes");
  visit("min-share", options.min_share, Range{0, 1},
        "Valid only if the label has at least this share of the votes");
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const MvOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
