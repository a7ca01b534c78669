#include "strategies/model_crowd.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategies/gold_mv.hpp>
#include <crowdvote/strategy_table.hpp>

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(GoldMvTwin, IsEqual) {
  for (const auto& [name, shape] : model_shapes()) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      for (const double default_weight : {0.0, 0.5}) {
        SCOPED_TRACE(testing::Message() << name << ", seed " << seed << ", default " << default_weight);
        slow::Crowd crowd = random_model_crowd(seed, shape);
        crowd.gold.resize(crowd.n_observations, kNoLabel);
        const ModelCrowd model(crowd);
        expect_equals_twin(
            run_strategy(model.input(), GoldMvOptions{.default_weight = default_weight}, {.n_threads = 2}),
            slow::gold_mv(crowd, default_weight));
      }
    }
  }
}

/// Three users; gold on the first three observations, the last of which has no vote.
///
///                 Ada  Ben  Eve   gold
///     0            0    1    .     0
///     1            1    0    .     1
///     2            .    .    .     1
///     3            0    1    1             Ada 1 against Ben 0 and Eve
///     4            .    0    .             Ben alone, who weighs nothing
class GoldMv : public testing::Test {
 protected:
  enum User : UserId { ada, ben, eve };

  [[nodiscard]] static Consensus run(double default_weight) {
    const ModelCrowd crowd({.n_observations = 5,
                            .n_users = 4,  // one of them without votes
                            .n_labels = 2,
                            .votes = {{0, ada, 0},
                                      {0, ben, 1},
                                      {1, ada, 1},
                                      {1, ben, 0},
                                      {3, ada, 0},
                                      {3, ben, 1},
                                      {3, eve, 1},
                                      {4, ben, 0}},
                            .gold = {0, 1, 1, kNoLabel, kNoLabel}});
    return aggregate(crowd.input(), GoldMvOptions{.default_weight = default_weight});
  }
};

TEST_F(GoldMv, WeighsUsersByTheirRightVotesOnGold) {
  const Consensus consensus = run(0.5);
  EXPECT_THAT(consensus.weights().first(3), testing::ElementsAre(1, 0, 0.5));
  EXPECT_EQ(consensus.label[3], 0U);
  EXPECT_EQ(consensus.conf[3], 1);
  EXPECT_DOUBLE_EQ(consensus.acc[3], 1 / 1.5);
  EXPECT_TRUE(std::isnan(consensus.weights()[3])) << "a user without votes has none";
}

TEST_F(GoldMv, TakesTheDefaultWeightForUsersWhoNeverVotedOnGold) {
  const Consensus consensus = run(1.5);
  EXPECT_EQ(consensus.label[3], 1U);
  EXPECT_EQ(consensus.conf[3], 1.5);
  EXPECT_DOUBLE_EQ(consensus.acc[3], 1.5 / 2.5);
}

TEST_F(GoldMv, ReturnsGoldAndIsSureOfIt) {
  const Consensus consensus = run(0.5);
  EXPECT_THAT(consensus.label, testing::ElementsAre(0, 1, 1, 0, 0));
  for (const std::size_t i : {0U, 1U, 2U}) {
    EXPECT_EQ(consensus.conf[i], 1);
    EXPECT_EQ(consensus.acc[i], 1);
    EXPECT_EQ(consensus.valid[i], 1);
  }
}

TEST_F(GoldMv, CountsVotesWhereNobodyWeighsAnything) {
  const Consensus consensus = run(0.5);
  EXPECT_EQ(consensus.label[4], 0U);
  EXPECT_EQ(consensus.conf[4], 0);
  EXPECT_EQ(consensus.acc[4], 1) << "the share of the votes";
}

TEST_F(GoldMv, NeedsGold) {
  const ModelCrowd crowd({.n_observations = 1, .n_users = 1, .n_labels = 1, .votes = {{0, 0, 0}}});
  try {
    (void)aggregate(crowd.input(), GoldMvOptions{});
    FAIL() << "no error";
  } catch (const OptionError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("gold-mv needs gold labels"));
    EXPECT_EQ(error.remedy().way, WayOut::give_gold);
  }
}

}  // namespace
}  // namespace crowdvote
