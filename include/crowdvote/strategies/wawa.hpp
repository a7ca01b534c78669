#pragma once

/// wawa: worker agreement with aggregate.
///
///     label = mv
///     repeat `rounds` times:
///         w_u   = share of u's votes that equal label
///         label = WMV(w)
///
/// A round that changes no label is a fixed point: later rounds would change nothing and are skipped. If the
/// rounds end because `rounds` is reached, this says nothing about convergence.
///
/// Source: rounds = 1 is WAWA (Appen's "worker agreement with aggregate"); more rounds are the iterative
/// weighted majority vote of Li & Yu (2014), "Error rate bounds and iterative weighted majority voting for
/// crowdsourcing" (arXiv 1411.4086), with w_u itself as the weight. A user without votes has weight 0. Valid:
/// every observation with a vote. Observation without votes: no label, conf 0. conf and acc are those of the
/// last WMV, under the last weights. Ties: AggregationInput::ties. Cost: O(n_votes) a round. Same result for
/// every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

namespace crowdvote {

struct WawaOptions {
  static constexpr StrategyDescription kDescription{
      .name = "wawa",
      .summary = "Users are weighted by their agreement with the majority",
      .source = "Appen (WAWA); Li & Yu 2014 (more rounds)",
      .gives = {.weight = true},
      .model = {.value = "weight", .range = {.lowest = 0}},
      .rounds_option = "rounds",
      .learns_from_agreement = true,
      .sharing = Sharing::by_observation};
  int rounds = 1;  ///< how often weights are learnt and labels are decided again
};

template <class Visitor>
void visit_options(Visitor&& visit, WawaOptions& options) {
  visit("rounds", options.rounds, Range{1, 100000},
        "Repeat weights and vote this many times: 1 is WAWA, more is IWMV");
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const WawaOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
