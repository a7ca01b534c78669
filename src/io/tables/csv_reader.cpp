#include "io/tables/csv_reader.hpp"

#include "io/bytes/byte_source.hpp"
#include "io/records/column_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

/// With more gaps than this, empty lines separate groups of rows, or follow each row.
constexpr std::size_t kMostGaps = 2;

std::string_view name_of_separator(char separator) {
  switch (separator) {
    case '\t':
      return "tab";
    case ',':
      return "comma";
    case ';':
      return "semicolon";
    default:
      return "separator";
  }
}

}  // namespace

CsvReader::CsvReader(ByteSource& source, const Options& options, ProblemList& problems)
    : problems_(problems), file_(source.name()), options_(options), lines_(source, options.longest_row) {
  for (std::size_t l = 0; l < options.skip_lines && lines_.next(); ++l) continue;
  if (!options.has_header) return;
  if (read_row()) {
    for (std::size_t i = 0; i < n_cells(); ++i) {
      if (!cell(i).empty()) begins_a_name_[static_cast<unsigned char>(cell(i).front())] = true;
      names_.emplace_back(trimmed(cell(i)));
    }
    width_ = n_cells();
    return;
  }
  if (problems.empty()) {
    problems.add({.file = file_,
                  .line = first_line_,
                  .what = "the file is empty; a header with the names of the columns was expected"});
  }
  problems.throw_if_any();
}

void CsvReader::go_to(std::uint64_t begin, std::uint64_t end) {
  const std::uint64_t first_row = lines_.offset();
  if (begin > first_row && width_ == 0) (void)next_row();
  at_end_ = false;
  lines_.go_to(std::max(begin, first_row), std::max(end, first_row));
}

bool CsvReader::next_row() {
  while (read_row()) {
    if (is_empty_row()) {
      is_behind_gap_ = true;
      continue;
    }
    if (!has_right_width() || (may_be_header() && is_another_header())) continue;
    if (is_behind_gap_) note_gap();
    ++n_rows_;
    return true;
  }
  return false;
}

void CsvReader::note_gap() {
  is_behind_gap_ = false;
  if (n_rows_ > 0 && lines_behind_gaps_.size() <= kMostGaps) lines_behind_gaps_.push_back(first_line_);
}

/// Skips a row that repeats the header, so that it does not become a vote.
bool CsvReader::is_another_header() {
  if (std::find(names_.begin(), names_.end(), trimmed(cell(0))) == names_.end()) return false;
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < n_cells(); ++i) cells.emplace_back(trimmed(cell(i)));
  if (cells == names_) {
    add_example(headers_, fmt::format("line {}", first_line_));
    return true;
  }
  if (!std::is_permutation(cells.begin(), cells.end(), names_.begin(), names_.end())) return false;
  problems_.add({.file = file_,
                 .line = first_line_,
                 .what = "a second header, with the columns in another order",
                 .found = list_names(cells),
                 .expected = list_names(names_) + ", as above; files that differ are read one by one"});
  return true;
}

/// A quote that is not closed swallows the rows up to the next quote.
void CsvReader::note_rows_in_cell(std::string_view cell) {
  for (std::size_t begin = cell.find('\n'); begin != std::string_view::npos;) {
    const std::size_t end = cell.find('\n', begin + 1);
    const std::string_view line =
        cell.substr(begin + 1, end == std::string_view::npos ? end : end - begin - 1);
    const auto n = static_cast<std::size_t>(std::count(line.begin(), line.end(), options_.separator));
    if (n + 1 == names_.size() && n > 0) {
      add_example(rows_in_cells_, fmt::format("line {}", first_line_));
      return;
    }
    begin = end;
  }
}

void CsvReader::add_findings(std::vector<Finding>& findings) const {
  for (const Finding* const finding : {&headers_, &rows_in_cells_}) {
    if (finding->count > 0) findings.push_back(*finding);
  }
}

void CsvReader::add_notices(std::vector<Notice>& notices) const {
  const std::size_t n = lines_behind_gaps_.size();
  if (n == 0 || n > kMostGaps || n + 1 == n_rows_) return;
  notices.push_back(
      {fmt::format("there is an empty line among the rows, before line {}; what follows is read like the "
                   "rows above, even if it is another table or a note",
                   fmt::join(lines_behind_gaps_, " and line ")),
       {}});
}

