#pragma once

/// Readers of values by position.

#include "io/read/read_records.hpp"
#include "io/read/values_sink.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>

namespace crowdvote {

class ByteSource;

/// Text with a value for each observation, one a line, or with the keys of a list. Problems are added to the
/// list.
/// \param range of the lines to be read; unless they are all, problems have the wrong lines
void read_text(ByteSource& source, const RecordRange& range, std::size_t longest_line, ValuesSink& sink,
               Values& values, ProblemList& problems);

}  // namespace crowdvote
