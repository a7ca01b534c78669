#include "core/counter_random.hpp"
#include "strategies/model_crowd.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategies/kos.hpp>
#include <crowdvote/strategy_table.hpp>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

/// A crowd with two labels and without gold.
slow::Crowd crowd_for_kos(std::uint64_t seed, ModelShape shape) {
  shape.n_labels = 2;
  slow::Crowd crowd = random_model_crowd(seed, shape);
  crowd.gold.clear();
  return crowd;
}

TEST(Kos, EqualsItsSlowTwin) {
  for (const auto& [name, shape] : model_shapes()) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      SCOPED_TRACE(testing::Message() << name << ", seed " << seed);
      const ModelCrowd model(crowd_for_kos(seed, shape));
      expect_equals_twin(aggregate(model.input(), KosOptions{}, {.n_threads = 2}), slow::kos(model.crowd()));
    }
  }
}

TEST(Kos, DrawsByNamesAndNotByIds) {
  slow::Crowd crowd = crowd_for_kos(4, {});
  for (std::uint64_t u = 0; u < crowd.n_users; ++u) crowd.user_hash.push_back(mix_bits(u + 100));
  for (std::uint64_t i = 0; i < crowd.n_observations; ++i) {
    crowd.observation_hash.push_back(mix_bits(i + 1000));
  }
  const ModelCrowd model(crowd);
  AggregationInput input = model.input();
  input.draws.of_user = crowd.user_hash;
  input.draws.of_observation = crowd.observation_hash;
  expect_equals_twin(aggregate(input, KosOptions{}), slow::kos(crowd));
}

TEST(Kos, IsUndecidedWhereNothingIsSharedWithOthers) {
  // Each user votes once, so no vote is influenced by another observation.
  const ModelCrowd crowd(
      {.n_observations = 2, .n_users = 3, .n_labels = 2, .votes = {{0, 0, 1}, {0, 1, 1}, {1, 2, 0}}});
  const Consensus consensus = aggregate(crowd.input(), KosOptions{});
  EXPECT_THAT(consensus.conf, testing::ElementsAre(0.5, 0.5));
  EXPECT_THAT(consensus.label, testing::ElementsAre(0, 0)) << "ties go to the lower label";
  EXPECT_EQ(consensus.diagnostics.n_ties, 2U);
}

TEST(Kos, BelievesUsersWhoAgreeAgainstOneWhoDoesNot) {
  slow::Crowd crowd{.n_observations = 8, .n_users = 4, .n_labels = 2};
  for (ObservationId i = 0; i < 8; ++i) {
    for (UserId u = 0; u < 3; ++u) crowd.votes.push_back({i, u, i % 2});
    crowd.votes.push_back({i, 3, 1 - i % 2});
  }
  const ModelCrowd model(crowd);
  const Consensus consensus = aggregate(model.input(), KosOptions{});
  for (ObservationId i = 0; i < 8; ++i) {
    EXPECT_EQ(consensus.label[i], i % 2);
    EXPECT_NEAR(consensus.conf[i], 1, 1e-9) << "who is always wrong is of as much use";
  }
  EXPECT_EQ(consensus.diagnostics.iterations(), 100U);
}

TEST(Kos, NamesTheStrategiesForMoreLabels) {
  const ModelCrowd crowd(
      {.n_observations = 1, .n_users = 3, .n_labels = 3, .votes = {{0, 0, 0}, {0, 1, 1}, {0, 2, 2}}});
  try {
    (void)aggregate(crowd.input(), KosOptions{});
    FAIL() << "no error";
  } catch (const OptionError& error) {
    const std::string text = error.what();
    EXPECT_THAT(text, testing::HasSubstr("kos takes votes for 2 labels at most, and there are 3"));
    EXPECT_THAT(text, testing::HasSubstr("dawid-skene"));
    EXPECT_EQ(text.find("kos", 20), std::string::npos) << "not kos itself";
  }
}

TEST(Kos, TakesVotesForOneLabel) {
  const ModelCrowd crowd({.n_observations = 1, .n_users = 1, .n_labels = 3, .votes = {{0, 0, 2}}});
  const Consensus consensus = aggregate(crowd.input(), KosOptions{});
  EXPECT_EQ(consensus.label[0], 2U);
  EXPECT_EQ(consensus.conf[0], 1);
  EXPECT_EQ(consensus.diagnostics.iterations(), 0U);
}

}  // namespace
}  // namespace crowdvote
