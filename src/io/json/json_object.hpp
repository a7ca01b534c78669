#pragma once

/// Reads a file that is one JSON object, of any size, on all threads.

#include "io/bytes/byte_source.hpp"
#include "io/records/record.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <string_view>

namespace crowdvote {

/// Small enough that a window stays in the cache, large enough that its start does not matter.
inline constexpr std::size_t kJsonWindowSize = std::size_t{1} << 20;

struct JsonObjectOptions {
  std::string_view shape;                             ///< for messages: what the object should look like
  std::size_t longest_field = std::size_t{16} << 20;  ///< bytes
  std::size_t window_size = kJsonWindowSize;          ///< how much is read at once
};

/// Windows are parsed on control.threads() threads and committed in order, so the result depends neither on
/// where they are cut nor on the number of threads.
///
/// What the batches do not take is added to `problems`, with its place: line and column where the file has
/// lines, else the offset. What is no JSON is added too, and `problems` thrown.
///
/// Throws InputError, IoError, MemoryError, Cancelled, and what the sink throws.
void read_json_object(ByteSource& source, const JsonObjectOptions& options, RecordSink& sink,
                      ProblemList& problems, const RunControl& control);

}  // namespace crowdvote
