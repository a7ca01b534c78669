#pragma once

/// Rows of cells from CSV and TSV files.

#include "io/line_reader.hpp"
#include <crowdvote/errors.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

class ByteSource;

/// Reads CSV as RFC 4180 has it, through libcsv: a cell in quotes may hold separators, line breaks and
/// doubled quotes. Blanks around a cell without quotes are no part of it, a quote inside such a cell stands
/// for itself, and lines that are empty or blank are no rows.
///
/// A row that cannot be read is added to the problems and skipped.
class CsvReader {
 public:
  /// `source` and `problems` must outlive the reader.
  CsvReader(ByteSource& source, char separator, ProblemList& problems);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  /// Goes to the next row; false at the end of the file.
  bool next_row();

  [[nodiscard]] std::size_t n_cells() const { return cell_end_.size(); }
  /// REQUIRES: i < n_cells(). The view lives until the next row.
  [[nodiscard]] std::string_view cell(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : cell_end_[i - 1];
    return std::string_view(text_).substr(begin, cell_end_[i] - begin);
  }
  /// Line on which the row begins, from 1.
  [[nodiscard]] std::size_t line() const { return first_line_; }

  /// Adds a problem at cell `i` of this row, or at the end of the row if it has no such cell.
  void add_problem_at(std::size_t i, std::string what);

 private:
  struct Parser;
  struct Place {
    std::size_t line;
    std::size_t column;
  };

  bool read_row();
  void feed(std::string_view line);
  void finish_last_row();
  void add_problem(const Place& place, std::string what);
  [[nodiscard]] Place place_of_cell(std::size_t i) const;

  ProblemList& problems_;
  std::string file_;
  char separator_;
  LineReader lines_;
  std::unique_ptr<Parser> parser_;
  std::size_t first_line_ = 0;
  bool row_is_whole_ = false;
  bool row_is_bad_ = false;
  bool at_end_ = false;
  std::string text_;  ///< the cells of the row, one behind the other
  std::vector<std::size_t> cell_end_;
};

/// The separator of a table by its first line: tab, comma or semicolon, whichever stands there most often
/// outside quotes; nothing if none does.
[[nodiscard]] std::optional<char> find_separator(std::string_view first_line);

/// The cells of a line that may be a header; names with separators or line breaks in them are of no concern.
[[nodiscard]] std::vector<std::string> split_header(std::string_view line, char separator);

}  // namespace crowdvote
