#pragma once

/// Understands the fields of records of votes.

#include "io/names/label_set.hpp"
#include "io/records/record.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace crowdvote {

/// Null where the record has no such field.
[[nodiscard]] const Value& value_or_none(const Record& record, Column column);
/// The empty name where the value is none; true and false are names.
[[nodiscard]] Name name_or_empty(const Value& value);

class VoteRecordReader {
 public:
  /// \param options must outlive this. Throws OptionError if as_of is no time.
  explicit VoteRecordReader(const ReadOptions& options);
  /// The records of another file follow. \param options which differ from those of this in the columns at most
  void begin_file(const ReadOptions& options) { options_ = &options; }

  /// False where the record takes no part: it is later than asked for, or something is wrong with it, which
  /// is added to the problems.
  [[nodiscard]] bool read(const Record& record, ProblemList& problems);

  /// Of the record that was read: a name, true or false, or missing. Sets of labels are one label.
  [[nodiscard]] const Value& label() const { return *label_; }
  /// Of the record, in microseconds as TimeText; 0 where no column of times is chosen.
  [[nodiscard]] std::int64_t time() const { return time_; }
  [[nodiscard]] bool has_times() const { return options_->columns.time.has_value(); }
  /// Records later than asked for, so far.
  [[nodiscard]] std::size_t n_too_late() const { return n_too_late_; }
  void add_too_late(std::size_t n) { n_too_late_ += n; }

 private:
  [[nodiscard]] bool has_names(const Record& record, ProblemList& problems);
  [[nodiscard]] bool is_in_time(const Record& record, ProblemList& problems);

  const ReadOptions* options_;
  std::optional<LabelSets> label_sets_;
  std::optional<std::int64_t> latest_;  ///< microseconds, as TimeText
  Value label_set_;
  const Value* label_ = &label_set_;
  std::int64_t time_ = 0;
  std::size_t n_too_late_ = 0;
};

}  // namespace crowdvote
