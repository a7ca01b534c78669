#pragma once

/// Reads the records of a file into a sink.

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

/// Selects the records of a file that begin in [begin, end). For a file that is one JSON object, selects the
/// members from the comma just before `begin` to the comma just before `end`.
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
  /// For files of votes: which rows take part, and how tables are written.
  const ReadOptions* rows = nullptr;
  ChosenNames meaning = ChosenNames::must_exist;  ///< of the names in `columns`
  /// REQUIRES: all, or may_be_cut
  RecordRange range = {};
};

/// Whether a file can be read in ranges: it is a plain table, JSON lines in which each line is a row, a plain
/// JSON object, or text with one value per line.
[[nodiscard]] bool may_be_cut(const RecordFile& file);
/// Finds a place at or shortly after `from` where a record seems to begin; returns nothing if none is found.
/// REQUIRES: may_be_cut(file)
[[nodiscard]] std::optional<std::uint64_t> find_record(const RecordFile& file, std::uint64_t from);

/// Reads a table, JSON records, the rows of a query or one JSON object, and returns notes about it. Errors in
/// single records are added to `problems`, and reading goes on. Reports progress in stored bytes.
///
/// A wrong place of a cut is detected: if every range of a file is read without a problem from its start to
/// its end, the records are those of the whole file. In a table, the row before a cut then ends there,
/// outside quotes, so the next range begins with a whole row, as the first range does; in an object, the
/// ranges joined by commas form one object. The column names of JSON lines have to be the same in all ranges
/// and have to be known from the first kilobytes: see ReadNotes::n_names and knew_names.
/// REQUIRES: the format is neither text nor .npy
/// Throws InputError if reading cannot continue, IoError, MemoryError, Cancelled.
ReadNotes read_records(const RecordFile& file, RecordSink& sink, ProblemList& problems,
                       const RunControl& control);

}  // namespace crowdvote
