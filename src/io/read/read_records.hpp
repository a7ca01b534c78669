#pragma once

/// From a file to a sink of records.

#include "io/read/input_source.hpp"
#include "io/read/record_reader.hpp"
#include "io/records/record.hpp"
#include "io/records/schema.hpp"
#include "io/shapes/file_format.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace crowdvote {

/// Records of a file: those that begin in [begin, end). Of one JSON object, members between the comma before `begin` and
/// the comma before `end`.
struct RecordRange {
  static constexpr std::uint64_t kToTheEnd = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t begin = 0;
  std::uint64_t end = kToTheEnd;

  [[nodiscard]] bool is_all() const { return begin == 0 && end == kToTheEnd; }
};

struct RecordFile {
  InputSource& source;
  FileFormat format;
  const Schema& schema;
  const ColumnNames& columns;
  std::string_view json_shape;  ///< for messages
  std::size_t max_field_bytes;
  /// Of the votes: which rows take part, and how tables are written.
  const ReadOptions* rows = nullptr;
  ChosenNames meaning = ChosenNames::must_exist;  ///< of the names in `columns`
  /// REQUIRES: all, or may_be_cut
  RecordRange range = {};
};

/// Whether a file can be read in ranges: a plain table, JSON lines whose records are the rows, a plain JSON object, or text
/// with a value on each line.
[[nodiscard]] bool may_be_cut(const RecordFile& file);
/// A place at which a record seems to begin, near `from` and behind it; nothing where none is found.
/// REQUIRES: may_be_cut(file)
[[nodiscard]] std::optional<std::uint64_t> find_record(const RecordFile& file, std::uint64_t from);

/// A wrong place shows: where each range of a file is read without a problem, from its start to its end, the records are
/// those of the whole file. For a table, the row before a place then ends there, outside quotes, and so the next range
/// begins with a row, as the first does; for an object, all ranges with a comma between them are one. The names of the
/// columns of JSON lines have to be the same in all ranges, and known from the first kilobytes on: ReadNotes::n_names and
/// knew_names say so.
///
/// Reads a table, JSON records, the rows of a query or one JSON object, and returns what is to be said of it. What
/// is wrong with single records is added to `problems`, and the rest is read on. Reports progress in bytes as
/// stored.
/// REQUIRES: the format is neither text nor .npy
/// Throws InputError where nothing can be read on, IoError, MemoryError, Cancelled.
ReadNotes read_records(const RecordFile& file, RecordSink& sink, ProblemList& problems,
                       const RunControl& control);

}  // namespace crowdvote
