#include "strategies/user_side.hpp"

#include "strategies/weighted_vote.hpp"

#include <algorithm>
#include <utility>

namespace crowdvote {

UserSide::UserSide(const AggregationInput& input, const Truths& truths, const RunControl& control)
    : input_(input), truths_(truths), control_(control) {
  if (control.processes == nullptr) return;
  shared_ = std::make_unique<Shared>();
  send_rows();
}

/// A row is sent as a list of numbers: the possible truths and the index of the gold one, if there is one,
/// and then the user and label of each vote.
void UserSide::send_rows() {
  Exchange& processes = *control_.processes;
  Shared& shared = *shared_;
  const VotesView& votes = input_.votes;
  shared.rows_of_owner.resize(processes.size());
  std::vector<std::vector<std::uint32_t>> rows(processes.size());
  std::vector<std::size_t> length_at(processes.size());
  std::vector<std::size_t> last_row(processes.size(), kNoId);
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const auto users = votes.users_of(i);
    const auto labels = votes.labels_of(i);
    for (std::size_t v = 0; v < users.size(); ++v) {
      const std::size_t owner = input_.users->owner_of(users[v]);
      std::vector<std::uint32_t>& row = rows[owner];
      if (last_row[owner] != i) {
        last_row[owner] = i;
        shared.rows_of_owner[owner].push_back(i);
        const PlaceIndex gold = truths_.gold_place(i);
        row.push_back(static_cast<std::uint32_t>(truths_.n_on(i)));
        row.push_back(gold == kNoPlace ? kNoPlace : gold - truths_.begin(i));
        if (!truths_.holds_all()) {
          for (PlaceIndex place = truths_.begin(i); place < truths_.begin(i + 1); ++place) {
            row.push_back(truths_.number_at(i, place));
          }
        }
        length_at[owner] = row.size();
        row.push_back(0);
      }
      ++row[length_at[owner]];
      row.insert(row.end(), {input_.users->id_at_owner(users[v]), labels[v]});
    }
  }
  const std::vector<std::vector<std::uint32_t>> received = swap_values(processes, std::move(rows));
  std::vector<PlaceIndex> place_begin{0};
  std::vector<LabelId> numbers;
  std::vector<PlaceIndex> gold;
  shared.begin.push_back(0);
  for (const std::vector<std::uint32_t>& of_process : received) {
    for (auto next = of_process.begin(); next != of_process.end();) {
      const std::uint32_t n_truths = *next++;
      const PlaceIndex gold_of_row = *next++;
      gold.push_back(gold_of_row == kNoPlace ? kNoPlace : place_begin.back() + gold_of_row);
      place_begin.push_back(place_begin.back() + n_truths);
      if (!truths_.holds_all()) {
        numbers.insert(numbers.end(), next, next + n_truths);
        next += n_truths;
      }
      for (std::uint32_t n_votes = *next++; n_votes > 0; --n_votes) {
        shared.user.push_back(*next++);
        shared.label.push_back(*next++);
      }
      shared.begin.push_back(static_cast<VoteIndex>(shared.user.size()));
    }
    shared.end_of_process.push_back(gold.size());
  }
  shared.input.votes = {shared.begin,     shared.user,       shared.label, input_.users->n_owned(),
                        votes.n_labels(), votes.label_rank()};
  // A process without users has no keys of draws either, but takes part in the exchange.
  if (sum_over_processes(control_, input_.draws.of_user.size()) > 0) {
    shared.draw_of_user = input_.users->bring_to_owners(input_.draws.of_user,
                                                        [](std::uint64_t, std::uint64_t key) { return key; });
  }
  shared.input.draws = input_.draws;
  shared.input.draws.of_user = shared.draw_of_user;
  shared.truths.emplace(truths_.of_rows(shared.input.votes, place_begin, numbers, gold));
  shared.q.resize(place_begin.back());
}

const double* UserSide::bring(const Posterior& posterior) {
  if (!shared_) return posterior.data();
  Shared& shared = *shared_;
  std::vector<std::vector<double>> values(control_.processes->size());
  for (std::size_t r = 0; r < values.size(); ++r) {
    for (const ObservationId i : shared.rows_of_owner[r]) {
      if (!truths_.is_open(i)) continue;
      const auto q = posterior.of(i);
      values[r].insert(values[r].end(), q.begin(), q.end());
    }
  }
  const std::vector<std::vector<double>> received = swap_values(*control_.processes, std::move(values));
  std::size_t row = 0;
  for (std::size_t r = 0; r < received.size(); ++r) {
    auto next = received[r].begin();
    for (; row < shared.end_of_process[r]; ++row) {
      const auto i = static_cast<ObservationId>(row);
      if (!shared.truths->is_open(i)) continue;
      const auto n = static_cast<std::ptrdiff_t>(shared.truths->n_on(i));
      std::copy(next, next + n, shared.q.begin() + shared.truths->begin(i));
      next += n;
    }
  }
  return shared.q.data();
}

void UserSide::receive(bool by_truth, const std::vector<std::vector<double>>& values) {
  Shared& shared = *shared_;
  const VotesView& votes = input_.votes;
  if (shared.value_begin.empty()) {
    shared.is_by_truth = by_truth;
    shared.value_begin.push_back(0);
    for (ObservationId i = 0; i < votes.n_observations(); ++i) {
      const std::size_t n = truths_.is_open(i) ? votes.n_votes_of(i) * shared.values_per_vote(truths_, i) : 0;
      shared.value_begin.push_back(shared.value_begin.back() + n);
    }
    shared.value.resize(shared.value_begin.back());
  }
  for (std::size_t r = 0; r < values.size(); ++r) {
    auto next = values[r].begin();
    for (const ObservationId i : shared.rows_of_owner[r]) {
      if (!truths_.is_open(i)) continue;
      const std::size_t n = shared.values_per_vote(truths_, i);
      const auto users = votes.users_of(i);
      for (std::size_t v = 0; v < users.size(); ++v) {
        if (input_.users->owner_of(users[v]) != r) continue;
        std::copy(next, next + static_cast<std::ptrdiff_t>(n),
                  shared.value.begin() + static_cast<std::ptrdiff_t>(shared.value_begin[i] + v * n));
        next += static_cast<std::ptrdiff_t>(n);
      }
    }
  }
}

const std::vector<double>& UserSide::at_observations(const std::vector<double>& by_owned) {
  if (!shared_) return by_owned;
  shared_->value_of_user = input_.users->bring_from_owners(std::span(by_owned));
  return shared_->value_of_user;
}

}  // namespace crowdvote
