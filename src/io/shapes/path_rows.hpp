#pragma once

/// Rows with fields that are parts of other fields.

#include "io/json/json_path.hpp"
#include "io/records/row_decorator.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace crowdvote {

/// Adds a field for each chosen name that is a path into a field, under that name and behind the other
/// fields: for example the e-mail of `annotator.email` in the object or the JSON text in `annotator`. Adds
/// none for a name that is itself the name of a field. If the path may begin at several fields, the one with
/// the longest name is used.
class PathRows final : public RowDecorator {
 public:
  /// Whether any of the chosen names may be a path.
  [[nodiscard]] static bool are_needed(const ColumnNames& chosen, std::span<const RowCondition> conditions);

  /// All arguments except the names must outlive the rows.
  PathRows(RowReader& rows, const ColumnNames& chosen, std::span<const RowCondition> conditions,
           std::string file, ProblemList& problems);

  /// At the end, a path that led to nothing in every row is added to the problems.
  bool next_row() override;
  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] bool has(std::size_t field) const override { return RowDecorator::has(place_of(field)); }
  [[nodiscard]] bool is_used(std::size_t field) const override;
  [[nodiscard]] Value value(std::size_t field) const override;
  [[nodiscard]] Problem problem_at(std::size_t field, std::string what) const override {
    return RowDecorator::problem_at(place_of(field), std::move(what));
  }

 private:
  struct Path {
    std::string name;
    std::size_t place = 0;  ///< of the field at which it begins
    std::vector<JsonStep> steps = {};
    Value value = {};  ///< in this row
    bool has_led_somewhere = false;
  };

  void find_beginnings();
  [[nodiscard]] bool find_beginning(Path& path) const;
  void complain_of_idle_paths();
  [[nodiscard]] const Path* path(std::size_t field) const {
    return field < n_plain_ || field >= names_.size() ? nullptr : &paths_[path_of_[field - n_plain_]];
  }
  /// The index of the field itself, or of the field at which its path begins.
  [[nodiscard]] std::size_t place_of(std::size_t field) const {
    const Path* const one = path(field);
    return one != nullptr ? one->place : field;
  }

  std::string file_;
  ProblemList& problems_;
  std::vector<Path> paths_;           ///< all candidates
  std::vector<std::size_t> path_of_;  ///< those that exist, in the order of their names
  std::vector<std::string> names_;
  std::size_t n_plain_ = 0;  ///< number of names of the underlying rows
  std::deque<std::string> texts_;
  bool has_rows_ = false;
};

}  // namespace crowdvote
