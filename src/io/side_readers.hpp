#pragma once

/// Side files in their formats. Each reader adds what is wrong to `problems` and reads on.

#include "io/byte_source.hpp"
#include "io/side_collector.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>

namespace crowdvote {

/// {key: value}; for scores also {key: {label: score}}.
void read_side_json(ByteSource& source, SideCollector& collector, ProblemList& problems,
                    const RunControl& control);

/// CSV or TSV with a header. A table of observation, label and score may hold several scores of one
/// observation.
void read_side_table(ByteSource& source, char separator, const ColumnNames& chosen, SideCollector& collector,
                     ProblemList& problems, const RunControl& control);

/// The same as JSON lines, with keys for columns.
void read_side_json_lines(ByteSource& source, const ColumnNames& chosen, SideCollector& collector,
                          ProblemList& problems, const RunControl& control);

/// What a text file says besides its values.
struct SideText {
  std::size_t n_lines = 0;
  std::size_t n_blank_lines_at_end = 0;
};

/// Text with one value a line, in the order of the observations, or with one key a line where the role is a
/// list.
SideText read_side_text(ByteSource& source, SideCollector& collector, ProblemList& problems,
                        const RunControl& control);

}  // namespace crowdvote
