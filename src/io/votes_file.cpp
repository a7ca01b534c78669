#include "io/votes_file.hpp"

#include "io/prodigy.hpp"
#include "io/read_records.hpp"
#include "io/row_options.hpp"
#include "io/votes_sink.hpp"

#include <optional>

#include <fmt/format.h>

namespace crowdvote {

VotesFile::VotesFile(const std::string& path, const ReadOptions& options, const RunControl& control)
    : source_(path, control),
      schema_(votes_schema(options)),
      format_(find_format(source_, schema_, options.votes_format, options.columns, options.table)),
      options_(options),
      json_shape_(vote_keys(options.json_order).shape) {
  check_row_options(format_, name(), options);
  adopt_writing_program();
}

void VotesFile::adopt_writing_program() {
  if (format_.kind != FileFormat::Kind::jsonl) return;
  constexpr std::size_t kHeadSize = std::size_t{1} << 16;
  const std::string_view head = source_.peek(kHeadSize);
  const auto prodigy = recognise_prodigy(head.substr(0, head.find_first_of("\r\n")), options_);
  if (!prodigy) return;
  writer_ = ", Prodigy";
  options_.columns = prodigy->columns;
  options_.where = prodigy->where;
}

ReadNotes VotesFile::read(RecordSink& sink, ProblemList& problems, const RunControl& control) {
  return read_records(
      {source_, format_, schema_, options_.columns, json_shape_, options_.max_field_bytes, &options_}, sink,
      problems, control);
}

InputFile VotesFile::describe(const ReadNotes& notes) const {
  return {.role = "votes",
          .path = source_.path(),
          .format = fmt::format("{}{}{}", format_.name(), source_.format_suffix(), writer_),
          .bytes = source_.stored_bytes(),
          .columns = notes.columns,
          .left_alone = notes.left_alone,
          .layout = is_json_object() ? std::string(json_shape_) : notes.layout};
}

}  // namespace crowdvote
