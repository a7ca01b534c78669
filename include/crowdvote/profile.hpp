#pragma once

/// What a data set looks like: sizes, who votes how much, and how far people agree.

#include <crowdvote/ids.hpp>
#include <crowdvote/votes_view.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace crowdvote {

/// Counts of votes, over all observations, users or voted labels.
struct Distribution {
  static constexpr std::array<double, 7> kLevels{0, 0.25, 0.5, 0.75, 0.9, 0.99, 1};

  std::size_t n = 0;
  double mean = 0;
  /// The least count that at least a share kLevels[q] of them does not exceed; the smallest at 0.
  std::array<std::uint32_t, kLevels.size()> quantiles{};
  std::size_t with_one = 0;  ///< how many have exactly one vote
};

/// How unequally votes are spread over the users, or over the labels.
struct Concentration {
  /// 0 if all have equally many votes, near 1 if one has nearly all:
  /// G = 2 * sum over rank r = 1..n of r * x_r / (n * sum of x) - (n + 1) / n, x in ascending order.
  std::optional<double> gini;
  /// Lorenz curve: (share of the users, the least active first; their share of the votes), from (0, 0) to
  /// (1, 1) in at most 100 steps. Empty without votes.
  std::vector<std::pair<double, double>> lorenz;
};

/// The long tail of the labels.
struct LabelTail {
  std::size_t with_one_vote = 0;
  std::size_t with_at_most_ten_votes = 0;
  std::size_t that_hold_half = 0;         ///< this many of the most voted labels have half of the votes
  std::size_t that_hold_nine_tenths = 0;  ///< ... 90 % of the votes
  struct LabelVotes {
    LabelId label;
    std::uint32_t votes;
  };
  std::vector<LabelVotes> most_voted;  ///< at most ten, the most voted first, then in the order of names
};

/// Agreement among the voters of the observations with at least two votes.
///
/// Krippendorff's alpha for nominal data, over these observations, with m_i votes on i, n_ik of them for k,
/// and n = sum of m_i, n_k = sum of n_ik:
///
///     alpha = 1 - D_o / D_e      D_o = 1/n * sum over i of (m_i^2 - sum over k of n_ik^2) / (m_i - 1)
///                                D_e = (n^2 - sum over k of n_k^2) / (n * (n - 1))
///
/// Fleiss' kappa, where all N observations that have votes have m >= 2 of them, p_k = n_k / (N m):
///
///     kappa = (P - P_e) / (1 - P_e)      P = mean of (sum over k of n_ik^2 - m) / (m (m - 1))
///                                        P_e = sum of p_k^2
///
/// Both are empty where only one label is voted for: chance alone would agree as well.
/// Sources: Krippendorff (2011), "Computing Krippendorff's alpha-reliability"; Fleiss (1971), "Measuring
/// nominal scale agreement among many raters", Psychological Bulletin 76.
struct Agreement {
  std::size_t with_two_votes = 0;     ///< observations with at least two votes
  std::size_t with_disagreement = 0;  ///< of them, those with at least two different labels
  std::size_t with_exact_tie = 0;     ///< of them, those on which several labels have the most votes
  std::optional<double> krippendorff_alpha;
  std::optional<double> fleiss_kappa;
};

/// Votes by the authors of the observations.
struct AuthorStatistics {
  std::size_t observations_with_author = 0;  ///< whose author is known
  std::size_t votes_by_author = 0;           ///< votes on one's own observation
};

struct DataProfile {
  std::size_t observations = 0;
  std::size_t observations_without_votes = 0;
  std::size_t users = 0;
  std::size_t labels = 0;  ///< with at least one vote
  std::size_t votes = 0;
  std::size_t abstentions = 0;     ///< to be filled by whoever read the votes
  std::size_t replaced_votes = 0;  ///< likewise

  Distribution votes_per_observation;
  Distribution votes_per_user;
  Distribution votes_per_label;
  Concentration among_users;
  Concentration among_labels;
  LabelTail tail;
  Agreement agreement;
  std::optional<AuthorStatistics> authors;  ///< empty without authors
};

/// \param author_of_observation empty, or one entry per observation
/// Cost: linear in the votes, and a sort of the users and of the labels by their counts.
[[nodiscard]] DataProfile describe(const VotesView& votes,
                                   std::span<const UserId> author_of_observation = {});

}  // namespace crowdvote
