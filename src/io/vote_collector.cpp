#include "io/vote_collector.hpp"

#include "io/label_spellings.hpp"
#include "io/time_text.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

const Value kNoValue;

const Value& value_or_none(const Record& record, Column column) {
  const Value* const value = record.find(column);
  return value != nullptr ? *value : kNoValue;
}

Name name_or_empty(const Value& value) {
  return value.kind == Value::Kind::name ? value.name : Name(std::string_view());
}

std::int64_t end_of(const TimeText& time) {
  constexpr std::int64_t kDay = 86'400'000'000;
  return time.is_day ? time.microseconds + kDay - 1 : time.microseconds;
}

}  // namespace

bool forbids_repeats(const ReadOptions& options) {
  return options.repeats == Repeats::error || (options.strict && options.repeats != Repeats::all);
}

Remedy way_out_of_repeats(const ReadOptions& options) {
  if (options.repeats == Repeats::error) return {WayOut::choose_repeats};
  return {WayOut::allow_repairs, options.repeats == Repeats::first ? "the first counts" : "the last counts"};
}

VoteCollector::VoteCollector(std::string file, const ReadOptions& options)
    : options_(options),
      file_(std::move(file)),
      ai_(options.ai_user),
      author_reader_(Column::author, options),
      abstentions_(options),
      problems_(options.max_errors),
      count_reader_(Column::count, options),
      forbids_repeats_(forbids_repeats(options)) {
  builder_.keep(options.repeats);
  if (options.multi_label) label_sets_.emplace(*options.multi_label);
  if (options.as_of.empty()) return;
  const auto time = parse_time(options.as_of);
  if (!time) {
    throw OptionError(fmt::format(
        "'{}' is no time; expected ISO 8601, as in 2024-02-23 or 2024-02-23T16:17:48Z, or seconds "
        "since 1970",
        options.as_of));
  }
  latest_ = end_of(*time);
}

void VoteCollector::add_problem(std::size_t line, std::string what, Remedy remedy) {
  problems_.add({.file = file_, .line = line, .what = std::move(what), .remedy = std::move(remedy)});
}

void VoteCollector::take(const Record& record, const RunControl& control) {
  if (!has_names(record) || !is_in_time(record)) return;
  const ObservationId observation = add_observation(name_or_empty(record[Column::observation]));
  Value set;
  if (label_sets_) set = label_sets_->join(record[Column::label]);
  const Value& label = label_sets_ ? set : record[Column::label];
  const Value& user_value = value_or_none(record, Column::user);
  if (user_value.is_missing() || options_.columns.count) {
    if (label.is_missing()) return;  // how a file lists an observation that nobody voted on
    if (makes_users()) return take_unnamed(record, observation, label_id(label.name), control);
    Problem problem = record.problem_at(Column::user, "a vote without a user; every vote needs one");
    problem.remedy = {WayOut::allow_no_user};
    problems_.add(std::move(problem));
    return;
  }
  const Name user = name_or_empty(user_value);
  if (is_made_up(record, user)) return;
  add(observation, user, name_or_empty(label), record.line());
  take_author(record, observation, user);
}

/// Of the observation, the user and the label, as far as they are there.
bool VoteCollector::has_names(const Record& record) {
  bool is_good = true;
  for (const Column column : {Column::observation, Column::user, Column::label}) {
    const Value& value = value_or_none(record, column);
    if (value.kind == Value::Kind::name || value.kind == Value::Kind::null) continue;
    if (column == Column::label && label_sets_ && label_sets_->join(value).kind != value.kind) continue;
    problems_.add(
        record.problem_at(column, fmt::format("the {} is {}", name_of(column), value.why_no_name())));
    is_good = false;
  }
  if (!is_good) return false;
  if (!record[Column::observation].is_missing()) return true;
  problems_.add(
      record.problem_at(Column::observation, "a vote without an observation; every vote needs its id"));
  return false;
}

