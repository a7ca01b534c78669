#include "io/read/vote_record_reader.hpp"

#include "io/records/time_text.hpp"

#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

const Value kNoValue;

std::int64_t end_of(const TimeText& time) {
  constexpr std::int64_t kDay = 86'400'000'000;
  return time.is_day ? time.microseconds + kDay - 1 : time.microseconds;
}

}  // namespace

const Value& value_or_none(const Record& record, Column column) {
  const Value* const value = record.find(column);
  return value != nullptr ? *value : kNoValue;
}

Name name_or_empty(const Value& value) {
  if (value.kind == Value::Kind::boolean) return Name(value.text);
  return value.kind == Value::Kind::name ? value.name : Name(std::string_view());
}

VoteRecordReader::VoteRecordReader(const ReadOptions& options) : options_(&options) {
  if (options.multi_label) label_sets_.emplace(*options.multi_label);
  if (options.as_of.empty()) return;
  const auto time = parse_time(options.as_of);
  if (!time) {
    throw OptionError(fmt::format(
        "'{}' is not a time; expected ISO 8601, as in 2024-02-23 or 2024-02-23T16:17:48Z, or seconds "
        "since 1970",
        options.as_of));
  }
  latest_ = end_of(*time);
}

bool VoteRecordReader::read(const Record& record, ProblemList& problems) {
  label_ = &record[Column::label];
  if (label_sets_) {
    label_set_ = label_sets_->join(*label_);
    label_ = &label_set_;
  }
  return has_names(record, problems) && is_in_time(record, problems);
}

/// Checks the names of the observation, the user and the label where the record has these columns.
bool VoteRecordReader::has_names(const Record& record, ProblemList& problems) {
  bool is_good = true;
  for (const Column column : {Column::observation, Column::user, Column::label}) {
    const Value& value = column == Column::label ? *label_ : value_or_none(record, column);
    if (value.kind == Value::Kind::name || value.kind == Value::Kind::null) continue;
    if (column == Column::label && value.kind == Value::Kind::boolean) continue;
    problems.add(
        record.problem_at(column, fmt::format("the {} is {}", name_of(column), value.why_no_name())));
    is_good = false;
  }
  if (!is_good) return false;
  if (record[Column::observation].is_missing()) {
    problems.add(
        record.problem_at(Column::observation, "a vote without an observation; every vote needs its id"));
    return false;
  }
  const bool needs_user = !options_->allows_no_user && !options_->columns.count;
  if (!needs_user || label_->is_missing() || !value_or_none(record, Column::user).is_missing()) return true;
  Problem problem = record.problem_at(Column::user, "a vote without a user; every vote needs one");
  problem.remedy = {WayOut::allow_no_user};
  problems.add(std::move(problem));
  return false;
}

/// Returns false for a vote later than requested, and for a vote whose time cannot be determined.
bool VoteRecordReader::is_in_time(const Record& record, ProblemList& problems) {
  if (!has_times()) return true;
  const Value& value = value_or_none(record, Column::time);
  const bool is_number = value.kind == Value::Kind::number;
  const std::string text = is_number ? std::string(value.text) : name_or_empty(value).str();
  const auto time = parse_time(text);
  if (text.empty() && label_->is_missing()) return true;  // not a vote
  if (!time) {
    problems.add(record.problem_at(
        Column::time,
        fmt::format("the time is '{}'; expected ISO 8601, as in 2024-02-23 16:17:48, or seconds since 1970",
                    text)));
    return false;
  }
  time_ = time->microseconds;
  if (!latest_ || time_ <= *latest_) return true;
  ++n_too_late_;
  return false;
}

}  // namespace crowdvote
