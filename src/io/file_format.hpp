#pragma once

/// Which format a file has.

#include "io/byte_source.hpp"
#include "io/schema.hpp"
#include <crowdvote/read_inputs.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace crowdvote {

struct FileFormat {
  enum class Kind : std::uint8_t { json, jsonl, table, text, npy, sql, parquet };
  Kind kind = Kind::table;
  char separator = ',';        ///< of a table
  bool has_header = true;      ///< of a table
  std::size_t skip_lines = 0;  ///< of a table, at its start

  /// Rows of fields that have names, or numbers.
  [[nodiscard]] bool has_columns() const {
    return kind != Kind::json && kind != Kind::text && kind != Kind::npy;
  }
  /// "json", "jsonl", "csv", "tsv", "text", "npy", "sql" or "parquet".
  [[nodiscard]] std::string_view name() const;
};

/// `chosen`, or told by the first kilobytes:
///
///     \x93NUMPY            .npy
///     {                    JSON lines, if a whole object stands on the first line and another behind it, or if
///                          the first value is a scalar and, save for votes, its key the name of a column;
///                          otherwise one JSON object
///     a name of a column   a table, whose separator is what stands most often in its first line
///     anything else        votes: a table; other files: text
///
/// Where anything is chosen about tables, it is a table. A first line `sep=;` names the separator and is no row.
/// Throws InputError if the file is empty, or of no format that the schema takes.
[[nodiscard]] FileFormat find_format(ByteSource& source, const Schema& schema, VotesFormat chosen,
                                     const ColumnNames& columns, const TableFormat& table = {});

}  // namespace crowdvote
