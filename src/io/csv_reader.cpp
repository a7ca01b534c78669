#include "io/csv_reader.hpp"

#include "io/byte_source.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include <csv.h>
#include <fmt/format.h>

namespace crowdvote {

namespace {

/// Walks over the text of a row as the parser does, to say where something stands. Only errors pay for it.
class RowScanner {
 public:
  RowScanner(std::string_view row, char separator, std::size_t line)
      : row_(row), separator_(separator), line_(line) {}

  /// Goes to the first byte of the next cell that is no blank.
  void enter_cell() {
    while (position_ < row_.size() && is_blank(row_[position_])) step();
  }
  /// Goes behind the separator at the end of the cell; false if the row (or the text) ends there.
  bool leave_cell() {
    bool in_quotes = position_ < row_.size() && row_[position_] == '"';
    const bool is_quoted = in_quotes;
    if (is_quoted) step();
    for (; position_ < row_.size(); step()) {
      const char c = row_[position_];
      if (is_quoted && c == '"') {
        in_quotes = !in_quotes;
      } else if (!in_quotes && c == separator_) {
        step();
        return true;
      } else if (!in_quotes && (c == '\n' || c == '\r')) {
        return false;
      }
    }
    return false;
  }

  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] std::size_t column() const { return position_ - line_begin_ + 1; }

 private:
  [[nodiscard]] bool is_blank(char c) const { return (c == ' ' || c == '\t') && c != separator_; }

  void step() {
    const char c = row_[position_++];
    const bool is_half_of_crlf = c == '\r' && position_ < row_.size() && row_[position_] == '\n';
    if (c == '\n' || (c == '\r' && !is_half_of_crlf)) {
      ++line_;
      line_begin_ = position_;
    }
  }

  std::string_view row_;
  char separator_;
  std::size_t position_ = 0;
  std::size_t line_;
  std::size_t line_begin_ = 0;
};

bool is_blank_line(std::string_view line, char separator) {
  return std::all_of(line.begin(), line.end(), [separator](char c) {
    return c != separator && (c == ' ' || c == '\t' || c == '\r' || c == '\n');
  });
}

}  // namespace

/// Owns the state of libcsv.
struct CsvReader::Parser {
  explicit Parser(char separator) : separator_of_cells(separator) { start(); }
  ~Parser() { csv_free(&csv); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  void start() {
    if (csv_init(&csv, kStrict) != 0) throw std::bad_alloc();
    csv_set_delim(&csv, static_cast<unsigned char>(separator_of_cells));
    // libcsv's own step of 128 bytes copies a long cell over and over.
    constexpr std::size_t kCellBufferStep = std::size_t{64} << 10;
    csv_set_blk_size(&csv, kCellBufferStep);
  }
  void restart() {
    csv_free(&csv);
    start();
  }
  /// How many bytes it took: all, or those before the first one that breaks the rules.
  std::size_t parse(std::string_view text, CsvReader& reader) {
    const std::size_t n = csv_parse(&csv, text.data(), text.size(), take_cell, take_row, &reader);
    if (n < text.size() && csv_error(&csv) != CSV_EPARSE) throw std::bad_alloc();
    return n;
  }
  /// False if a quoted cell is still open.
  bool finish(CsvReader& reader) { return csv_fini(&csv, take_cell, take_row, &reader) == 0; }

  static void take_cell(void* cell, std::size_t size, void* reader_pointer) {
    auto& reader = *static_cast<CsvReader*>(reader_pointer);
    reader.text_.append(static_cast<const char*>(cell), size);
    reader.cell_end_.push_back(reader.text_.size());
  }
  static void take_row(int /*line_break*/, void* reader) {
    static_cast<CsvReader*>(reader)->row_is_whole_ = true;
  }

  static constexpr unsigned char kStrict = CSV_STRICT | CSV_STRICT_FINI;
  static constexpr unsigned char kLenient = 0;
  char separator_of_cells;
  csv_parser csv{};
};

CsvReader::CsvReader(ByteSource& source, char separator, ProblemList& problems)
    : problems_(problems),
      file_(source.name()),
      separator_(separator),
      lines_(source),
      parser_(std::make_unique<Parser>(separator)) {}

CsvReader::~CsvReader() = default;

bool CsvReader::next_row() {
  while (read_row()) {
    if (!row_is_bad_) return true;
  }
  return false;
}

bool CsvReader::read_row() {
  text_.clear();
  cell_end_.clear();
  row_is_whole_ = false;
  row_is_bad_ = false;
  if (at_end_) return false;
  auto line = lines_.next();
  while (line && is_blank_line(*line, separator_)) line = lines_.next();
  first_line_ = lines_.number();
  while (line) {
    if (const auto& fault = lines_.fault()) {
      add_problem({lines_.number(), fault->column}, fault->what);
    }
    feed(*line);
    if (row_is_whole_) return true;
    line = lines_.next_of_same_row();
  }
  at_end_ = true;
  finish_last_row();
  return row_is_whole_;
}

void CsvReader::feed(std::string_view line) {
  std::size_t taken = parser_->parse(line, *this);
  while (taken < line.size()) {
    if (parser_->csv.quoted != 0) {
      const Place place = place_of_cell(cell_end_.size());
      add_problem(
          {lines_.number(), taken + 1},
          fmt::format("text after the closing quote of the cell that begins at {}:{}; a quote inside a "
                      "quoted cell is written twice",
                      place.line, place.column));
      parser_->restart();
      row_is_whole_ = true;
      return;
    }
    csv_set_opts(&parser_->csv, Parser::kLenient);
    parser_->parse(line.substr(taken, 1), *this);
    csv_set_opts(&parser_->csv, Parser::kStrict);
    ++taken;
    taken += parser_->parse(line.substr(taken), *this);
  }
}

void CsvReader::finish_last_row() {
  const bool has_begun = !lines_.row().empty();
  if (lines_.stopped_at_a_long_line()) {
    add_problem(has_begun ? place_of_cell(cell_end_.size()) : Place{lines_.number() + 1, 1},
                fmt::format("a row of more than {} MB begins here: a quote that is never closed, or no table",
                            LineReader::kLongest >> 20));
  } else if (has_begun) {
    const Place place = place_of_cell(cell_end_.size());
    if (!parser_->finish(*this)) add_problem(place, "the quote that opens this cell is never closed");
  }
  row_is_whole_ = row_is_whole_ && !row_is_bad_;
}

void CsvReader::add_problem(const Place& place, std::string what) {
  row_is_bad_ = true;
  problems_.add({.file = file_, .line = place.line, .column = place.column, .what = std::move(what)});
}

void CsvReader::add_problem_at(std::size_t i, std::string what) {
  add_problem(place_of_cell(i), std::move(what));
}

CsvReader::Place CsvReader::place_of_cell(std::size_t i) const {
  RowScanner scanner(lines_.row(), separator_, first_line_);
  scanner.enter_cell();
  for (std::size_t cell = 0; cell < i && scanner.leave_cell(); ++cell) scanner.enter_cell();
  return {scanner.line(), scanner.column()};
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

std::vector<std::string> split_header(std::string_view line, char separator) {
  std::vector<std::string> names;
  while (true) {
    const std::size_t end = line.find(separator);
    std::string_view name = trimmed(line.substr(0, end));
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"'))
      name = name.substr(1, name.size() - 2);
    names.emplace_back(name);
    if (end == std::string_view::npos) return names;
    line.remove_prefix(end + 1);
  }
}

}  // namespace crowdvote
