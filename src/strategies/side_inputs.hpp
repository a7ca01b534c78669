#pragma once

#include <crowdvote/consensus.hpp>
#include <crowdvote/strategy_table.hpp>

namespace crowdvote {

/// Throws OptionError if the input lacks something that the strategy needs. Data without observations have no
/// side inputs either, and pass.
void check_needed_inputs(const AggregationInput& input, const StrategyOptions& options);

/// Throws OptionError if a model is given or wanted and the strategy has none, or if a model is given
/// together with inputs from which the strategy would learn.
void check_model(const AggregationInput& input, const StrategyOptions& options);

}  // namespace crowdvote
