#pragma once

#include "io/bytes/byte_source.hpp"
#include "io/json/json_object.hpp"
#include "io/read/read_records.hpp"
#include "io/read/vote_collector.hpp"
#include "io/read/votes_sink.hpp"
#include "io/shapes/file_format.hpp"

namespace crowdvote {

/// Reads votes as one JSON object, in windows of a given size.
inline void read_votes_json(ByteSource& source, const ReadOptions& options, VoteCollector& collector,
                            const RunControl& control, std::size_t window_size) {
  VotesSink sink(options, collector, control);
  read_json_object(source,
                   {.shape = vote_keys(options.json_order).shape,
                    .longest_field = options.max_field_bytes,
                    .window_size = window_size},
                   sink, collector.problems(), control);
}

/// Reads votes in this format.
inline void read_votes_rows(ByteSource& source, const ReadOptions& options, FileFormat format,
                            VoteCollector& collector) {
  const RunControl control;
  VotesSink sink(options, collector, control);
  InputSource input(source.path(), control);
  read_records({input, format, kVotes, options.columns, kVotes.json_shape, options.max_field_bytes}, sink,
               collector.problems(), control);
}

}  // namespace crowdvote
