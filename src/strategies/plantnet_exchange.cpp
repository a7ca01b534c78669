/// What processes that share a run tell each other about voters: each process learns the voters that it owns.

#include "strategies/plantnet_users.hpp"
#include <crowdvote/exchange.hpp>
#include <crowdvote/shared_users.hpp>

#include <algorithm>

namespace crowdvote {

namespace {

/// Voters that are examined one by one before a binary search over all.
constexpr int kStepsToVoter = 16;

}  // namespace

/// Voters are learnt by their owners, to whom the other processes send the evidence of their votes.
void PlantnetUsers::begin_sharing(Exchange& processes) {
  const std::size_t n_voters = index_.n_users() + 1;
  here_.evidence = FlatArray<EvidenceBits>(index_.n_places(), no_evidence);
  here_.evidence_told = FlatArray<EvidenceBits>(index_.n_places(), no_evidence);
  here_.has_news = FlatArray<std::uint8_t>(n_voters, 0);
  here_.weight.assign(n_voters, options_.gamma);
  here_.weight.back() = learnt_.weight.back();
  here_.change_of_weight = FlatArray<std::int8_t>(n_voters, 0);
  has_new_evidence_[index_.voters.ai_voter()] = processes.rank() == 0 ? 1 : 0;
}

/// Calls take(owner, voter) for the users about whom the evidence of votes in this process has changed.
template <class Take>
void PlantnetUsers::for_each_with_news(const Take& take) const {
  for (UserId voter = 0; voter < index_.n_users(); ++voter) {
    if (here_.has_news[voter] != 0) take(index_.input.users->owner_of(voter), voter);
  }
}

/// The changed evidence of the votes in this process, by owner of their voters.
PlantnetUsers::News PlantnetUsers::gather_news(Exchange& processes) {
  const std::size_t rank = processes.rank();
  News news{std::vector<std::vector<Place>>(processes.size()),
            std::vector<std::vector<EvidenceBits>>(processes.size())};
  std::vector<std::size_t> n_news(processes.size());  // to reserve: growing memory is touched several times
  for_each_with_news([&](std::size_t owner, UserId voter) {
    if (owner == rank) return;
    for (Place place = index_.begin[voter]; place < index_.begin[voter + 1]; ++place) {
      n_news[owner] += here_.evidence_told[place] == here_.evidence[place] ? 0U : 1U;
    }
  });
  for (std::size_t owner = 0; owner < processes.size(); ++owner) {
    reserve_on_huge_pages(news.places[owner], n_news[owner]);
    reserve_on_huge_pages(news.bits[owner], n_news[owner]);
  }
  for_each_with_news([&](std::size_t owner, UserId voter) {
    const Place begin = index_.begin[voter];
    const Place end = index_.begin[voter + 1];
    const Place begin_at_owner = index_.begin_at_owner[voter];
    if (owner == rank) {
      std::copy(here_.evidence.begin() + begin, here_.evidence.begin() + end,
                evidence_at_.begin() + begin_at_owner);
      has_new_evidence_[index_.input.users->id_at_owner(voter)] = 1;
      return;
    }
    for (Place place = begin; place < end; ++place) {
      if (here_.evidence_told[place] == here_.evidence[place]) continue;
      news.places[owner].push_back(begin_at_owner + (place - begin));
      news.bits[owner].push_back(here_.evidence_told[place] = here_.evidence[place]);
    }
  });
  std::fill_n(here_.has_news.begin(), index_.n_users(), std::uint8_t{0});
  return news;
}

/// Takes the evidence that one process has sent about voters owned by this process.
void PlantnetUsers::take_news(std::span<const Place> places, std::span<const EvidenceBits> bits) {
  const FlatArray<Place>& begin = index_.voters.begin;
  std::size_t voter = 0;
  for (std::size_t change = 0; change < places.size(); ++change) {
    const Place place = places[change];
    // The places sent by a process ascend, except for users that it got from others, so the voter is usually
    // near.
    for (int step = 0; step < kStepsToVoter && begin[voter + 1] <= place; ++step) ++voter;
    if (place < begin[voter] || begin[voter + 1] <= place) {
      const Place* const behind = std::upper_bound(begin.begin(), begin.end(), place);
      voter = static_cast<std::size_t>(behind - begin.begin()) - 1;
    }
    evidence_at_[place] = bits[change];
    has_new_evidence_[voter] = 1;
  }
}

void PlantnetUsers::tell_owners(const RunControl& control) {
  Exchange& processes = *control.processes;
  News news = gather_news(processes);
  const auto places = swap_values(processes, std::move(news.places));
  const auto bits = swap_values(processes, std::move(news.bits));
  for (std::size_t r = 0; r < processes.size(); ++r) take_news(places[r], bits[r]);
  if (!index_.ai_learns) return;
  ai_record_.sum_up(control);
  const bool has_news = std::exchange(here_.has_news[index_.ai_voter()], 0) != 0;
  if (sum_over_processes(control, has_news ? 1 : 0) > 0 && processes.rank() == 0) {
    has_new_evidence_[index_.voters.ai_voter()] = 1;
  }
}

/// Sends changed weights to the processes that have votes of the voter, and the AI's weight to all.
void PlantnetUsers::tell_weights(Exchange& processes) {
  const SharedUsers& users = *index_.input.users;
  constexpr std::uint32_t kAi = kNoUser;
  std::fill(here_.change_of_weight.begin(), here_.change_of_weight.end(), std::int8_t{0});
  const auto take = [&](std::size_t owner, std::uint32_t place, double weight) {
    const UserId voter = place == kAi ? index_.ai_voter() : users.of_owner(owner)[place];
    here_.change_of_weight[voter] = static_cast<std::int8_t>(weight > here_.weight[voter] ? 1 : -1);
    here_.weight[voter] = weight;
  };
  std::vector<std::vector<std::uint32_t>> places(processes.size());  // in the receiver's of_owner()
  std::vector<std::vector<double>> weights(processes.size());
  for (std::size_t r = 0; r < processes.size(); ++r) {
    const std::span<const UserId> voters = users.at_holder(r);
    const auto for_each_change = [&](const auto& tell) {
      for (std::uint32_t place = 0; place < voters.size(); ++place) {
        if (change_of_weight_[voters[place]] != 0) tell(place, voters[place]);
      }
      const UserId ai = index_.voters.ai_voter();
      if (index_.ai_learns && change_of_weight_[ai] != 0) tell(kAi, ai);
    };
    if (r == processes.rank()) {
      for_each_change([&](std::uint32_t place, UserId voter) { take(r, place, learnt_.weight[voter]); });
      continue;
    }
    std::size_t n = 0;
    for_each_change([&](std::uint32_t, UserId) { ++n; });
    reserve_on_huge_pages(places[r], n);
    reserve_on_huge_pages(weights[r], n);
    for_each_change([&](std::uint32_t place, UserId voter) {
      places[r].push_back(place);
      weights[r].push_back(learnt_.weight[voter]);
    });
  }
  places = swap_values(processes, std::move(places));
  weights = swap_values(processes, std::move(weights));
  for (std::size_t r = 0; r < processes.size(); ++r) {
    for (std::size_t change = 0; change < places[r].size(); ++change) {
      take(r, places[r][change], weights[r][change]);
    }
  }
}

PlantnetEstimates PlantnetUsers::take_estimates(const RunControl& control) {
  if (!is_shared()) return std::move(learnt_);
  PlantnetEstimates here;
  here.weight = std::move(here_.weight);
  for (const auto column : {&PlantnetEstimates::species_authored, &PlantnetEstimates::species_voted}) {
    const std::vector<std::uint32_t>& learnt = learnt_.*column;
    here.*column = index_.input.users->bring_from_owners(std::span(learnt));
    // The count of the AI is 0 except in the process that learns it.
    std::uint64_t of_ai = learnt.back();
    control.processes->sum(std::span(&of_ai, 1));
    // Growing moves the column out of the heap, where it would keep freed memory below it from being
    // returned.
    (here.*column).push_back(static_cast<std::uint32_t>(of_ai));
  }
  for (std::size_t voter = 0; voter < here.weight.size(); ++voter) {
    here.n_species.push_back(
        n_of({.authored = here.species_authored[voter], .voted = here.species_voted[voter]}));
  }
  return here;
}

}  // namespace crowdvote
