#pragma once

#include <crowdvote/consensus.hpp>
#include <crowdvote/strategy_table.hpp>

namespace crowdvote {

/// Throws OptionError if the input lacks something that the strategy cannot do without. Data without observations
/// has nothing beside the votes either, and needs nothing.
void check_needed_inputs(const AggregationInput& input, const StrategyOptions& options);

/// Throws OptionError if a model is known or wanted, and the strategy has none, or is known and there is
/// something to learn from beside it.
void check_model(const AggregationInput& input, const StrategyOptions& options);

}  // namespace crowdvote
