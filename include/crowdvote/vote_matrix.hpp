#pragma once

/// The votes: one immutable matrix in CSR form by observation.
///
///     observation_begin[n_observations + 1]   row i is [observation_begin[i], observation_begin[i + 1])
///     user_of_vote[n_votes]                   who voted
///     label_of_vote[n_votes]                  for what
///
/// 8 bytes a vote and 4 an observation. A user has at most one vote in a row; there are no abstentions
/// inside.

#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

/// Thread-safe to read. Observations without votes are empty rows.
class VoteMatrix {
 public:
  VoteMatrix() = default;
  /// REQUIRES: observation_begin starts with 0, never falls and ends with the number of votes; every user is
  /// below n_users and every label below n_labels; no user stands twice in a row. (Asserted in debug builds.)
  VoteMatrix(std::vector<VoteIndex> observation_begin, std::vector<UserId> user_of_vote,
             std::vector<LabelId> label_of_vote, std::size_t n_users, std::size_t n_labels);

  [[nodiscard]] std::size_t n_observations() const { return observation_begin_.size() - 1; }
  [[nodiscard]] std::size_t n_users() const { return n_users_; }
  [[nodiscard]] std::size_t n_labels() const { return n_labels_; }
  [[nodiscard]] std::size_t n_votes() const { return user_of_vote_.size(); }

  [[nodiscard]] VoteIndex votes_begin(ObservationId i) const { return observation_begin_[i]; }
  [[nodiscard]] VoteIndex votes_end(ObservationId i) const { return observation_begin_[i + 1]; }
  [[nodiscard]] std::size_t n_votes_of(ObservationId i) const { return votes_end(i) - votes_begin(i); }
  [[nodiscard]] std::span<const UserId> users_of(ObservationId i) const {
    return user_of_vote().subspan(votes_begin(i), n_votes_of(i));
  }
  [[nodiscard]] std::span<const LabelId> labels_of(ObservationId i) const {
    return label_of_vote().subspan(votes_begin(i), n_votes_of(i));
  }

  [[nodiscard]] std::span<const VoteIndex> observation_begin() const { return observation_begin_; }
  [[nodiscard]] std::span<const UserId> user_of_vote() const { return user_of_vote_; }
  [[nodiscard]] std::span<const LabelId> label_of_vote() const { return label_of_vote_; }

  [[nodiscard]] std::vector<std::uint32_t> votes_per_user() const;

  /// The same matrix with every label l replaced by new_label[l]; new_label is one-to-one into [0, n_labels).
  void relabel(std::span<const LabelId> new_label, std::size_t n_labels);

  /// A copy without the votes of the users u with leaves_out[u] != 0; rows and ids stay.
  [[nodiscard]] VoteMatrix without_users(std::span<const std::uint8_t> leaves_out) const;

 private:
  std::vector<VoteIndex> observation_begin_{0};
  std::vector<UserId> user_of_vote_;
  std::vector<LabelId> label_of_vote_;
  std::size_t n_users_ = 0;
  std::size_t n_labels_ = 0;
};

/// Statements of users in the order of the input, turned into a VoteMatrix.
///
/// Of several statements of one user on one observation the last counts, an abstention too; the others are
/// counted in n_replaced. An abstention that counts is counted in n_abstentions and is no vote. A statement
/// of kNoUser is the AI's: it is cleaned like a user's, and its label stands apart from the votes.
///
/// Statements that come observation by observation, in the order of their ids, are kept as they will stand
/// in the matrix, at 8 bytes each; others are sorted in `finish`.
class VoteMatrixBuilder {
 public:
  /// Makes sure that the observation has a row, even if nobody votes on it.
  void add_observation(ObservationId observation);
  /// \param user kNoUser for the AI
  /// \param label kNoLabel for an abstention
  /// Throws std::length_error at 2^32 - 1 statements.
  void add_statement(ObservationId observation, UserId user, LabelId label);
  /// The same for all statements on one observation that stand together.
  void add_statements(ObservationId observation, std::span<const UserId> users,
                      std::span<const LabelId> labels);
  /// The same for new observations, with the ids n_observations(), n_observations() + 1, ...
  /// \param row_end where in `users` and `labels` the statements on each of them end
  void add_rows(std::span<const std::uint32_t> row_end, std::span<const UserId> users,
                std::span<const LabelId> labels);
  /// Makes room for so many statements in all.
  void reserve(std::size_t n_observations, std::size_t n_statements);

  [[nodiscard]] std::size_t n_observations() const { return n_observations_; }
  [[nodiscard]] std::size_t n_statements() const { return users_.size(); }

  struct Finished {
    VoteMatrix votes;
    std::vector<LabelId> ai_label_of_observation;  ///< kNoLabel: none; empty if the AI has no vote at all
    std::size_t n_abstentions = 0;
    std::size_t n_replaced = 0;
    std::size_t n_ai_votes = 0;
  };
  /// Leaves the builder empty. Throws MemoryError, Cancelled.
  [[nodiscard]] Finished finish(std::size_t n_users, std::size_t n_labels, const RunControl& control = {});

 private:
  void go_to(ObservationId observation);
  void append(std::span<const UserId> users, std::span<const LabelId> labels);
  void begin_run(ObservationId observation);
  void sort_runs();

  /// A run is a row of statements on one observation; run r starts at run_begin_[r].
  std::vector<VoteIndex> run_begin_;
  std::vector<ObservationId> observation_of_run_;  ///< empty while run r is on observation r
  std::vector<UserId> users_;
  std::vector<LabelId> labels_;
  std::size_t n_observations_ = 0;
};

}  // namespace crowdvote
