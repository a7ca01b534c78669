#include "io/shapes/known_exports.hpp"

#include "io/bytes/line_reader.hpp"
#include "io/records/column_names.hpp"
#include "io/shapes/json_shapes.hpp"
#include "io/tables/csv_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

using Kind = FileFormat::Kind;

/// Large enough for records that contain an image.
constexpr std::size_t kExportHeadSize = std::size_t{1} << 18;
constexpr std::size_t kMostRecords = 100;

/// Takes the first line, without its line break, from the text; returns nothing if the text ends before the
/// line does.
std::optional<std::string_view> take_line(std::string_view& text, bool is_whole_file) {
  const std::size_t length = line_length(text);
  const std::string_view line = text.substr(0, length);
  const std::string_view content = without_line_break(line);
  if (text.empty() || (content.size() == length && !is_whole_file)) return std::nullopt;
  text.remove_prefix(length);
  return content;
}

FileHead head_of(ByteSource& source, const FileFormat& format, const TableFormat& table) {
  FileHead head;
  std::string_view text = source.peek(kExportHeadSize);
  const bool is_whole = text.size() < kExportHeadSize;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (format.kind != Kind::table) {
    for (const std::string_view record : first_records(text, format.path, kMostRecords)) {
      nlohmann::json object = nlohmann::json::parse(record, nullptr, false);
      if (object.is_object()) head.records.push_back(std::move(object));
    }
    if (head.records.empty()) return head;
    for (const auto& [key, value] : head.records.front().items()) head.names.push_back(key);
    return head;
  }
  std::size_t n_to_skip = format.skip_lines;
  while (head.rows.size() < kMostRecords) {
    const auto line = take_line(text, is_whole);
    if (!line) break;
    if (n_to_skip > 0) {
      --n_to_skip;
      continue;
    }
    if (trimmed(*line).empty() || (!table.comment.empty() && line->starts_with(table.comment))) continue;
    std::vector<std::string> cells = split_row(*line, format.separator);
    if (head.names.empty()) {
      head.names = std::move(cells);
    } else if (cells.size() == head.names.size()) {
      head.rows.push_back(std::move(cells));
    }
  }
  return head;
}

/// Keeps only the rows that satisfy the user's conditions.
void leave_out_rows(FileHead& head, const std::vector<RowCondition>& where) {
  for (const RowCondition& condition : where) {
    const auto place = std::find(head.names.begin(), head.names.end(), condition.column);
    if (place == head.names.end()) continue;
    const auto at = static_cast<std::size_t>(place - head.names.begin());
    std::erase_if(head.rows, [&](const auto& row) {
      const auto is_wanted = [&](const RowCondition& other) {
        return other.column == condition.column && other.is_equal && other.value == row[at];
      };
      return condition.is_equal ? std::none_of(where.begin(), where.end(), is_wanted)
                                : row[at] == condition.value;
    });
  }
}

bool has_sign(const FileHead& head, std::string_view sign) {
  const std::size_t bar = sign.find('|');
  if (bar != std::string_view::npos) {
    return has_sign(head, sign.substr(0, bar)) || has_sign(head, sign.substr(bar + 1));
  }
  if (sign.ends_with('*')) return !head.names_behind(sign.substr(0, sign.size() - 1)).empty();
  return head.has(sign);
}

/// The first sign that is missing; empty if all are there.
std::string_view missing_sign(const FileHead& head, const KnownExport& known) {
  const auto sign =
      std::find_if(known.signs.begin(), known.signs.end(), [&](auto s) { return !has_sign(head, s); });
  return sign == known.signs.end() ? std::string_view() : *sign;
}

std::span<const KnownExport> exports_of(const FileFormat& format) {
  if (format.kind == Kind::jsonl || format.kind == Kind::records) return exports_of_records();
  if (format.kind == Kind::table && format.has_header) return exports_of_tables();
  return {};
}

/// Tries the known exports on a file.
class Recogniser {
 public:
  Recogniser(ByteSource& source, const FileFormat& format, const ReadOptions& options)
      : file_(source.name()), format_(format), options_(options) {
    if (exports_of(format).empty()) return;
    head_ = head_of(source, format, options.table);
    leave_out_rows(head_, options.where);
  }

