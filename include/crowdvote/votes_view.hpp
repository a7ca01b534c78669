#pragma once

/// The votes as strategies see them: a view of flat arrays in CSR form by observation.
///
///     observation_begin[n_observations + 1]   row i is [observation_begin[i], observation_begin[i + 1])
///     user_of_vote[n_votes]                   the user who voted
///     label_of_vote[n_votes]                  the label voted for
///     label_rank[n_labels]                    the position of each label in the order that decides ties
///
/// Memory: 8 bytes per vote and 4 per observation. There are no abstentions. A user has at most one vote in a
/// row, unless every statement was kept (Repeats::all): then a row may contain a user several times, and each
/// of these votes counts.
/// A label keeps its id when further labels appear, so the order of labels is given by their ranks, not by
/// their ids. Without ranks, the id of a label is its rank.

#include <crowdvote/ids.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

/// Does not own the arrays: they must outlive the view. Cheap to copy, thread-safe to read. Observations
/// without votes are empty rows.
class VotesView {
 public:
  VotesView() = default;
  /// REQUIRES: observation_begin is empty (no observations), or starts with 0, never falls and ends with the
  /// number of votes; every user is below n_users and every label below n_labels; label_rank is empty or a
  /// permutation of [0, n_labels).
  VotesView(std::span<const VoteIndex> observation_begin, std::span<const UserId> user_of_vote,
            std::span<const LabelId> label_of_vote, std::size_t n_users, std::size_t n_labels,
            std::span<const LabelId> label_rank = {})
      : observation_begin_(observation_begin),
        user_of_vote_(user_of_vote),
        label_of_vote_(label_of_vote),
        label_rank_(label_rank),
        n_users_(n_users),
        n_labels_(n_labels) {}

  [[nodiscard]] std::size_t n_observations() const {
    return observation_begin_.empty() ? 0 : observation_begin_.size() - 1;
  }
  [[nodiscard]] std::size_t n_users() const { return n_users_; }
  [[nodiscard]] std::size_t n_labels() const { return n_labels_; }
  [[nodiscard]] std::size_t n_votes() const { return user_of_vote_.size(); }

  [[nodiscard]] VoteIndex votes_begin(ObservationId i) const { return observation_begin_[i]; }
  [[nodiscard]] VoteIndex votes_end(ObservationId i) const { return observation_begin_[i + 1]; }
  [[nodiscard]] std::size_t n_votes_of(ObservationId i) const { return votes_end(i) - votes_begin(i); }
  [[nodiscard]] std::span<const UserId> users_of(ObservationId i) const {
    return user_of_vote_.subspan(votes_begin(i), n_votes_of(i));
  }
  [[nodiscard]] std::span<const LabelId> labels_of(ObservationId i) const {
    return label_of_vote_.subspan(votes_begin(i), n_votes_of(i));
  }

  [[nodiscard]] std::span<const VoteIndex> observation_begin() const { return observation_begin_; }
  [[nodiscard]] std::span<const UserId> user_of_vote() const { return user_of_vote_; }
  [[nodiscard]] std::span<const LabelId> label_of_vote() const { return label_of_vote_; }

  /// Empty if the id of each label is its rank.
  [[nodiscard]] std::span<const LabelId> label_rank() const { return label_rank_; }
  [[nodiscard]] LabelId rank_of(LabelId label) const {
    return label_rank_.empty() ? label : label_rank_[label];
  }
  /// Labels in the order of their ranks.
  [[nodiscard]] std::vector<LabelId> labels_in_order() const {
    std::vector<LabelId> labels(n_labels_);
    for (LabelId label = 0; label < n_labels_; ++label) labels[rank_of(label)] = label;
    return labels;
  }

  [[nodiscard]] std::vector<std::uint32_t> votes_per_user() const {
    std::vector<std::uint32_t> counts(n_users_, 0);
    for (const UserId user : user_of_vote_) ++counts[user];
    return counts;
  }

 private:
  std::span<const VoteIndex> observation_begin_;
  std::span<const UserId> user_of_vote_;
  std::span<const LabelId> label_of_vote_;
  std::span<const LabelId> label_rank_;
  std::size_t n_users_ = 0;
  std::size_t n_labels_ = 0;
};

}  // namespace crowdvote