/// Skips rows that cannot be read.
bool CsvReader::read_row() {
  while (!at_end_) {
    cells_.clear();
    unescaped_.clear();
    row_is_bad_ = false;
    auto line = lines_.next();
    while (line && (is_blank_line(*line) || is_comment(*line))) {
      is_behind_gap_ = is_behind_gap_ || !is_comment(*line);
      line = lines_.next();
    }
    first_line_ = lines_.number();
    if (!line) {
      at_end_ = true;
      if (lines_.stopped_at_a_long_line()) problems_.add(lines_.too_long("a row"));
      return false;
    }
    if (const auto& fault = lines_.fault()) {
      add_problem_in_row(fault->column - 1, fault->what);
    }
    if (read_cells() && !row_is_bad_) {
      note_open_end();
      return true;
    }
  }
  return false;
}

void CsvReader::note_open_end() {
  const char last = lines_.row().empty() ? '\n' : lines_.row().back();
  if (last == '\n' || last == '\r' || last == options_.quote || cells_.empty()) return;
  open_end_ = {n_cells() - 1, std::string(cell(n_cells() - 1))};
}

/// Returns false if the row does not end.
bool CsvReader::read_cells() {
  for (std::size_t at = 0;;) {
    const std::size_t text = skip_blanks(at);
    const bool may_be_quoted = options_.quote != '\0' && text < lines_.row().size();
    if (may_be_quoted && lines_.row()[text] == options_.quote) {
      const auto end = take_quoted_cell(text);
      if (!end) return false;
      at = *end;
    } else {
      at = take_plain_cell(at, text);
    }
    if (is_at_line_end(at)) return true;
    ++at;  // the separator
  }
}

/// Returns the position of the separator or of the end of the row; nothing if the row cannot be read further.
std::optional<std::size_t> CsvReader::take_quoted_cell(std::size_t at) {
  const std::size_t opened = at;
  std::size_t begin = at + 1;  // of the part that is not in `unescaped_` yet
  const std::size_t unescaped_begin = unescaped_.size();
  bool is_unescaped = false;
  bool has_lines = false;
  for (std::size_t search = begin;;) {
    const std::size_t quote = lines_.row().find(options_.quote, search);
    if (quote == std::string_view::npos) {
      search = lines_.row().size();
      has_lines = true;
      if (take_line()) continue;
      Problem problem = problem_in_row(opened, "the quote that opens this cell is never closed");
      if (lines_.stopped_at_a_long_line()) {
        Problem too_long = lines_.too_long("a row that begins here, with a quote that is not closed,");
        problem.what = too_long.what;
        problem.remedy = too_long.remedy;
      }
      problems_.add(std::move(problem));
      at_end_ = true;
      return std::nullopt;
    }
    const std::string_view row = lines_.row();
    const bool is_doubled = quote + 1 < row.size() && row[quote + 1] == options_.quote;
    if (is_doubled) {
      is_unescaped = true;
      unescaped_.append(row.substr(begin, quote + 1 - begin));
      begin = search = quote + 2;
      continue;
    }
    if (is_unescaped) {
      unescaped_.append(row.substr(begin, quote - begin));
      cells_.push_back({unescaped_begin, unescaped_.size(), opened, true});
    } else {
      cells_.push_back({begin, quote, opened, false});
    }
    if (has_lines) note_rows_in_cell(cell(n_cells() - 1));
    at = skip_blanks(quote + 1);
    break;
  }
  if (is_at_line_end(at) || lines_.row()[at] == options_.separator) return at;
  const Problem cell = problem_in_row(opened, "");
  add_problem_in_row(at, fmt::format("text after the closing quote of the cell that begins at {}:{}; a quote "
                                     "inside a quoted cell is written twice",
                                     cell.line, cell.column));
  return std::nullopt;
}

/// Returns the position of the separator or of the end of the row. \param text where the leading blanks of
/// the cell end
std::size_t CsvReader::take_plain_cell(std::size_t begin, std::size_t text) {
  const std::string_view row = lines_.row();
  const char* const end_of_row = row.data() + row.size();
  const char* end = row.data() + text;
  while (end != end_of_row && *end != options_.separator && *end != '\n' && *end != '\r') ++end;
  const auto stop = static_cast<std::size_t>(end - row.data());
  cells_.push_back({stop == text ? text : begin, stop, text, false});
  return stop;
}

/// Adds a line to the row.
bool CsvReader::take_line() {
  const std::size_t begin = lines_.row().size();
  if (!lines_.next_of_same_row()) return false;
  if (const auto& fault = lines_.fault()) add_problem_in_row(begin + fault->column - 1, fault->what);
  return true;
}

