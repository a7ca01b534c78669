#include "strategies/model_crowd.hpp"
#include <crowdvote/strategies/one_coin.hpp>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(OneCoin, EqualsItsSlowTwinAfterAFixedNumberOfRounds) {
  with_model_crowds(6, [](const ModelCrowd& crowd, Support support) {
    const OneCoinOptions options{.max_iterations = 8, .tolerance = 0, .support = support};
    const slow::OneCoin twin{.max_iterations = 8, .tolerance = 0, .support = support};
    expect_equals_twin(run_strategy(crowd.input(), options, {.n_threads = 2}),
                       slow::one_coin(crowd.crowd(), twin));
  });
}

TEST(OneCoin, StopsWhereItsSlowTwinDoes) {
  with_each_shape([](const ModelCrowd& crowd) {
    expect_equals_twin(run_strategy(crowd.input(), OneCoinOptions{}, {}), slow::one_coin(crowd.crowd()),
                       1e-6);
  });
}

TEST(OneCoin, DoesItsFirstRoundAsByHand) {
  // q_0 = (1, 0), q_1 = (1/2, 1/2): p = (3/4, 1/4), and both users start with a probability of 3/4 of being
  // right. Where they disagree, their votes cancel out, so q_1 = p.
  const ModelCrowd crowd({.n_observations = 2,
                          .n_users = 2,
                          .n_labels = 2,
                          .votes = {{0, 0, 0}, {0, 1, 0}, {1, 0, 0}, {1, 1, 1}}});
  const Consensus consensus = run_strategy(crowd.input(), OneCoinOptions{.max_iterations = 1}, {});
  ASSERT_TRUE(consensus.probabilities);
  EXPECT_NEAR(consensus.probabilities->values_of(0)[0], 27.0 / 28, 1e-12);
  EXPECT_NEAR(consensus.probabilities->values_of(1)[0], 0.75, 1e-12);
  EXPECT_NEAR(consensus.users.values<double>(kSkillColumn)[1], (27.0 / 28 + 0.25) / 2, 1e-12);
}

}  // namespace
}  // namespace crowdvote
