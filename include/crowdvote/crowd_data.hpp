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
  std::string name;  ///< as in the file; its 1-based number in a table without a header
};

/// One file that was read.
struct InputFile {
  std::string
      role;  ///< "votes", "authors", "ai_votes", "ai_scores", "truth", "gold", "experts", "weights", "model"
  std::string path;  ///< as the caller gave it; "-" is standard input, "sql:QUERY" a query
  /// "json", "csv", "tsv", "jsonl", "text", "parquet", "sql"; followed by ".gz" or ".zst" if compressed.
  std::string format;
  std::uint64_t bytes = 0;                   ///< as stored on disk or received; 0 for a query
  std::vector<ColumnUse> columns = {};       ///< columns of a table, or keys of JSON lines, that were read
  std::vector<std::string> left_alone = {};  ///< the other columns, in their order
  /// How the other formats were understood: "{observation: {user: label}}" of one JSON object, or which
  /// observation a line without an id belongs to.
  std::string layout = {};
  /// Of a file of votes: statements of users in it, including abstentions and statements that another one
  /// replaces.
  std::size_t n_statements = 0;
  /// Of another file: observations or users with a known value, from this file and those before it.
  std::size_t n_known = 0;
  std::size_t n_labels_without_votes = 0;  ///< labels among these values for which nobody votes
  std::size_t n_processes = 1;             ///< processes that each read a part of the file
};

/// Counts of everything that was read but is not a vote, so that nothing is lost silently.
struct ReadCounts {
  std::size_t abstentions = 0;      ///< statements without a label
  std::size_t replaced_votes = 0;   ///< statements replaced by another of the same user and observation
  Repeats repeats = Repeats::last;  ///< which of such statements count
  std::size_t rows_left_out = 0;    ///< rows that do not meet ReadOptions::where
  std::size_t users_left_out = 0;   ///< users in ReadOptions::without
  std::size_t votes_of_users_left_out = 0;
  std::size_t votes_after = 0;            ///< votes later than ReadOptions::as_of
  std::size_t unnamed_users = 0;          ///< users invented for votes whose user is not known
  std::size_t repeated_observations = 0;  ///< JSON: repetitions of an outer key; the votes are joined
  std::size_t unknown_observations =
      0;                          ///< lines of side files about observations without a row in the votes
  std::size_t unknown_users = 0;  ///< experts or weights of users who never voted
  std::size_t observations_in_parts =
      0;                              ///< observations in the files of several processes that share the run
  std::size_t authors_elsewhere = 0;  ///< observations whose author votes in other processes only
  std::size_t authors_named = 0;      ///< observations whose author the authors file names
  std::size_t authors_who_did_not_vote =
      0;  ///< observations whose author, by the authors file, did not vote on them
  std::size_t replaced_side_values = 0;  ///< values of side files that a later line of the same file replaced
  std::size_t experts_in_conflict = 0;   ///< observations whose experts contradict each other: no truth
  std::size_t ai_votes_in_votes_file = 0;  ///< votes of the AI in the file of human votes, removed from them
};

/// The arrays behind a LabelScores view.
struct LabelScoresOfAi {
  std::vector<std::size_t> begin;
  std::vector<LabelId> label;
  std::vector<double> score;
};

/// Totals over several processes that share a run, each of which has a range of the observations.
struct SharedTotals {
  std::uint64_t observations_before = 0;  ///< observations of the processes before this one
  std::uint64_t observations = 0;
  std::uint64_t votes = 0;
  std::vector<std::uint32_t> processes_that_vote_for_label = {};  ///< number of processes, by label
};

/// The votes and all other inputs. Vectors are either empty (nothing is known) or have one entry
/// for each observation or user.
struct CrowdData {
  NameTable observations;  ///< in the order of the input
  NameTable users;         ///< in the order of first appearance, without the AI
  NameTable labels;  ///< in the order of first appearance, those only in side files last; ranks: VotesView

  VoteMatrix votes;  ///< of humans
  /// Set if several processes share the run. Then the observations, the users and their data are those of
  /// this process, and the labels are those of all processes.
  std::optional<SharedTotals> shared = std::nullopt;
  std::optional<SharedUsers> shared_users = std::nullopt;

  std::vector<UserId> author_of_observation;     ///< kNoUser: unknown, or someone who never voted
  std::vector<LabelId> ai_label_of_observation;  ///< kNoLabel: the AI did not vote
  std::vector<double> ai_score_of_observation;   ///< in [0, 1]; NaN: none
  LabelScoresOfAi ai_scores_of_labels;           ///< if ReadOptions::keeps_label_scores
  std::vector<LabelId> truth_of_observation;     ///< kNoLabel: none
  std::vector<double> ai_score_of_truth;         ///< if the AI scores label by label; NaN: none
  std::vector<UserId> experts;                   ///< in ascending order; empty if no experts were given
  std::vector<double> weight_of_user;            ///< as given; NaN: none
  std::vector<LabelId> gold_of_observation;      ///< labels known with certainty; kNoLabel: none

  ReadCounts counts;
  std::vector<InputFile> files;
  std::vector<Finding> findings;  ///< possible mistakes; each is also in the warnings
  std::vector<Notice> warnings;

  /// The number of votes, observations and users, over all processes.
  [[nodiscard]] std::size_t n_votes() const { return shared ? shared->votes : votes.n_votes(); }
  [[nodiscard]] std::size_t n_observations() const {
    return shared ? shared->observations : observations.size();
  }
  [[nodiscard]] std::size_t n_users() const { return shared_users ? shared_users->n_all() : users.size(); }
  /// The number of labels with at least one vote; labels that occur only in a truth or an AI's votes do not
  /// count.
  [[nodiscard]] std::size_t n_voted_labels() const;
  /// By label: 1 where it has a vote.
  [[nodiscard]] std::vector<std::uint8_t> voted_labels() const;

  /// For TieRule::random: one hash of (seed, observation name) per observation.
  [[nodiscard]] std::vector<std::uint64_t> tie_hashes(std::uint64_t seed) const;

  /// All data in the form that strategies take, with TieRule::lowest. A view of this object.
  [[nodiscard]] AggregationInput input() const;

  /// Ranks the labels in the order of their names. To be called after the last label was added.
  void order_labels();
  /// The same with a known result of `labels.ids_in_name_order()`.
  void order_labels(std::span<const LabelId> in_order);
};

}  // namespace crowdvote
