#include "strategies/model_crowd.hpp"

#include "core/counter_random.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace crowdvote {

ModelCrowd::ModelCrowd(slow::Crowd crowd)
    : crowd_(std::move(crowd)), gold_(crowd_.gold), label_hash_(crowd_.label_hash) {
  std::stable_sort(crowd_.votes.begin(), crowd_.votes.end(),
                   [](const slow::Vote& a, const slow::Vote& b) { return a.observation < b.observation; });
  begin_.assign(crowd_.n_observations + 1, 0);
  for (const slow::Vote& vote : crowd_.votes) {
    ++begin_[vote.observation + 1];
    users_.push_back(vote.user);
    labels_.push_back(vote.label);
  }
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  if (!crowd_.ai_scores.empty()) scores_begin_.push_back(0);
  for (const slow::Row& row : crowd_.ai_scores) {
    for (LabelId label = 0; label < row.size(); ++label) {
      if (std::isnan(row[label])) continue;
      scored_labels_.push_back(label);
      scores_.push_back(row[label]);
    }
    scores_begin_.push_back(scores_.size());
  }
}

void ModelCrowd::renumber_labels(const std::vector<LabelId>& new_id) {
  rank_.assign(new_id.size(), 0);
  for (LabelId label = 0; label < new_id.size(); ++label) rank_[new_id[label]] = label;
  for (LabelId& label : labels_) label = new_id[label];
  for (LabelId& label : scored_labels_) label = new_id[label];
  for (LabelId label = 0; label < crowd_.label_hash.size(); ++label) {
    label_hash_[new_id[label]] = crowd_.label_hash[label];
  }
  for (LabelId& label : gold_) label = label == kNoLabel ? kNoLabel : new_id[label];
}

AggregationInput ModelCrowd::input() const {
  return {.votes = {begin_, users_, labels_, crowd_.n_users, crowd_.n_labels, rank_},
          .ai_scores_of_labels = {scores_begin_, scored_labels_, scores_},
          .gold_of_observation = gold_,
          .ties = crowd_.ties_at_random ? TieRule::random : TieRule::lowest,
          .tie_hash_of_observation = crowd_.tie_hash,
          .draws = {.seed = crowd_.seed,
                    .of_observation = crowd_.observation_hash,
                    .of_user = crowd_.user_hash,
                    .of_label = label_hash_},
          .wants_probabilities = true,
          .wants_confusion = true};
}

void give_names(slow::Crowd& crowd) {
  const auto hashes = [&](std::size_t n, std::uint64_t of_what) {
    std::vector<std::uint64_t> all;
    for (std::uint64_t j = 0; j < n; ++j) all.push_back(mix_bits(j + 1000 * of_what));
    return all;
  };
  crowd.observation_hash = hashes(crowd.n_observations, 1);
  crowd.user_hash = hashes(crowd.n_users, 2);
  crowd.label_hash = hashes(crowd.n_labels, 3);
}

slow::Crowd random_model_crowd(std::uint64_t seed, const ModelShape& shape) {
  CounterRandom random(seed, shape.n_observations, shape.n_labels);
  slow::Crowd crowd{.n_observations = shape.n_observations,
                    .n_users = shape.n_users + 1,    // one of them without votes
                    .n_labels = shape.n_labels + 2,  // one occurs only in gold, one nowhere
                    .ties_at_random = shape.ties_at_random,
                    .seed = seed};
  for (ObservationId i = 0; i < shape.n_observations; ++i) {
    const std::uint32_t truth = random.below(shape.n_labels);
    for (UserId u = 0; u < shape.n_users; ++u) {
      if (random.uniform() >= shape.n_voted) continue;
      const std::uint32_t other = random.below(shape.n_labels);
      crowd.votes.push_back({i, u, random.uniform() < shape.n_right ? truth : other});
    }
    crowd.tie_hash.push_back(random());
    if (shape.n_gold <= 0) continue;
    const bool is_gold = random.uniform() < shape.n_gold;
    crowd.gold.push_back(is_gold ? random.below(shape.n_labels + 1) : kNoLabel);
  }
  return crowd;
}

std::vector<std::pair<std::string, ModelShape>> model_shapes() {
  return {
      {"two labels", {.n_labels = 2}},
      {"four labels", {.n_labels = 4}},
      {"many labels", {.n_observations = 40, .n_users = 6, .n_labels = 25, .n_right = 0.5}},
      {"few votes", {.n_observations = 60, .n_users = 12, .n_voted = 0.12, .ties_at_random = true}},
      {"many votes", {.n_observations = 12, .n_users = 40, .n_labels = 3, .n_voted = 0.9, .n_right = 0.5}},
      {"noise", {.n_observations = 25, .n_users = 6, .n_labels = 5, .n_right = 0}},
      {"gold", {.n_labels = 4, .n_voted = 0.3, .n_gold = 0.4, .ties_at_random = true}}};
}

