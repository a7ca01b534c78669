#include "strategies/model_crowd.hpp"
#include <crowdvote/strategies/zero_based_skill.hpp>
#include <crowdvote/strategy_table.hpp>

#include <cmath>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(ZeroBasedSkillTwin, IsEqualAfterAllRounds) {
  for (const auto& [name, shape] : model_shapes()) {
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      SCOPED_TRACE(testing::Message() << name << ", seed " << seed);
      slow::Crowd crowd = random_model_crowd(seed, shape);
      crowd.gold.clear();
      const ModelCrowd model(crowd);
      expect_equals_twin(aggregate(model.input(), ZeroBasedSkillOptions{}), slow::zero_based_skill(crowd));
    }
  }
}

/// The last user has no votes.
///
///            Ada  Ben  Eve      first vote          second vote
///     0       0    0    1       0, 2 of 3           0: 3/2 of 2
///     1       1    .    0       a tie, so 0         a tie, so 0
class ZeroBasedSkill : public testing::Test {
 protected:
  [[nodiscard]] static Consensus after(int rounds) {
    const ModelCrowd crowd({.n_observations = 2,
                            .n_users = 4,
                            .n_labels = 2,
                            .votes = {{0, 0, 0}, {0, 1, 0}, {0, 2, 1}, {1, 0, 1}, {1, 2, 0}}});
    return aggregate(crowd.input(), ZeroBasedSkillOptions{.rounds = rounds});
  }
};

TEST_F(ZeroBasedSkill, TakesAgreementForSkillInTheFirstRounds) {
  const Consensus consensus = after(1);
  EXPECT_THAT(consensus.weights().first(3), testing::Pointwise(testing::DoubleEq(), {0.5, 1.0, 0.5}));
  EXPECT_THAT(consensus.label, testing::ElementsAre(0, 0));
  EXPECT_NEAR(consensus.conf[0], 1.5, 1e-12);
  EXPECT_NEAR(consensus.acc[0], 0.75, 1e-12);
  EXPECT_EQ(consensus.diagnostics.n_ties, 1U);
}

TEST_F(ZeroBasedSkill, HasNoSkillForAUserWithoutVotes) {
  const Consensus consensus = after(1);
  const auto skills = consensus.users.values<double>(kSkillColumn);
  EXPECT_TRUE(std::isnan(skills[3]));
  EXPECT_EQ(skills[1], 1);
}

TEST_F(ZeroBasedSkill, GoesItsRoundsAndTestsNothing) {
  const Consensus consensus = after(7);
  EXPECT_EQ(consensus.diagnostics.iterations(), 7U);
  EXPECT_EQ(consensus.diagnostics.converged(), std::nullopt);
}

}  // namespace
}  // namespace crowdvote
