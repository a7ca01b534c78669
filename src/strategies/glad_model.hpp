#pragma once

/// The rounds of glad, with a selectable accuracy of the M step. Symbols are as in
/// crowdvote/strategies/glad.hpp.

#include "strategies/glad_maximum.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategies/glad.hpp>

namespace crowdvote {

/// The M step ends when no component of the gradient of Q is larger.
inline constexpr double kGladGradientTolerance = 1e-5;

[[nodiscard]] Consensus run_glad(const AggregationInput& input, const GladOptions& options,
                                 double gradient_tolerance, const RunControl& control);

}  // namespace crowdvote