  /// Returns nothing if the file is not an export, or not the one that was chosen.
  [[nodiscard]] std::optional<RecognisedFile> find() const {
    const bool is_chosen = !options_.known_export.empty();
    const bool is_asked = !options_.columns.label && options_.table.layout == TableFormat::Layout::rows;
    for (const KnownExport& known : exports_of(format_)) {
      if (is_chosen ? known.name != options_.known_export : !is_asked) continue;
      if (!missing_sign(head_, known).empty()) continue;
      if (auto reading = reading_of(known)) return merged(known, std::move(*reading));
    }
    return std::nullopt;
  }

  [[nodiscard]] RecognisedFile recognise() const {
    if (auto file = find()) return std::move(*file);
    if (!options_.known_export.empty()) refuse_chosen_export();
    if (!options_.question.empty()) {
      throw OptionError(
          fmt::format("a question was chosen, but {} is not a known export with several questions", file_));
    }
    return {.options = options_, .notice = unchosen_rows()};
  }

 private:
  /// If nothing selects rows although the export that the file could be would do so: a notice that names the
  /// column.
  [[nodiscard]] std::optional<Notice> unchosen_rows() const {
    if (!options_.columns.label || options_.table.layout != TableFormat::Layout::rows) return std::nullopt;
    for (const KnownExport& known : exports_of(format_)) {
      if (!missing_sign(head_, known).empty()) continue;
      const std::vector<std::string> questions =
          known.questions != nullptr ? known.questions(head_) : std::vector<std::string>{""};
      if (questions.empty()) continue;
      const auto reading = known.reading(head_, questions.front());
      if (!reading) continue;
      const bool mixes_rows = reading->problem && reading->problem->remedy.way == WayOut::choose_rows;
      if (mixes_rows && !is_settled(reading->problem->remedy.value)) {
        return Notice{reading->problem->what, reading->problem->remedy};
      }
      for (const RowCondition& condition : reading->where) {
        if (is_settled(condition.column) || condition.column == options_.columns.label) continue;
        if (has_sign_alone(known, condition.column) && !leaves_out(reading->where, condition.column))
          continue;
        return Notice{
            fmt::format("all rows count, because the label was chosen; in an export of {} the column {} says "
                        "which rows are votes",
                        known.title, condition.column),
            {WayOut::choose_rows, condition.column}};
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] bool is_settled(std::string_view column) const {
    return std::any_of(options_.where.begin(), options_.where.end(),
                       [&](const RowCondition& own) { return own.column == column; });
  }

  /// Every file of this export has the column, so its mere presence means nothing.
  static bool has_sign_alone(const KnownExport& known, std::string_view column) {
    return std::find(known.signs.begin(), known.signs.end(), column) != known.signs.end();
  }

  /// Whether the conditions on a column leave out any row of the head.
  [[nodiscard]] bool leaves_out(const std::vector<RowCondition>& where, const std::string& column) const {
    std::vector<std::string> values;
    if (format_.kind == Kind::table) values = head_.column(column);
    for (const nlohmann::json& record : head_.records) {
      const auto value = record.find(column);
      if (value != record.end() && value->is_string()) values.push_back(value->get<std::string>());
    }
    return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
      bool is_wanted = false;
      for (const RowCondition& condition : where) {
        if (condition.column == column)
          is_wanted = is_wanted || (condition.value == value) == condition.is_equal;
      }
      return !is_wanted;
    });
  }

  [[nodiscard]] std::optional<ExportReading> reading_of(const KnownExport& known) const {
    if (known.questions == nullptr) {
      if (!options_.question.empty()) return std::nullopt;
      return known.reading(head_, "");
    }
    const std::vector<std::string> questions = known.questions(head_);
    if (questions.empty()) return std::nullopt;
    for (const std::string& question : questions) {
      auto reading = known.reading(head_, question);
      const bool is_only_one = options_.question.empty() && (questions.size() == 1 || options_.columns.label);
      if (!reading || is_only_one || question == options_.question ||
          reading->columns.label == options_.question) {
        return reading;
      }
    }
    if (options_.question.empty()) {
      throw InputError(Problem{.file = file_,
                               .what = fmt::format("{} with the answers to {} questions: {}", known.title,
                                                   questions.size(), list_names(questions)),
                               .remedy = {WayOut::choose_question}});
    }
    throw InputError(Problem{.file = file_,
                             .what = fmt::format("no question '{}'", options_.question),
                             .found = fmt::format("the questions: {}", list_names(questions))});
  }

