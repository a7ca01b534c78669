#pragma once

/// Users whose votes are not their own: pairs and groups who never contradict each other, users who confirm one
/// author, users who give one label whatever they see. A report for people who look into it; nothing is removed.

#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/votes_view.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace crowdvote {

struct CopyingOptions {
  std::size_t least_common = 10;  ///< pairs with fewer common observations are not tested
  std::size_t least_votes = 10;   ///< nothing is said of the votes of users with fewer
  double level = 0.01;            ///< chance that an independent crowd has any false finding, for each test
  double author_share = 0.9;      ///< share of a user's votes that agree with one author
};

/// Two users who voted on `common` observations and gave the same label on each of them.
///
/// The null model: the votes on an observation are independent of each other. Two users agree on an observation
/// with a chance that depends on how easy it is and on how the two compare with other voters:
///
///     chance = r_a r_b e_ab      e_ab = (sum of e_i + 1) / (n + 1) over the n common observations i, with
///                                       e_i = the share of agreeing pairs among the voters other than the two
///                                r_a  = agreement of a with the voters other than b, divided by the agreement
///                                       among the voters other than both on the same observations
///
/// That is exact where the chance to be right is a product of a user's skill and an observation's ease, and errors
/// do not coincide. In r_a each other user counts by at most five common observations, so that accomplices do not
/// vouch for each other; its numerator is the upper end of Wilson's interval of one standard error over the votes
/// of a. Where an observation has no pair of other voters, the mean over all observations stands in.
///
/// The test: n of n agreements have the probability chance^n, the last term of a binomial distribution. Where
/// the chances differ between the observations, their product is smaller still (arithmetic and geometric
/// mean), so the value is an upper bound. Bonferroni's correction multiplies it by the number of pairs with
/// enough common observations, which does not depend on what they voted for.
struct CopyingPair {
  UserId first = kNoUser;
  UserId second = kNoUser;
  std::size_t common = 0;
  double chance = 0;   ///< to agree on one observation
  double p_value = 0;  ///< corrected
};

/// P(n of n agreements) = chance^n, times the number of tests, at most 1.
[[nodiscard]] double corrected_p_value(double chance, std::size_t n, std::size_t n_tests);

/// Users whom pairs join, directly or through others.
struct CopyingGroup {
  std::vector<UserId> users;  ///< in ascending order
  std::size_t pairs = 0;      ///< among them
};

/// A user nearly all of whose votes repeat the vote of one author on this author's observations. There is no
/// test: a friend who looks at one person's observations alone is the same to see.
struct AuthorFollower {
  UserId user = kNoUser;
  UserId author = kNoUser;
  std::size_t votes = 0;     ///< of the user, in all
  std::size_t agreeing = 0;  ///< with the author's vote
};

/// A user whose votes are all for one label, where more of the other votes on these observations contradict it
/// than support it.
///
/// The null model: the votes on an observation could have been given by any of its voters. That a random vote of
/// each of the user's observations is for the label has the probability product of n_ik / m_i (n_ik of m_i votes
/// for the label); Bonferroni's correction multiplies it by the number of users with enough votes.
struct OneLabelUser {
  UserId user = kNoUser;
  LabelId label = kNoLabel;
  std::size_t votes = 0;
  std::size_t others_against = 0;  ///< votes of others on these observations, for another label
  double p_value = 0;              ///< corrected
};

struct CopyingReport {
  std::vector<CopyingPair> pairs;         ///< the least p first; those of two one-label users are left out
  std::vector<CopyingGroup> groups;       ///< the largest first
  std::vector<AuthorFollower> followers;  ///< most votes first
  std::vector<OneLabelUser> one_label;    ///< most votes first
  std::size_t pairs_tested = 0;
  std::size_t users_tested = 0;           ///< for one label
  std::size_t observations_left_out = 0;  ///< of the search for pairs: those with the most voters

  [[nodiscard]] bool empty() const { return pairs.empty() && followers.empty() && one_label.empty(); }
  /// All users who are named, but for authors who are followed, in ascending order.
  [[nodiscard]] std::vector<UserId> users() const;
};

/// Of several votes of a user on an observation, the last counts here.
///
/// What it does not say: who copied from whom; whether two agree because they know the same things or share one
/// mistaken idea (independence given the observation is the null model, so that a common teacher is a finding);
/// and nothing of copies who rarely meet, contradict each other now and then, or are most of the voters.
///
/// Cost: an observation with m voters takes m^2 visits, users with enough votes counted only. Where that
/// would be more than 64 visits per vote and more than 2^28 in all, observations with the most voters are left
/// out of the search, and counted; pairs that contradict each other there are still none. 16 bytes per vote.
/// The result does not depend on the number of threads.
/// \param author_of_observation empty, or one entry per observation
/// Throws MemoryError, Cancelled.
[[nodiscard]] CopyingReport find_copying(const VotesView& votes,
                                         std::span<const UserId> author_of_observation = {},
                                         const CopyingOptions& options = {}, const RunControl& control = {});

}  // namespace crowdvote
