#pragma once

/// Rows with fields that combine several others.

#include "io/records/column_parts.hpp"
#include "io/records/row_decorator.hpp"
#include <crowdvote/read_inputs.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace crowdvote {

/// Adds a field for each chosen name that combines several columns, under that name and behind the other
/// fields. Adds none for a name that is itself the name of a column, or if one of its columns is missing.
class ComposedRows final : public RowDecorator {
 public:
  /// Whether any of the chosen names may be made of several columns.
  [[nodiscard]] static bool are_needed(const ColumnNames& chosen);

  /// `rows` must outlive these rows.
  ComposedRows(RowReader& rows, const ColumnNames& chosen);

  bool next_row() override;
  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] bool has(std::size_t field) const override;
  [[nodiscard]] bool is_used(std::size_t field) const override;
  [[nodiscard]] Value value(std::size_t field) const override;
  [[nodiscard]] Problem problem_at(std::size_t field, std::string what) const override;

 private:
  struct Field {
    std::string name;
    std::vector<ColumnPart> parts;
    std::vector<std::size_t> places = {};  ///< of those parts that are columns
    std::string text = {};                 ///< in this row
    Value value = {};
    bool is_there = false;
  };

  void find_parts();
  void join(Field& field) const;
  [[nodiscard]] const Field* composed(std::size_t field) const {
    return field < n_plain_ || field >= names_.size() ? nullptr : &fields_[field_of_[field - n_plain_]];
  }

  std::vector<Field> fields_;          ///< all candidates
  std::vector<std::size_t> field_of_;  ///< those that exist, in the order of their names
  std::vector<std::string> names_;
  std::size_t n_plain_ = 0;  ///< number of names of the underlying rows
};

}  // namespace crowdvote
