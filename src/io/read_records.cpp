#include "io/read_records.hpp"

#include "io/csv_reader.hpp"
#include "io/json_lines.hpp"
#include "io/json_object.hpp"

#include <memory>

namespace crowdvote {

namespace {

ReadNotes read_rows(const RecordFile& file, RowReader& rows, RecordSink& sink, ProblemList& problems,
                    const RunControl& control) {
  constexpr std::size_t kRowsBetweenReports = 1 << 16;
  RecordReader records(rows, file.schema, file.columns, file.source.name(), problems);
  for (std::size_t n_rows = 0; records.next(); ++n_rows) {
    sink.take(records.record());
    if (n_rows % kRowsBetweenReports != 0) continue;
    control.report({.stage = "read",
                    .done = file.source.stored_bytes_read(),
                    .total = file.source.stored_size().value_or(0),
                    .detail = {}});
    sink.look(file.source.share_read());
  }
  return records.notes();
}

}  // namespace

ReadNotes read_records(const RecordFile& file, RecordSink& sink, ProblemList& problems,
                       const RunControl& control) {
  switch (file.format.kind) {
    case FileFormat::Kind::jsonl: {
      JsonLinesReader rows(file.source, file.schema.row, file.max_field_bytes, problems);
      return read_rows(file, rows, sink, problems, control);
    }
    case FileFormat::Kind::json:
      read_json_object(file.source, {.shape = file.json_shape, .longest_field = file.max_field_bytes}, sink,
                       problems, control);
      return {};
    default: {
      CsvReader rows(file.source,
                     {.separator = file.format.separator,
                      .has_header = file.format.has_header,
                      .longest_row = file.max_field_bytes},
                     problems);
      return read_rows(file, rows, sink, problems, control);
    }
  }
}

}  // namespace crowdvote
