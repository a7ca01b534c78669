#pragma once

/// Slow, obvious versions of every strategy: maps and sets, one thread, written from the definitions alone.

#include <crowdvote/consensus.hpp>
#include <crowdvote/strategy_table.hpp>

namespace crowdvote::slow {

/// Fills label, valid, conf, acc, the columns of users, and the diagnostics except what rounds changed.
[[nodiscard]] Consensus aggregate(const AggregationInput& input, const StrategyOptions& options);

}  // namespace crowdvote::slow
