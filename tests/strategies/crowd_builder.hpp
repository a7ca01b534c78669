#pragma once

/// Small crowds made by hand, and random crowds, for tests of strategies.

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

/// Observations are numbered in the order in which they are added; users and labels are plain numbers.
class CrowdBuilder {
 public:
  using Votes = std::vector<std::pair<UserId, LabelId>>;

  /// The AI gives its own label the score and no other label a score; it may also have no score at all.
  ObservationId observe(Votes votes, UserId author = kNoUser, AiVote ai = {});
  void set_weights(std::vector<double> weight_of_user) { weight_of_user_ = std::move(weight_of_user); }
  void set_ties(TieRule ties) { ties_ = ties; }

  /// A view of what was added so far; valid until the builder changes.
  [[nodiscard]] const AggregationInput& input();

  /// The parts of the crowd, for tests that rearrange them.
  struct Observation {
    Votes votes;
    UserId author;
    AiVote ai;
    std::uint64_t tie_hash;
    std::uint64_t name_hash;
    std::vector<AiVote> scores;  ///< of distinct labels; their sum is at most 1
    LabelId gold = kNoLabel;
  };
  [[nodiscard]] std::vector<Observation>& observations() { return observations_; }
  [[nodiscard]] std::vector<double>& weights() { return weight_of_user_; }
  /// The keys of random draws; empty, or one for each user.
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

/// Votes, authors (some unknown, some of whom did not vote), AI votes and scores (some missing), weights
/// (some missing), gold on a few of the observations with votes, random hashes for ties and users, scores of
/// two labels on every observation.
[[nodiscard]] CrowdBuilder random_crowd(std::uint64_t seed, const CrowdShape& shape = {});

}  // namespace crowdvote
