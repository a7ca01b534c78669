#include "strategies/crowd_builder.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace crowdvote {

ObservationId CrowdBuilder::observe(Votes votes, UserId author, AiVote ai) {
  const auto i = static_cast<ObservationId>(observations_.size());
  std::vector<AiVote> scores;
  if (ai.label != kNoLabel && !std::isnan(ai.score)) scores.push_back(ai);
  observations_.push_back({.votes = std::move(votes),
                           .author = author,
                           .ai = ai,
                           .tie_hash = i * 0x9E3779B97F4A7C15ULL >> 32U,
                           .name_hash = i * 0x9E3779B97F4A7C15ULL + 1,
                           .scores = std::move(scores)});
  return i;
}

const AggregationInput& CrowdBuilder::input() {
  std::vector<VoteIndex> begin{0};
  std::vector<UserId> users;
  std::vector<LabelId> labels;
  authors_.clear();
  ai_labels_.clear();
  ai_scores_.clear();
  gold_.clear();
  tie_hashes_.clear();
  name_hashes_.clear();
  label_scores_begin_.assign(1, 0);
  scored_labels_.clear();
  label_scores_.clear();
  std::size_t n_users = weight_of_user_.size();
  std::size_t n_labels = 0;
  for (const Observation& observation : observations_) {
    for (const auto& [user, label] : observation.votes) {
      users.push_back(user);
      labels.push_back(label);
      n_users = std::max<std::size_t>(n_users, user + 1);
      n_labels = std::max<std::size_t>(n_labels, label + 1);
    }
    begin.push_back(static_cast<VoteIndex>(users.size()));
    authors_.push_back(observation.author);
    ai_labels_.push_back(observation.ai.label);
    ai_scores_.push_back(observation.ai.score);
    gold_.push_back(observation.gold);
    tie_hashes_.push_back(observation.tie_hash);
    name_hashes_.push_back(observation.name_hash);
    for (const auto& [label, score] : observation.scores) {
      scored_labels_.push_back(label);
      label_scores_.push_back(score);
      n_labels = std::max<std::size_t>(n_labels, label + 1);
    }
    label_scores_begin_.push_back(scored_labels_.size());
    if (observation.author != kNoUser) n_users = std::max<std::size_t>(n_users, observation.author + 1);
    if (observation.ai.label != kNoLabel)
      n_labels = std::max<std::size_t>(n_labels, observation.ai.label + 1);
    if (observation.gold != kNoLabel) n_labels = std::max<std::size_t>(n_labels, observation.gold + 1);
  }
  weight_of_user_.resize(weight_of_user_.empty() ? 0 : n_users, kNoScore);
  matrix_ = VoteMatrix(std::move(begin), std::move(users), std::move(labels), n_users, n_labels);
  input_.clear();
  input_.push_back({.votes = matrix_,
                    .author_of_observation = authors_,
                    .ai_label_of_observation = ai_labels_,
                    .ai_score_of_observation = ai_scores_,
                    .ai_scores_of_labels = {label_scores_begin_, scored_labels_, label_scores_},
                    .weight_of_user = weight_of_user_,
                    .gold_of_observation = gold_,
                    .ties = ties_,
                    .tie_hash_of_observation = tie_hashes_,
                    .draws = {.seed = 1, .of_observation = name_hashes_, .of_user = user_hashes_}});
  return input_.front();
}

namespace {

/// std::mt19937_64 gives the same numbers on every platform; the standard distributions do not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(engine_() % n); }
  bool happens(double probability) { return static_cast<double>(engine_() >> 11U) * 0x1p-53 < probability; }
  std::uint64_t bits() { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace

CrowdBuilder random_crowd(std::uint64_t seed, const CrowdShape& shape) {
  Dice dice(seed);
  Dice dice_of_gold(seed + 0x601D);
  CrowdBuilder crowd;
  std::vector<UserId> users(shape.n_users);
  std::iota(users.begin(), users.end(), 0U);
  for (std::size_t i = 0; i < shape.n_observations; ++i) {
    const LabelId likely = dice.below(shape.n_labels);
    const std::uint32_t most = dice.happens(0.5) ? 1 : std::min(shape.most_votes, shape.n_users);
    const std::uint32_t n_votes = dice.below(most + 1);
    CrowdBuilder::Votes votes;
    for (std::uint32_t v = 0; v < n_votes; ++v) {
      std::swap(users[v], users[v + dice.below(shape.n_users - v)]);
      votes.emplace_back(users[v], dice.happens(shape.n_right) ? likely : dice.below(shape.n_labels));
    }
    UserId author = kNoUser;
    if (n_votes > 0 && dice.happens(0.7)) author = votes[dice.below(n_votes)].first;
    if (dice.happens(0.1)) author = dice.below(shape.n_users);
    AiVote ai;
    if (dice.happens(0.8)) ai.label = dice.happens(0.7) ? likely : dice.below(shape.n_labels);
    if (dice.happens(0.8)) ai.score = dice.below(11) / 10.0;
    crowd.observe(std::move(votes), author, ai);
    crowd.observations().back().tie_hash = dice.bits();
    if (n_votes > 0 && dice_of_gold.happens(0.15)) {
      crowd.observations().back().gold =
          dice_of_gold.happens(0.8) ? likely : dice_of_gold.below(shape.n_labels);
    }
  }
  for (UserId u = 0; u < shape.n_users; ++u) {
    crowd.weights().push_back(dice.happens(0.2) ? kNoScore : dice.below(30) / 10.0);
  }
  for (UserId u = 0; u < shape.n_users; ++u) crowd.user_hashes().push_back(dice.bits());
  for (CrowdBuilder::Observation& observation : crowd.observations()) {
    const LabelId first = dice.below(shape.n_labels);
    observation.scores = {{first, dice.below(6) / 10.0},
                          {(first + 1) % shape.n_labels, dice.below(6) / 10.0}};
    if (observation.scores[0].label == observation.scores[1].label) observation.scores.pop_back();
  }
  return crowd;
}

}  // namespace crowdvote
