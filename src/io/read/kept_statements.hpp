#pragma once

/// Statements that are held in memory until all of them are known, so that repeated ones can be left out or
/// those on one observation put together.

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

  /// The distinct names in a column.
  [[nodiscard]] const NameTable& names(Column column) const { return of(column).names; }
  /// The columns that any statement fills, in the order of kStatementColumns; the first three are always
  /// included.
  [[nodiscard]] std::vector<Column> columns() const;

  struct Repeated {
    std::size_t count = 0;
    std::string example = {};  ///< "user 'ann' on observation '17'"
  };
  /// Finds statements of users who have another statement on the same observation. Depending on `repeats`,
  /// leaves out all but the latest or all but the first; of several at the latest time, the last in the input
  /// counts as the latest.
  Repeated settle(Repeats repeats);
  /// The number of statements that give a label but no user.
  [[nodiscard]] std::size_t n_without_user() const;

  // Functions that write REQUIRE that settle() was called.

  void write_rows(StatementRows& rows) const;
  /// \see crowdvote::write_parquet
  void write_parquet(OutputFile& file, const RunControl& control) const;
  void write_json(OutputFile& file) const;

 private:
  struct Names {
    NameTable names;
    std::vector<std::uint32_t> ids = {};  ///< by row; kNoId: no name; may be shorter than the rows
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
