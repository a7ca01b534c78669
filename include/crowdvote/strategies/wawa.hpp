#pragma once

/// wawa: worker agreement with aggregate.
///
///     label = mv
///     repeat `rounds` times:
///         w_u   = share of u's votes that equal label
///         label = WMV(w)
///
/// Source: rounds = 1 is WAWA (Appen's "worker agreement with aggregate"); more rounds are the iterative
/// weighted majority vote of Li & Yu (2014), "Error rate bounds and iterative weighted majority voting for
/// crowdsourcing". Valid: every observation with a vote. conf and acc are those of the last WMV, under the
/// last weights. Cost: O(n_votes) a round. Same result for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>

namespace crowdvote {

struct WawaOptions {
  int rounds = 1;
};

template <class Visitor>
void visit_options(Visitor&& visit, WawaOptions& options) {
  visit("rounds", options.rounds, Range{1, 100000},
        "Repeat weights and vote this often: 1 is WAWA, more is IWMV");
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const WawaOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
