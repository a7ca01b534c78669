#include "explanation/removal.hpp"

#include <algorithm>
#include <numeric>

namespace crowdvote {

namespace {

/// Moves to the next combination of the same size from the indexes below n, in lexicographic order; returns
/// false after the last.
bool next_choice(LeftOut& choice, std::size_t n) {
  for (std::size_t k = choice.size(); k-- > 0;) {
    if (choice[k] == n - choice.size() + k) continue;
    ++choice[k];
    for (std::size_t next = k + 1; next < choice.size(); ++next) choice[next] = choice[next - 1] + 1;
    return true;
  }
  return false;
}

/// Number of combinations tried in one call, which share its overhead.
constexpr std::size_t kTriesAtOnce = 1024;

/// The first combination of `size` votes whose removal changes the outcome.
std::optional<Removal> find_of_size(const Explanation& card, std::size_t size,
                                    const OutcomesWithout& without) {
  LeftOut choice(size);
  std::iota(choice.begin(), choice.end(), std::size_t{0});
  for (bool is_left = true; is_left;) {
    std::vector<LeftOut> tries;
    for (; is_left && tries.size() < kTriesAtOnce; is_left = next_choice(choice, card.votes.size())) {
      tries.push_back(choice);
    }
    const std::vector<Outcome> outcomes = without(tries);
    for (std::size_t t = 0; t < tries.size(); ++t) {
      if (outcomes[t].differs_from(card.outcome)) return Removal{tries[t], true, outcomes[t]};
    }
  }
  return std::nullopt;
}

/// n choose k, up to `most`.
std::size_t choose(std::size_t n, std::size_t k, std::size_t most) {
  std::size_t product = 1;
  for (std::size_t j = 1; j <= k && product <= most; ++j) product = product * (n - k + j) / j;
  return product;
}

/// Removes votes in this order until the outcome changes, then restores those that need not be removed.
std::optional<Removal> take_in_order(const Explanation& card, const std::vector<std::size_t>& order,
                                     const OutcomesWithout& without) {
  LeftOut taken;
  const auto outcome_without = [&](LeftOut votes) {
    std::sort(votes.begin(), votes.end());
    return without(std::span(&votes, 1)).front();
  };
  bool changes = false;
  for (const std::size_t vote : order) {
    taken.push_back(vote);
    changes = outcome_without(taken).differs_from(card.outcome);
    if (changes) break;
  }
  if (!changes) return std::nullopt;
  for (std::size_t k = taken.size(); k-- > 0 && taken.size() > 1;) {
    LeftOut fewer;
    for (const std::size_t vote : taken) {
      if (vote != taken[k]) fewer.push_back(vote);
    }
    if (outcome_without(fewer).differs_from(card.outcome)) taken = fewer;
  }
  std::sort(taken.begin(), taken.end());
  return Removal{taken, false, outcome_without(taken)};
}

/// The votes of one side, most influential first: those for the leader, or those for all others.
std::vector<std::size_t> votes_of_side(const Explanation& card, bool of_leader) {
  std::vector<std::size_t> order;
  for (std::size_t v = 0; v < card.votes.size(); ++v) {
    if ((card.votes[v].label == card.outcome.leader) == of_leader) order.push_back(v);
  }
  const auto loudness = [&](std::size_t v) {
    const ExplainedVote& vote = card.votes[v];
    const double log_odds = vote.log_odds.value_or(0);
    return vote.weight.value_or(of_leader ? log_odds : -log_odds);
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return loudness(a) > loudness(b); });
  return order;
}

/// \param all_tried all combinations of up to this many votes were tried without success
std::optional<Removal> greedy_removal(const Explanation& card, const OutcomesWithout& without,
                                      std::size_t all_tried) {
  std::optional<Removal> best;
  for (const bool of_leader : {true, false}) {
    auto removal = take_in_order(card, votes_of_side(card, of_leader), without);
    if (removal && (!best || removal->votes.size() < best->votes.size())) best = std::move(removal);
  }
  if (best) best->is_smallest = best->votes.size() <= all_tried + 1;
  return best;
}

}  // namespace

std::optional<Removal> smallest_removal(const Explanation& card, const OutcomesWithout& outcomes_without,
                                        std::size_t most_tries) {
  const std::size_t n = card.votes.size();
  const std::size_t most_votes = n <= kMostVotesSearched ? n : 1;
  std::size_t tries = 0;
  for (std::size_t size = 1; size <= most_votes; ++size) {
    tries += choose(n, size, most_tries);
    if (tries > most_tries) return greedy_removal(card, outcomes_without, size - 1);
    if (auto removal = find_of_size(card, size, outcomes_without)) return removal;
  }
  return most_votes == n ? std::nullopt : greedy_removal(card, outcomes_without, most_votes);
}

std::optional<Removal> smallest_removal(const Explanation& card, const WeightSearch& search) {
  Ballot<double> ballot;
  const OutcomesWithout without = [&](std::span<const LeftOut> tries) {
    std::vector<Outcome> outcomes;
    for (const LeftOut& left_out : tries) {
      ballot.clear();
      OutcomeRule rule = card.rule;
      auto next = left_out.begin();
      for (std::size_t v = 0; v < card.votes.size(); ++v) {
        const ExplainedVote& vote = card.votes[v];
        if (next != left_out.end() && *next == v) {
          ++next;
          rule.n_votes -= vote.user != kNoUser ? 1U : 0U;
        } else {
          ballot.add(vote.label, *vote.weight);
        }
      }
      ballot.settle();
      outcomes.push_back(search.outcome(ballot, rule));
    }
    return outcomes;
  };
  constexpr std::size_t kMostTries = std::size_t{1} << kMostVotesSearched;
  return smallest_removal(card, without, kMostTries);
}

}  // namespace crowdvote
