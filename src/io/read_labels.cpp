#include "io/byte_source.hpp"
#include "io/csv_reader.hpp"
#include "io/labels_collector.hpp"
#include "io/labels_readers.hpp"
#include "io/npy_array.hpp"
#include "io/side_files.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_labels.hpp>

#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr const char* kExpected =
    "expected a table with the header observation,label, a JSON object {observation: label}, JSON lines, "
    "text with "
    "one label a line, or .npy";

enum class Format { json, jsonl, table, text, npy };

struct Shape {
  Format format;
  char separator = ',';
};

/// The first key tells: the keys of JSON lines are names of columns, those of one object are observations.
bool is_json_lines(std::string_view object, const ColumnNames& chosen) {
  const std::size_t begin = object.find('"');
  const std::size_t end = begin == std::string_view::npos ? begin : object.find('"', begin + 1);
  if (end == std::string_view::npos) return false;
  const std::vector<std::string> key{std::string(object.substr(begin + 1, end - begin - 1))};
  return has_known_column(key, label_requests(), chosen);
}

/// Tells the format by what the file begins with.
Shape tell_shape(ByteSource& source, const ColumnNames& chosen) {
  constexpr std::size_t kHeadSize = std::size_t{1} << 16;
  std::string_view head = source.peek(kHeadSize);
  const auto refuse = [&](std::size_t line, std::string_view found) {
    throw InputError(
        Problem{.file = source.name(), .line = line, .what = fmt::format("{}; {}", found, kExpected)});
  };
  if (head.starts_with(kNpyMagic)) return {Format::npy};
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const std::size_t begin = head.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) refuse(0, "the file is empty");
  if (head[begin] == '{') {
    return {is_json_lines(head.substr(begin), chosen) ? Format::jsonl : Format::json};
  }
  if (head[begin] == '[') refuse(0, "the file begins with '['");
  const std::string_view line = head.substr(begin, head.find_first_of("\r\n", begin) - begin);
  const std::optional<char> separator = find_separator(line);
  if (has_known_column(split_header(line, separator.value_or(',')), label_requests(), chosen)) {
    return {Format::table, separator.value_or(',')};
  }
  if (separator) refuse(1, "none of the cells of the first line is the name of a column");
  return {Format::text};
}

void read_labels_npy(ByteSource& source, LabelsCollector& collector) {
  const std::vector<std::int64_t> values = read_npy_integers(source);
  std::vector<LabelId> label_of_place(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) label_of_place[i] = collector.label_id(Name(values[i]));
  collector.take_places(std::move(label_of_place), 0);
}

std::string_view read_in_format(const Shape& shape, ByteSource& source, const ColumnNames& chosen,
                                LabelsCollector& collector, ProblemList& problems,
                                const RunControl& control) {
  switch (shape.format) {
    case Format::json:
      read_labels_json(source, collector, problems, control);
      return "json";
    case Format::jsonl:
      read_labels_jsonl(source, chosen, collector, problems, control);
      return "jsonl";
    case Format::table:
      read_labels_table(source, shape.separator, chosen, collector, problems, control);
      return shape.separator == '\t' ? "tsv" : "csv";
    case Format::text:
      read_labels_text(source, collector, problems, control);
      return "text";
    case Format::npy:
      break;
  }
  read_labels_npy(source, collector);
  return "npy";
}

}  // namespace

GivenLabels read_labels(const std::string& path, CrowdData& data, const ReadOptions& options,
                        const RunControl& control) {
  ByteSource source(path);
  GivenLabels labels;
  labels.file = {.role = "labels", .path = path, .format = {}, .bytes = 0};
  ProblemList problems(options.max_errors);
  LabelsCollector collector(data, options, labels);
  // Numbers are for votes without a header: every table of labels has one.
  const ColumnNames chosen = numbered_columns(options.columns) ? ColumnNames() : options.columns;
  const Shape shape = tell_shape(source, chosen);
  const std::string_view format = read_in_format(shape, source, chosen, collector, problems, control);
  problems.throw_if_any();
  collector.finish();
  data.order_labels();
  labels.file.format = fmt::format("{}{}", format, source.packing_suffix());
  labels.file.bytes = source.stored_bytes();
  return labels;
}

CrowdData read_truth(const std::string& path, const ReadOptions& options, const RunControl& control) {
  SideValues truth = parse_truth(path, options, control);
  CrowdData data;
  NameTable labels;
  const std::size_t n_blank = truth.is_positional ? truth.n_blank_lines_at_end : 0;
  for (std::size_t v = 0; v < truth.size() - n_blank; ++v) {
    if (truth.is_positional || truth.keys.has(v)) {
      data.observations.intern(truth.is_positional ? Name(static_cast<std::int64_t>(v)) : truth.keys[v]);
    }
    if (truth.name_at(v) != kNoReference) labels.intern(truth.name(truth.name_at(v)));
  }
  data.votes = VoteMatrix(std::vector<VoteIndex>(data.observations.size() + 1, 0), {}, {}, 0, 0);
  for (const std::uint32_t label : labels.ids_in_name_order()) data.labels.intern(labels[label]);
  attach_truth(std::move(truth), data, options, control);
  data.order_labels();
  return data;
}

}  // namespace crowdvote
