#pragma once

#include <crowdvote/simulate.hpp>

#include <string>

namespace crowdvote::simulation {

/// simulation.json: all that is needed to make the data set again, and what came out.
[[nodiscard]] std::string simulation_json(const SimulationOptions& options, const SimulationSizes& sizes,
                                          const SimulationCounts& counts);
[[nodiscard]] std::string simulation_json(const CrowdOptions& options, const SimulationCounts& counts);

}  // namespace crowdvote::simulation
