#pragma once

/// Interprets the fields of vote records.

#include "io/names/label_set.hpp"
#include "io/records/record.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace crowdvote {

/// Returns a null value if the record does not have the field.
[[nodiscard]] const Value& value_or_none(const Record& record, Column column);
/// Returns the empty name for a null value; true and false are names.
[[nodiscard]] Name name_or_empty(const Value& value);

class VoteRecordReader {
 public:
  /// \param options must outlive this object. Throws OptionError if as_of is not a time.
  explicit VoteRecordReader(const ReadOptions& options);
  /// Announces the records of another file. \param options may differ from the former ones only in the
  /// columns
  void begin_file(const ReadOptions& options) { options_ = &options; }

  /// Returns false if the record takes no part: it is later than requested, or something is wrong with it,
  /// which is added to the problems.
  [[nodiscard]] bool read(const Record& record, ProblemList& problems);

  /// The label of the record: a name, true or false, or missing. A set of labels is one label.
  [[nodiscard]] const Value& label() const { return *label_; }
  /// The time of the record in microseconds, as in TimeText; 0 if no column of times is chosen.
  [[nodiscard]] std::int64_t time() const { return time_; }
  [[nodiscard]] bool has_times() const { return options_->columns.time.has_value(); }
  /// The number of records so far that were later than requested.
  [[nodiscard]] std::size_t n_too_late() const { return n_too_late_; }
  void add_too_late(std::size_t n) { n_too_late_ += n; }

 private:
  [[nodiscard]] bool has_names(const Record& record, ProblemList& problems);
  [[nodiscard]] bool is_in_time(const Record& record, ProblemList& problems);

  const ReadOptions* options_;
  std::optional<LabelSets> label_sets_;
  std::optional<std::int64_t> latest_;  ///< microseconds, as in TimeText
  Value label_set_;
  const Value* label_ = &label_set_;
  std::int64_t time_ = 0;
  std::size_t n_too_late_ = 0;
};

}  // namespace crowdvote
