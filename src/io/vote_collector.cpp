#include "io/vote_collector.hpp"

#include "io/label_spellings.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

VoteCollector::VoteCollector(std::string file, const ReadOptions& options)
    : options_(options),
      file_(std::move(file)),
      ai_(options.ai_user),
      author_reader_(Column::author, options),
      abstentions_(options),
      problems_(options.max_errors) {}

void VoteCollector::add_problem(std::size_t line, std::string what, Remedy remedy) {
  problems_.add({.file = file_, .line = line, .what = std::move(what), .remedy = std::move(remedy)});
}

void VoteCollector::take(const Record& record) {
  bool is_good = true;
  for (const Column column : {Column::observation, Column::user, Column::label}) {
    const Value& value = record[column];
    if (value.kind == Value::Kind::name || value.kind == Value::Kind::null) continue;
    problems_.add(
        record.problem_at(column, fmt::format("the {} is {}", name_of(column), value.why_no_name())));
    is_good = false;
  }
  if (!is_good) return;
  const auto name_in = [&](Column column) {
    return record[column].kind == Value::Kind::name ? record[column].name : Name(std::string_view());
  };
  if (record[Column::observation].is_missing()) {
    problems_.add(
        record.problem_at(Column::observation, "a vote without an observation; every vote needs its id"));
    return;
  }
  const ObservationId observation = add_observation(name_in(Column::observation));
  if (record[Column::user].is_missing()) {
    if (record[Column::label].is_missing()) return;  // how a file lists an observation that nobody voted on
    Problem problem = record.problem_at(Column::user, "a vote without a user; every vote needs one");
    problem.remedy = {WayOut::name_column, "user"};
    problems_.add(std::move(problem));
    return;
  }
  const Name user = name_in(Column::user);
  add(observation, user, name_in(Column::label), record.line());
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
  if (options_.strict) forbid_second_statement(observation, id, user, line);
  builder_.add_statement(observation, id, label_id(label));
}

void VoteCollector::forbid_second_statement(ObservationId observation, UserId user, const Name& user_name,
                                            std::size_t line) {
  const std::uint64_t key = std::uint64_t{observation} << 32 | user;
  const auto [first, is_first] = line_of_statement_.insert({key, line});
  if (is_first) return;
  add_problem(line,
              fmt::format("user '{}' votes again on observation '{}', after line {}; leave one of the two",
                          user_name.str(), data_.observations.str(observation), first->second),
              {WayOut::allow_repairs, "the last counts"});
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
                            builder_.n_observations() * sizeof(VoteIndex);
  const double to_come =
      share_read > 0.0 ? static_cast<double>(bytes) * (1.0 - share_read) / share_read : 0.0;
  control.check_memory("reading " + file_, static_cast<std::uint64_t>(std::max(0.0, to_come)));
}

CrowdData VoteCollector::finish(const RunControl& control) {
  problems_.throw_if_any();
  if (options_.fold.any()) join_spellings(data_.labels, builder_, options_.fold);
  auto finished = builder_.finish(data_.users.size(), data_.labels.size(), control);
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
  data_.counts.ai_votes_in_votes_file = finished.n_ai_votes;
  return std::move(data_);
}

}  // namespace crowdvote
