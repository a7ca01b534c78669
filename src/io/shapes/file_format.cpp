#include "io/shapes/file_format.hpp"

#include "io/bytes/foreign_files.hpp"
#include "io/bytes/line_reader.hpp"
#include "io/bytes/value.hpp"
#include "io/json/json_text.hpp"
#include "io/shapes/json_shapes.hpp"
#include "io/tables/csv_reader.hpp"
#include "io/tables/npy_array.hpp"
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using Kind = FileFormat::Kind;

/// Includes the character that RFC 7464 puts before each JSON text.
constexpr std::string_view kWhiteSpace = " \t\r\n\x1e";
/// Large enough for a header or the beginning of any other content.
constexpr std::size_t kHeadSize = std::size_t{1} << 16;
/// Documents up to this size are held as a whole.
constexpr std::size_t kHeadOfJson = std::size_t{1} << 20;

std::string_view without_white_space(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kWhiteSpace), text.size()));
}

/// Whether the text, which begins with '{', has a complete object on its first line and another one behind
/// it.
bool has_an_object_a_line(std::string_view text) {
  const std::size_t line_end = text.find('\n');
  if (line_end == std::string_view::npos) return false;
  const std::string_view line = text.substr(0, line_end);
  const std::size_t last = line.find_last_not_of(kWhiteSpace);
  return line[last] == '}' && without_white_space(text.substr(line_end)).starts_with('{');
}

/// Where the first of several JSON documents ends, as far as the head shows it.
struct FirstDocument {
  bool is_whole = false;
  bool has_lines = false;   ///< spans several lines, each of which is not an object
  std::string_view behind;  ///< the text behind it, without white space

  explicit FirstDocument(std::string_view text) {
    const auto end = JsonExtent().end_in(text);
    is_whole = end.has_value();
    const std::size_t line_end = text.find('\n');
    has_lines =
        line_end < end.value_or(text.size()) && !without_white_space(text.substr(line_end)).starts_with('{');
    if (is_whole) behind = without_white_space(text.substr(*end));
  }
};

/// The keys of an object, which may be truncated.
std::vector<std::string> keys_of(std::string_view object) {
  std::vector<std::string> keys;
  for (JsonElements members(object); members.next();) keys.emplace_back(members.key());
  return keys;
}

/// Whether the first members of an object are objects of scalars, and so many that their keys are ids: the
/// object is neither a record nor the surroundings of a list of records.
bool is_map_of_objects(std::string_view text) {
  constexpr std::size_t kEnough = 32;
  if (!text.starts_with('{')) return false;
  std::size_t n_objects = 0;
  for (JsonElements members(text); n_objects < kEnough && members.next(); ++n_objects) {
    if (!members.value().starts_with('{')) return false;
    for (JsonElements inner(members.value()); inner.next();) {
      if (inner.value().starts_with('{') || inner.value().starts_with('[')) return false;
    }
  }
  return n_objects == kEnough;
}

/// Whether the first line of a matrix holds labels: labels recur in the lines below, but names of users do
/// not. The first column, which may hold ids, is ignored.
bool is_row_of_labels(const std::vector<std::string>& cells, std::string_view behind, char separator) {
  constexpr std::size_t kMostLines = 1000;
  std::unordered_set<std::string> labels;
  const std::size_t first = cells.size() > 1 ? 1 : 0;
  for (std::size_t l = 0; l < kMostLines && !behind.empty(); ++l) {
    const std::size_t end = line_length(behind);
    const auto row = split_row(behind.substr(0, behind.find_first_of("\r\n")), separator);
    for (std::size_t i = first; i < row.size(); ++i) labels.insert(row[i]);
    behind.remove_prefix(end);
  }
  std::size_t n_names = 0;
  std::size_t n_labels = 0;
  bool is_data_frame = cells.front().empty();  // columns without names are numbered, after the ids
  for (std::size_t i = first; i < cells.size(); ++i) {
    is_data_frame = is_data_frame && cells[i] == std::to_string(i - 1);
    if (cells[i].empty()) continue;
    ++n_names;
    n_labels += labels.count(cells[i]);
  }
  return !is_data_frame && n_labels > 0 && 2 * n_labels >= n_names;
}

class FormatFinder {
 public:
  FormatFinder(ByteSource& source, const Schema& schema, const ColumnNames& columns, const TableFormat& table,
               std::string_view path)
      : file_(source.name()),
        schema_(schema),
        columns_(columns),
        table_(table),
        path_(steps_to_records(path)) {
    look(source, kHeadSize);
    if (takes_votes() && begins_like_json() && !is_map_of_objects(text_.substr(line_begin_)))
      look(source, kHeadOfJson);
  }

