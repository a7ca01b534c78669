#include "io/read/input_source.hpp"
#include "io/read/read_records.hpp"
#include "io/read/text_values.hpp"
#include "io/read/values_sink.hpp"
#include "io/records/values.hpp"
#include "io/shapes/file_format.hpp"
#include "io/tables/npy_array.hpp"
#include <crowdvote/errors.hpp>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Whether the columns of the votes are chosen by numbers.
bool are_numbers(const ReadOptions& options) {
  const ColumnNames& columns = options.columns;
  if (options.table.layout == TableFormat::Layout::wide) {
    return columns.observation && as_column_number(*columns.observation);
  }
  return numbered_columns(columns, !options.allows_no_user && !columns.count).has_value();
}

}  // namespace

Values read_values(const Schema& schema, const std::string& path, const ReadOptions& options,
                   const RunControl& control) {
  InputSource source(path, control);
  ProblemList problems(options.max_errors);
  const auto own = options.columns_of_files.find(schema.payload);
  const bool has_own_names = own != options.columns_of_files.end();
  Values values;
  ValuesSink sink(schema, options, values, problems);
  // Numbers are for the votes alone: every table beside them has a header.
  const ColumnNames columns = has_own_names          ? own->second
                              : are_numbers(options) ? ColumnNames()
                                                     : options.columns;
  const FileFormat format = source.find_format(schema, VotesFormat::automatic, columns);
  if (has_own_names && !format.has_columns()) {
    throw InputError(
        Problem{.file = source.name(),
                .what = fmt::format("columns were chosen for {}, and the file is {}, which has none "
                                    "of them",
                                    schema.title, format.name())});
  }
  switch (format.kind) {
    case FileFormat::Kind::text:
      values.are_positional = !schema.is_list();
      if (schema.is_list()) values.file.layout = "one user per line";
      read_text(source.bytes(), options.max_field_bytes, sink, values, problems);
      break;
    case FileFormat::Kind::npy:
      values.are_positional = true;
      for (const std::int64_t value : read_npy_integers(source.bytes()))
        (void)sink.take_next(Value::of(Name(value)));
      break;
    default: {
      RunControl quiet = control;
      quiet.progress = nullptr;
      const std::string shapes = schema.json_shapes();
      const auto meaning = has_own_names ? ChosenNames::must_exist : ChosenNames::may_be_there;
      ReadNotes notes =
          read_records({source, format, schema, columns, shapes, options.max_field_bytes, nullptr, meaning},
                       sink, problems, quiet);
      values.findings = std::move(notes.findings);
      values.notices = std::move(notes.notices);
      values.file.columns = std::move(notes.columns);
      values.file.left_alone = std::move(notes.left_alone);
      if (format.kind == FileFormat::Kind::json) {
        values.file.layout = values.has_objects ? schema.json_object_shape : schema.json_shape;
      }
    }
  }
  problems.throw_if_any();
  values.file.role = schema.payload;
  values.file.path = path;
  values.file.format = source.format_name(format);
  values.file.bytes = source.stored_bytes();
  return values;
}

}  // namespace crowdvote