/// False for a vote that is later than asked for, and where it cannot be told when it was given.
bool VoteCollector::is_in_time(const Record& record) {
  if (!options_.columns.time) return true;
  const Value& value = value_or_none(record, Column::time);
  const bool is_number = value.kind == Value::Kind::number;
  const std::string text = is_number ? std::string(value.text) : name_or_empty(value).str();
  const auto time = parse_time(text);
  if (text.empty() && record[Column::label].is_missing()) return true;  // no vote
  if (!time) {
    problems_.add(record.problem_at(
        Column::time,
        fmt::format("the time is '{}'; expected ISO 8601, as in 2024-02-23 16:17:48, or seconds since 1970",
                    text)));
    return false;
  }
  time_ = time->microseconds;
  if (!latest_ || time_ <= *latest_) return true;
  ++data_.counts.votes_after;
  return false;
}

/// Every vote is one of a user of its own: who voted twice is not known.
void VoteCollector::take_unnamed(const Record& record, ObservationId observation, LabelId label,
                                 const RunControl& control) {
  constexpr std::uint64_t kMost = kNoId - 1;
  constexpr std::uint64_t kBytesOfVote = 64;  // with the name of its user
  constexpr std::uint64_t kVotesBetweenLooks = std::uint64_t{1} << 16;
  std::uint64_t n_votes = 1;
  if (options_.columns.count) {
    const Field count = count_reader_.read(value_or_none(record, Column::count));
    if (count.kind != Field::Kind::number) {
      problems_.add(record.problem_at(Column::count, count.kind == Field::Kind::wrong
                                                         ? count.problem
                                                         : "a row without a count; expected a whole number"));
      return;
    }
    const auto room = static_cast<double>(kMost - builder_.n_statements() - timed_.size());
    if (count.number > room) {
      problems_.add(record.problem_at(Column::count,
                                      fmt::format("the counts up to here make more than {} votes", kMost)));
      problems_.throw_if_any();
    }
    n_votes = static_cast<std::uint64_t>(count.number);
    n_unlooked_ += n_votes;
    if (n_unlooked_ > kVotesBetweenLooks) {
      control.check_memory("reading " + file_, n_votes * kBytesOfVote);
      n_unlooked_ = 0;
    }
  }
  for (std::uint64_t v = 0; v < n_votes; ++v) {
    if ((v + 1) % kVotesBetweenLooks == 0) control.throw_if_cancelled();
    add_statement(observation, make_user(), label);
  }
}

/// A name that no other user has had so far.
UserId VoteCollector::make_user() {
  while (true) {
    const std::string name = fmt::format("anonymous {}", ++n_user_names_tried_);
    const auto n_users = data_.users.size();
    const UserId user = data_.users.intern(Name(std::string_view(name)));
    if (user < n_users) continue;
    is_made_up_.resize(std::size_t{user} + 1);
    is_made_up_[user] = true;
    ++data_.counts.unnamed_users;
    return user;
  }
}

/// A user who is called as one that was made up: the two cannot be told apart any more.
bool VoteCollector::is_made_up(const Record& record, const Name& user) {
  if (is_made_up_.empty()) return false;
  const auto known = data_.users.find(user);
  if (!known || *known >= is_made_up_.size() || !is_made_up_[*known]) return false;
  problems_.add(record.problem_at(
      Column::user,
      fmt::format("user '{}' is called as users are here whose name is not known", user.str())));
  return true;
}

void VoteCollector::take_author(const Record& record, ObservationId observation, const Name& user) {
  const Value* const author = record.find(Column::author);
  if (author == nullptr) return;
  const Field field = author_reader_.read(*author);
  if (field.kind == Field::Kind::wrong) {
    problems_.add(record.problem_at(Column::author, field.problem));
  } else if (field.flag) {
    add_author(observation, user, record.line());
  }
}

ObservationId VoteCollector::add_observation(const Name& name) {
  const ObservationId observation = data_.observations.intern(name);
  builder_.add_observation(observation);
  return observation;
}

void VoteCollector::add(ObservationId observation, const Name& user, const Name& label, std::size_t line) {
  const UserId id = user_id(user);
  if (forbids_repeats_) forbid_second_statement(observation, id, user, line);
  add_statement(observation, id, label_id(label));
}

void VoteCollector::add_statement(ObservationId observation, UserId user, LabelId label) {
  if (!options_.columns.time) return builder_.add_statement(observation, user, label);
  timed_.push_back({time_, observation, user, label});
}

