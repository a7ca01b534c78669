#include "io/read/vote_collector.hpp"

#include "io/bytes/byte_source.hpp"
#include "io/names/label_spellings.hpp"
#include <crowdvote/exchange.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::uint64_t kMostVotes = kNoId - 1;

std::string too_many_votes() {
  return fmt::format("the counts up to here make more than {} votes", kMostVotes);
}

}  // namespace

bool forbids_repeats(const ReadOptions& options) {
  return options.repeats == Repeats::error || (options.strict && options.repeats != Repeats::all);
}

Remedy way_out_of_repeats(const ReadOptions& options) {
  if (options.repeats == Repeats::error) return {WayOut::choose_repeats};
  return {WayOut::allow_repairs, options.repeats == Repeats::first ? "the first counts" : "the last counts"};
}

VoteCollector::VoteCollector(std::string file, const ReadOptions& options, const PlaceAmongFiles& place)
    : options_(options),
      reader_(options),
      files_{std::move(file)},
      place_(place),
      ai_(options.ai_user),
      author_reader_(Column::author, options),
      abstentions_(options),
      problems_(options.max_errors),
      count_reader_(Column::count, options),
      forbids_repeats_(forbids_repeats(options)) {
  builder_.keep(options.repeats);
}

void VoteCollector::begin_file(std::string file, const PlaceAmongFiles& place) {
  files_.push_back(std::move(file));
  place_ = place;
  problems_ = ProblemList(options_.max_errors);
}

void VoteCollector::add_problem(std::size_t line, std::string what, Remedy remedy) {
  problems_.add({.file = file(), .line = line, .what = std::move(what), .remedy = std::move(remedy)});
}

void VoteCollector::take(const Record& record, const RunControl& control) {
  if (!reader_.read(record, problems_)) return;
  const ObservationId observation = add_observation(name_or_empty(record[Column::observation]));
  const Value& label = reader_.label();
  const Value& user_value = value_or_none(record, Column::user);
  if (user_value.is_missing() || options_.columns.count) {
    if (label.is_missing()) return;  // some files list observations without votes in this way
    return take_unnamed(record, observation, label_id(name_or_empty(label)), control);
  }
  const Name user = name_or_empty(user_value);
  if (is_made_up(record, user)) return;
  add(observation, user, name_or_empty(label), record.line());
  take_author(record, observation, user);
}

void VoteCollector::take_unnamed(const Record& record, ObservationId observation, LabelId label,
                                 const RunControl& control) {
  if (!options_.columns.count) return add_unnamed(observation, label, 1, control);
  const Field count = count_reader_.read(value_or_none(record, Column::count));
  if (count.kind != Field::Kind::number) {
    problems_.add(record.problem_at(Column::count, count.kind == Field::Kind::wrong
                                                       ? count.problem()
                                                       : "a row without a count; expected a whole number"));
    return;
  }
  if (count.number > static_cast<double>((kMostVotes - n_statements()))) {
    problems_.add(record.problem_at(Column::count, too_many_votes()));
    problems_.throw_if_any();
  }
  add_unnamed(observation, label, static_cast<std::uint64_t>(count.number), control);
}

void VoteCollector::add_unnamed(ObservationId observation, LabelId label, std::uint64_t n_votes,
                                const RunControl& control) {
  constexpr std::uint64_t kBytesOfVote = 64;  // including the name of its user
  constexpr std::uint64_t kVotesBetweenLooks = std::uint64_t{1} << 16;
  if (n_votes > (kMostVotes - n_statements())) {
    add_problem(0, too_many_votes(), {});
    problems_.throw_if_any();
  }
  n_unlooked_ += n_votes;
  if (n_unlooked_ > kVotesBetweenLooks) {
    control.check_memory("reading " + file(), n_votes * kBytesOfVote);
    n_unlooked_ = 0;
  }
  for (std::uint64_t v = 0; v < n_votes; ++v) {
    if ((v + 1) % kVotesBetweenLooks == 0) control.throw_if_cancelled();
    add_statement(observation, make_user(), label);
  }
}

/// Makes up a name that no user has had so far.
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

/// Reports a user whose name was also made up for an unnamed user: the two can no longer be told apart.
bool VoteCollector::is_made_up(const Record& record, const Name& user) {
  if (is_made_up_.empty()) return false;
  const auto known = data_.users.find(user);
  if (!known || *known >= is_made_up_.size() || !is_made_up_[*known]) return false;
  problems_.add(record.problem_at(
      Column::user,
      fmt::format("user '{}' has a name that is given here to users whose name is not known", user.str())));
  return true;
}

