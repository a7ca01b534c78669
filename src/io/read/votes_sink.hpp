#pragma once

/// Puts the records of a votes file into the collector.

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

/// What the outer and inner keys mean when votes are one JSON object, for messages.
struct VoteKeys {
  std::string_view outer;
  std::string_view inner;
  std::string_view shape;  ///< such as "{observation: {user: label}}"
};
[[nodiscard]] const VoteKeys& vote_keys(JsonOrder order);
/// Describes a value that stands where an object should.
[[nodiscard]] std::string refused_value(const VoteKeys& keys, const Name& outer, const Value& value);
/// Describes a value that is not a label.
[[nodiscard]] std::string refused_label(const VoteKeys& keys, const Name& outer, const Name& inner,
                                        const Value& value);

class VoteBatch;

/// Puts the votes of one file into the collector: rows, or batches of {observation: {user: label}} or,
/// depending on `options.json_order`, {user: {observation: label}} or {observation: {label: count}}.
///
/// An outer key that occurs twice is counted in repeated_observations, and its votes are joined; strict runs
/// treat it as a problem. A user who votes twice on an observation is a problem if repeats are forbidden.
class VotesSink final : public RecordSink {
 public:
  /// All arguments must outlive the sink.
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
  std::array<bool, kNumberOfSteps> has_reserved_names_{};  ///< by the step in which the names are interned
  IntegerIds observations_;                                ///< for rows that come in batches
  IntegerIds inner_;
  IntegerIds labels_;
  std::vector<bool> has_seen_observation_;         ///< for observations that earlier files brought
  std::vector<bool> has_seen_user_;                ///< for files by user
  bool has_seen_ai_ = false;                       ///< for files by user
  std::unordered_set<std::uint32_t> seen_in_row_;  ///< used if repeats are forbidden
};

}  // namespace crowdvote
