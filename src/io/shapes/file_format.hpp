#pragma once

/// Detects the format of a file.

#include "io/bytes/byte_source.hpp"
#include "io/records/schema.hpp"
#include <crowdvote/read_inputs.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

struct FileFormat {
  enum class Kind : std::uint8_t {
    json,     ///< a single object
    jsonl,    ///< one object per line
    records,  ///< other JSON whose objects are records: an array of them, or several documents
    table,
    text,
    npy,
    sql,     ///< the rows of a query
    parquet  ///< the rows of a Parquet file
  };
  Kind kind = Kind::table;
  char separator = ',';                ///< of a table
  bool has_header = true;              ///< of a table
  std::size_t skip_lines = 0;          ///< of a table, at its start
  std::vector<std::string> path = {};  ///< for JSON: to the records inside its documents
  bool opens_objects = false;          ///< for records: as in JsonDocuments
  bool was_path_found = false;         ///< for records: the path was not chosen by the user

  /// Whether rows have fields that are identified by name or number.
  [[nodiscard]] bool has_columns() const {
    return kind != Kind::json && kind != Kind::text && kind != Kind::npy;
  }
  /// "json", "jsonl", "csv", "tsv", "text", "npy", "sql" or "parquet".
  [[nodiscard]] std::string_view name() const;
};

/// Returns `chosen`, or detects the format from the first kilobytes:
///
///     \x93NUMPY            .npy
///     [ {                  records
///     {                    JSON lines, if there is a complete object on the first line and another one
///                          behind it, or if the first value is a scalar and, except for votes, its key the
///                          name of a column. If such objects are not on one line each, they are records.
///                          Votes: records, if a path to them was chosen or the object has one list of
///                          objects. Otherwise one JSON object
///     a name of a column   a table, whose separator is the one that occurs most often in its first line
///     anything else        votes: a table; other files: text
///
/// \param path to the records, as ReadOptions::records
/// If any option about tables is set, the file is a table. A first line `sep=;` names the separator and is
/// not a row. Throws InputError if the file is empty, or of no format that the schema allows.
[[nodiscard]] FileFormat find_format(ByteSource& source, const Schema& schema, VotesFormat chosen,
                                     const ColumnNames& columns, const TableFormat& table = {},
                                     std::string_view path = {});

}  // namespace crowdvote
