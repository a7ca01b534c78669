#pragma once

/// Tables as Parquet files, which DuckDB writes.

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

/// Of the types boolean, int64, float64 and text.
struct ParquetColumn {
  std::string name;
  DuckdbType type;
};

/// int64 where all of these names are integers, else text.
[[nodiscard]] DuckdbType type_of_names(const NameTable& names);
[[nodiscard]] DuckdbType type_of_values(const NamedColumn& column);

/// Takes the values of a row, one for each column.
class ParquetRow {
 public:
  void put_null();
  void put(bool value) { put_number<bool>(value); }
  void put(std::int64_t value) { put_number<std::int64_t>(value); }
  /// NaN is null.
  void put(double value);
  void put(Rounded number) { put(number.rounded()); }
  /// In a column of names.
  void put(const Name& name);
  /// The value of row `row` of a column; null where there is none.
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
  std::uint64_t row_ = 0;  ///< in the chunk
};

/// Fills the next row; false, with nothing put, behind the last.
using NextParquetRow = std::function<bool(ParquetRow& row)>;

/// Rows are made and written one after the other, so that no more than a group of them is in memory.
/// \param n_rows for the progress
/// Throws OptionError where DuckDB is not there, IoError, Cancelled.
void write_parquet(OutputFile& file, std::span<const ParquetColumn> columns, std::size_t n_rows,
                   const NextParquetRow& next, const RunControl& control);

}  // namespace crowdvote