namespace {

void expect_near(double found, double expected, double tolerance, const std::string& what) {
  if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(found)) << what << " is " << found << " where there is none";
  } else {
    EXPECT_NEAR(found, expected, tolerance * std::max(1.0, std::abs(expected))) << what;
  }
}

void expect_near(std::span<const double> found, const slow::Row& expected, double tolerance,
                 const std::string& what) {
  ASSERT_EQ(found.size(), expected.size()) << what;
  for (std::size_t j = 0; j < expected.size(); ++j) {
    expect_near(found[j], expected[j], tolerance, what + " " + std::to_string(j));
  }
}

void expect_probabilities(const Consensus& found, const slow::Result& expected, double tolerance) {
  ASSERT_TRUE(found.probabilities.has_value());
  for (ObservationId i = 0; i < expected.q.size(); ++i) {
    slow::Row q(expected.q[i].size(), 0.0);
    double sum = 0;
    for (std::size_t j = 0; j < found.probabilities->labels_of(i).size(); ++j) {
      q.at(found.probabilities->labels_of(i)[j]) = found.probabilities->values_of(i)[j];
      sum += found.probabilities->values_of(i)[j];
    }
    expect_near(q, expected.q[i], tolerance, "observation " + std::to_string(i) + ", q");
    if (expected.label[i] != kNoLabel) {
      EXPECT_NEAR(sum, 1, 1e-12);
    }
  }
}

void expect_tables(const Consensus& found, const slow::Result& expected, double tolerance) {
  if (expected.theta.empty()) return;
  ASSERT_TRUE(found.confusion.has_value());
  for (UserId u = 0; u < expected.theta.size(); ++u) {
    std::size_t n_expected = 0;
    for (const slow::Row& row : expected.count[u]) {
      n_expected +=
          static_cast<std::size_t>(std::count_if(row.begin(), row.end(), [](double c) { return c >= 1e-3; }));
    }
    EXPECT_EQ(found.confusion->begin[u + 1] - found.confusion->begin[u], n_expected) << "user " << u;
    for (std::size_t j = found.confusion->begin[u]; j < found.confusion->begin[u + 1]; ++j) {
      const Confusion::Entry& entry = found.confusion->entries[j];
      const std::string what = "user " + std::to_string(u) + ", " + std::to_string(entry.truth) + " as " +
                               std::to_string(entry.label);
      expect_near(entry.probability, expected.theta[u][entry.truth][entry.label], tolerance, what);
      expect_near(entry.count, expected.count[u][entry.truth][entry.label], tolerance, "count of " + what);
    }
  }
}

void expect_rounds(const Consensus& found, const slow::Result& expected, double tolerance) {
  const Diagnostics& diagnostics = found.diagnostics;
  EXPECT_EQ(diagnostics.iterations(), expected.rounds);
  EXPECT_EQ(diagnostics.converged(), expected.converged);
  EXPECT_EQ(diagnostics.n_ties, expected.n_ties);
  for (std::size_t t = 0; t < std::min(diagnostics.rounds.size(), expected.progress.size()); ++t) {
    const RoundRecord& round = diagnostics.rounds[t];
    const double progress = round.objective ? *round.objective : round.largest_change.value_or(0);
    expect_near(progress, expected.progress[t], tolerance, "progress of round " + std::to_string(t));
  }
}

}  // namespace

void with_model_crowds(std::uint64_t n_seeds, const std::function<void(const ModelCrowd&, Support)>& check) {
  for (const auto& [name, shape] : model_shapes()) {
    for (std::uint64_t seed = 1; seed <= n_seeds; ++seed) {
      const ModelCrowd crowd(random_model_crowd(seed, shape));
      for (const Support support : {Support::all, Support::voted}) {
        SCOPED_TRACE(testing::Message() << name << ", seed " << seed << ", support " << word_of(support));
        check(crowd, support);
      }
    }
  }
}

void with_each_shape(const std::function<void(const ModelCrowd&)>& check) {
  constexpr std::uint64_t kSeed = 9;
  for (const auto& [name, shape] : model_shapes()) {
    SCOPED_TRACE(name);
    check(ModelCrowd(random_model_crowd(kSeed, shape)));
  }
}

void expect_equals_twin(const Consensus& found, const slow::Result& expected, double tolerance) {
  EXPECT_EQ(found.label, expected.label);
  expect_near(found.conf, expected.conf, tolerance, "conf");
  expect_near(found.acc, expected.acc, tolerance, "acc");
  expect_probabilities(found, expected, tolerance);
  expect_near(found.users.values<double>(kSkillColumn), expected.skill, tolerance, "skill of user");
  expect_near(found.observations.values<double>(kDifficultyColumn), expected.difficulty, tolerance,
              "difficulty of observation");
  if (!expected.weight.empty()) expect_near(found.weights(), expected.weight, tolerance, "weight of user");
  expect_tables(found, expected, tolerance);
  expect_rounds(found, expected, tolerance);
}

}  // namespace crowdvote
