#pragma once

/// What a path of an input leads to.

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

/// By its first bytes.
[[nodiscard]] bool is_parquet_file(const std::string& path);

/// A file of bytes, or the rows of a query: one that the path holds (is_query), or the one that reads a Parquet
/// file where DuckDB is there.
class InputSource {
 public:
  /// Throws as ByteSource and DuckdbRows do.
  InputSource(const std::string& path, const RunControl& control);

  /// For messages. \see name_of_input
  [[nodiscard]] std::string name() const { return name_of_input(path_); }
  /// \see find_format. Throws OptionError where a format is chosen for rows, which have none.
  [[nodiscard]] FileFormat find_format(const Schema& schema, VotesFormat chosen, const ColumnNames& columns,
                                       const TableFormat& table = {}, const std::string& records = {});
  /// "csv.gz": the format, and what it is packed with.
  [[nodiscard]] std::string format_name(const FileFormat& format) const;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool is_rows() const { return rows_.has_value(); }
  /// REQUIRES: !is_rows()
  [[nodiscard]] ByteSource& bytes() { return *bytes_; }
  /// REQUIRES: is_rows()
  [[nodiscard]] DuckdbRows& rows() { return *rows_; }

  /// As in ByteSource; 0 of a query.
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
