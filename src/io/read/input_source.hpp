#pragma once

/// The source of data that an input path names.

#include "io/bytes/byte_source.hpp"
#include "io/duckdb/duckdb_rows.hpp"
#include "io/records/schema.hpp"
#include "io/shapes/file_format.hpp"
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace crowdvote {

/// Decides by the first bytes of the file.
[[nodiscard]] bool is_parquet_file(const std::string& path);

/// A file of bytes or the rows of a query: either the query that the path holds (is_query) or, where DuckDB
/// is installed, the query that reads a Parquet file.
class InputSource {
 public:
  /// Throws the exceptions of ByteSource and DuckdbRows.
  InputSource(const std::string& path, const RunControl& control);

  /// The name in messages. \see name_of_input
  [[nodiscard]] std::string name() const { return name_of_input(path_); }
  /// \see find_format. Throws OptionError if a format is chosen for rows of a query, which have none.
  [[nodiscard]] FileFormat find_format(const Schema& schema, VotesFormat chosen, const ColumnNames& columns,
                                       const TableFormat& table = {}, const std::string& records = {});
  /// The format and the compression, such as "csv.gz".
  [[nodiscard]] std::string format_name(const FileFormat& format) const;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool is_rows() const { return rows_.has_value(); }
  /// REQUIRES: !is_rows()
  [[nodiscard]] ByteSource& bytes() { return *bytes_; }
  /// REQUIRES: is_rows()
  [[nodiscard]] DuckdbRows& rows() { return *rows_; }

  /// As in ByteSource; 0 for a query.
  [[nodiscard]] std::uint64_t stored_bytes() const;
  [[nodiscard]] std::uint64_t stored_bytes_read() const { return bytes_ ? bytes_->stored_bytes_read() : 0; }
  [[nodiscard]] std::uint64_t stored_size() const { return bytes_ ? bytes_->stored_size().value_or(0) : 0; }
  [[nodiscard]] double share_read() const { return bytes_ ? bytes_->share_read() : rows_->share_read(); }

 private:
  std::string path_;
  std::optional<ByteSource> bytes_;
  std::optional<DuckdbRows> rows_;
};

}  // namespace crowdvote
