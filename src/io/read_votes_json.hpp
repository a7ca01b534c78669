#pragma once

/// Votes as one JSON object, {observation: {user: label}}.

#include "io/byte_source.hpp"
#include "io/json_object.hpp"
#include "io/vote_collector.hpp"
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>

namespace crowdvote {

/// Reads the votes into the collector, or {user: {observation: label}} where `options.json_order` says so.
/// An outer key that stands twice is counted in repeated_observations, and its votes are joined; a strict
/// run takes that, and a user who votes twice on an observation, for a problem.
/// Throws as read_json_object; problems of single votes are left in the collector.
void read_votes_json(ByteSource& source, const ReadOptions& options, VoteCollector& collector,
                     const RunControl& control, std::size_t window_size = kJsonWindowSize);

}  // namespace crowdvote
