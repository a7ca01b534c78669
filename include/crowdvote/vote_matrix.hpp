#pragma once

/// Owners of votes: the arrays behind a VotesView, and ways to create them.

#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/votes_view.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

/// Owns the arrays of a VotesView. Thread-safe to read. A matrix that was moved from has no observations.
class VoteMatrix {
 public:
  VoteMatrix() = default;
  /// Throws std::invalid_argument unless the arrays meet the requirements of VotesView. Cost: one pass over
  /// them.
  VoteMatrix(std::vector<VoteIndex> observation_begin, std::vector<UserId> user_of_vote,
             std::vector<LabelId> label_of_vote, std::size_t n_users, std::size_t n_labels);

  /// Valid as long as the matrix exists and is not moved.
  [[nodiscard]] VotesView view() const {
    return {observation_begin_, user_of_vote_, label_of_vote_, n_users_, n_labels_, label_rank_};
  }
  operator VotesView() const { return view(); }  // NOLINT: an owner stands for its view everywhere

  [[nodiscard]] std::size_t n_observations() const { return view().n_observations(); }
  [[nodiscard]] std::size_t n_users() const { return n_users_; }
  [[nodiscard]] std::size_t n_labels() const { return n_labels_; }
  [[nodiscard]] std::size_t n_votes() const { return user_of_vote_.size(); }
  [[nodiscard]] std::size_t n_votes_of(ObservationId i) const { return view().n_votes_of(i); }
  [[nodiscard]] std::span<const UserId> users_of(ObservationId i) const { return view().users_of(i); }
  [[nodiscard]] std::span<const LabelId> labels_of(ObservationId i) const { return view().labels_of(i); }

  /// Sets the order of the labels and their number, which may have grown. \param rank as in VotesView
  void set_label_order(std::vector<LabelId> rank);

  /// A copy without the votes of the users u with leaves_out[u] != 0; rows and ids are unchanged.
  [[nodiscard]] VoteMatrix without_users(std::span<const std::uint8_t> leaves_out) const;
  /// The same without the votes for the labels l with leaves_out[l] != 0.
  [[nodiscard]] VoteMatrix without_labels(std::span<const std::uint8_t> leaves_out) const;

 private:
  friend class VoteMatrixBuilder;
  template <class LeavesOut>
  friend VoteMatrix votes_without(const VotesView& votes, const LeavesOut& leaves_out);

  std::vector<VoteIndex> observation_begin_;
  std::vector<UserId> user_of_vote_;
  std::vector<LabelId> label_of_vote_;
  std::vector<LabelId> label_rank_;
  std::size_t n_users_ = 0;
  std::size_t n_labels_ = 0;
};

/// A copy of the votes without those v for which leaves_out(v) is true; rows, ids and the order of labels are
/// unchanged.
/// \param leaves_out bool(VoteIndex)
template <class LeavesOut>
[[nodiscard]] VoteMatrix votes_without(const VotesView& votes, const LeavesOut& leaves_out) {
  VoteMatrix rest;
  rest.n_users_ = votes.n_users();
  rest.n_labels_ = votes.n_labels();
  rest.label_rank_.assign(votes.label_rank().begin(), votes.label_rank().end());
  rest.observation_begin_.reserve(votes.observation_begin().size());
  rest.observation_begin_.push_back(0);
  for (std::size_t i = 0; i < votes.n_observations(); ++i) {
    const auto observation = static_cast<ObservationId>(i);
    for (VoteIndex v = votes.votes_begin(observation); v < votes.votes_end(observation); ++v) {
      if (leaves_out(v)) continue;
      rest.user_of_vote_.push_back(votes.user_of_vote()[v]);
      rest.label_of_vote_.push_back(votes.label_of_vote()[v]);
    }
    rest.observation_begin_.push_back(static_cast<VoteIndex>(rest.user_of_vote_.size()));
  }
  return rest;
}

/// Which of several statements of one user on one observation counts. Abstentions are statements too.
enum class Repeats : std::uint8_t {
  last,
  first,
  all,   ///< each counts as a vote
  error  ///< readers throw an error; elsewhere the last counts
};