void VoteCollector::take_author(const Record& record, ObservationId observation, const Name& user) {
  const Value* const author = record.find(Column::author);
  if (author == nullptr) return;
  const Field field = author_reader_.read(*author);
  if (field.kind == Field::Kind::wrong) {
    problems_.add(record.problem_at(Column::author, field.problem()));
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
  if (!reader_.has_times()) return builder_.add_statement(observation, user, label);
  timed_.push_back({reader_.time(), observation, user, label});
}

/// Of statements at the same time, the one that comes later in the file counts as the later one.
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
  const auto [entry, is_first] = line_of_statement_.insert({key, {files_.size() - 1, line}});
  if (is_first) return;
  const Line& first = entry->second;
  const std::string of_file =
      first.file == files_.size() - 1 ? "" : fmt::format(" of {}", files_[first.file]);
  add_problem(line,
              fmt::format("user '{}' votes again on observation '{}', after line {}{}; leave one of the two",
                          user_name.str(), data_.observations.str(observation), first.number, of_file),
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
  // Names of users and labels are repeated, so their final number cannot be estimated from the first votes.
  const std::size_t bytes = builder_.n_statements() * (sizeof(UserId) + sizeof(LabelId)) +
                            timed_.size() * sizeof(TimedStatement) +
                            builder_.n_observations() * sizeof(VoteIndex);
  const double share = share_of_all(share_read);
  const double to_come = share > 0.0 ? static_cast<double>(bytes) * (1.0 - share) / share : 0.0;
  control.check_memory("reading " + file(), static_cast<std::uint64_t>(std::max(0.0, to_come)));
}

void VoteCollector::join(const VoteCollector& other, const RunControl& control) {
  control.check_memory("reading " + file(), other.n_statements() * (sizeof(UserId) + sizeof(LabelId)));
  // Names are taken in the order of their first appearance there, so new ones are added here in that order,
  // too.
  const auto ids_of = [](const NameTable& names, NameTable& all) {
    std::vector<std::uint32_t> ids(names.size());
    for (std::uint32_t id = 0; id < names.size(); ++id) ids[id] = all.intern(names[id]);
    return ids;
  };
  const std::vector<ObservationId> observations = ids_of(other.data_.observations, data_.observations);
  const std::vector<UserId> users = ids_of(other.data_.users, data_.users);
  const std::vector<LabelId> labels = ids_of(other.data_.labels, data_.labels);
  builder_.add_all_of(other.builder_, observations, users, labels);
  for (TimedStatement one : other.timed_) {
    one.observation = observations[one.observation];
    if (one.user != kNoUser) one.user = users[one.user];
    if (one.label != kNoLabel) one.label = labels[one.label];
    timed_.push_back(one);
  }
  n_minus_one_ += other.n_minus_one_;
  reader_.add_too_late(other.reader_.n_too_late());
}

CrowdData VoteCollector::finish(const RunControl& control) {
  problems_.throw_if_any();
  if (control.processes != nullptr) share(control);
  if (!timed_.empty()) add_in_order_of_time(control);
  if (options_.fold.any()) join_spellings(data_.labels, builder_, options_.fold);
  auto finished = builder_.finish(data_.users.size(), data_.labels.size(), control);
  if (forbids_repeats_ && finished.n_replaced > 0) {
    throw InputError(Problem{
        .file = name_of_inputs(files_),
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
    data_.warnings.push_back({fmt::format("{}: {} {} replaced by a later one of the same observation",
                                          name_of_inputs(files_), n, n == 1 ? "author was" : "authors were"),
                              {}});
  }
  data_.counts.votes_after = sum_over_processes(control, reader_.n_too_late());
  data_.counts.abstentions = sum_over_processes(control, finished.n_abstentions);
  data_.counts.replaced_votes = sum_over_processes(control, finished.n_replaced);
  data_.counts.repeats = options_.repeats;
  data_.counts.ai_votes_in_votes_file = sum_over_processes(control, finished.n_ai_votes);
  if (data_.counts.ai_votes_in_votes_file > 0) {
    data_.ai_label_of_observation.resize(data_.observations.size(), kNoLabel);
  }
  return std::move(data_);
}

}  // namespace crowdvote
