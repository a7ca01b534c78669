#pragma once

/// The rounds of glad, with the accuracy of the M step to be chosen. Symbols as in
/// crowdvote/strategies/glad.hpp.

#include "strategies/glad_maximum.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategies/glad.hpp>

namespace crowdvote {

/// No component of the gradient of Q is larger where the M step ends.
inline constexpr double kGladGradientTolerance = 1e-5;

[[nodiscard]] Consensus run_glad(const AggregationInput& input, const GladOptions& options,
                                 double gradient_tolerance, const RunControl& control);

}  // namespace crowdvote
