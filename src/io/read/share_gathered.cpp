#include "io/bytes/message.hpp"
#include "io/read/shared_votes.hpp"
#include "io/read/vote_collector.hpp"
#include <crowdvote/exchange.hpp>

#include <cstdint>
#include <unordered_map>
#include <utility>

namespace crowdvote {

namespace {

/// The users whose statements are sent to other processes. Each user is sent to a process once, with name and
/// number.
class UsersOnTheirWay {
 public:
  UsersOnTheirWay(const NameTable& names, const SharedIds& ids, Exchange& processes)
      : names_(names),
        ids_(ids),
        processes_(processes),
        places_(processes.size()),
        messages_(processes.size()) {}

  /// Returns the reference to the user in messages to the process.
  UserId refer(std::size_t process, UserId user) {
    if (user == kNoUser) return kNoUser;
    const auto [place, is_new] =
        places_[process].try_emplace(user, static_cast<UserId>(places_[process].size()));
    if (is_new) {
      messages_[process].add(ids_.number_of(user));
      messages_[process].add(names_.str(user));
    }
    return place->second;
  }

  /// Returns, by sender, the local ids of the users received; adds users that are new here. Collective: all
  /// processes call it, once.
  /// \param numbers of the users here, among those of all processes
  [[nodiscard]] std::vector<std::vector<UserId>> arrive(NameTable& names, std::vector<UserId>& numbers) {
    std::vector<std::vector<UserId>> users;
    for (const Exchange::Bytes& bytes : swap_messages(processes_, messages_)) {
      auto& of_process = users.emplace_back();
      MessageReader reader(bytes);
      while (!reader.is_at_end()) {
        const std::uint64_t number = reader.number();
        of_process.push_back(names.intern(Name(reader.text())));
        if (of_process.back() == numbers.size()) numbers.push_back(static_cast<UserId>(number));
      }
    }
    return users;
  }

