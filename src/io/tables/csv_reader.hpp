#pragma once

/// Reads the rows of tables: CSV, TSV and similar formats.

#include "io/bytes/line_reader.hpp"
#include "io/records/record.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/finding.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

class ByteSource;

/// Reads tables according to RFC 4180: a cell in quotes may contain separators, line breaks and doubled
/// quotes. Blanks around the text of an unquoted cell are part of it, blanks around quotes are not, and a
/// cell that consists of blanks is empty. A quote inside an unquoted cell is an ordinary character; lines
/// that are empty or blank, or whose cells all are, are not rows. Every row has as many cells as the first.
/// Names of columns have no surrounding blanks.
///
/// A row that cannot be read is added to the problems and skipped. A row that repeats the header, as in
/// concatenated files, is skipped and counted; a row with the same names in another order is a problem.
class CsvReader final : public RowReader {
 public:
  struct Options {
    char separator = ',';
    bool has_header = true;                           ///< the first row holds the names of the columns
    std::size_t longest_row = std::size_t{16} << 20;  ///< in bytes
    char quote = '"';                                 ///< 0: no quotes
    /// Rows that begin with it are skipped; empty: no comments.
    std::string comment = {};
    std::size_t skip_lines = 0;     ///< at the start of the file
    bool keeps_empty_rows = false;  ///< rows that consist of empty cells are rows
  };

  /// Reads the header, if there is one. `source` and `problems` must outlive the reader.
  /// Throws InputError if there is no row where a header is expected.
  CsvReader(ByteSource& source, const Options& options, ProblemList& problems);

  /// Continues with the rows in [begin, end), as if those before them had been read: the header, or the first
  /// row, determines their format. REQUIRES: no row was read, the source is plain, and rows begin at both
  /// places.
  void go_to(std::uint64_t begin, std::uint64_t end);

  bool next_row() override;
  [[nodiscard]] bool has_names() const override { return options_.has_header; }
  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] bool has(std::size_t field) const override { return field < cells_.size(); }
  [[nodiscard]] Value value(std::size_t field) const override { return Value::of(Name(cell(field))); }
  [[nodiscard]] Problem problem_at(std::size_t field, std::string what) const override;
  [[nodiscard]] std::size_t line() const override { return first_line_; }
  [[nodiscard]] std::optional<OpenEnd> open_end() const override { return open_end_; }
  void add_findings(std::vector<Finding>& findings) const override;
  void add_notices(std::vector<Notice>& notices) const override;

  [[nodiscard]] std::size_t n_cells() const { return cells_.size(); }
  /// REQUIRES: i < n_cells(). The view is valid until the next row.
  [[nodiscard]] std::string_view cell(std::size_t i) const {
    const Cell& cell = cells_[i];
    return (cell.is_unescaped ? std::string_view(unescaped_) : lines_.row())
        .substr(cell.begin, cell.end - cell.begin);
  }

 private:
  struct Cell {
    std::size_t begin;  ///< in the row or in `unescaped_`
    std::size_t end;
    std::size_t place;  ///< in the row, of its first non-blank byte
    bool is_unescaped;
  };

  bool read_row();
  bool read_cells();
  std::optional<std::size_t> take_quoted_cell(std::size_t at);
  std::size_t take_plain_cell(std::size_t begin, std::size_t text);
  bool take_line();
  void note_open_end();
  [[nodiscard]] bool is_blank(char c) const { return (c == ' ' || c == '\t') && c != options_.separator; }
  [[nodiscard]] bool is_blank_line(std::string_view line) const;
  [[nodiscard]] bool is_comment(std::string_view line) const {
    return !options_.comment.empty() && line.starts_with(options_.comment);
  }
  /// The first cell is tested first, as in nearly all rows it is not empty.
  [[nodiscard]] bool is_empty_row() const {
    return cell(0).empty() && !options_.keeps_empty_rows && has_empty_cells_only();
  }
  [[nodiscard]] bool has_empty_cells_only() const;
  [[nodiscard]] std::size_t skip_blanks(std::size_t at) const;
  [[nodiscard]] bool is_at_line_end(std::size_t at) const;
  void note_rows_in_cell(std::string_view cell);
  /// A cheap test that almost no row passes.
  [[nodiscard]] bool may_be_header() const {
    const std::string_view first = cell(0);
    return begins_a_name_[first.empty() ? 0 : static_cast<unsigned char>(first.front())];
  }
  bool is_another_header();
  void note_gap();
  bool has_right_width();
  void add_problem_in_row(std::size_t place, std::string what);
  [[nodiscard]] Problem problem_in_row(std::size_t place, std::string what) const;

  ProblemList& problems_;
  std::string file_;
  Options options_;
  LineReader lines_;
  std::vector<std::string> names_;
  std::array<bool, 256> begins_a_name_{};  ///< by first byte
  Finding headers_{.kind = Finding::Kind::repeated_header};
  Finding rows_in_cells_{.kind = Finding::Kind::rows_in_a_cell};
  std::optional<OpenEnd> open_end_;
  std::size_t n_rows_ = 0;
  bool is_behind_gap_ = false;                  ///< whether an empty row or line precedes
  std::vector<std::size_t> lines_behind_gaps_;  ///< lines of the first few rows behind gaps
  std::size_t width_ = 0;                       ///< 0: unknown so far
  std::size_t first_line_ = 0;
  bool row_is_bad_ = false;
  bool at_end_ = false;
  std::vector<Cell> cells_;
  std::string unescaped_;  ///< cells with doubled quotes, concatenated
};

/// The separator named by a first line `sep=;`, a convention of spreadsheets; nothing for any other line.
[[nodiscard]] std::optional<char> separator_line(std::string_view line);

/// The separator of a table according to its first line: tab, comma or semicolon, whichever occurs most often
/// outside quotes; nothing if none occurs.
[[nodiscard]] std::optional<char> find_separator(std::string_view first_line);

/// The cells of a line of a table with double quotes; a cell that spans several lines ends with its first
/// line.
[[nodiscard]] std::vector<std::string> split_row(std::string_view line, char separator);

}  // namespace crowdvote