  [[nodiscard]] FileFormat find(VotesFormat chosen) const {
    if (schema_.may_be_npy && text_.starts_with(kNpyMagic)) return {.kind = Kind::npy};
    if (Notice foreign = foreign_file(text_); !foreign.text.empty()) {
      throw InputError(
          Problem{.file = file_, .what = std::move(foreign.text), .remedy = std::move(foreign.remedy)});
    }
    if (line_begin_ == text_.size() && is_whole_) {
      refuse(0, fmt::format("the file is empty; expected {}", schema_.expected()));
    }
    const bool may_be_json = chosen == VotesFormat::automatic && !table_.is_chosen();
    const bool must_be_json = chosen == VotesFormat::json || chosen == VotesFormat::jsonl;
    if ((may_be_json || must_be_json) && begins_like_json()) {
      FileFormat format = find_json(text_[line_begin_], chosen);
      format.path = format.was_path_found ? format.path : path_;
      return format;
    }
    if (must_be_json) return {.kind = chosen == VotesFormat::json ? Kind::json : Kind::jsonl};
    FileFormat format = find_table();
    if (chosen == VotesFormat::tsv) format.separator = '\t';
    if (chosen == VotesFormat::csv && !table_.separator && format.skip_lines == table_.skip_lines) {
      format.separator = ',';
    }
    return format;
  }

 private:
  void look(ByteSource& source, std::size_t n_bytes) {
    text_ = source.peek(n_bytes);
    is_whole_ = text_.size() < n_bytes;
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
    line_begin_ = std::min(text_.find_first_not_of(kWhiteSpace), text_.size());
  }

  [[nodiscard]] bool begins_like_json() const {
    return line_begin_ < text_.size() && (text_[line_begin_] == '{' || text_[line_begin_] == '[');
  }

  [[nodiscard]] bool takes_votes() const { return schema_.inner == InnerObject::statements; }

  [[nodiscard]] FileFormat find_json(char first, VotesFormat chosen) const {
    const std::string_view text = text_.substr(line_begin_);
    if (takes_votes()) refuse_table_at(text);
    if (first == '[') {
      const std::string_view inside = without_white_space(text.substr(1));
      if (inside.starts_with('{') || inside.starts_with(']')) return {.kind = Kind::records};
      refuse(0, fmt::format("the file begins with '['; expected {}", schema_.expected()));
    }
    const FirstDocument document(text);
    const bool is_alone = !document.behind.starts_with('{') && !has_an_object_a_line(text);
    const bool may_be_rows = chosen != VotesFormat::json;
    const FileFormat rows{.kind = document.has_lines || has_several_on_a_line(text, document) ? Kind::records
                                                                                              : Kind::jsonl};
    if (may_be_rows && !is_alone) return rows;
    if (takes_votes()) {
      if (!path_.empty()) return {.kind = Kind::records, .opens_objects = !document.is_whole};
      if (auto list = find_list(text, document)) return *list;
    }
    if (chosen == VotesFormat::jsonl || (may_be_rows && begins_with_a_scalar(text))) return rows;
    if (schema_.json_shape.empty()) {
      refuse(0, fmt::format("the file begins with '{{'; expected {}", schema_.expected()));
    }
    return {.kind = Kind::json};
  }

  [[nodiscard]] static bool has_several_on_a_line(std::string_view text, const FirstDocument& document) {
    if (!document.behind.starts_with('{')) return false;
    return text.find('\n') > static_cast<std::size_t>(document.behind.data() - text.data());
  }

  [[nodiscard]] bool begins_with_a_scalar(std::string_view object) const {
    JsonElements members(object);
    const bool is_scalar =
        members.next() && !members.value().starts_with('{') && !members.value().starts_with('[');
    return is_scalar && (takes_votes() || is_header({std::string(members.key())}));
  }

  /// The only list of records in a document that is not a record itself. If the document fits into the head,
  /// it is held as a whole, so that the keys around the list are columns as well.
  [[nodiscard]] std::optional<FileFormat> find_list(std::string_view text,
                                                    const FirstDocument& document) const {
    const std::vector<std::string> lists = lists_of_records(text);
    if (lists.empty() || is_header(keys_of(text))) return std::nullopt;
    if (lists.size() > 1) {
      throw InputError(Problem{
          .file = file_,
          .what = fmt::format("the document holds {} lists of records: {}", lists.size(), list_names(lists)),
          .remedy = {WayOut::choose_records}});
    }
    return FileFormat{.kind = Kind::records,
                      .path = steps_to_records(lists.front()),
                      .opens_objects = !document.is_whole,
                      .was_path_found = true};
  }

