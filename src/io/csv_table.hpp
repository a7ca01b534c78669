#pragma once

/// A CSV or TSV file whose columns are known by what they hold.

#include "io/column_names.hpp"
#include "io/csv_reader.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Rows with a cell for each column of the header. A row that has fewer or more is added to the problems and
/// skipped.
class CsvTable {
 public:
  /// With a header. Throws InputError if the file is empty or its columns cannot be told.
  CsvTable(ByteSource& source, char separator, ProblemList& problems, std::span<const ColumnRequest> requests,
           const ColumnNames& chosen, ChosenNames meaning);
  /// Without a header: the first row says how many cells a row has.
  CsvTable(ByteSource& source, char separator, ProblemList& problems, const ColumnPlaces& places);

  /// Goes to the next row; false at the end of the file.
  bool next_row();

  [[nodiscard]] bool has(Column column) const { return places_.has(column); }
  /// REQUIRES: has(column). The view lives until the next row.
  [[nodiscard]] std::string_view operator[](Column column) const { return reader_.cell(places_[column]); }
  [[nodiscard]] std::size_t line() const { return reader_.line(); }

  /// Adds a problem at the cell of this column.
  void add_problem_at(Column column, std::string what) {
    reader_.add_problem_at(places_[column], std::move(what));
  }

 private:
  bool has_right_width();

  CsvReader reader_;
  char separator_;
  ColumnPlaces places_;
  std::vector<std::string> header_;  ///< empty if there is none
  std::size_t width_ = 0;            ///< 0: not known yet
};

}  // namespace crowdvote
