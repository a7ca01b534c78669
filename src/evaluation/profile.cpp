#include <crowdvote/profile.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace crowdvote {

namespace {

constexpr std::size_t kLorenzSteps = 100;
constexpr std::size_t kMostVotedLabels = 10;

using Counts = std::vector<std::uint32_t>;

std::uint64_t sum_of(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

Counts votes_per_observation(const VotesView& votes) {
  Counts counts(votes.n_observations());
  for (ObservationId i = 0; i < counts.size(); ++i)
    counts[i] = static_cast<std::uint32_t>(votes.n_votes_of(i));
  return counts;
}

Counts votes_per_label(const VotesView& votes) {
  Counts counts(votes.n_labels(), 0);
  for (const LabelId k : votes.label_of_vote()) ++counts[k];
  return counts;
}

Distribution distribution_of(const Counts& sorted) {
  Distribution d;
  d.n = sorted.size();
  if (d.n == 0) return d;
  d.mean = static_cast<double>(sum_of(sorted)) / static_cast<double>(d.n);
  for (std::size_t q = 0; q < Distribution::kLevels.size(); ++q) {
    const auto rank =
        static_cast<std::size_t>(std::ceil(Distribution::kLevels[q] * static_cast<double>(d.n)));
    d.quantiles[q] = sorted[std::max<std::size_t>(rank, 1) - 1];
  }
  const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), 1U);
  d.with_one = static_cast<std::size_t>(last - first);
  return d;
}

std::vector<std::pair<double, double>> lorenz_curve(const Counts& sorted, double total) {
  std::vector<std::pair<double, double>> curve{{0, 0}};
  const std::size_t n_steps = std::min(kLorenzSteps, sorted.size());
  std::uint64_t sum = 0;
  std::size_t rank = 0;
  for (std::size_t step = 1; step <= n_steps; ++step) {
    const std::size_t end = sorted.size() * step / n_steps;
    for (; rank < end; ++rank) sum += sorted[rank];
    curve.emplace_back(static_cast<double>(end) / static_cast<double>(sorted.size()),
                       static_cast<double>(sum) / total);
  }
  return curve;
}

Concentration concentration_of(const Counts& sorted) {
  const auto total = static_cast<double>(sum_of(sorted));
  if (total == 0) return {};
  const auto n = static_cast<double>(sorted.size());
  double ranked_sum = 0;
  for (std::size_t r = 0; r < sorted.size(); ++r) ranked_sum += static_cast<double>(r + 1) * sorted[r];
  return {2 * ranked_sum / (n * total) - (n + 1) / n, lorenz_curve(sorted, total)};
}

/// How many of the largest counts together make up a share of the total.
std::size_t number_that_hold(const Counts& sorted, double share) {
  const double goal = share * static_cast<double>(sum_of(sorted));
  std::uint64_t sum = 0;
  std::size_t n = 0;
  for (auto it = sorted.rbegin(); it != sorted.rend() && static_cast<double>(sum) < goal; ++it, ++n)
    sum += *it;
  return n;
}

std::vector<LabelTail::LabelVotes> most_voted_labels(const VotesView& votes, const Counts& counts) {
  std::vector<LabelTail::LabelVotes> labels;
  for (LabelId k = 0; k < counts.size(); ++k) {
    if (counts[k] != 0) labels.push_back({k, counts[k]});
  }
  const auto n = static_cast<std::ptrdiff_t>(std::min(labels.size(), kMostVotedLabels));
  std::partial_sort(labels.begin(), labels.begin() + n, labels.end(), [&](const auto& a, const auto& b) {
    return a.votes != b.votes ? a.votes > b.votes : votes.rank_of(a.label) < votes.rank_of(b.label);
  });
  labels.resize(static_cast<std::size_t>(n));
  return labels;
}

/// \param sorted the counts of labels that have votes
LabelTail tail_of(const Counts& sorted) {
  LabelTail tail;
  const auto up_to = [&](std::uint32_t most) {
    return static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), most) - sorted.begin());
  };
  tail.with_one_vote = up_to(1);
  tail.with_at_most_ten_votes = up_to(10);
  tail.that_hold_half = number_that_hold(sorted, 0.5);
  tail.that_hold_nine_tenths = number_that_hold(sorted, 0.9);
  return tail;
}

AuthorStatistics author_statistics(const VotesView& votes, std::span<const UserId> author_of_observation) {
  AuthorStatistics authors;
  for (ObservationId i = 0; i < author_of_observation.size(); ++i) {
    if (author_of_observation[i] == kNoUser) continue;
    ++authors.observations_with_author;
    const auto users = votes.users_of(i);
    if (std::find(users.begin(), users.end(), author_of_observation[i]) != users.end()) {
      ++authors.votes_by_author;
    }
  }
  return authors;
}

}  // namespace

DataProfile describe(const VotesView& votes, std::span<const UserId> author_of_observation) {
  assert(author_of_observation.empty() || author_of_observation.size() == votes.n_observations());
  DataProfile s;
  s.observations = votes.n_observations();
  s.users = votes.n_users();
  s.votes = votes.n_votes();

  Counts of_observations = votes_per_observation(votes);
  Counts of_users = votes.votes_per_user();
  Counts of_labels = votes_per_label(votes);
  auto most_voted = most_voted_labels(votes, of_labels);
  std::erase(of_labels, 0U);
  for (Counts* counts : {&of_observations, &of_users, &of_labels}) std::sort(counts->begin(), counts->end());

  s.labels = of_labels.size();
  s.observations_without_votes = static_cast<std::size_t>(
      std::upper_bound(of_observations.begin(), of_observations.end(), 0U) - of_observations.begin());
  s.votes_per_observation = distribution_of(of_observations);
  s.votes_per_user = distribution_of(of_users);
  s.votes_per_label = distribution_of(of_labels);
  s.among_users = concentration_of(of_users);
  s.among_labels = concentration_of(of_labels);
  s.tail = tail_of(of_labels);
  s.tail.most_voted = std::move(most_voted);
  s.agreement = measure_agreement(votes);
  s.user_pairs = pairs_with_most_in_common(votes);
  s.user_agreements = users_against_the_others(votes);
  if (!author_of_observation.empty()) s.authors = author_statistics(votes, author_of_observation);
  return s;
}

}  // namespace crowdvote
