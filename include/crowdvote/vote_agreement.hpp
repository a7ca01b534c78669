#pragma once

/// How well labels agree with the votes they were computed from. No truth is needed.
///
/// Over the votes on the observations that have at least two votes and a label that was not given as gold:
///
///     share               share of these votes that equal the label
///     share_of_majority   the same for the labels of the majority: sum of the largest counts / votes
///     gap                 share_of_majority - share; never negative, since no labels agree with more votes
///
/// A strategy may be right to overrule the majority, but rarely on every third vote: a large gap is a sign
/// that labels were swapped, or that all observations got the same label.

#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/votes_view.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace crowdvote {

class SharedUsers;

/// Counts of votes. Shares are empty if there are no such votes.
struct VoteAgreement {
  std::size_t observations = 0;
  std::size_t votes = 0;
  std::size_t agreeing = 0;                ///< votes that equal the label
  std::size_t agreeing_with_majority = 0;  ///< votes for a label with the most votes

  [[nodiscard]] std::optional<double> share() const;
  [[nodiscard]] std::optional<double> share_of_majority() const;
  /// 0 if there are no such votes.
  [[nodiscard]] double gap() const;
};

/// With a larger gap, the agreement counts as far below that of the majority.
inline constexpr double kWideGap = 0.1;

/// Compares labels with the votes. Cost: one pass over the votes.
/// \param label one entry per observation; kNoLabel: undefined
/// \param gold the same, for gold labels; empty: none
[[nodiscard]] VoteAgreement measure_vote_agreement(const VotesView& votes, std::span<const LabelId> label,
                                                   std::span<const LabelId> gold = {});

/// For each user, the share of their votes that equal the label; NaN for a user without votes. A vote on an
/// observation without a label counts as different.
/// \param users if not null, the users of the processes that share the run; the call is then collective
[[nodiscard]] std::vector<double> agreement_of_users(const VotesView& votes, std::span<const LabelId> label,
                                                     const SharedUsers* users = nullptr);

/// The same for one voter who is not a user, such as an AI. \param vote by observation; kNoLabel: no vote
[[nodiscard]] double agreement_of_labels(std::span<const LabelId> vote, std::span<const LabelId> label,
                                         const RunControl& control = {});

}  // namespace crowdvote
