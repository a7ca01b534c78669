#pragma once

/// Votes as JSON objects, a line a vote.

#include "io/byte_source.hpp"
#include "io/vote_collector.hpp"
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

namespace crowdvote {

/// Reads {"task": "17", "worker": "u1", "label": 4} and the like into the collector. Keys are found as the
/// columns of a table are; others are passed over. A line's problem is added to the collector's; the rest is
/// read on. Throws InputError where it cannot be told which key is which, or the file is empty.
void read_votes_jsonl(ByteSource& source, const ReadOptions& options, VoteCollector& collector,
                      const RunControl& control);

}  // namespace crowdvote
