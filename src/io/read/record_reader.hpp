#pragma once

/// From rows of fields to records of a schema.

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

/// What is to be said of a file that was read.
struct ReadNotes {
  std::vector<Finding> findings;
  std::vector<Notice> notices;     ///< without the name of the file
  std::vector<ColumnUse> columns;  ///< of rows; \see InputFile
  std::vector<std::string> left_alone;
  std::string layout;
  std::optional<NameAtOpenEnd> open_end;
  std::size_t n_rows_left_out = 0;  ///< rows that do not meet the conditions
  std::size_t n_names = 0;          ///< of columns, found so far
  bool knew_names = true;           ///< none was found in the range of records that was read
};

/// Finds out which fields hold what the schema asks for, by their names, by chosen names or by chosen
/// numbers.
class RecordReader {
 public:
  /// What is given must outlive the reader. REQUIRES: all columns are chosen by numbers if the rows have no
  /// names.
  /// \param meaning of the chosen names
  /// \param file for messages
  RecordReader(RowReader& rows, const Schema& schema, const ColumnNames& chosen, ChosenNames meaning,
               std::string file, ProblemList& problems);

  /// Goes to the next row that has all required fields; false at the end. A row that lacks one is added to
  /// the problems and skipped. Throws InputError where it cannot be told which field is which.
  bool next();
  /// The fields of observation, user and label where these are all there is to a record of the rows; nothing where
  /// there is more, or less.
  [[nodiscard]] std::optional<std::array<std::size_t, 3>> fields_of_names() const;
  [[nodiscard]] const Record& record() const { return record_; }
  /// What is known by now of the rows and of their columns.
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
