#pragma once

/// Figures that describe a data set: sizes, distributions of votes, and agreement.

#include <crowdvote/ids.hpp>
#include <crowdvote/options.hpp>
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

/// The distribution of the number of votes over all observations, users or voted labels.
struct Distribution {
  static constexpr std::array<double, 7> kLevels{0, 0.25, 0.5, 0.75, 0.9, 0.99, 1};

  std::size_t n = 0;
  double mean = 0;
  /// quantiles[q] is the smallest count that at least a share kLevels[q] of them does not exceed; the
  /// smallest count for level 0.
  std::array<std::uint32_t, kLevels.size()> quantiles{};
  std::size_t with_one = 0;  ///< how many have exactly one vote
};

/// How unequally votes are distributed over the users, or over the labels.
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
  std::size_t that_hold_half = 0;         ///< number of the most voted labels that have half of the votes
  std::size_t that_hold_nine_tenths = 0;  ///< the same for 90 % of the votes
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
/// Fleiss' kappa and Gwet's AC1, with p_ik = n_ik / m_i, p_k the mean of p_ik over all observations with a
/// vote, and K labels that have a vote:
///
///     kappa = (P - P_e) / (1 - P_e)      P = mean of (sum over k of n_ik^2 - m_i) / (m_i (m_i - 1)) over the
///                                            observations with at least two votes
///                                        P_e = sum of p_k^2
///     AC1: the same with                 P_e = sum of p_k (1 - p_k) / (K - 1)
///
/// With equally many votes on all observations, kappa is Fleiss's of 1971; otherwise its generalisation by
/// Gwet.
///
/// On an ordinal or interval scale the votes are points x on a line: the label itself, which is a number
/// (interval), or the midrank of the label among all n votes, that is, the number of votes for lower labels
/// plus half of n_k (ordinal). Then alpha = 1 - D_o / D_e with
///
///     D_o = 1/n * sum over i of 2 (m_i S2_i - S1_i^2) / (m_i - 1)    S1, S2: sums of x and of x^2 over votes
///     D_e = 2 (n S2 - S1^2) / (n (n - 1))
///
/// All are empty if only one label is voted for (chance alone would give the same agreement) or no
/// observation has two votes.
///
/// Sources: Krippendorff (2011), "Computing Krippendorff's alpha-reliability"; Fleiss (1971), "Measuring
/// nominal scale agreement among many raters", Psychological Bulletin 76; Gwet (2008), "Computing inter-rater
/// reliability and its variance in the presence of high agreement", British Journal of Mathematical and
/// Statistical Psychology 61; Gwet (2014), "Handbook of Inter-Rater Reliability", 4th edition, chapters 2 and
/// 3.
struct Agreement {
  std::size_t with_two_votes = 0;     ///< observations with at least two votes
  std::size_t with_disagreement = 0;  ///< of them, those with at least two different labels
  std::size_t with_exact_tie = 0;     ///< of them, those on which several labels have the most votes
  std::optional<double> krippendorff_alpha;
  std::optional<double> fleiss_kappa;
  std::optional<double> gwet_ac1;
};

/// The figures for labels on a nominal scale. Cost: linear in the votes.
[[nodiscard]] Agreement measure_agreement(const VotesView& votes);

/// The distance between two labels: equal or not (nominal), by rank (ordinal) or by value (interval).
enum class LabelScale : std::uint8_t { nominal, ordinal, interval };
template <>
struct Choices<LabelScale> {
  static constexpr std::array values{Choice<LabelScale>{"nominal", LabelScale::nominal},
                                     Choice<LabelScale>{"ordinal", LabelScale::ordinal},
                                     Choice<LabelScale>{"interval", LabelScale::interval}};
};

/// Krippendorff's alpha on an ordinal or interval scale. \see Agreement
/// \param value_of_label the number that each label stands for, by label
/// REQUIRES: the scale is not nominal
[[nodiscard]] std::optional<double> krippendorff_alpha(const VotesView& votes, LabelScale scale,
                                                       std::span<const double> value_of_label);

/// The agreement of two users on the n observations on which both voted, and Cohen's kappa, where p_k and q_k
/// are the shares of the label k in the votes of either user on these observations:
///
///     kappa = (P - P_e) / (1 - P_e)      P = agreeing / n      P_e = sum over k of p_k q_k
///
/// It is empty if P_e is 1. Source: Cohen (1960), "A coefficient of agreement for nominal scales",
/// Educational and Psychological Measurement 20.
struct UserPair {
  UserId first;
  UserId second;
  std::size_t common = 0;
  std::size_t agreeing = 0;
  std::optional<double> cohen_kappa;
};

/// Among the 30 users with the most votes (lower ids first), the ten pairs with the most common observations,
/// in descending order; pairs without common observations are left out.
[[nodiscard]] std::vector<UserPair> pairs_with_most_in_common(const VotesView& votes);

/// How often a user votes like most of the others. Only the user's votes on observations count on which one
/// label has more votes of the others than any other label; a vote is left out if the others' best labels are
/// tied or nobody else voted.
struct AgreementWithOthers {
  UserId user = kNoUser;
  std::size_t common = 0;    ///< number of these votes
  std::size_t agreeing = 0;  ///< votes among them for the others' best label
};

/// The ten users with the most such votes, in descending order; users without any are left out.
[[nodiscard]] std::vector<AgreementWithOthers> users_against_the_others(const VotesView& votes);

/// Votes by the authors of the observations.
struct AuthorStatistics {
  std::size_t observations_with_author = 0;  ///< observations whose author is known
  std::size_t votes_by_author = 0;           ///< votes of users on their own observations
};

struct DataProfile {
  std::size_t observations = 0;
  std::size_t observations_without_votes = 0;
  std::size_t users = 0;
  std::size_t labels = 0;  ///< with at least one vote
  std::size_t votes = 0;
  std::size_t abstentions = 0;     ///< filled by the caller
  std::size_t replaced_votes = 0;  ///< filled by the caller

  Distribution votes_per_observation;
  Distribution votes_per_user;
  Distribution votes_per_label;
  Concentration among_users;
  Concentration among_labels;
  LabelTail tail;
  Agreement agreement;
  std::vector<UserPair> user_pairs;
  std::vector<AgreementWithOthers> user_agreements;
  LabelScale scale = LabelScale::nominal;
  std::optional<double> scaled_alpha;       ///< alpha on another scale; filled by the caller
  std::optional<AuthorStatistics> authors;  ///< empty without authors
};

/// Describes votes. Cost: linear in the votes, plus sorting the users and the labels by their counts.
/// \param author_of_observation empty, or one entry per observation
[[nodiscard]] DataProfile describe(const VotesView& votes,
                                   std::span<const UserId> author_of_observation = {});

}  // namespace crowdvote
