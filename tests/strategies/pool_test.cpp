#include "strategies/model_crowd.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategy_table.hpp>

#include <string>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

Consensus run(const ModelCrowd& crowd, const std::string& of, double theta_acc = 0) {
  return aggregate(crowd.input(), PoolOptions{.of = of, .theta_acc = theta_acc}, {.n_threads = 2});
}

TEST(Pool, IsTheMeanOfItsMembers) {
  for (const auto& [name, shape] : model_shapes()) {
    SCOPED_TRACE(name);
    const ModelCrowd crowd(random_model_crowd(4, shape));
    expect_equals_twin(run(crowd, "dawid-skene+mace+one-coin"),
                       slow::pool(crowd.crowd(), {slow::dawid_skene(crowd.crowd()), slow::mace(crowd.crowd()),
                                                  slow::one_coin(crowd.crowd())}),
                       1e-6);
  }
}

TEST(Pool, TakesTheSharesOfTheVotesFromAStrategyWithoutProbabilities) {
  // mv gives (2/3, 1/3). one-coin knows both labels and gives the label that nobody chose on the second
  // observation a probability, which mv does not.
  const ModelCrowd crowd({.n_observations = 2,
                          .n_users = 3,
                          .n_labels = 2,
                          .votes = {{0, 0, 0}, {0, 1, 0}, {0, 2, 1}, {1, 0, 1}, {1, 1, 1}}});
  const Consensus pooled = run(crowd, "mv+one-coin");
  const Consensus one_coin = aggregate(crowd.input(), OneCoinOptions{});
  EXPECT_NEAR(pooled.probabilities->values_of(0)[0], (2.0 / 3 + one_coin.probabilities->values_of(0)[0]) / 2,
              1e-12);
  EXPECT_NEAR(pooled.probabilities->values_of(1)[0], one_coin.probabilities->values_of(1)[0] / 2, 1e-12);
  EXPECT_NEAR(pooled.probabilities->values_of(1)[1], (1 + one_coin.probabilities->values_of(1)[1]) / 2,
              1e-12);
  EXPECT_EQ(pooled.label[1], 1U);
}

TEST(Pool, ReturnsGoldThoughOneOfItsMembersDoesNotTakeIt) {
  slow::Crowd votes{.n_observations = 2,
                    .n_users = 2,
                    .n_labels = 2,
                    .votes = {{0, 0, 0}, {0, 1, 0}, {1, 0, 1}, {1, 1, 1}}};
  votes.gold = {1, kNoLabel};
  const ModelCrowd crowd(votes);
  const Consensus pooled = run(crowd, "mv+one-coin");
  EXPECT_EQ(pooled.label[0], 1U);
  EXPECT_EQ(pooled.acc[0], 1);
}

TEST(Pool, TakesAndNeedsWhatItsMembersDo) {
  const SideInputs needed = needed_inputs(PoolOptions{.of = "gold-mv+wmv+crowdlab"});
  EXPECT_TRUE(needed.gold && needed.weights && needed.ai_label_scores && !needed.authors);
  const SideInputs taken = taken_inputs(PoolOptions{.of = "plantnet+crowdlab"});
  EXPECT_TRUE(taken.authors && taken.ai_scores && taken.ai_label_scores && !taken.weights && !taken.gold);
  const PoolOptions without_gold{.of = "mv+wawa"};
  EXPECT_THROW(check_side_inputs(without_gold, {.gold = true}), OptionError);
  EXPECT_NO_THROW(check_side_inputs(PoolOptions{.of = "mv+mace"}, {.gold = true}));
  // How an AI would take part in plantnet is not specified.
  EXPECT_THROW(check_side_inputs(PoolOptions{.of = "mv+plantnet"}, {.ai_votes = true}), OptionError);
}

TEST(Pool, GivesItsMembersTheWeightsOfUsers) {
  const ModelCrowd crowd(
      {.n_observations = 1, .n_users = 3, .n_labels = 2, .votes = {{0, 0, 0}, {0, 1, 1}, {0, 2, 1}}});
  AggregationInput input = crowd.input();
  const std::vector<double> weights{8, 1, 1};
  input.weight_of_user = weights;
  const Consensus pooled = aggregate(input, PoolOptions{.of = "mv+wmv"}, {.n_threads = 2});
  EXPECT_EQ(pooled.label[0], 0U);
  EXPECT_NEAR(pooled.acc[0], (1.0 / 3 + 0.8) / 2, 1e-12);
}

TEST(Pool, HoldsLabelsValidAboveItsThresholdOnly) {
  const ModelCrowd crowd({.n_observations = 2,
                          .n_users = 3,
                          .n_labels = 2,
                          .votes = {{0, 0, 0}, {0, 1, 0}, {0, 2, 1}, {1, 0, 1}, {1, 1, 1}}});
  const Consensus consensus = run(crowd, "mv+twothird", 0.7);
  EXPECT_EQ(consensus.valid[0], 0);
  EXPECT_EQ(consensus.valid[1], 1);
}

TEST(Pool, RefusesMembersThatMakeNoPool) {
  for (const char* const of : {"mv", "mv+mv", "mv+pool", "mv+majority", "mv+", "+"}) {
    EXPECT_THROW(static_cast<void>(needed_inputs(PoolOptions{.of = of})), OptionError) << of;
  }
}

}  // namespace
}  // namespace crowdvote