/// Turns statements of users, in the order of the input, into a VoteMatrix.
///
/// Of several statements of one user on one observation one counts, the last unless keep() says otherwise;
/// the others are counted in n_replaced. An abstention that counts is counted in n_abstentions and is not a
/// vote. A statement of kNoUser is the AI's: it is handled like a user's, but its label is stored apart from
/// the votes. The AI has one vote on an observation, whatever keep() says.
///
/// Statements that come observation by observation, in the order of their ids, are stored in the form of the
/// matrix, at 8 bytes each; others are sorted in finish().
class VoteMatrixBuilder {
 public:
  /// Ensures that the observation has a row, even if nobody votes on it.
  void add_observation(ObservationId observation);
  /// \param user kNoUser for the AI
  /// \param label kNoLabel for an abstention
  /// Throws std::length_error at 2^32 - 1 statements.
  void add_statement(ObservationId observation, UserId user, LabelId label);
  /// Adds consecutive statements on one observation.
  void add_statements(ObservationId observation, std::span<const UserId> users,
                      std::span<const LabelId> labels);
  /// Adds the statements on new observations, with the ids n_observations(), n_observations() + 1, ...
  /// \param row_end for each of them, the index in `users` and `labels` where its statements end
  void add_rows(std::span<const std::uint32_t> row_end, std::span<const UserId> users,
                std::span<const LabelId> labels);
  /// Appends all statements of another builder, as if they were added one by one.
  /// \param observations ids in this builder, by ids in the other
  /// \param users, labels the same; kNoUser and kNoLabel are unchanged
  void add_all_of(const VoteMatrixBuilder& other, std::span<const ObservationId> observations,
                  std::span<const UserId> users, std::span<const LabelId> labels);
  /// Calls take(observation, users, labels) for each run of consecutive statements on one observation, in the
  /// order in which they were added.
  template <class Take>
  void for_each_run(const Take& take) const {
    for (std::size_t run = 0; run < run_begin_.size(); ++run) {
      const std::size_t n = end_of_run(run) - run_begin_[run];
      take(observation_of(run), std::span(users_).subspan(run_begin_[run], n),
           std::span(labels_).subspan(run_begin_[run], n));
    }
  }
  /// Renumbers every observation i to row_of[i]; if that is kNoId, the observation and its statements are
  /// removed.
  /// REQUIRES: the remaining ones become 0, 1, ... in their order.
  void renumber(std::span<const ObservationId> row_of);
  /// Reserves memory for these total numbers.
  void reserve(std::size_t n_observations, std::size_t n_statements);

  [[nodiscard]] std::size_t n_observations() const { return n_observations_; }
  [[nodiscard]] std::size_t n_statements() const { return users_.size(); }
  /// The labels of the statements so far; kNoLabel: an abstention.
  [[nodiscard]] std::span<const LabelId> labels() const { return labels_; }
  /// Decides which of several statements of one user on one observation count.
  void keep(Repeats repeats) { repeats_ = repeats; }
  /// Replaces every label l by id_of[l].
  void rename_labels(std::span<const LabelId> id_of);

  struct Finished {
    VoteMatrix votes;
    std::vector<LabelId> ai_label_of_observation;  ///< kNoLabel: none; empty if the AI has no vote at all
    std::size_t n_abstentions = 0;
    std::size_t n_replaced = 0;
    std::size_t n_ai_votes = 0;
  };
  /// Makes the matrix and leaves the builder empty. Throws MemoryError, Cancelled.
  [[nodiscard]] Finished finish(std::size_t n_users, std::size_t n_labels, const RunControl& control = {});

 private:
  void go_to(ObservationId observation);
  void append(std::span<const UserId> users, std::span<const LabelId> labels);
  void begin_run(ObservationId observation);
  void sort_runs();
  [[nodiscard]] ObservationId observation_of(std::size_t run) const {
    return observation_of_run_.empty() ? static_cast<ObservationId>(run) : observation_of_run_[run];
  }
  [[nodiscard]] std::size_t end_of_run(std::size_t run) const {
    return run + 1 < run_begin_.size() ? run_begin_[run + 1] : users_.size();
  }

  /// A run is a sequence of consecutive statements on one observation; run r starts at run_begin_[r].
  std::vector<VoteIndex> run_begin_;
  std::vector<ObservationId> observation_of_run_;  ///< empty while run r is on observation r
  std::vector<UserId> users_;
  std::vector<LabelId> labels_;
  std::size_t n_observations_ = 0;
  Repeats repeats_ = Repeats::last;
};

/// Three arrays owned by the caller, with one entry per statement, in any order. They must outlive the votes
/// that are made from them.
struct StatementArrays {
  std::span<const ObservationId> observation;
  std::span<const UserId> user;
  std::span<const LabelId> label;  ///< kNoLabel: an abstention
  std::size_t n_observations = 0;
  std::size_t n_users = 0;
  std::size_t n_labels = 0;
};

/// Votes made from arrays. If the statements are ordered by observation and contain neither an abstention nor
/// a second statement of a user on an observation, users and labels are borrowed, and only the beginnings of
/// the rows are stored (4 bytes per observation); otherwise they are copied, and handled as in
/// VoteMatrixBuilder. Movable; a view taken before a move stays valid.
class BorrowedVotes {
 public:
  /// Throws std::invalid_argument if the arrays differ in length or contain an id that is out of range.
  explicit BorrowedVotes(const StatementArrays& statements, const RunControl& control = {});

  [[nodiscard]] VotesView view() const;
  [[nodiscard]] bool is_borrowed() const { return !observation_begin_.empty(); }
  [[nodiscard]] std::size_t n_abstentions() const { return n_abstentions_; }
  [[nodiscard]] std::size_t n_replaced() const { return n_replaced_; }

 private:
  StatementArrays statements_;
  std::vector<VoteIndex> observation_begin_;  ///< empty where the votes are copied
  VoteMatrix copied_;
  std::size_t n_abstentions_ = 0;
  std::size_t n_replaced_ = 0;
};

}  // namespace crowdvote
