#pragma once

/// Rows of a query that DuckDB answers.

#include "io/duckdb/duckdb_library.hpp"
#include "io/records/record.hpp"
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace crowdvote {

__extension__ typedef __int128 Int128;  // NOLINT: no `using` may stand behind __extension__

/// Rows come in chunks as they are found, so that no more than a few of them are in memory.
///
/// Integers, and numbers without a fraction, are integer names without any text in between; other numbers are
/// numbers; texts, booleans ("true", "false"), dates and times are names. NULL and NaN are no value. A column of
/// another type is an error where it is used.
class DuckdbRows final : public RowReader {
 public:
  /// Runs the query: of several statements all, and the last one has the rows.
  /// \param name of the query, or of the file that it reads, for messages
  /// \param is_given by the user: it may be no good query
  /// Throws OptionError for what is none, InputError where it fails, Cancelled.
  DuckdbRows(const std::string& query, std::string name, bool is_given, const RunControl& control);

  bool next_row() override;
  [[nodiscard]] bool has_blocks() const override { return true; }
  bool next_block(NameBlock& block, std::span<const std::size_t> fields) override;
  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] bool has(std::size_t field) const override { return field < columns_.size(); }
  [[nodiscard]] Value value(std::size_t field) const override;
  [[nodiscard]] Problem problem_at(std::size_t field, std::string what) const override;
  [[nodiscard]] std::size_t line() const override { return n_rows_before_ + row_ + 1; }

 private:
  struct Column {
    DuckdbType type{};
    double per_unit = 1;  ///< of a decimal: how many of the integers that stand there make 1
    const void* data = nullptr;
    const std::uint64_t* validity = nullptr;  ///< null: every row has a value
    mutable std::string text = {};            ///< of the value of this row, where it is asked for

    template <class T>
    [[nodiscard]] const T& at(std::size_t row) const {
      return static_cast<const T*>(data)[row];
    }
    [[nodiscard]] bool is_null(std::size_t row) const {
      return validity != nullptr && (validity[row / 64] >> (row % 64) & 1U) == 0;
    }
  };

  void run(const std::string& query, bool is_given);
  void run(void* prepared);
  void describe_columns();
  bool next_chunk();
  [[noreturn]] void fail(const char* message) const;
  [[nodiscard]] Value integer_or_text(const Column& column, Int128 value) const;
  [[nodiscard]] Value number(const Column& column, double value) const;
  bool refer(const Column& column, NameField& field) const;

  std::string name_;
  const RunControl& control_;
  DuckdbDatabase database_;
  const DuckdbLibrary& library_;
  OwnedDuckdbResult result_;
  DuckdbHandle chunk_;
  std::vector<std::string> names_;
  std::vector<Column> columns_;
  std::size_t n_rows_before_ = 0;  ///< this chunk
  std::size_t chunk_size_ = 0;
  std::size_t row_ = 0;     ///< in the chunk
  bool has_begun_ = false;  ///< whether `row_` is a row that was given out
  bool is_at_end_ = false;
};

}  // namespace crowdvote
