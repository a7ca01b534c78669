#pragma once

/// Rows that satisfy conditions.

#include "io/records/row_decorator.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace crowdvote {

/// Leaves out rows that do not satisfy all conditions, and counts them. If a column may have one of several
/// values, one match is enough. A field that a JSON line does not have is empty.
///
/// A notice reports a value that no row has: it may be misspelt, and then the rows that were to be left out
/// are not.
class FilteredRows final : public RowDecorator {
 public:
  /// All arguments must outlive the rows. Throws InputError if a table does not have a column.
  FilteredRows(RowReader& rows, std::span<const RowCondition> conditions, std::string file,
               ProblemList& problems);

  bool next_row() override;
  [[nodiscard]] bool is_used(std::size_t field) const override {
    return RowDecorator::is_used(field) ||
           std::any_of(tests_.begin(), tests_.end(), [&](const Test& test) { return test.field == field; });
  }
  void add_notices(std::vector<Notice>& notices) const override;
  [[nodiscard]] std::size_t n_left_out() const { return n_left_out_; }

 private:
  struct Wanted {
    std::string text;
    bool is_equal;
    bool was_seen = false;
  };
  /// All conditions on one column.
  struct Test {
    std::string column;
    std::size_t field = kNoColumn;
    bool needs_one = false;  ///< one of several values
    std::vector<Wanted> values = {};
  };

  void find_fields();
  [[nodiscard]] bool complain_of_missing_columns(std::size_t line);
  void check_width();
  [[nodiscard]] bool meets(Test& test);
  [[nodiscard]] bool meets_all();

  std::vector<Test> tests_;
  std::string file_;
  ProblemList& problems_;
  std::size_t n_known_names_ = 0;
  bool has_rows_ = false;
  std::size_t n_left_out_ = 0;
};

}  // namespace crowdvote
