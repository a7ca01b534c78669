#pragma once

/// Statements that are held until all of them are known: to leave out repeated ones, or to put them together
/// by observation.

#include "io/records/name_ids.hpp"
#include "io/records/statement.hpp"
#include <crowdvote/name_table.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crowdvote {

class KeptStatements final : public StatementSink {
 public:
  void add(const Statement& statement, std::int64_t time) override;

  /// The different names of a column.
  [[nodiscard]] const NameTable& names(Column column) const { return of(column).names; }
  /// Those that any statement has, in the order of kStatementColumns; the first three always.
  [[nodiscard]] std::vector<Column> columns() const;

  struct Repeated {
    std::size_t count = 0;
    std::string example = {};  ///< "user 'ann' on observation '17'"
  };
  /// Finds statements of a user who has another one on the same observation. Of them, leaves out all but the
  /// latest or the first where `repeats` says so; of equally late ones, the last of the input is the latest.
  Repeated settle(Repeats repeats);
  /// Statements that say a label, and not who says it.
  [[nodiscard]] std::size_t n_without_user() const;

  // REQUIRES of all that write: settle() was called.

  void write_rows(StatementRows& rows) const;
  /// \see crowdvote::write_parquet
  void write_parquet(OutputFile& file, const RunControl& control) const;
  void write_json(OutputFile& file) const;

 private:
  struct Names {
    NameTable names;
    std::vector<std::uint32_t> ids = {};  ///< by row; kNoId: nothing; may end before the last row
  };
  [[nodiscard]] Names& of(Column column) { return columns_[static_cast<std::size_t>(column)]; }
  [[nodiscard]] const Names& of(Column column) const { return columns_[static_cast<std::size_t>(column)]; }
  [[nodiscard]] std::uint32_t id(Column column, std::size_t row) const {
    const Names& names = of(column);
    return row < names.ids.size() ? names.ids[row] : kNoId;
  }
  void group_by_observation();

  std::array<Names, kNumberOfColumns> columns_;
  std::vector<std::int64_t> times_;
  std::vector<bool> is_left_out_;
  std::size_t n_rows_ = 0;
  std::vector<std::size_t> begin_;  ///< the rows of observation i are row_[begin_[i]] to row_[begin_[i + 1]]
  std::vector<std::uint32_t> row_;
};

}  // namespace crowdvote
