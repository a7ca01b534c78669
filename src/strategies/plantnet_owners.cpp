#include "strategies/plantnet_owners.hpp"

#include "core/flat_array.hpp"
#include "strategies/group_sort.hpp"

#include <numeric>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

struct OwnedVote {
  std::uint32_t group;  ///< the voter
  LabelId label;
  std::uint32_t number;  ///< among all that were received
};

/// What was received, one process after the other, and how much of it each has sent.
template <class Item>
struct Joined {
  explicit Joined(std::vector<std::vector<Item>> by_process) {
    std::size_t n = 0;
    for (const auto& sent : by_process) n += n_sent.emplace_back(sent.size());
    reserve_on_huge_pages(items, n);
    for (auto& sent : by_process) {
      items.insert(items.end(), sent.begin(), sent.end());
      sent = {};
    }
  }

  std::vector<Item> items;
  std::vector<std::size_t> n_sent;
};

/// Sends what is for each process, which is gone then.
template <class Item>
Joined<Item> swap_and_join(Exchange& processes, std::vector<std::vector<Item>>&& for_process) {
  std::vector<std::vector<Item>> received = swap_values(processes, for_process);
  for_process = {};
  return Joined<Item>(std::move(received));
}

/// Calls take(owner, voter, place) for the votes here, in the order of their places.
template <class Take>
void for_each_place(const PlantnetIndex& index, const Take& take) {
  for (UserId voter = 0; voter < index.n_users(); ++voter) {
    const std::size_t owner = index.input.users->owner_of(voter);
    for (Place place = index.begin[voter]; place < index.begin[voter + 1]; ++place) take(owner, voter, place);
  }
}

void hand_over_shared_votes(PlantnetIndex& index, const RunControl& control) {
  Exchange& processes = *control.processes;
  struct Vote {
    UserId voter;
    LabelId label;
  };
  std::vector<std::vector<Vote>> for_owner(processes.size());
  const SharedUsers& users = *index.input.users;
  std::vector<std::size_t> n_votes(processes.size(), 0);
  for (UserId voter = 0; voter < index.n_users(); ++voter) {
    n_votes[users.owner_of(voter)] += index.begin[voter + 1] - index.begin[voter];
  }
  for (std::size_t r = 0; r < processes.size(); ++r) reserve_on_huge_pages(for_owner[r], n_votes[r]);
  for_each_place(index, [&](std::size_t owner, UserId voter, Place place) {
    for_owner[owner].push_back({users.id_at_owner(voter), index.voters.pair_of[place]});
  });
  Joined<Vote> votes = swap_and_join(processes, std::move(for_owner));
  std::vector<Place> place_of_number(votes.items.size());
  {
    const auto for_each_vote = [&](std::size_t begin, std::size_t end, const auto& emit) {
      for (std::size_t v = begin; v < end; ++v) {
        emit(OwnedVote{votes.items[v].voter, votes.items[v].label, static_cast<std::uint32_t>(v)});
      }
    };
    const GroupSort<OwnedVote> sorted(votes.items.size(), for_each_vote, control);
    votes.items = {};
    index.voters.pair_of = FlatArray<Place>(place_of_number.size());
    const auto put = [&](const OwnedVote& vote, Place place) {
      index.voters.pair_of[place] = vote.label;
      place_of_number[vote.number] = place;
    };
    index.voters.begin = sorted.gather(users.n_owned() + 1, put, control);
  }

  std::vector<std::vector<Place>> answers;
  auto next = place_of_number.begin();
  for (const std::size_t n_sent : votes.n_sent) {
    const auto end = next + static_cast<std::ptrdiff_t>(n_sent);
    answers.emplace_back(next, end);
    next = end;
  }
  const std::vector<std::vector<Place>> places = swap_values(processes, answers);
  index.place_at_owner = FlatArray<Place>(index.n_places());
  std::vector<std::size_t> n_taken(processes.size(), 0);
  for_each_place(index, [&](std::size_t owner, UserId, Place place) {
    index.place_at_owner[place] = places[owner][n_taken[owner]++];
  });
}

void hand_over_solo_votes(const PlantnetIndex& index, PlantnetSoloVotes& solo, const RunControl& control) {
  Exchange& processes = *control.processes;
  const SharedUsers& users = *index.input.users;
  std::vector<std::vector<PlantnetSoloVote>> for_owner(processes.size());
  const auto owner_of = [&](UserId voter) { return voter == index.ai_voter() ? 0 : users.owner_of(voter); };
  std::vector<std::size_t> n_sent(processes.size(), 0);
  for (UserId voter = 0; voter <= index.n_users(); ++voter) {
    n_sent[owner_of(voter)] += solo[std::size_t{2} * voter].size() + solo[std::size_t{2} * voter + 1].size();
  }
  for (std::size_t r = 0; r < processes.size(); ++r) reserve_on_huge_pages(for_owner[r], n_sent[r]);
  for (UserId voter = 0; voter <= index.n_users(); ++voter) {
    const bool is_ai = voter == index.ai_voter();
    auto& votes = for_owner[owner_of(voter)];
    const std::size_t there = is_ai ? users.n_owned(0) : users.id_at_owner(voter);
    for (const std::size_t kind : {0U, 1U}) {
      const auto group = static_cast<std::uint32_t>(2 * there + kind);
      for (const LabelId label : solo[std::size_t{2} * voter + kind]) votes.push_back({group, label});
    }
  }
  solo = {};
  std::vector<PlantnetSoloVote> votes = swap_and_join(processes, std::move(for_owner)).items;
  const std::size_t n_votes = votes.size();
  const GroupSort<PlantnetSoloVote> sorted(
      n_votes,
      [&](std::size_t begin, std::size_t end, const auto& emit) {
        for (std::size_t v = begin; v < end; ++v) emit(votes[v]);
      },
      control);
  votes = {};
  solo.label = FlatArray<LabelId>(n_votes);
  solo.begin = sorted.gather(
      2 * index.voters.n_voters(),
      [&](const PlantnetSoloVote& vote, std::uint32_t place) { solo.label[place] = vote.label; }, control);
}

}  // namespace

void hand_votes_to_owners(PlantnetIndex& index, PlantnetSoloVotes& solo, const RunControl& control) {
  Exchange& processes = *control.processes;
  hand_over_shared_votes(index, control);
  hand_over_solo_votes(index, solo, control);
  const auto counts = gather_values(processes, std::vector<std::uint64_t>{index.n_shared()});
  for (std::size_t r = 0; r < processes.rank(); ++r) index.n_shared_before += counts[r].front();
}

}  // namespace crowdvote
