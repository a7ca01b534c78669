#pragma once

/// Writes tables as Parquet files, using DuckDB.

#include "io/bytes/field_text.hpp"
#include "io/duckdb/duckdb_library.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

/// A column of the type boolean, int64, float64 or text.
struct ParquetColumn {
  std::string name;
  DuckdbType type;
};

/// int64 if all of these names are integers, otherwise text.
[[nodiscard]] DuckdbType type_of_names(const NameTable& names);
[[nodiscard]] DuckdbType type_of_values(const NamedColumn& column);

/// Takes the values of a row, one for each column.
class ParquetRow {
 public:
  void put_null();
  void put(bool value) { put_number<bool>(value); }
  void put(std::int64_t value) { put_number<std::int64_t>(value); }
  /// NaN is written as null.
  void put(double value);
  void put(Rounded number) { put(number.rounded()); }
  /// For a column of names.
  void put(const Name& name);
  /// Puts the value of row `row` of a column; null if there is none.
  void put_value(const NamedColumn* column, std::size_t row);

 private:
  friend class ParquetChunk;
  struct Place {
    DuckdbType type;
    void* vector;
    void* data;
  };

  template <class T>
  void put_number(T value) {
    static_cast<T*>(places_[column_++].data)[row_] = value;
  }

  const DuckdbLibrary* library_ = nullptr;
  std::vector<Place> places_;
  std::size_t column_ = 0;
  std::uint64_t row_ = 0;  ///< index within the chunk
};

/// Fills the next row; returns false, without putting anything, behind the last row.
using NextParquetRow = std::function<bool(ParquetRow& row)>;

/// Rows are made and written one at a time, so that no more than one row group is in memory.
/// \param n_rows for the progress
/// Throws OptionError if DuckDB is not installed, IoError, Cancelled.
void write_parquet(OutputFile& file, std::span<const ParquetColumn> columns, std::size_t n_rows,
                   const NextParquetRow& next, const RunControl& control);

}  // namespace crowdvote
