#include <crowdvote/profile.hpp>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

namespace crowdvote {

namespace {

constexpr std::size_t kMostUsers = 30;
constexpr std::size_t kMostPairs = 10;
constexpr std::uint32_t kNoPlace = kMostUsers;

std::vector<UserId> users_with_most_votes(const VotesView& votes) {
  const std::vector<std::uint32_t> n_votes = votes.votes_per_user();
  std::vector<UserId> users(n_votes.size());
  std::iota(users.begin(), users.end(), UserId{0});
  const std::size_t n = std::min(kMostUsers, users.size());
  std::partial_sort(
      users.begin(), users.begin() + static_cast<std::ptrdiff_t>(n), users.end(),
      [&](UserId a, UserId b) { return n_votes[a] != n_votes[b] ? n_votes[a] > n_votes[b] : a < b; });
  users.resize(n);
  return users;
}

/// Calls visit(a, b, label of a, label of b) for every pair of the users, given by their positions a < b, on
/// every observation on which both voted.
template <class Visit>
void for_each_common_vote(const VotesView& votes, const std::vector<std::uint32_t>& place_of_user,
                          const Visit& visit) {
  std::vector<std::pair<std::uint32_t, LabelId>> row;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    const auto users = votes.users_of(i);
    const auto labels = votes.labels_of(i);
    row.clear();
    for (std::size_t v = 0; v < users.size(); ++v) {
      if (place_of_user[users[v]] != kNoPlace) row.emplace_back(place_of_user[users[v]], labels[v]);
    }
    std::sort(row.begin(), row.end());
    for (std::size_t a = 0; a < row.size(); ++a) {
      for (std::size_t b = a + 1; b < row.size(); ++b) {
        if (row[a].first != row[b].first) visit(row[a].first, row[b].first, row[a].second, row[b].second);
      }
    }
  }
}

std::optional<double> cohen_kappa(const UserPair& pair, const std::vector<std::uint64_t>& first,
                                  const std::vector<std::uint64_t>& second) {
  const auto n = static_cast<double>(pair.common);
  double by_chance = 0;
  for (std::size_t k = 0; k < first.size(); ++k) {
    by_chance += static_cast<double>(first[k]) * static_cast<double>(second[k]);
  }
  by_chance /= n * n;
  if (by_chance >= 1) return std::nullopt;
  return (static_cast<double>(pair.agreeing) / n - by_chance) / (1 - by_chance);
}

}  // namespace

std::vector<UserPair> pairs_with_most_in_common(const VotesView& votes) {
  const std::vector<UserId> users = users_with_most_votes(votes);
  std::vector<std::uint32_t> place_of_user(votes.n_users(), kNoPlace);
  for (std::size_t p = 0; p < users.size(); ++p) place_of_user[users[p]] = static_cast<std::uint32_t>(p);

  std::vector<std::size_t> common(kMostUsers * kMostUsers, 0);
  for_each_common_vote(votes, place_of_user, [&](std::uint32_t a, std::uint32_t b, LabelId, LabelId) {
    ++common[a * kMostUsers + b];
  });
  std::vector<std::size_t> cells;
  for (std::size_t cell = 0; cell < common.size(); ++cell) {
    if (common[cell] > 0) cells.push_back(cell);
  }
  std::stable_sort(cells.begin(), cells.end(),
                   [&](std::size_t a, std::size_t b) { return common[a] > common[b]; });
  cells.resize(std::min(cells.size(), kMostPairs));

  std::vector<UserPair> pairs;
  std::vector<std::size_t> pair_of_cell(common.size(), kMostPairs);
  for (const std::size_t cell : cells) {
    pair_of_cell[cell] = pairs.size();
    pairs.push_back({.first = users[cell / kMostUsers],
                     .second = users[cell % kMostUsers],
                     .common = common[cell],
                     .cohen_kappa = std::nullopt});
  }
  const std::vector<std::uint64_t> none(votes.n_labels(), 0);
  std::vector<std::vector<std::uint64_t>> first(pairs.size(), none);
  std::vector<std::vector<std::uint64_t>> second(pairs.size(), none);
  for_each_common_vote(votes, place_of_user,
                       [&](std::uint32_t a, std::uint32_t b, LabelId of_a, LabelId of_b) {
                         const std::size_t p = pair_of_cell[a * kMostUsers + b];
                         if (p == kMostPairs) return;
                         pairs[p].agreeing += of_a == of_b ? 1U : 0U;
                         ++first[p][of_a];
                         ++second[p][of_b];
                       });
  for (std::size_t p = 0; p < pairs.size(); ++p)
    pairs[p].cohen_kappa = cohen_kappa(pairs[p], first[p], second[p]);
  return pairs;
}

}  // namespace crowdvote
