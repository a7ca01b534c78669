#pragma once

/// Rows that are derived from other rows.

#include "io/records/record.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace crowdvote {

/// Forwards everything to the underlying rows, so that adapters can be stacked. Adapters that a run does not
/// need are not created and cost nothing.
class RowDecorator : public RowReader {
 public:
  bool next_row() override { return rows_.next_row(); }
  [[nodiscard]] bool has_names() const override { return rows_.has_names(); }
  [[nodiscard]] const std::vector<std::string>& names() const override { return rows_.names(); }
  [[nodiscard]] bool has(std::size_t field) const override { return rows_.has(field); }
  [[nodiscard]] Value value(std::size_t field) const override { return rows_.value(field); }
  [[nodiscard]] bool is_used(std::size_t field) const override { return rows_.is_used(field); }
  [[nodiscard]] Problem problem_at(std::size_t field, std::string what) const override {
    return rows_.problem_at(field, std::move(what));
  }
  [[nodiscard]] std::size_t line() const override { return rows_.line(); }
  [[nodiscard]] std::optional<OpenEnd> open_end() const override { return rows_.open_end(); }
  void add_findings(std::vector<Finding>& findings) const override { rows_.add_findings(findings); }
  void add_notices(std::vector<Notice>& notices) const override { rows_.add_notices(notices); }

 protected:
  /// `rows` must outlive the decorator.
  explicit RowDecorator(RowReader& rows) : rows_(rows) {}
  [[nodiscard]] RowReader& rows() { return rows_; }
  [[nodiscard]] const RowReader& rows() const { return rows_; }

 private:
  RowReader& rows_;
};

}  // namespace crowdvote
