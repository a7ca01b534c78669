#pragma once

/// Grades of a run that several processes share.

#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/grade.hpp>
#include <crowdvote/run_control.hpp>

#include <cstdint>
#include <optional>

namespace crowdvote {

/// Gathers the observations with a truth, which are few, on the first process, in order, and grades them
/// there; returns nothing on the other processes. REQUIRES: several processes, and at least one truth.
/// \param input the observations of this process, as `consensus` has them
[[nodiscard]] std::optional<Grades> grade_judged(const CrowdData& data, const AggregationInput& input,
                                                 const Consensus& consensus, std::uint64_t seed,
                                                 const RunControl& control);

}  // namespace crowdvote