  void refuse_table_at(std::string_view text) const {
    const std::string shape = table_shape_of(text);
    if (shape.empty()) return;
    throw InputError(Problem{.file = file_, .found = shape, .expected = std::string(instead_of_table())});
  }

  [[nodiscard]] bool is_header(const std::vector<std::string>& names) const {
    return has_known_column(names, schema_.columns, columns_);
  }

  /// The first line that is not blank, without its line break, after the lines to skip.
  [[nodiscard]] std::string_view first_line_of_table(std::size_t skip_lines) const {
    std::string_view rest = text_;
    for (; skip_lines > 0; --skip_lines) rest.remove_prefix(line_length(rest));
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
      const bool is_comment = !table_.comment.empty() && line.starts_with(table_.comment);
      if (!is_comment && !without_white_space(line).empty()) return line;
      rest.remove_prefix(line_length(rest));
    }
    return rest;
  }

  [[nodiscard]] bool has_header(std::string_view line, char separator) const {
    if (table_.layout == TableFormat::Layout::rows) return !numbered_columns(columns_, schema_.needs_user());
    const bool has_number = columns_.observation && as_column_number(*columns_.observation);
    if (table_.has_no_header || has_number) return false;
    const auto end = static_cast<std::size_t>(line.data() + line.size() - text_.data());
    return !is_row_of_labels(split_row(line, separator), text_.substr(end), separator);
  }

  [[nodiscard]] FileFormat find_table() const {
    FileFormat table{.kind = Kind::table, .skip_lines = table_.skip_lines};
    std::string_view line = first_line_of_table(table.skip_lines);
    std::optional<char> separator = separator_line(line);
    if (separator) {
      if (table_.separator) separator = table_.separator;
      table.skip_lines = 0;
      for (std::string_view rest = text_; rest.data() <= line.data(); ++table.skip_lines) {
        rest.remove_prefix(line_length(rest));
      }
      line = first_line_of_table(table.skip_lines);
    } else {
      separator = table_.separator ? table_.separator : find_separator(line);
    }
    table.separator = separator.value_or(',');
    if (takes_votes()) {
      table.has_header = has_header(line, table.separator);
      return table;
    }
    const auto names = split_row(line, table.separator);
    if (is_header(names)) return table;
    if (separator && !schema_.is_list()) {
      refuse(1, fmt::format(
                    "a line of {} cells, none of them the name of a column; put a header such as {} above "
                    "it{}",
                    names.size(), schema_.header(),
                    schema_.may_be_text ? ", or, if the line is one value, put the values in a JSON object "
                                          "or in quotes in a table"
                                        : ""));
    }
    if (!schema_.may_be_text) {
      refuse(1, fmt::format("'{}' is not a header; expected {}", cut_short(std::string(trimmed(line))),
                            schema_.expected()));
    }
    return {.kind = Kind::text};
  }

  [[noreturn]] void refuse(std::size_t line, std::string what) const {
    throw InputError(Problem{.file = file_, .line = line, .what = std::move(what)});
  }

  std::string file_;
  const Schema& schema_;
  const ColumnNames& columns_;
  const TableFormat& table_;
  std::vector<std::string> path_;  ///< to the records, if it was chosen
  std::string_view text_;          ///< the head of the file
  bool is_whole_ = false;
  std::size_t line_begin_ = 0;  ///< where the first non-blank line begins
};

}  // namespace

std::string_view FileFormat::name() const {
  switch (kind) {
    case Kind::json:
    case Kind::records:
      return "json";
    case Kind::jsonl:
      return "jsonl";
    case Kind::text:
      return "text";
    case Kind::npy:
      return "npy";
    case Kind::sql:
      return "sql";
    case Kind::parquet:
      return "parquet";
    case Kind::table:
      break;
  }
  return separator == '\t' ? "tsv" : "csv";
}

FileFormat find_format(ByteSource& source, const Schema& schema, VotesFormat chosen,
                       const ColumnNames& columns, const TableFormat& table, std::string_view path) {
  return FormatFinder(source, schema, columns, table, path).find(chosen);
}

}  // namespace crowdvote