bool CsvReader::is_blank_line(std::string_view line) const {
  return std::all_of(line.begin(), line.end(),
                     [this](char c) { return is_blank(c) || c == '\r' || c == '\n'; });
}

bool CsvReader::has_empty_cells_only() const {
  for (std::size_t i = 0; i < n_cells(); ++i) {
    if (!cell(i).empty()) return false;
  }
  return true;
}

std::size_t CsvReader::skip_blanks(std::size_t at) const {
  const std::string_view row = lines_.row();
  while (at < row.size() && is_blank(row[at])) ++at;
  return at;
}

bool CsvReader::is_at_line_end(std::size_t at) const {
  const std::string_view row = lines_.row();
  return at >= row.size() || row[at] == '\n' || row[at] == '\r';
}

bool CsvReader::has_right_width() {
  if (width_ == 0) width_ = n_cells();
  if (n_cells() == width_) return true;
  const std::string_view first = names_.empty() ? "first row" : "header";
  if (n_cells() < width_) {
    const std::string lacks =
        names_.empty() ? "" : ": no " + list_names(std::span(names_).subspan(n_cells()));
    problems_.add(problem_at(n_cells(), fmt::format("a row of {} cell{}, but the {} has {}{}", n_cells(),
                                                    n_cells() == 1 ? "" : "s", first, width_, lacks)));
  } else {
    // R's write.table writes row names in quotes but no header for them.
    const bool may_be_of_r =
        n_rows_ == 0 && n_cells() == names_.size() + 1 && lines_.row().starts_with("\"1\"");
    problems_.add(problem_at(
        width_,
        fmt::format("a row of {} cells, but the {} has {}; a cell with a {} in it must be in quotes{}",
                    n_cells(), first, width_, name_of_separator(options_.separator),
                    may_be_of_r ? ", and R writes a header for row names with col.names = NA" : "")));
  }
  return false;
}

Problem CsvReader::problem_at(std::size_t field, std::string what) const {
  const std::size_t end = without_line_break(lines_.row()).size();
  return problem_in_row(has(field) ? cells_[field].place : end, std::move(what));
}

void CsvReader::add_problem_in_row(std::size_t place, std::string what) {
  row_is_bad_ = true;
  problems_.add(problem_in_row(place, std::move(what)));
}

/// Lines and columns are computed only for errors.
Problem CsvReader::problem_in_row(std::size_t place, std::string what) const {
  const std::string_view row = lines_.row();
  std::size_t line = first_line_;
  std::size_t line_begin = 0;
  for (std::size_t i = 0; i < place; ++i) {
    const bool is_half_of_crlf = row[i] == '\r' && i + 1 < row.size() && row[i + 1] == '\n';
    if (row[i] != '\n' && (row[i] != '\r' || is_half_of_crlf)) continue;
    ++line;
    line_begin = i + 1;
  }
  return {.file = file_, .line = line, .column = place - line_begin + 1, .what = std::move(what)};
}

std::optional<char> separator_line(std::string_view line) {
  constexpr std::string_view kBeginning = "sep=";
  line = without_line_break(line);
  if (!line.starts_with(kBeginning) || line.size() != kBeginning.size() + 1) return std::nullopt;
  return line.back();
}

std::optional<char> find_separator(std::string_view first_line) {
  constexpr std::array kSeparators{'\t', ',', ';'};
  std::array<std::size_t, kSeparators.size()> counts{};
  bool in_quotes = false;
  for (const char c : first_line) {
    if (c == '"') in_quotes = !in_quotes;
    const auto* const separator = std::find(kSeparators.begin(), kSeparators.end(), c);
    if (!in_quotes && separator != kSeparators.end()) {
      ++counts[static_cast<std::size_t>(separator - kSeparators.begin())];
    }
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  if (*most == 0) return std::nullopt;
  return kSeparators[static_cast<std::size_t>(most - counts.begin())];
}

std::vector<std::string> split_row(std::string_view line, char separator) {
  std::vector<std::string> cells;
  while (true) {
    const std::size_t text = line.find_first_not_of(separator == '\t' ? " " : " \t");
    const bool is_quoted = text != std::string_view::npos && line[text] == '"';
    std::string quoted;
    std::size_t at = is_quoted ? text + 1 : 0;
    while (is_quoted && at < line.size()) {
      if (line[at] == '"' && !line.substr(++at).starts_with('"')) break;
      quoted += line[at++];
    }
    const std::size_t end = line.find(separator, at);
    cells.emplace_back(is_quoted ? std::string_view(quoted) : trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
  }
}

}  // namespace crowdvote
