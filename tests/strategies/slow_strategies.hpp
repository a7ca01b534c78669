#pragma once

/// Every strategy once more, slow and obvious: maps and sets, one thread, written from the definitions alone.

#include <crowdvote/consensus.hpp>
#include <crowdvote/strategy_table.hpp>

namespace crowdvote::slow {

/// Fills label, valid, conf, acc, users, ai, iterations, converged, cycle_length and the counts.
[[nodiscard]] Consensus aggregate(const AggregationInput& input, const StrategyOptions& options);

}  // namespace crowdvote::slow
