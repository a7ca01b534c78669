#pragma once

/// Small crowds by hand, and random ones, for the tests of strategies.

#include <crowdvote/consensus.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace crowdvote {

inline constexpr double kNoScore = std::numeric_limits<double>::quiet_NaN();

struct AiVote {
  LabelId label = kNoLabel;
  double score = kNoScore;
};

/// Observations in the order in which they are added; users and labels are plain numbers.
class CrowdBuilder {
 public:
  using Votes = std::vector<std::pair<UserId, LabelId>>;

  /// The AI gives its label its score and no other label one, or none at all.
  ObservationId observe(Votes votes, UserId author = kNoUser, AiVote ai = {});
  void set_weights(std::vector<double> weight_of_user) { weight_of_user_ = std::move(weight_of_user); }
  void set_ties(TieRule ties) { ties_ = ties; }

  /// Shows what was added so far; valid until the builder changes.
  [[nodiscard]] const AggregationInput& input();

  /// Parts, for tests that rearrange them.
  struct Observation {
    Votes votes;
    UserId author;
    AiVote ai;
    std::uint64_t tie_hash;
    std::uint64_t name_hash;
    std::vector<AiVote> scores;  ///< of labels, each once; sum to 1 at most
    LabelId gold = kNoLabel;
  };
  [[nodiscard]] std::vector<Observation>& observations() { return observations_; }
  [[nodiscard]] std::vector<double>& weights() { return weight_of_user_; }
  /// What random draws are keyed by; empty, or one for each user.
  [[nodiscard]] std::vector<std::uint64_t>& user_hashes() { return user_hashes_; }

 private:
  std::vector<Observation> observations_;
  std::vector<double> weight_of_user_;
  std::vector<std::uint64_t> user_hashes_;
  TieRule ties_ = TieRule::lowest;

  VoteMatrix matrix_;
  std::vector<UserId> authors_;
  std::vector<LabelId> ai_labels_;
  std::vector<double> ai_scores_;
  std::vector<LabelId> gold_;
  std::vector<std::size_t> label_scores_begin_;
  std::vector<LabelId> scored_labels_;
  std::vector<double> label_scores_;
  std::vector<std::uint64_t> tie_hashes_;
  std::vector<std::uint64_t> name_hashes_;
  std::vector<AggregationInput> input_;
};

struct CrowdShape {
  std::size_t n_observations = 30;
  std::uint32_t n_users = 8;
  std::uint32_t n_labels = 4;
  std::uint32_t most_votes = 6;  ///< on one observation; half of them have none or one
  double n_right = 0.6;          ///< share of votes for the observation's most likely label
};

/// Votes, authors (some unknown, some of them no voters), AI votes and scores (some missing), weights (some
/// missing), gold on few of the observations with votes, random hashes for ties and of users, scores of two
/// labels everywhere.
[[nodiscard]] CrowdBuilder random_crowd(std::uint64_t seed, const CrowdShape& shape = {});

}  // namespace crowdvote
