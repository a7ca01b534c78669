#include "io/vote_collector.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

Abstentions::Abstentions(const std::vector<std::string>& labels) {
  for (const std::string& label : labels) others_.intern(Name(label));
}

VoteCollector::VoteCollector(std::string file, const ReadOptions& options)
    : options_(options),
      file_(std::move(file)),
      ai_(options.ai_user),
      abstentions_(options.abstain),
      problems_(options.max_errors) {}

void VoteCollector::add_problem(std::size_t line, std::size_t column, std::string what) {
  problems_.add({.file = file_, .line = line, .column = column, .what = std::move(what)});
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
  add_problem(
      line, 0,
      fmt::format("user '{}' votes again on observation '{}', after line {}; leave one of the two, or "
                  "run without --strict, where the last counts",
                  user_name.str(), data_.observations.str(observation), first->second));
}

void VoteCollector::add_author(ObservationId observation, const Name& user, std::size_t line) {
  const UserId id = user_id(user);
  if (id == kNoUser) {
    add_problem(line, 0,
                fmt::format("the AI user '{}' is marked as the author of observation '{}'; only humans make "
                            "observations: mark another user, or name the AI with --ai-user",
                            user.str(), data_.observations.str(observation)));
    return;
  }
  if (data_.author_of_observation.size() <= observation) {
    data_.author_of_observation.resize(std::size_t{observation} + 1, kNoUser);
  }
  UserId& author = data_.author_of_observation[observation];
  if (author != kNoUser && author != id) {
    ++data_.counts.replaced_side_values;
    if (options_.strict) {
      add_problem(line, 0,
                  fmt::format("observation '{}' has a second author, '{}', after '{}'; leave one of the two, "
                              "or run without --strict, where the last counts",
                              data_.observations.str(observation), user.str(), data_.users.str(author)));
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
  auto finished = builder_.finish(data_.users.size(), data_.labels.size(), control);
  data_.votes = std::move(finished.votes);
  data_.ai_label_of_observation = std::move(finished.ai_label_of_observation);
  if (!data_.author_of_observation.empty()) {
    data_.author_of_observation.resize(data_.observations.size(), kNoUser);
  }
  data_.counts.abstentions = finished.n_abstentions;
  data_.counts.replaced_votes = finished.n_replaced;
  data_.counts.ai_votes_in_votes_file = finished.n_ai_votes;
  return std::move(data_);
}

}  // namespace crowdvote
