#include "strategies/plantnet_owners.hpp"

#include "core/flat_array.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

/// Labels by voter, where each voter has `n_groups` groups of labels.
struct LabelsOfVoters {
  std::size_t n_groups;
  FlatArray<std::uint32_t>& begin;  ///< of groups, followed by the end, twice (see GroupSort::gather)
  FlatArray<LabelId>& label;
};

/// Calls take(voter) for the voters that one process sends to their owner, in the order that both know. The
/// AI, which the first process owns, is the last.
template <class Take>
void for_each_voter(std::span<const UserId> users, UserId ai_voter, bool with_ai, const Take& take) {
  for (const UserId user : users) take(user);
  if (with_ai) take(ai_voter);
}

/// Replaces the labels of the voters of this process by those of the voters that it owns (its owned users and
/// the AI): for each group, the labels from all processes, in the order of the processes. Returns, by process
/// and for each group that came from it, where its labels begin.
std::vector<std::vector<std::uint32_t>> hand_to_owners(LabelsOfVoters labels, const SharedUsers& users,
                                                       Exchange& processes) {
  const auto n = labels.n_groups;
  const auto ai_here = static_cast<UserId>(users.n_here());
  const auto ai_at_owner = static_cast<UserId>(users.n_owned());
  std::vector<std::vector<std::uint32_t>> counts(processes.size());
  std::vector<std::vector<LabelId>> sent(processes.size());
  for (std::size_t owner = 0; owner < processes.size(); ++owner) {
    reserve_on_huge_pages(counts[owner], n * (users.of_owner(owner).size() + (owner == 0 ? 1 : 0)));
    std::size_t n_labels = 0;
    for_each_voter(users.of_owner(owner), ai_here, owner == 0, [&](UserId voter) {
      for (std::size_t group = n * voter; group < n * (voter + 1); ++group) {
        counts[owner].push_back(labels.begin[group + 1] - labels.begin[group]);
        n_labels += counts[owner].back();
      }
    });
    reserve_on_huge_pages(sent[owner], n_labels);
    for_each_voter(users.of_owner(owner), ai_here, owner == 0, [&](UserId voter) {
      sent[owner].insert(sent[owner].end(), labels.label.begin() + labels.begin[n * voter],
                         labels.label.begin() + labels.begin[n * (voter + 1)]);
    });
  }
  labels.label = {};
  counts = swap_values(processes, std::move(counts));
  const auto received = swap_values(processes, std::move(sent));

  // As in the counting sort, next[g] is the next place of group g, and at the end the place where group g + 1
  // begins.
  const std::size_t n_groups = n * (std::size_t{ai_at_owner} + 1);
  labels.begin = FlatArray<std::uint32_t>(n_groups + 2, 0);
  std::uint32_t* const next = labels.begin.data() + 1;
  const auto for_each_group = [&](const auto& take) {
    for (std::size_t sender = 0; sender < processes.size(); ++sender) {
      std::size_t k = 0;
      for_each_voter(users.at_holder(sender), ai_at_owner, processes.rank() == 0, [&](UserId voter) {
        for (std::size_t group = n * voter; group < n * (voter + 1); ++group)
          take(sender, group, counts[sender][k++]);
      });
    }
  };
  for_each_group([&](std::size_t, std::size_t group, std::uint32_t count) { next[group + 1] += count; });
  for (std::size_t group = 0; group < n_groups; ++group) next[group + 1] += next[group];
  labels.label = FlatArray<LabelId>(next[n_groups]);
  std::vector<const LabelId*> from;
  for (const auto& of_process : received) from.push_back(of_process.data());
  for_each_group([&](std::size_t sender, std::size_t group, std::uint32_t& count) {
    std::copy_n(from[sender], count, labels.label.begin() + next[group]);
    from[sender] += count;
    next[group] += std::exchange(count, next[group]);
  });
  return counts;
}

}  // namespace

void hand_votes_to_owners(PlantnetIndex& index, PlantnetSoloVotes& solo, const RunControl& control) {
  Exchange& processes = *control.processes;
  const SharedUsers& users = *index.input.users;
  index.voters.begin = FlatArray<Place>(index.begin.size());
  std::copy(index.begin.begin(), index.begin.end(), index.voters.begin.begin());
  auto begins = hand_to_owners({1, index.voters.begin, index.voters.pair_of}, users, processes);
  const auto begin_at_owner = swap_values(processes, std::move(begins));
  index.begin_at_owner = FlatArray<Place>(index.n_users());
  for (std::size_t owner = 0; owner < processes.size(); ++owner) {
    auto begin = begin_at_owner[owner].begin();
    for (const UserId user : users.of_owner(owner)) index.begin_at_owner[user] = *begin++;
  }
  (void)hand_to_owners({2, solo.begin, solo.label}, users, processes);
  const auto counts = gather_values(processes, std::vector<std::uint64_t>{index.n_shared()});
  for (std::size_t r = 0; r < processes.rank(); ++r) index.n_shared_before += counts[r].front();
}

}  // namespace crowdvote
