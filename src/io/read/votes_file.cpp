#include "io/read/votes_file.hpp"

#include "io/read/votes_sink.hpp"
#include "io/shapes/json_shapes.hpp"
#include "io/shapes/row_options.hpp"

#include <utility>

#include <fmt/format.h>

namespace crowdvote {

VotesFile::VotesFile(const std::string& path, const ReadOptions& options, const RunControl& control)
    : source_(path, control),
      schema_(votes_schema(options)),
      format_(source_.find_format(schema_, options.votes_format, options.columns, options.table,
                                  options.records)),
      recognised_(source_.is_rows() ? RecognisedFile{options}
                                    : recognise_export(source_.bytes(), format_, options)),
      json_shape_(vote_keys(options.json_order).shape) {
  for (std::string& step : steps_to_records(recognised_.records)) format_.path.push_back(std::move(step));
  check_row_options(format_, name(), recognised_.options);
}

RecordFile VotesFile::records(const RecordRange& range) {
  const ReadOptions& options = recognised_.options;
  return {.source = source_,
          .format = format_,
          .schema = schema_,
          .columns = options.columns,
          .json_shape = json_shape_,
          .max_field_bytes = options.max_field_bytes,
          .rows = &options,
          .range = range};
}

std::optional<std::uint64_t> VotesFile::find_record(std::uint64_t from) {
  const RecordFile file = records({});
  return may_be_cut(file) ? crowdvote::find_record(file, from) : std::nullopt;
}

ReadNotes VotesFile::read(RecordSink& sink, ProblemList& problems, const RunControl& control,
                          const RecordRange& range) {
  ReadNotes notes = read_records(records(range), sink, problems, control);
  if (recognised_.notice) notes.notices.push_back(*recognised_.notice);
  return notes;
}

InputFile VotesFile::describe(const ReadNotes& notes) const {
  return {.role = "votes",
          .path = source_.path(),
          .format = fmt::format("{}{}{}", source_.format_name(format_), recognised_.title.empty() ? "" : ", ",
                                recognised_.title),
          .bytes = source_.stored_bytes(),
          .columns = notes.columns,
          .left_alone = notes.left_alone,
          .layout = is_json_object() ? std::string(json_shape_) : notes.layout};
}

}  // namespace crowdvote
