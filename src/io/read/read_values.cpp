#include "io/read/deal_votes.hpp"
#include "io/read/text_values.hpp"
#include "io/read/values_file.hpp"
#include "io/read/values_sink.hpp"
#include "io/tables/npy_array.hpp"
#include <crowdvote/errors.hpp>

#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Whether the columns of votes are chosen by number.
bool are_numbers(const ReadOptions& options) {
  const ColumnNames& columns = options.columns;
  if (options.table.layout == TableFormat::Layout::wide) {
    return columns.observation && as_column_number(*columns.observation);
  }
  return numbered_columns(columns, !options.allows_no_user && !columns.count).has_value();
}

/// Numbers apply only to files of votes: all other tables have a header.
ColumnNames columns_of(const Schema& schema, const ReadOptions& options) {
  const auto own = options.columns_of_files.find(schema.payload);
  if (own != options.columns_of_files.end()) return own->second;
  return are_numbers(options) ? ColumnNames() : options.columns;
}

}  // namespace

ValuesFile::ValuesFile(const Schema& schema, const std::string& path, const ReadOptions& options,
                       const RunControl& control)
    : schema_(schema),
      options_(options),
      control_(control),
      source_(path, control),
      has_own_names_(options.columns_of_files.contains(schema.payload)),
      columns_(columns_of(schema, options)),
      format_(source_.find_format(schema, VotesFormat::automatic, columns_)),
      shapes_(schema.json_shapes()) {
  control_.progress = nullptr;
  if (has_own_names_ && !format_.has_columns()) {
    throw InputError(
        Problem{.file = source_.name(),
                .what = fmt::format("columns were chosen for {}, but the file is {}, which has none "
                                    "of them",
                                    schema.title, format_.name())});
  }
}

RecordFile ValuesFile::records(const RecordRange& range) {
  return {.source = source_,
          .format = format_,
          .schema = schema_,
          .columns = columns_,
          .json_shape = shapes_,
          .max_field_bytes = options_.max_field_bytes,
          .meaning = has_own_names_ ? ChosenNames::must_exist : ChosenNames::may_be_there,
          .range = range};
}

std::optional<std::uint64_t> ValuesFile::find_value(std::uint64_t from) {
  const RecordFile file = records({});
  return may_be_cut(file) ? find_record(file, from) : std::nullopt;
}

void ValuesFile::read_all(Values& values, const RecordRange& range, ProblemList& problems) {
  ValuesSink sink(schema_, options_, values, problems);
  switch (format_.kind) {
    case FileFormat::Kind::text:
      values.are_positional = !schema_.is_list();
      if (schema_.is_list()) values.file.layout = "one user per line";
      read_text(source_.bytes(), range, options_.max_field_bytes, sink, values, problems);
      break;
    case FileFormat::Kind::npy:
      values.are_positional = true;
      for (const std::int64_t value : read_npy_integers(source_.bytes()))
        (void)sink.take_next(Value::of(Name(value)));
      break;
    default: {
      ReadNotes notes = read_records(records(range), sink, problems, control_);
      values.file.columns = std::move(notes.columns);
      values.file.left_alone = std::move(notes.left_alone);
      if (!range.is_all()) values.notes_of_part = notes_of_piece(values.file, notes);
      values.findings = std::move(notes.findings);
      values.notices = std::move(notes.notices);
      if (format_.kind == FileFormat::Kind::json) {
        values.file.layout = values.has_objects ? schema_.json_object_shape : schema_.json_shape;
      }
    }
  }
}

Values ValuesFile::read(const RecordRange& range) {
  ProblemList problems(options_.max_errors);
  Values values;
  values.file.role = schema_.payload;
  values.file.path = source_.path();
  values.file.format = source_.format_name(format_);
  read_all(values, range, problems);
  problems.throw_if_any();
  values.file.bytes = source_.stored_bytes();
  return values;
}

Values read_values(const Schema& schema, const std::string& path, const ReadOptions& options,
                   const RunControl& control) {
  return ValuesFile(schema, path, options, control).read();
}

}  // namespace crowdvote
