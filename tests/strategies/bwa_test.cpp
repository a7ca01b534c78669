#include "strategies/model_crowd.hpp"
#include <crowdvote/strategies/bwa.hpp>
#include <crowdvote/strategy_table.hpp>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(Bwa, EqualsItsSlowTwin) {
  for (const auto& [name, shape] : model_shapes()) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      SCOPED_TRACE(testing::Message() << name << ", seed " << seed);
      slow::Crowd crowd = random_model_crowd(seed, shape);
      crowd.gold.clear();
      const ModelCrowd model(crowd);
      expect_equals_twin(aggregate(model.input(), BwaOptions{}, {.n_threads = 2}), slow::bwa(crowd));
    }
  }
}

TEST(Bwa, TakesNoNoticeOfGold) {
  slow::Crowd crowd = random_model_crowd(3, {.n_labels = 4});
  const ModelCrowd without(crowd);
  crowd.gold.assign(crowd.n_observations, kNoLabel);
  crowd.gold[0] = 5;  // no vote has this label
  const ModelCrowd with(crowd);
  EXPECT_EQ(aggregate(with.input(), BwaOptions{}).conf, aggregate(without.input(), BwaOptions{}).conf);
}

TEST(Bwa, DoesItsFirstRoundAsByHand) {
  // One observation, two users, two labels: z = 1/2 for both labels.
  // b = 15 * 4 * 1/2 * (2 * 1/4) / 2 = 7.5; v = (15 + 1) / (7.5 + 1/4) for each user
  // z of each label = (1/2 + v) / (1 + 2 v) = 1/2: at rest, and a tie
  const ModelCrowd tied({.n_observations = 1, .n_users = 2, .n_labels = 2, .votes = {{0, 0, 0}, {0, 1, 1}}});
  const Consensus at_rest = aggregate(tied.input(), BwaOptions{});
  EXPECT_EQ(at_rest.diagnostics.iterations(), 1U);
  EXPECT_EQ(at_rest.diagnostics.stop, StopReason::tolerance);
  EXPECT_NEAR(at_rest.conf[0], 0.5, 1e-12);
  EXPECT_EQ(at_rest.diagnostics.n_ties, 1U);

  // With an observation on which both say 0: z = (1/2, 1) of label 0 and (1/2, 0) of label 1.
  // b = 30 * (2 * 1/4) / 4 = 3.75, mu = 3/4 and 1/4, v = (15 + 2) / (3.75 + 1/4) = 4.25 for all
  // z of label 0 = (3/4 + 4.25) / 9.5 and (3/4 + 8.5) / 9.5, of label 1 = (1/4 + 4.25) / 9.5 and (1/4) / 9.5
  const ModelCrowd crowd({.n_observations = 2,
                          .n_users = 2,
                          .n_labels = 2,
                          .votes = {{0, 0, 0}, {0, 1, 1}, {1, 0, 0}, {1, 1, 0}}});
  const Consensus consensus = aggregate(crowd.input(), BwaOptions{.max_iterations = 1});
  EXPECT_NEAR(consensus.conf[0], 5 / 9.5, 1e-12);
  EXPECT_NEAR(consensus.conf[1], 9.25 / 9.5, 1e-12);
  EXPECT_EQ(consensus.diagnostics.stop, StopReason::round_limit);
  EXPECT_EQ(consensus.diagnostics.converged(), false);
}

}  // namespace
}  // namespace crowdvote
