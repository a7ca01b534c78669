#pragma once

/// mv: majority vote.
///
///     conf_i(k) = number of users who voted k on i;   label_i = argmax_k conf_i(k)
///
/// Source: the oldest rule there is; here as in Lefort et al. (2025), Methods in Ecology and Evolution.
/// Valid: every observation with a vote. Ties: AggregationInput::ties. Observation without votes: no label,
/// conf 0. Cost: O(n_votes), one pass. Same result for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

namespace crowdvote {

struct MvOptions {
  static constexpr StrategyDescription kDescription{
      .name = "mv",
      .summary = "Majority vote: the label with the most votes",
      .aliases = {"majority", "majority-vote", "majority-voting"}};
};

template <class Visitor>
void visit_options(Visitor&& /*visit*/, MvOptions& /*options*/) {}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const MvOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
