#pragma once

/// One file beside the votes: how it is to be read, and the reading.

#include "io/read/input_source.hpp"
#include "io/read/read_records.hpp"
#include "io/records/schema.hpp"
#include "io/records/values.hpp"
#include "io/shapes/file_format.hpp"
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace crowdvote {

class ValuesFile {
 public:
  /// Opens the file and detects its format. All arguments must outlive this object. Throws as read_values
  /// does.
  ValuesFile(const Schema& schema, const std::string& path, const ReadOptions& options,
             const RunControl& control);

  /// Finds a place at or shortly after `from` where a value seems to begin; returns nothing if none is found
  /// or if the file cannot be read in ranges.
  [[nodiscard]] std::optional<std::uint64_t> find_value(std::uint64_t from);

  /// \see read_records for ranges. If the range is not the whole file, fills `notes_of_part` of the values,
  /// and the positions in problems are wrong.
  [[nodiscard]] Values read(const RecordRange& range = {});

 private:
  [[nodiscard]] RecordFile records(const RecordRange& range);
  void read_all(Values& values, const RecordRange& range, ProblemList& problems);

  const Schema& schema_;
  const ReadOptions& options_;
  RunControl control_;  ///< without progress: only reading the votes reports it
  InputSource source_;
  bool has_own_names_;
  ColumnNames columns_;
  FileFormat format_;
  std::string shapes_;
};

}  // namespace crowdvote
