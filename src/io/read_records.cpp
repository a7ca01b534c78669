#include "io/read_records.hpp"

#include "io/composed_rows.hpp"
#include "io/csv_reader.hpp"
#include "io/filtered_rows.hpp"
#include "io/json_documents.hpp"
#include "io/json_lines.hpp"
#include "io/json_object.hpp"
#include "io/json_rows.hpp"
#include "io/path_rows.hpp"
#include "io/wide_rows.hpp"

#include <memory>
#include <optional>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

using Layout = TableFormat::Layout;

char quote_of(TableFormat::Quote quote) {
  if (quote == TableFormat::Quote::none) return '\0';
  return quote == TableFormat::Quote::double_quotes ? '"' : '\'';
}

CsvReader::Options table_options(const RecordFile& file) {
  CsvReader::Options options{.separator = file.format.separator,
                             .has_header = file.format.has_header,
                             .longest_row = file.max_field_bytes};
  options.skip_lines = file.format.skip_lines;
  if (file.rows == nullptr) return options;
  options.quote = quote_of(file.rows->table.quote);
  options.comment = file.rows->table.comment;
  options.keeps_empty_rows = file.rows->table.layout == Layout::wide;
  return options;
}

ReadNotes read_plain_rows(const RecordFile& file, RowReader& rows, const ColumnNames& columns,
                          RecordSink& sink, ProblemList& problems, const RunControl& control) {
  constexpr std::size_t kRowsBetweenReports = 1 << 16;
  RecordReader records(rows, file.schema, columns, file.meaning, file.source.name(), problems);
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

/// Puts on the rows what was asked for, and nothing else.
ReadNotes read_rows(const RecordFile& file, RowReader& rows_of_file, RecordSink& sink, ProblemList& problems,
                    const RunControl& control) {
  RowReader* rows = &rows_of_file;
  std::optional<PathRows> with_paths;
  std::optional<FilteredRows> filtered;
  std::optional<ComposedRows> composed;
  std::optional<WideRows> wide;
  const bool is_wide = file.rows != nullptr && file.rows->table.layout == Layout::wide;
  const std::span<const RowCondition> conditions = file.rows != nullptr
                                                       ? std::span<const RowCondition>(file.rows->where)
                                                       : std::span<const RowCondition>();
  if (rows->has_names() && PathRows::are_needed(file.columns, conditions)) {
    rows = &with_paths.emplace(*rows, file.columns, conditions, file.source.name(), problems);
  }
  if (!conditions.empty()) rows = &filtered.emplace(*rows, conditions, file.source.name(), problems);
  ColumnNames columns = file.columns;
  if (is_wide) columns = {.observation = columns.observation};
  if (rows->has_names() && ComposedRows::are_needed(columns)) rows = &composed.emplace(*rows, columns);
  if (is_wide) {
    rows = &wide.emplace(*rows, *file.rows, file.source.name(), problems);
    columns = {};
  }
  ReadNotes notes = read_plain_rows(file, *rows, columns, sink, problems, control);
  if (filtered) notes.n_rows_left_out = filtered->n_left_out();
  if (is_wide) {
    notes.columns.clear();
    notes.left_alone.clear();
    notes.layout = "a row per observation, a column per user";
  }
  return notes;
}

ReadNotes read_json_rows(const RecordFile& file, JsonTexts& texts, RecordSink& sink, ProblemList& problems,
                         const RunControl& control) {
  const FileFormat& format = file.format;
  JsonRows rows(texts, format.path, file.source.name(), problems);
  ReadNotes notes = read_rows(file, rows, sink, problems, control);
  if (!format.path.empty() && notes.layout.empty()) {
    notes.layout = fmt::format("records at {}", fmt::join(format.path, "."));
  }
  return notes;
}

}  // namespace

ReadNotes read_records(const RecordFile& file, RecordSink& sink, ProblemList& problems,
                       const RunControl& control) {
  switch (file.format.kind) {
    case FileFormat::Kind::jsonl: {
      JsonLines lines(file.source, file.schema.row, file.max_field_bytes, problems);
      return read_json_rows(file, lines, sink, problems, control);
    }
    case FileFormat::Kind::records: {
      JsonDocuments documents(file.source,
                              {.path = file.format.path,
                               .opens_objects = file.format.opens_objects,
                               .was_found = file.format.was_path_found,
                               .longest = file.max_field_bytes},
                              problems);
      return read_json_rows(file, documents, sink, problems, control);
    }
    case FileFormat::Kind::json:
      read_json_object(file.source, {.shape = file.json_shape, .longest_field = file.max_field_bytes}, sink,
                       problems, control);
      return {};
    default: {
      CsvReader rows(file.source, table_options(file), problems);
      return read_rows(file, rows, sink, problems, control);
    }
  }
}

}  // namespace crowdvote
