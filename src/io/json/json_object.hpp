#pragma once

/// Reads a file that is one JSON object, of any size, on all threads.

#include "io/bytes/byte_source.hpp"
#include "io/records/record.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <string_view>

namespace crowdvote {

/// Small enough for a window to stay in the cache, large enough for the cost of starting one not to matter.
inline constexpr std::size_t kJsonWindowSize = std::size_t{1} << 20;

struct JsonObjectOptions {
  std::string_view shape;                             ///< what the object should look like, for messages
  std::size_t longest_field = std::size_t{16} << 20;  ///< in bytes
  std::size_t window_size = kJsonWindowSize;          ///< bytes read at a time
};

/// Windows are parsed on control.threads() threads and committed in order, so the result depends neither on
/// where they are cut nor on the number of threads.
///
/// What the batches reject is added to `problems` with its place: line and column if the file has lines,
/// otherwise the offset. Text that is not JSON is added too, and `problems` is thrown.
///
/// Throws InputError, IoError, MemoryError, Cancelled, and what the sink throws.
void read_json_object(ByteSource& source, const JsonObjectOptions& options, RecordSink& sink,
                      ProblemList& problems, const RunControl& control);

}  // namespace crowdvote
