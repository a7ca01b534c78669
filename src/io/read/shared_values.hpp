#pragma once

/// A file beside the votes that several processes read in parts.

#include "io/read/read_records.hpp"
#include "io/records/schema.hpp"
#include "io/records/values.hpp"
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace crowdvote {

/// A file that can be cut is read in ranges, one per process; any other file is read whole by one process. If
/// the ranges turn out to be wrong (see read_records), or if there is a message about a row, the first
/// process reads the whole file again, so that messages have the right line numbers. Without other processes,
/// the file is simply read.
class SharedValues {
 public:
  /// Deals out the file. Collective: all processes call it; all arguments must outlive this object.
  /// \param turn the index of the file among the others: files that are not cut are assigned to the processes
  /// in turn
  SharedValues(const Schema& schema, std::string path, const ReadOptions& options, std::size_t turn,
               const RunControl& control);

  /// Reads the part of this process. Does not communicate, so it can run concurrently with other reading.
  /// Throws as read_values does if it reads a whole file. \param control as for read_values
  void read(const RunControl& control);
  /// Whether the ranges that were read make up the file. Collective: all processes call it.
  [[nodiscard]] bool are_parts_right();
  /// One process reads the whole file, which replaces what all processes have read. Throws as read_values
  /// does.
  void read_again(bool is_this_process);

  /// Returns this process's values: the parts of all processes, in their order, make up the file. Notes about
  /// the file are the same on all processes. Collective: all processes call it.
  [[nodiscard]] Values take();

 private:
  void join_notes();

  const Schema& schema_;
  std::string path_;
  const ReadOptions& options_;
  const RunControl& control_;
  std::optional<RecordRange> range_;  ///< to be read by this process
  bool is_cut_ = false;
  bool is_right_ = true;  ///< the range has no problems, and there is nothing to report about it
  std::size_t n_parts_ = 1;
  Values values_;
};

}  // namespace crowdvote