  [[nodiscard]] RecognisedFile merged(const KnownExport& known, ExportReading reading) const {
    if (reading.problem) {
      reading.problem->file = file_;
      throw InputError(*reading.problem);
    }
    RecognisedFile file{.options = options_, .title = known.title, .records = std::move(reading.records)};
    ColumnNames& columns = file.options.columns;
    const auto fill = [](std::optional<std::string>& name, const std::optional<std::string>& of_export) {
      if (!name) name = of_export;
    };
    fill(columns.observation, from_root(reading.columns.observation));
    // A row that represents several votes has no user.
    if (!columns.count) fill(columns.user, reading.columns.user);
    fill(columns.label, reading.columns.label);
    fill(columns.time, reading.columns.time);
    check_chosen_names(columns);
    for (RowCondition& condition : reading.where) {
      if (!is_settled(condition.column)) file.options.where.push_back(std::move(condition));
    }
    return file;
  }

  /// The key of a record, as in /id, is named by its path from the root of the file.
  [[nodiscard]] std::optional<std::string> from_root(std::optional<std::string> name) const {
    if (!name || !name->starts_with('/') || format_.path.empty()) return name;
    return fmt::format("/{}{}", fmt::join(format_.path, "/"), *name);
  }

  [[noreturn]] void refuse_chosen_export() const {
    std::string_view title = options_.known_export;
    for (const auto exports : {exports_of_tables(), exports_of_records()}) {
      for (const KnownExport& known : exports) {
        if (known.name == options_.known_export) title = known.title;
      }
    }
    Problem problem{.file = file_,
                    .what = fmt::format("the file was said to be {}, but is not", title),
                    .found = std::string(format_.name()),
                    .remedy = {WayOut::choose_format}};
    for (const KnownExport& known : exports_of(format_)) {
      if (known.name != options_.known_export) continue;
      const std::string_view sign = missing_sign(head_, known);
      problem.found = fmt::format("the {}: {}", format_.kind == Kind::table ? "columns" : "keys",
                                  list_names(head_.names));
      problem.expected = sign.empty() ? "" : fmt::format("also {}", described(sign));
    }
    throw InputError(std::move(problem));
  }

  /// "'text' or 'data'", "'Answer.NAME'".
  static std::string described(std::string_view sign) {
    std::string text = "'";
    for (const char c : sign) {
      text += c == '|' ? std::string("' or '") : c == '*' ? std::string("NAME") : std::string(1, c);
    }
    return text + "'";
  }

  std::string file_;
  const FileFormat& format_;
  const ReadOptions& options_;
  FileHead head_;
};

}  // namespace

bool FileHead::has(std::string_view name) const {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool FileHead::has_only(std::span<const std::string_view> names_known) const {
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::find(names_known.begin(), names_known.end(), name) != names_known.end();
  });
}

std::vector<std::string> FileHead::column(std::string_view name) const {
  const auto place = std::find(names.begin(), names.end(), name) - names.begin();
  std::vector<std::string> cells;
  for (const auto& row : rows) cells.push_back(row[static_cast<std::size_t>(place)]);
  return cells;
}

std::vector<std::string> FileHead::names_behind(std::string_view beginning) const {
  std::vector<std::string> rests;
  for (const std::string& name : names) {
    if (name.size() > beginning.size() && name.starts_with(beginning)) {
      rests.push_back(name.substr(beginning.size()));
    }
  }
  return rests;
}

void add_new(std::vector<std::string>& texts, const std::string& text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
}

std::vector<std::string> known_export_names() {
  std::vector<std::string> names;
  for (const auto exports : {exports_of_tables(), exports_of_records()}) {
    for (const KnownExport& known : exports) add_new(names, std::string(known.name));
  }
  return names;
}

RecognisedFile recognise_export(ByteSource& source, FileFormat& format, const ReadOptions& options) {
  if (format.was_path_found && !format.opens_objects) {
    // The single object of the file, whose list looked like records, may itself be a record of an export.
    FileFormat one_record = format;
    one_record.path.clear();
    one_record.was_path_found = false;
    if (auto file = Recogniser(source, one_record, options).find()) {
      format = one_record;
      return std::move(*file);
    }
  }
  return Recogniser(source, format, options).recognise();
}

}  // namespace crowdvote
