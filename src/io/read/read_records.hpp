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

#include <string_view>

namespace crowdvote {

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
};

/// Reads a table, JSON records, the rows of a query or one JSON object, and returns what is to be said of it. What
/// is wrong with single records is added to `problems`, and the rest is read on. Reports progress in bytes as
/// stored.
/// REQUIRES: the format is neither text nor .npy
/// Throws InputError where nothing can be read on, IoError, MemoryError, Cancelled.
ReadNotes read_records(const RecordFile& file, RecordSink& sink, ProblemList& problems,
                       const RunControl& control);

}  // namespace crowdvote