 private:
  const NameTable& names_;
  const SharedIds& ids_;
  Exchange& processes_;
  std::vector<std::unordered_map<UserId, UserId>> places_;
  std::vector<Message> messages_;
};

std::uint32_t id_in(std::uint32_t id, std::span<const std::uint32_t> ids) {
  return id == kNoId ? kNoId : ids[id];
}

/// Finds the user of a statement, also of one that stays on this process.
template <class Sender>
std::uint32_t user_in(UserId user, std::size_t sender, std::size_t rank, const Sender& arrived) {
  return sender == rank ? user : id_in(user, arrived[sender]);
}

}  // namespace

/// Turns what this process has gathered into its part of the data of all processes.
void VoteCollector::share(const RunControl& control) {
  Exchange& processes = *control.processes;
  std::vector<LabelId> labels;
  data_.labels = join_names(data_.labels, processes, labels);
  const SharedIds users(data_.users, 1, processes);
  if (users.n_all() >= kNoId) throw std::length_error("more than 4294967294 different users");
  const SharedIds observations(data_.observations, options_.observations_together, processes);
  data_.observations = observations.names(std::move(data_.observations));
  data_.shared = {.observations_before = observations.n_before(), .observations = observations.n_all()};
  data_.counts.observations_in_parts = observations.n_in_parts();
  share_statements(observations, users, labels, control);
  n_minus_one_ = sum_over_processes(control, n_minus_one_);
  data_.counts.repeated_observations = sum_over_processes(control, data_.counts.repeated_observations);
}

/// Sends the statements on each observation to the process that owns it, where they are put in the order of
/// the files; sends authors as well, of whom the last one counts.
void VoteCollector::share_statements(const SharedIds& observations, const SharedIds& users,
                                     std::span<const LabelId> labels, const RunControl& control) {
  Exchange& processes = *control.processes;
  const std::size_t rank = processes.rank();
  struct Statement {
    ObservationId row;
    UserId user;
    LabelId label;
  };
  std::vector<std::vector<Statement>> statements(processes.size());
  std::vector<std::vector<TimedStatement>> timed(processes.size());
  std::vector<std::vector<Statement>> authors(processes.size());
  UsersOnTheirWay leaving(data_.users, users, processes);
  const auto user_for = [&](std::size_t process, UserId user) {
    return process == rank ? user : leaving.refer(process, user);
  };
  if (!observations.are_in_place()) {
    std::vector<ObservationId> row_of(builder_.n_observations());
    SharedIds::Stretch stretch{};
    builder_.for_each_run(
        [&](ObservationId i, std::span<const UserId> of_users, std::span<const LabelId> said) {
          if (!stretch.holds(i)) stretch = observations.stretch_from(i);
          const SharedIds::Place place = stretch.place_of(i);
          if (place.process == rank) return;
          for (std::size_t v = 0; v < said.size(); ++v) {
            statements[place.process].push_back(
                {place.row, user_for(place.process, of_users[v]), id_in(said[v], labels)});
          }
        });
    for (ObservationId i = 0; i < row_of.size(); ++i) {
      if (!stretch.holds(i)) stretch = observations.stretch_from(i);
      row_of[i] = stretch.process == rank ? stretch.place_of(i).row : kNoId;
    }
    builder_.renumber(row_of);
  }
  builder_.rename_labels(labels);
  for (const TimedStatement& one : std::exchange(timed_, {})) {
    const SharedIds::Place place = observations.place_of(one.observation);
    timed[place.process].push_back(
        {one.time, place.row, user_for(place.process, one.user), id_in(one.label, labels)});
  }
  const std::vector<UserId> authors_here = std::exchange(data_.author_of_observation, {});
  for (ObservationId i = 0; i < authors_here.size(); ++i) {
    if (authors_here[i] == kNoUser) continue;
    const SharedIds::Place place = observations.place_of(i);
    authors[place.process].push_back({place.row, user_for(place.process, authors_here[i]), kNoLabel});
  }
  std::vector<UserId> numbers = users.numbers(data_.users.size());
  const std::vector<std::vector<UserId>> arrived = leaving.arrive(data_.users, numbers);
  statements = swap_values(processes, std::move(statements));
  std::size_t n_statements = builder_.n_statements();
  for (const auto& of_process : statements) n_statements += of_process.size();
  const std::size_t n_rows = data_.observations.size();
  control.check_memory("bringing votes on an observation together",
                       n_rows * sizeof(VoteIndex) + n_statements * sizeof(UserId));
  builder_.reserve(n_rows, n_statements);
  // An observation belongs to the first process that has read it, so statements from other processes go
  // behind those read here.
  for (std::size_t r = 0; r < statements.size(); ++r) {
    for (const Statement& one : statements[r]) {
      builder_.add_statement(one.row, id_in(one.user, arrived[r]), one.label);
    }
  }
  if (n_rows > 0) builder_.add_observation(static_cast<ObservationId>(n_rows - 1));
  timed = swap_values(processes, std::move(timed));
  for (std::size_t r = 0; r < timed.size(); ++r) {
    for (TimedStatement one : timed[r]) {
      one.user = user_in(one.user, r, rank, arrived);
      timed_.push_back(one);
    }
  }
  authors = swap_values(processes, std::move(authors));
  if (sum_over_processes(control, authors_here.size()) > 0) {
    data_.author_of_observation.resize(n_rows, kNoUser);
  }
  for (std::size_t r = 0; r < authors.size(); ++r) {
    for (const Statement& one : authors[r]) {
      const UserId user = user_in(one.user, r, rank, arrived);
      UserId& author = data_.author_of_observation[one.row];
      if (author != kNoUser && author != user) ++data_.counts.replaced_side_values;
      author = user;
    }
  }
  data_.counts.replaced_side_values = sum_over_processes(control, data_.counts.replaced_side_values);
  data_.shared_users.emplace(std::move(numbers), users.n_first_before(), users.n_first_here(), users.n_all(),
                             processes);
}

}  // namespace crowdvote
