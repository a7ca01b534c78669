#pragma once

/// Labels in their formats. Each reader adds what is wrong to `problems` and reads on.

#include "io/byte_source.hpp"
#include "io/labels_collector.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

namespace crowdvote {

/// {observation: label} or {observation: {"label": ..., "valid": ..., "conf": ..., "acc": ...}}.
void read_labels_json(ByteSource& source, LabelsCollector& collector, ProblemList& problems,
                      const RunControl& control);

/// The same keys and "observation", an object a line.
void read_labels_jsonl(ByteSource& source, const ColumnNames& chosen, LabelsCollector& collector,
                       ProblemList& problems, const RunControl& control);

/// CSV or TSV with a header.
void read_labels_table(ByteSource& source, char separator, const ColumnNames& chosen,
                       LabelsCollector& collector, ProblemList& problems, const RunControl& control);

/// One label a line, by position.
void read_labels_text(ByteSource& source, LabelsCollector& collector, ProblemList& problems,
                      const RunControl& control);

}  // namespace crowdvote
