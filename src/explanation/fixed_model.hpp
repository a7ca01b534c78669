#pragma once

/// Explanations where a model's probabilities decided: what it learnt of the users is held fixed, and the strategy
/// itself labels the observation again with other votes.

#include <crowdvote/explain.hpp>

namespace crowdvote {

/// Fills log odds, newcomers and removal, where the strategy has a model; has_counterfactuals says whether.
void explain_by_model(const AggregationInput& input, const Consensus& consensus,
                      const StrategyOptions* strategy, Explanation& card);

}  // namespace crowdvote
