#pragma once

/// What becomes of the records of a file of votes.

#include "io/read/vote_collector.hpp"
#include "io/records/name_ids.hpp"
#include "io/records/record.hpp"
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace crowdvote {

/// What the outer and the inner keys of votes as one JSON object are, for messages.
struct VoteKeys {
  std::string_view outer;
  std::string_view inner;
  std::string_view shape;  ///< as in "{observation: {user: label}}"
};
[[nodiscard]] const VoteKeys& vote_keys(JsonOrder order);
/// What is wrong with a value that stands where an object should.
[[nodiscard]] std::string refused_value(const VoteKeys& keys, const Name& outer, const Value& value);
/// What is wrong with a value that is no label.
[[nodiscard]] std::string refused_label(const VoteKeys& keys, const Name& outer, const Name& inner,
                                        const Value& value);

class VoteBatch;

/// Puts the votes of one file into the collector: rows, and batches of {observation: {user: label}} or, where
/// `options.json_order` says so, {user: {observation: label}} or {observation: {label: count}}.
///
/// An outer key that stands twice is counted in repeated_observations, and its votes are joined; a strict run
/// takes that for a problem. A user who votes twice on an observation is one where repeats are forbidden.
class VotesSink final : public RecordSink {
 public:
  /// What is given must outlive the sink.
  VotesSink(const ReadOptions& options, VoteCollector& collector, const RunControl& control);

  void take(const Record& record) override { collector_.take(record, control_); }
  void look(double share_read) override;
  std::unique_ptr<RecordBatch> make_batch() override;
  [[nodiscard]] std::size_t n_commit_steps() const override;
  void commit(RecordBatch& batch, const BatchCommit& commit) override;

 private:
  enum Step : std::size_t { kLabelStep, kUserStep, kVoteStep, kNumberOfSteps };

  void reserve_names(NameTable& names, Step step, double share_read, std::size_t n_interned);
  void reserve(std::size_t n_observations, std::size_t n_statements, double share_read);
  void commit_labels(VoteBatch& votes);
  void commit_observations(VoteBatch& votes, const BatchCommit& commit);
  void intern_rows(VoteBatch& votes);
  void intern_members(VoteBatch& votes, const BatchCommit& commit);
  void commit_users(const VoteBatch& votes, const BatchCommit& commit);
  void commit_counts(const VoteBatch& votes, const BatchCommit& commit);
  void check_row(const VoteBatch& votes, std::size_t row, bool is_new, const BatchCommit& commit);
  [[nodiscard]] bool is_first_in_file(ObservationId observation);
  void note_repeated_row(const VoteBatch& votes, std::size_t row, const BatchCommit& commit);
  void forbid_repeated_vote(const VoteBatch& votes, std::size_t row, std::size_t vote,
                            const BatchCommit& commit);

  const ReadOptions& options_;
  const VoteKeys& keys_;
  VoteCollector& collector_;
  const RunControl& control_;
  bool forbids_repeats_;
  bool has_reserved_;
  std::array<bool, kNumberOfSteps> has_reserved_names_{};  ///< by the step that they are interned in
  IntegerIds observations_;                                ///< of rows that come many at once
  IntegerIds inner_;
  IntegerIds labels_;
  std::vector<bool> has_seen_observation_;         ///< of those that earlier files brought
  std::vector<bool> has_seen_user_;                ///< of files by user
  bool has_seen_ai_ = false;                       ///< the same
  std::unordered_set<std::uint32_t> seen_in_row_;  ///< where repeats are forbidden
};

}  // namespace crowdvote
