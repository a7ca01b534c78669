#include "io/read/read_records.hpp"

#include "io/bytes/line_reader.hpp"
#include "io/json/json_documents.hpp"
#include "io/json/json_lines.hpp"
#include "io/json/json_object.hpp"
#include "io/json/json_window.hpp"
#include "io/read/batches_of_rows.hpp"
#include "io/shapes/composed_rows.hpp"
#include "io/shapes/filtered_rows.hpp"
#include "io/shapes/json_rows.hpp"
#include "io/shapes/path_rows.hpp"
#include "io/shapes/wide_rows.hpp"
#include "io/tables/csv_reader.hpp"
#include "io/tables/row_border.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>

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
  std::size_t n_rows = 0;
  std::size_t next_report = 0;
  const auto report = [&] {
    control.report({.stage = "read",
                    .done = file.source.is_rows() ? n_rows : file.source.stored_bytes_read(),
                    .total = file.source.stored_size(),
                    .detail = {}});
  };
  std::optional<BatchesOfRows> batches;
  if (const auto fields = records.fields_of_names()) {
    batches.emplace(rows, *fields, sink, control, [&](std::size_t n) {
      n_rows += n;
      report();
    });
  }
  while (true) {
    if (batches) batches->read();
    if (!records.next()) break;
    sink.take(records.record());
    if (++n_rows < next_report) continue;
    next_report = n_rows + kRowsBetweenReports;
    report();
    sink.look(file.source.share_read());
  }
  return records.notes();
}

/// Wraps the rows with only those adapters that the options require.
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
    notes.layout = wide->layout();
  }
  return notes;
}

ReadNotes read_json_rows(const RecordFile& file, JsonRows& rows, RecordSink& sink, ProblemList& problems,
                         const RunControl& control) {
  const FileFormat& format = file.format;
  ReadNotes notes = read_rows(file, rows, sink, problems, control);
  if (!format.path.empty() && notes.layout.empty()) {
    notes.layout = fmt::format("records at {}", fmt::join(format.path, "."));
  }
  return notes;
}

/// Columns get their names from the lines before the range too, so the first lines of the file are read as
/// well.
ReadNotes read_json_lines(const RecordFile& file, RecordSink& sink, ProblemList& problems,
                          const RunControl& control) {
  constexpr std::uint64_t kBytesForNames = std::uint64_t{64} << 10;
  JsonLines lines(file.source.bytes(), file.schema.row, file.max_field_bytes, problems);
  JsonRows rows(lines, file.format.path, file.source.name(), problems);
  if (file.range.is_all()) return read_json_rows(file, rows, sink, problems, control);
  while (lines.offset() < std::min(kBytesForNames, file.range.begin) && rows.next_row()) continue;
  const std::size_t n_names = rows.names().size();
  lines.go_to(file.range.begin, file.range.end);
  ReadNotes notes = read_json_rows(file, rows, sink, problems, control);
  notes.n_names = rows.names().size();
  notes.knew_names = file.range.begin == 0 || notes.n_names == n_names;
  return notes;
}

/// Reads the text of a file from a given offset.
std::string text_from(const std::string& path, std::uint64_t begin, std::size_t n_bytes) {
  ByteSource source(path);
  source.go_to({begin, begin + n_bytes});
  std::string text(n_bytes, '\0');
  text.resize(source.read(text));
  return text;
}

std::optional<std::size_t> find_row(const RecordFile& file, std::string_view text) {
  ProblemList problems(1);
  ByteSource source(file.source.path());
  const CsvReader::Options options = table_options(file);
  CsvReader rows(source, options, problems);
  if (!options.has_header && !rows.next_row()) return std::nullopt;
  return find_row_border(text, options, rows.n_cells());
}

}  // namespace

bool may_be_cut(const RecordFile& file) {
  if (file.source.is_rows() || !file.source.bytes().is_plain()) return false;
  switch (file.format.kind) {
    case FileFormat::Kind::table:
      return file.rows == nullptr || file.rows->table.layout != Layout::wide;
    case FileFormat::Kind::jsonl:
      return file.format.path.empty();
    case FileFormat::Kind::json:
    case FileFormat::Kind::text:
      return true;
    default:
      return false;
  }
}

std::optional<std::uint64_t> find_record(const RecordFile& file, std::uint64_t from) {
  constexpr std::size_t kBytesToLookAt = std::size_t{1} << 20;
  const std::string text = text_from(file.source.path(), from, kBytesToLookAt);
  std::optional<std::size_t> place;
  if (file.format.kind == FileFormat::Kind::table) {
    place = find_row(file, text);
  } else if (file.format.kind != FileFormat::Kind::json) {
    const std::size_t n = line_length(text);
    if (n < text.size()) place = n;
  } else {
    auto comma = find_member_border(text, file.schema.inner != InnerObject::refused);
    // In some files the members themselves may be objects.
    const bool may_be_values = file.schema.inner != InnerObject::statements;
    if (!comma && may_be_values) comma = find_member_border(text, false);
    if (comma) place = *comma + 1;
  }
  return place ? std::optional(from + *place) : std::nullopt;
}

ReadNotes read_records(const RecordFile& file, RecordSink& sink, ProblemList& problems,
                       const RunControl& control) {
  switch (file.format.kind) {
    case FileFormat::Kind::jsonl:
      return read_json_lines(file, sink, problems, control);
    case FileFormat::Kind::records: {
      JsonDocuments documents(file.source.bytes(),
                              {.path = file.format.path,
                               .opens_objects = file.format.opens_objects,
                               .was_found = file.format.was_path_found,
                               .longest = file.max_field_bytes},
                              problems);
      JsonRows rows(documents, file.format.path, file.source.name(), problems);
      return read_json_rows(file, rows, sink, problems, control);
    }
    case FileFormat::Kind::json:
      if (const auto [begin, end] = file.range; !file.range.is_all()) {
        const bool is_last = end == RecordRange::kToTheEnd;
        file.source.bytes().go_to({.begin = begin,
                                   .end = is_last ? end : end - 1,  // excludes the comma
                                   .before = begin == 0 ? "" : "{",
                                   .behind = is_last ? "" : "}"});
      }
      read_json_object(file.source.bytes(), {.shape = file.json_shape, .longest_field = file.max_field_bytes},
                       sink, problems, control);
      return {};
    case FileFormat::Kind::sql:
    case FileFormat::Kind::parquet:
      return read_rows(file, file.source.rows(), sink, problems, control);
    default: {
      CsvReader rows(file.source.bytes(), table_options(file), problems);
      if (!file.range.is_all()) rows.go_to(file.range.begin, file.range.end);
      return read_rows(file, rows, sink, problems, control);
    }
  }
}

}  // namespace crowdvote
