#include "io/file_format.hpp"

#include "io/csv_reader.hpp"
#include "io/foreign_files.hpp"
#include "io/json_shapes.hpp"
#include "io/line_reader.hpp"
#include "io/npy_array.hpp"
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

constexpr std::string_view kWhiteSpace = " \t\r\n";
/// A header, or the start of anything else, fits in.
constexpr std::size_t kHeadSize = std::size_t{1} << 16;

std::string_view without_white_space(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kWhiteSpace), text.size()));
}

/// True if the text, which begins with '{', has a whole object on its first line and another behind it.
bool has_an_object_a_line(std::string_view text) {
  const std::size_t line_end = text.find('\n');
  if (line_end == std::string_view::npos) return false;
  const std::string_view line = text.substr(0, line_end);
  const std::size_t last = line.find_last_not_of(kWhiteSpace);
  return line[last] == '}' && without_white_space(text.substr(line_end)).starts_with('{');
}

/// The first member of an object.
struct FirstMember {
  std::string key;
  std::string_view behind;  ///< its value, and what follows; empty if there is none
};

FirstMember first_member(std::string_view object) {
  std::string_view rest = without_white_space(object.substr(1));
  if (!rest.starts_with('"')) return {};
  std::size_t end = 1;
  while (end < rest.size() && rest[end] != '"') end += rest[end] == '\\' ? 2 : 1;
  FirstMember first{.key = std::string(rest.substr(1, std::min(end, rest.size()) - 1)), .behind = {}};
  rest = without_white_space(rest.substr(std::min(end + 1, rest.size())));
  if (rest.starts_with(':')) first.behind = without_white_space(rest.substr(1));
  return first;
}

/// The length of the first line, with its end.
std::size_t line_length(std::string_view text) {
  const std::size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos) return text.size();
  return end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
}

/// Whether the first line of a matrix holds labels: they come again in the lines behind it, as names of users do not.
/// The first column, which may hold ids, does not count.
bool is_row_of_labels(const std::vector<std::string>& cells, std::string_view behind, char separator) {
  constexpr std::size_t kMostLines = 1000;
  std::unordered_set<std::string> labels;
  const std::size_t first = cells.size() > 1 ? 1 : 0;
  for (std::size_t l = 0; l < kMostLines && !behind.empty(); ++l) {
    const std::size_t end = line_length(behind);
    const auto row = split_header(behind.substr(0, behind.find_first_of("\r\n")), separator);
    for (std::size_t i = first; i < row.size(); ++i) labels.insert(row[i]);
    behind.remove_prefix(end);
  }
  std::size_t n_names = 0;
  std::size_t n_labels = 0;
  bool is_data_frame = cells.front().empty();  // columns without names are counted, behind the ids
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
  FormatFinder(ByteSource& source, const Schema& schema, const ColumnNames& columns, const TableFormat& table)
      : file_(source.name()),
        schema_(schema),
        columns_(columns),
        table_(table),
        text_(source.peek(kHeadSize)) {
    is_whole_ = text_.size() < kHeadSize;
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
    line_begin_ = std::min(text_.find_first_not_of(kWhiteSpace), text_.size());
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
    if (chosen == VotesFormat::json) return {.kind = Kind::json};
    if (chosen == VotesFormat::jsonl) return {.kind = Kind::jsonl};
    if (chosen == VotesFormat::automatic && !table_.is_chosen()) {
      const char first = line_begin_ < text_.size() ? text_[line_begin_] : ' ';
      if (first == '{' || first == '[') return find_json(first);
    }
    FileFormat format = find_table();
    if (chosen == VotesFormat::tsv) format.separator = '\t';
    if (chosen == VotesFormat::csv && !table_.separator && format.skip_lines == table_.skip_lines) {
      format.separator = ',';
    }
    return format;
  }

 private:
  [[nodiscard]] bool takes_votes() const { return schema_.inner == InnerObject::statements; }

  [[nodiscard]] FileFormat find_json(char first) const {
    const std::string_view object = text_.substr(line_begin_);
    if (takes_votes()) refuse_table_at(object);
    if (first == '{') {
      const FirstMember member = first_member(object);
      const bool is_scalar =
          !member.behind.empty() && member.behind.front() != '{' && member.behind.front() != '[';
      if (has_an_object_a_line(object) ||
          (is_scalar && (takes_votes() || is_header(std::vector<std::string>{member.key})))) {
        return {.kind = Kind::jsonl};
      }
    }
    if (schema_.json_shape.empty() || (first == '[' && !takes_votes())) {
      refuse(0, fmt::format("the file begins with '{}'; expected {}", first, schema_.expected()));
    }
    return {.kind = Kind::json};
  }

  void refuse_table_at(std::string_view text) const {
    const std::string shape = table_shape_of(text);
    if (shape.empty()) return;
    throw InputError(Problem{.file = file_, .found = shape, .expected = std::string(instead_of_table())});
  }

  [[nodiscard]] bool is_header(const std::vector<std::string>& names) const {
    return has_known_column(names, schema_.columns, columns_);
  }

  /// The first line that says something, without its end, behind the lines to skip.
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
    return !is_row_of_labels(split_header(line, separator), text_.substr(end), separator);
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
    const auto names = split_header(line, table.separator);
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
      refuse(1, fmt::format("'{}' is no header; expected {}", trimmed(line), schema_.expected()));
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
  std::string_view text_;  ///< the head of the file
  bool is_whole_ = false;
  std::size_t line_begin_ = 0;  ///< where the first line that is not blank begins
};

}  // namespace

std::string_view FileFormat::name() const {
  switch (kind) {
    case Kind::json:
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
                       const ColumnNames& columns, const TableFormat& table) {
  return FormatFinder(source, schema, columns, table).find(chosen);
}

}  // namespace crowdvote
