#pragma once

/// Readers of values that are identified by position.

#include "io/read/read_records.hpp"
#include "io/read/values_sink.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>

namespace crowdvote {

class ByteSource;

/// Reads text with one line per observation, which holds its value, or per key of a list. Problems are added
/// to the list.
/// \param range the lines to read; unless it is the whole file, the line numbers in problems are wrong
void read_text(ByteSource& source, const RecordRange& range, std::size_t longest_line, ValuesSink& sink,
               Values& values, ProblemList& problems);

}  // namespace crowdvote
