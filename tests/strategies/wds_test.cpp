#include "strategies/model_crowd.hpp"
#include <crowdvote/strategies/wds.hpp>
#include <crowdvote/strategy_table.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(Wds, EqualsItsSlowTwinAfterAFixedNumberOfRounds) {
  with_model_crowds(4, [](const ModelCrowd& crowd, Support support) {
    for (const bool hard : {false, true}) {
      SCOPED_TRACE(testing::Message() << "hard " << hard);
      const WdsOptions options{
          .dawid_skene = {.max_iterations = 8, .tolerance = 0, .hard = hard, .support = support}};
      const slow::DawidSkene for_twin{.max_iterations = 8, .tolerance = 0, .hard = hard, .support = support};
      expect_equals_twin(aggregate(crowd.input(), options, {.n_threads = 2}),
                         slow::wds(crowd.crowd(), for_twin));
    }
  });
}

TEST(Wds, StopsWhereItsSlowTwinDoes) {
  with_each_shape([](const ModelCrowd& crowd) {
    expect_equals_twin(aggregate(crowd.input(), WdsOptions{}), slow::wds(crowd.crowd()), 1e-6);
  });
}

// Two users agree on the first observation and disagree on the second. After a round, q = (1, 0) and (1/2,
// 1/2) as at the start, so user 0, who voted 0 twice, has theta(0, 0) = 1, and user 1 has theta(0, 0) = 2/3
// and theta(1, 1) = 1.
Consensus after_a_round(const std::vector<LabelId>& gold = {}, double theta_acc = 0) {
  const ModelCrowd crowd({.n_observations = 2,
                          .n_users = 2,
                          .n_labels = 2,
                          .votes = {{0, 0, 0}, {0, 1, 0}, {1, 0, 0}, {1, 1, 1}},
                          .gold = gold});
  return aggregate(crowd.input(), WdsOptions{.dawid_skene = {.max_iterations = 1, .theta_acc = theta_acc}});
}

TEST(Wds, WeighsAVoteByTheChanceThatItsUserIsRightOnThatLabel) {
  const Consensus consensus = after_a_round();
  EXPECT_EQ(consensus.label[0], 0U);
  EXPECT_NEAR(consensus.conf[0], 1 + 2.0 / 3, 1e-9);
  EXPECT_NEAR(consensus.acc[0], 1, 1e-12);
  EXPECT_EQ(consensus.label[1], 0U) << "both votes weigh 1: a tie, which goes to the lower label";
  EXPECT_NEAR(consensus.conf[1], 1, 1e-9);
  EXPECT_NEAR(consensus.acc[1], 0.5, 1e-9);
  EXPECT_EQ(consensus.diagnostics.n_ties, 1U);
}

TEST(Wds, GivesNoProbabilityToLabelsThatNobodyVotedFor) {
  const Consensus consensus = after_a_round();
  EXPECT_THAT(consensus.probabilities->labels_of(0), testing::ElementsAre(0U));
}

TEST(Wds, ReturnsGoldAndIsSureOfIt) {
  const Consensus consensus = after_a_round({kNoLabel, 1});
  EXPECT_EQ(consensus.label[1], 1U);
  EXPECT_EQ(consensus.conf[1], 1);
  EXPECT_EQ(consensus.acc[1], 1);
}

TEST(Wds, FindsLabelsValidAboveTheThreshold) {
  EXPECT_THAT(after_a_round({}, 0.6).valid, testing::ElementsAre(1, 0));
  EXPECT_THAT(after_a_round({}, 0.4).valid, testing::ElementsAre(1, 1));
}

}  // namespace
}  // namespace crowdvote
