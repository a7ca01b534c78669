#pragma once

/// Turns rows of fields into records of a schema.

#include "io/names/name_findings.hpp"
#include "io/records/record.hpp"
#include "io/records/schema.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace crowdvote {

/// Notes about a file that was read.
struct ReadNotes {
  std::vector<Finding> findings;
  std::vector<Notice> notices;     ///< do not contain the name of the file
  std::vector<ColumnUse> columns;  ///< used columns, for files of rows; \see InputFile
  std::vector<std::string> left_alone;
  std::string layout;
  std::optional<NameAtOpenEnd> open_end;
  std::size_t n_rows_left_out = 0;  ///< rows that do not meet the conditions
  std::size_t n_names = 0;          ///< number of columns found so far
  bool knew_names = true;           ///< no column was first found in the range that was read
};

/// Finds the fields that hold the columns of the schema: by their usual names, by chosen names or by chosen
/// numbers.
class RecordReader {
 public:
  /// All arguments must outlive the reader. REQUIRES: if the rows have no names, all columns are chosen by
  /// number.
  /// \param meaning how chosen names are to be understood
  /// \param file the name of the file in messages
  RecordReader(RowReader& rows, const Schema& schema, const ColumnNames& chosen, ChosenNames meaning,
               std::string file, ProblemList& problems);

  /// Moves to the next row that has all required fields; returns false at the end. A row that lacks one is
  /// added to the problems and skipped. Throws InputError if it is unclear which field is which.
  bool next();
  /// The indexes of the fields of observation, user and label if a record consists of exactly these three;
  /// otherwise nothing.
  [[nodiscard]] std::optional<std::array<std::size_t, 3>> fields_of_names() const;
  [[nodiscard]] const Record& record() const { return record_; }
  /// What is known so far about the rows and their columns.
  [[nodiscard]] ReadNotes notes() const;

 private:
  void find_columns_by_name();
  void check_numbers();
  bool take_row();

  RowReader& rows_;
  const Schema& schema_;
  const ColumnNames& chosen_;
  ChosenNames meaning_;
  std::string file_;
  ProblemList& problems_;
  bool are_columns_known_ = false;
  std::size_t n_known_names_ = 0;
  bool are_numbers_checked_ = true;
  Record record_;
};

}  // namespace crowdvote