/// Of equally late statements, the later of the file is the later one.
void VoteCollector::add_in_order_of_time(const RunControl& control) {
  control.check_memory("sorting the votes by time",
                       timed_.size() * (sizeof(TimedStatement) + sizeof(UserId) + sizeof(LabelId)));
  std::stable_sort(timed_.begin(), timed_.end(),
                   [](const TimedStatement& a, const TimedStatement& b) { return a.time < b.time; });
  for (const TimedStatement& one : timed_) builder_.add_statement(one.observation, one.user, one.label);
  timed_ = {};
}

void VoteCollector::forbid_second_statement(ObservationId observation, UserId user, const Name& user_name,
                                            std::size_t line) {
  const std::uint64_t key = std::uint64_t{observation} << 32 | user;
  const auto [first, is_first] = line_of_statement_.insert({key, line});
  if (is_first) return;
  add_problem(line,
              fmt::format("user '{}' votes again on observation '{}', after line {}; leave one of the two",
                          user_name.str(), data_.observations.str(observation), first->second),
              way_out_of_repeats(options_));
}

void VoteCollector::add_author(ObservationId observation, const Name& user, std::size_t line) {
  const UserId id = user_id(user);
  if (id == kNoUser) {
    add_problem(line,
                fmt::format("the AI user '{}' is marked as the author of observation '{}'; only humans make "
                            "observations: mark another user",
                            user.str(), data_.observations.str(observation)),
                {WayOut::name_ai_user});
    return;
  }
  if (data_.author_of_observation.size() <= observation) {
    data_.author_of_observation.resize(std::size_t{observation} + 1, kNoUser);
  }
  UserId& author = data_.author_of_observation[observation];
  if (author != kNoUser && author != id) {
    ++data_.counts.replaced_side_values;
    if (options_.strict) {
      add_problem(line,
                  fmt::format("observation '{}' has a second author, '{}', after '{}'; leave one of the two",
                              data_.observations.str(observation), user.str(), data_.users.str(author)),
                  {WayOut::allow_repairs, "the last counts"});
    }
  }
  author = id;
}

void VoteCollector::check_memory(double share_read, const RunControl& control) const {
  // Names of users and labels come again, so the rest of them cannot be told from the first.
  const std::size_t bytes = builder_.n_statements() * (sizeof(UserId) + sizeof(LabelId)) +
                            timed_.size() * sizeof(TimedStatement) +
                            builder_.n_observations() * sizeof(VoteIndex);
  const double to_come =
      share_read > 0.0 ? static_cast<double>(bytes) * (1.0 - share_read) / share_read : 0.0;
  control.check_memory("reading " + file_, static_cast<std::uint64_t>(std::max(0.0, to_come)));
}

CrowdData VoteCollector::finish(const RunControl& control) {
  problems_.throw_if_any();
  if (!timed_.empty()) add_in_order_of_time(control);
  if (options_.fold.any()) join_spellings(data_.labels, builder_, options_.fold);
  auto finished = builder_.finish(data_.users.size(), data_.labels.size(), control);
  if (options_.repeats == Repeats::error && finished.n_replaced > 0) {
    throw InputError(Problem{
        .file = file_,
        .what = fmt::format(
            "{} repeated: a user votes again on the same observation",
            finished.n_replaced == 1 ? "1 vote is" : fmt::format("{} votes are", finished.n_replaced)),
        .remedy = way_out_of_repeats(options_)});
  }
  data_.votes = std::move(finished.votes);
  data_.ai_label_of_observation = std::move(finished.ai_label_of_observation);
  if (!data_.author_of_observation.empty()) {
    data_.author_of_observation.resize(data_.observations.size(), kNoUser);
  }
  if (const std::size_t n = data_.counts.replaced_side_values; n > 0) {
    data_.warnings.push_back({fmt::format("{}: {} {} replaced by a later one of the same observation", file_,
                                          n, n == 1 ? "author was" : "authors were"),
                              {}});
  }
  data_.counts.abstentions = finished.n_abstentions;
  data_.counts.replaced_votes = finished.n_replaced;
  data_.counts.repeats = options_.repeats;
  data_.counts.ai_votes_in_votes_file = finished.n_ai_votes;
  return std::move(data_);
}

}  // namespace crowdvote
