#pragma once

/// Users whose votes may not be their own: pairs and groups who never contradict each other, users who
/// confirm one author, and users who always give one label. The report is meant for further inspection; no
/// vote is removed.

#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/votes_view.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace crowdvote {

struct CopyingOptions {
  std::size_t least_common = 10;  ///< pairs with fewer common observations are not tested
  std::size_t least_votes = 10;   ///< users with fewer votes are not examined
  double level = 0.01;            ///< of each test: probability of any false finding in an independent crowd
  double author_share = 0.9;      ///< least share of a follower's votes that agree with one author
};

/// Two users who voted on `common` observations and gave the same label on each of them.
///
/// The null model: the votes on an observation are independent of each other. Two users agree on an
/// observation with a chance that depends on how easy it is and on how the two compare with other voters:
///
///     chance = r_a r_b e_ab     e_ab = (sum of e_i + 1) / (n + 1) over the n common observations i, where
///                                      e_i = share of agreeing pairs among the voters other than the two
///                               r_a  = agreement of a with the voters other than b, divided by the agreement
///                                      among the voters other than both on the same observations
///
/// This is exact if the probability of a correct vote is a product of the user's skill and the observation's
/// ease, and errors do not coincide. In r_a each other user counts with at most five common observations, so
/// that accomplices do not vouch for each other; its numerator is the upper end of Wilson's interval of one
/// standard error over the votes of a. If an observation has no pair of other voters, the mean over all
/// observations is used.
///
/// The test: n agreements on n observations have the probability chance^n, the last term of a binomial
/// distribution. If the chances differ between the observations, their product is smaller still (inequality
/// of arithmetic and geometric means), so the value is an upper bound. Bonferroni's correction multiplies it
/// by the number of pairs with enough common observations, which does not depend on what they voted for.
struct CopyingPair {
  UserId first = kNoUser;
  UserId second = kNoUser;
  std::size_t common = 0;  ///< observations on which both voted
  double chance = 0;       ///< probability of agreeing on one observation
  double p_value = 0;      ///< corrected
};

/// min(1, n_tests * chance^n): the probability of n agreements on n observations, corrected for the number of
/// tests.
[[nodiscard]] double corrected_p_value(double chance, std::size_t n, std::size_t n_tests);

/// Users who are connected by pairs, directly or through others.
struct CopyingGroup {
  std::vector<UserId> users;  ///< in ascending order
  std::size_t pairs = 0;      ///< number of pairs among them
};

/// A user nearly all of whose votes repeat the vote of one author on this author's observations. There is no
/// test, because a friend who only looks at one person's observations gives the same picture.
struct AuthorFollower {
  UserId user = kNoUser;
  UserId author = kNoUser;
  std::size_t votes = 0;     ///< all votes of the user
  std::size_t agreeing = 0;  ///< those that agree with the author's vote
};

/// A user whose votes are all for one label, where more of the other votes on these observations contradict
/// it than support it.
///
/// The null model: each vote on an observation could have been given by any of its voters. If one vote is
/// drawn from each of the user's observations i, all are for the label k with probability prod_i n_ik / m_i,
/// where n_ik of the m_i votes are for k. Bonferroni's correction multiplies it by the number of users with
/// enough votes.
struct OneLabelUser {
  UserId user = kNoUser;
  LabelId label = kNoLabel;
  std::size_t votes = 0;
  std::size_t others_against = 0;  ///< votes of others on these observations for another label
  double p_value = 0;              ///< corrected
};

struct CopyingReport {
  std::vector<CopyingPair> pairs;         ///< by ascending p; pairs of two one-label users are left out
  std::vector<CopyingGroup> groups;       ///< largest first
  std::vector<AuthorFollower> followers;  ///< most votes first
  std::vector<OneLabelUser> one_label;    ///< most votes first
  std::size_t pairs_tested = 0;
  std::size_t users_tested = 0;           ///< tested for voting for one label only
  std::size_t observations_left_out = 0;  ///< left out of the search for pairs: those with the most voters

  [[nodiscard]] bool empty() const { return pairs.empty() && followers.empty() && one_label.empty(); }
  /// All users in the findings, except for authors who are followed; in ascending order.
  [[nodiscard]] std::vector<UserId> users() const;
};

/// Searches the votes for all four kinds of findings. Of several votes of a user on an observation, the last
/// counts.
///
/// What the report does not say: who copied from whom, and whether two users agree because they know the same
/// things or share a misconception (the null model is independence given the observation, so a common teacher
/// is a finding). It does not find copiers who rarely vote on the same observations, contradict each other
/// now and then, or are the majority of the voters.
///
/// Cost: an observation with m voters takes m^2 visits, where only users with enough votes count. If that
/// would be more than 64 visits per vote and more than 2^28 in total, the observations with the most voters
/// are left out of the search and counted in observations_left_out; pairs that contradict each other on them
/// are excluded all the same. Memory: 16 bytes per vote. The result does not depend on the number of threads.
/// \param author_of_observation empty, or one entry per observation
/// Throws MemoryError, Cancelled.
[[nodiscard]] CopyingReport find_copying(const VotesView& votes,
                                         std::span<const UserId> author_of_observation = {},
                                         const CopyingOptions& options = {}, const RunControl& control = {});

}  // namespace crowdvote
