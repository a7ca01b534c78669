#pragma once

/// All input data of a run, on one set of dense ids.

#include <crowdvote/consensus.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/finding.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/name_table.hpp>
#include <crowdvote/shared_users.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crowdvote {

/// A column of a table, or a key of JSON lines, and its role.
struct ColumnUse {
  std::string role;  ///< "observation", "user", "label", "author", "score", "weight", "valid", ...
  std::string name;  ///< as the file has it; its number, from 1, in a table without a header
};

/// One file that was read.
struct InputFile {
  std::string
      role;  ///< "votes", "authors", "ai_votes", "ai_scores", "truth", "gold", "experts", "weights", "model"
  std::string path;  ///< as the caller gave it; "-" is standard input, "sql:QUERY" a query
  /// "json", "csv", "tsv", "jsonl", "text", "parquet", "sql"; with ".gz" or ".zst" behind it if packed.
  std::string format;
  std::uint64_t bytes = 0;                   ///< as stored on disk or received; 0 of a query
  std::vector<ColumnUse> columns = {};       ///< of a table or JSON lines
  std::vector<std::string> left_alone = {};  ///< its other columns, in their order
  /// How the other formats were understood: "{observation: {user: label}}" of one JSON object, or which
  /// observation a line without an id belongs to.
  std::string layout = {};
  /// Of votes: what users say in this file, with abstentions and with what another statement replaces.
  std::size_t n_statements = 0;
  /// Of the other files: the observations or users of which something is known, from this file and those before it.
  std::size_t n_known = 0;
  std::size_t n_labels_without_votes = 0;  ///< of the labels that they have
  std::size_t n_processes = 1;             ///< that have read a part of it each
};

/// Counts of everything that was read and is not a vote, so that nothing is lost silently.
struct ReadCounts {
  std::size_t abstentions = 0;      ///< statements that say no label
  std::size_t replaced_votes = 0;   ///< statements that gave way to another of the same user and observation
  Repeats repeats = Repeats::last;  ///< which of them count
  std::size_t rows_left_out = 0;    ///< rows that do not meet ReadOptions::where
  std::size_t users_left_out = 0;   ///< users of ReadOptions::without
  std::size_t votes_of_users_left_out = 0;
  std::size_t votes_after = 0;            ///< votes later than ReadOptions::as_of
  std::size_t unnamed_users = 0;          ///< users that were made up for votes whose user is not known
  std::size_t repeated_observations = 0;  ///< JSON: outer keys that stand again; their votes are joined
  std::size_t unknown_observations =
      0;                          ///< lines of side files about observations without a row in the votes
  std::size_t unknown_users = 0;  ///< experts or weights of users who never voted
  std::size_t observations_in_parts =
      0;                              ///< that stand in the files of several processes, which share the run
  std::size_t authors_elsewhere = 0;  ///< observations whose author votes in other processes only
  std::size_t authors_named = 0;      ///< observations whose author the authors file names
  std::size_t authors_who_did_not_vote =
      0;  ///< observations whose author, by the authors file, is no voter there
  std::size_t replaced_side_values = 0;  ///< values of side files that a later line of the same file replaced
  std::size_t experts_in_conflict = 0;   ///< observations whose experts contradict each other: no truth
  std::size_t ai_votes_in_votes_file = 0;  ///< votes of the AI user among the human votes, taken out of them
};

/// The arrays behind a LabelScores view.
struct LabelScoresOfAi {
  std::vector<std::size_t> begin;
  std::vector<LabelId> label;
  std::vector<double> score;
};

/// What several processes that share a run have together, where each has a range of the observations.
struct SharedTotals {
  std::uint64_t observations_before = 0;  ///< those of the processes before this one
  std::uint64_t observations = 0;
  std::uint64_t votes = 0;
  std::vector<std::uint32_t> processes_that_vote_for_label = {};  ///< by label
};

/// The votes and all other inputs. Vectors are either empty (nothing is known) or have one entry
/// for each observation or user.
struct CrowdData {
  NameTable observations;  ///< in the order of the input
  NameTable users;         ///< in the order of first appearance; the AI is no user
  NameTable labels;  ///< in the order of first appearance, those of side files alone last; ranks: VotesView

  VoteMatrix votes;  ///< of humans
  /// Where several processes share the run. Observations and users, and what is known of them, are those of this process
  /// alone; labels are those of all.
  std::optional<SharedTotals> shared = std::nullopt;
  std::optional<SharedUsers> shared_users = std::nullopt;

  std::vector<UserId> author_of_observation;     ///< kNoUser: unknown, or no voter of any observation
  std::vector<LabelId> ai_label_of_observation;  ///< kNoLabel: the AI did not vote
  std::vector<double> ai_score_of_observation;   ///< in [0, 1]; NaN: none
  LabelScoresOfAi ai_scores_of_labels;           ///< where ReadOptions asks for them
  std::vector<LabelId> truth_of_observation;     ///< kNoLabel: none
  std::vector<double> ai_score_of_truth;         ///< where AI scores come label by label; NaN: none
  std::vector<UserId> experts;                   ///< in ascending order; empty if no experts were given
  std::vector<double> weight_of_user;            ///< as given; NaN: none
  std::vector<LabelId> gold_of_observation;      ///< labels known with certainty; kNoLabel: none

  ReadCounts counts;
  std::vector<InputFile> files;
  std::vector<Finding> findings;  ///< possible mistakes; each has a warning
  std::vector<Notice> warnings;

  /// The number of votes, those of other processes too.
  [[nodiscard]] std::size_t n_votes() const { return shared ? shared->votes : votes.n_votes(); }
  /// The same of observations.
  [[nodiscard]] std::size_t n_observations() const {
    return shared ? shared->observations : observations.size();
  }
  [[nodiscard]] std::size_t n_users() const { return shared_users ? shared_users->n_all() : users.size(); }
  /// The number of labels with at least one vote; labels that occur only in a truth or an AI's votes do not count.
  [[nodiscard]] std::size_t n_voted_labels() const;
  /// By label: 1 where it has a vote.
  [[nodiscard]] std::vector<std::uint8_t> voted_labels() const;

  /// For TieRule::random: one hash of (seed, observation name) per observation.
  [[nodiscard]] std::vector<std::uint64_t> tie_hashes(std::uint64_t seed) const;

  /// All data in the form that strategies take, with ties going to the label with the lowest rank. Views this.
  [[nodiscard]] AggregationInput input() const;

  /// Gives the labels their ranks, in the order of their names. To be called after the last label was added.
  void order_labels();
  /// The same with the order that `labels.ids_in_name_order()` has given.
  void order_labels(std::span<const LabelId> in_order);
};

}  // namespace crowdvote
