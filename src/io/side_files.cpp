#include "io/side_files.hpp"

#include "io/byte_source.hpp"
#include "io/csv_reader.hpp"
#include "io/line_reader.hpp"
#include "io/side_collector.hpp"
#include "io/side_readers.hpp"
#include "io/side_role.hpp"
#include "io/votes_format.hpp"

#include <optional>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// A header, or the start of anything else, fits in.
constexpr std::size_t kHeadSize = std::size_t{1} << 16;

enum class Format { json, json_lines, table, text };

struct Shape {
  Format format;
  char separator = ',';
};

std::string describe_expected(const SideRole& role) {
  if (role.is_list()) return "text with one user a line, or a table with the header user";
  std::string text =
      fmt::format("a JSON object {}, or a table with the header {}", role.json_shape, role.header());
  if (role.can_be_positional()) text += ", or text with one line for each observation";
  return text;
}

[[noreturn]] void refuse(const ByteSource& source, std::size_t line, std::string what) {
  throw InputError(Problem{.file = source.name(), .line = line, .what = std::move(what)});
}

/// Tells the format by what the file begins with.
Shape tell_shape(ByteSource& source, const SideRole& role, const ColumnNames& chosen) {
  std::string_view head = source.peek(kHeadSize);
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  const std::size_t begin = head.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) {
    refuse(source, 0, fmt::format("the file is empty; expected {}", describe_expected(role)));
  }
  const bool begins_an_object = head[begin] == '{';
  if (begins_an_object && has_an_object_a_line(head.substr(begin))) return {Format::json_lines};
  if (begins_an_object && !role.json_shape.empty()) return {Format::json};
  if (begins_an_object || head[begin] == '[') {
    refuse(source, 0,
           fmt::format("the file begins with '{}'; expected {}", head[begin], describe_expected(role)));
  }
  const std::size_t line_begin = head.find_last_of("\r\n", begin) + 1;
  const std::string_view line = head.substr(line_begin, head.find_first_of("\r\n", begin) - line_begin);
  const std::optional<char> separator = find_separator(line);
  const auto names = split_header(line, separator.value_or(','));
  if (has_known_column(names, role.requests(), chosen)) return {Format::table, separator.value_or(',')};
  if (separator && !role.is_list()) {
    refuse(source, 1,
           fmt::format(
               "a line of {} cells, none of them the name of a column; put a header such as {} above it{}",
               names.size(), role.header(),
               role.can_be_positional()
                   ? ", or, if the line is one value, put the values in a JSON object or in quotes in a table"
                   : ""));
  }
  if (!role.is_list() && !role.can_be_positional()) {
    refuse(source, 1, fmt::format("'{}' is no header; expected {}", trimmed(line), describe_expected(role)));
  }
  return {Format::text};
}

SideValues parse(const SideRole& role, const std::string& path, const ReadOptions& options,
                 const RunControl& control) {
  ByteSource source(path);
  ProblemList problems(options.max_errors);
  SideValues values;
  SideCollector collector(role, options, values);
  // Numbers are for the votes alone: every table beside them has a header.
  const ColumnNames chosen = numbered_columns(options.columns) ? ColumnNames() : options.columns;
  const Shape shape = tell_shape(source, role, chosen);
  std::string format;
  switch (shape.format) {
    case Format::json:
      format = "json";
      read_side_json(source, collector, problems, control);
      break;
    case Format::json_lines:
      format = "jsonl";
      read_side_json_lines(source, chosen, collector, problems, control);
      break;
    case Format::table:
      format = shape.separator == '\t' ? "tsv" : "csv";
      read_side_table(source, shape.separator, chosen, collector, problems, control);
      break;
    case Format::text: {
      format = "text";
      const SideText text = read_side_text(source, collector, problems, control);
      values.is_positional = !role.is_list();
      values.n_lines = text.n_lines;
      values.n_blank_lines_at_end = text.n_blank_lines_at_end;
      break;
    }
  }
  problems.throw_if_any();
  format += source.packing_suffix();
  values.file = {
      .role = std::string(role.name), .path = path, .format = format, .bytes = source.stored_bytes()};
  return values;
}

}  // namespace

SideValues parse_authors(const std::string& path, const ReadOptions& options, const RunControl& control) {
  return parse(kAuthors, path, options, control);
}

SideValues parse_ai_votes(const std::string& path, const ReadOptions& options, const RunControl& control) {
  return parse(kAiVotes, path, options, control);
}

SideValues parse_ai_scores(const std::string& path, const ReadOptions& options, const RunControl& control) {
  return parse(kAiScores, path, options, control);
}

SideValues parse_truth(const std::string& path, const ReadOptions& options, const RunControl& control) {
  return parse(kTruth, path, options, control);
}

SideValues parse_experts(const std::string& path, const ReadOptions& options, const RunControl& control) {
  return parse(kExperts, path, options, control);
}

SideValues parse_weights(const std::string& path, const ReadOptions& options, const RunControl& control) {
  return parse(kWeights, path, options, control);
}

}  // namespace crowdvote
