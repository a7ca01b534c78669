#pragma once

/// Votes as a table: a row a vote.

#include "io/byte_source.hpp"
#include "io/vote_collector.hpp"
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

namespace crowdvote {

/// Reads CSV (RFC 4180) with any separator into the collector. Columns are found by name, or by what
/// `options.columns` says. A row's problem is added to the collector's; the rest is read on.
/// Throws InputError where nothing can be read on: a missing column, two candidates for one, an unclosed
/// quote, an empty file.
void read_votes_csv(ByteSource& source, const ReadOptions& options, char separator, VoteCollector& collector,
                    const RunControl& control = {});

}  // namespace crowdvote
