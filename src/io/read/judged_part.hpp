#pragma once

/// Grades where several processes share the run.

#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/grade.hpp>
#include <crowdvote/run_control.hpp>

#include <cstdint>
#include <optional>

namespace crowdvote {

/// Brings the observations with a truth, which are few, to the first process and grades them there, in their order;
/// nothing elsewhere. REQUIRES: there are truths, and several processes.
/// \param input the own observations, as `consensus` has them
[[nodiscard]] std::optional<Grades> grade_judged(const CrowdData& data, const AggregationInput& input,
                                                 const Consensus& consensus, std::uint64_t seed,
                                                 const RunControl& control);

}  // namespace crowdvote
