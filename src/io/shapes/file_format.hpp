#pragma once

/// Which format a file has.

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
    json,     ///< one object
    jsonl,    ///< an object per line
    records,  ///< other JSON whose objects are records: an array of them, or several documents
    table,
    text,
    npy,
    sql,     ///< the rows of a query
    parquet  ///< likewise, of a file
  };
  Kind kind = Kind::table;
  char separator = ',';                ///< of a table
  bool has_header = true;              ///< of a table
  std::size_t skip_lines = 0;          ///< of a table, at its start
  std::vector<std::string> path = {};  ///< of JSON: to the records inside its documents
  bool opens_objects = false;          ///< of records: as JsonDocuments
  bool was_path_found = false;         ///< of records: the path was not chosen

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
///     [ {                  records
///     {                    JSON lines, if a whole object stands on the first line and another behind it, or if
///                          the first value is a scalar and, save for votes, its key the name of a column. Where
///                          such objects are not on one line each, they are records. Votes: records, if a path to
///                          them was chosen or the object has one list of objects. Otherwise one JSON object
///     a name of a column   a table, whose separator is what stands most often in its first line
///     anything else        votes: a table; other files: text
///
/// \param path to the records, as ReadOptions::records
/// Where anything is chosen about tables, it is a table. A first line `sep=;` names the separator and is no row.
/// Throws InputError if the file is empty, or of no format that the schema takes.
[[nodiscard]] FileFormat find_format(ByteSource& source, const Schema& schema, VotesFormat chosen,
                                     const ColumnNames& columns, const TableFormat& table = {},
                                     std::string_view path = {});

}  // namespace crowdvote
