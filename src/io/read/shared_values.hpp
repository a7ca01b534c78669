#pragma once

/// A file beside the votes, which several processes read in parts.

#include "io/read/read_records.hpp"
#include "io/records/schema.hpp"
#include "io/records/values.hpp"
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace crowdvote {

/// A file that can be cut is read in ranges, one per process, each other file by one process. Where the ranges do not prove
/// right (see read_records), or something is to be said of a row, the first process reads the whole file: messages have
/// their places. A process that is alone reads the file.
class SharedValues {
 public:
  /// Deals the file. All processes call it; what is given must outlive it.
  /// \param turn of the file among the others: those that are not cut go to the processes in turn
  SharedValues(const Schema& schema, std::string path, const ReadOptions& options, std::size_t turn,
               const RunControl& control);

  /// Reads what this process has to read. It exchanges nothing, so that it may run beside other reading. Throws as
  /// read_values does where a whole file is read. \param control as for read_values
  void read(const RunControl& control);
  /// Whether the ranges that were read are the file. All processes call it.
  [[nodiscard]] bool are_parts_right();
  /// One process reads the whole file, in place of what all have read. Throws as read_values does.
  void read_again(bool is_this_process);

  /// What this process has of the file: the parts of all processes, in their order, are the file. What is said of the file is
  /// the same in all. All processes call it.
  [[nodiscard]] Values take();

 private:
  void join_notes();

  const Schema& schema_;
  std::string path_;
  const ReadOptions& options_;
  const RunControl& control_;
  std::optional<RecordRange> range_;  ///< of this process
  bool is_cut_ = false;
  bool is_right_ = true;  ///< nothing was wrong with the range, and nothing is to be said of it
  std::size_t n_parts_ = 1;
  Values values_;
};

}  // namespace crowdvote
