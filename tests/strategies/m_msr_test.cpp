#include "core/counter_random.hpp"
#include "strategies/model_crowd.hpp"
#include "strategies/user_agreement.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategies/m_msr.hpp>
#include <crowdvote/strategy_table.hpp>

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

/// A crowd without gold, which m-msr does not support.
slow::Crowd crowd_without_gold(std::uint64_t seed, const ModelShape& shape) {
  slow::Crowd crowd = random_model_crowd(seed, shape);
  crowd.gold.clear();
  return crowd;
}

slow::Crowd three_users(const std::vector<std::vector<LabelId>>& votes_of_observation) {
  slow::Crowd crowd{.n_observations = votes_of_observation.size(), .n_users = 3, .n_labels = 2};
  for (ObservationId i = 0; i < crowd.n_observations; ++i) {
    for (UserId u = 0; u < 3; ++u) crowd.votes.push_back({i, u, votes_of_observation[i][u]});
  }
  return crowd;
}

TEST(MMsr, EqualsItsSlowTwin) {
  for (const auto& [name, shape] : model_shapes()) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      SCOPED_TRACE(testing::Message() << name << ", seed " << seed);
      slow::Crowd crowd = crowd_without_gold(seed, shape);
      if (seed % 2 == 0) give_names(crowd);
      const ModelCrowd model(crowd);
      expect_equals_twin(run_strategy(model.input(), MMsrOptions{}, {.n_threads = 2}), slow::m_msr(crowd));
    }
  }
}

TEST(MMsr, KeepsSkillsWithinTheirBoundsAsByHand) {
  // All users agree: C = 1, so s would be 1 and is limited to 1 - 1/sqrt(4) = 1/2. Then r = 1/2 * 1/2 + 1/2 =
  // 3/4 and w = ln 3: three votes give q = 27 / 28.
  const ModelCrowd crowd(three_users({{0, 0, 0}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}}));
  const Consensus consensus = run_strategy(crowd.input(), MMsrOptions{}, {});
  for (const double weight : consensus.weights()) EXPECT_NEAR(weight, std::log(3), 1e-9);
  for (const double conf : consensus.conf) EXPECT_NEAR(conf, 27.0 / 28, 1e-9);
  EXPECT_EQ(consensus.diagnostics.stop, StopReason::tolerance);
}

TEST(MMsr, WeighsAUserWhoIsAlwaysWrongAgainstTheLabelGiven) {
  // The third user contradicts the others: C = 1 between these and -1 with the third, s = (1/2, 1/2, -1/2)
  // after limiting to [-1 + 1/2, 1 - 1/2]. The three weights ln 3, ln 3 and -ln 3 all support the same label.
  const ModelCrowd crowd(three_users({{0, 0, 1}, {1, 1, 0}, {0, 0, 1}, {1, 1, 0}}));
  const Consensus consensus = run_strategy(crowd.input(), MMsrOptions{}, {});
  EXPECT_THAT(consensus.label, testing::ElementsAre(0, 1, 0, 1));
  EXPECT_NEAR(consensus.weights()[2], -std::log(3), 1e-9);
  EXPECT_NEAR(consensus.conf[0], 27.0 / 28, 1e-9);
}

TEST(MMsr, GivesUsersWithoutPartnersNoWeight) {
  slow::Crowd crowd = three_users({{0, 0, 0}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}});
  crowd.n_users = 5;
  ++crowd.n_observations;
  crowd.votes.push_back({4, 3, 1});
  const ModelCrowd model(crowd);
  const Consensus consensus = run_strategy(model.input(), MMsrOptions{}, {});
  EXPECT_EQ(consensus.weights()[3], 0);
  EXPECT_TRUE(std::isnan(consensus.weights()[4])) << "has no votes";
  EXPECT_EQ(consensus.conf[4], 0.5);
}

TEST(MMsr, RefusesGold) { EXPECT_THROW(check_side_inputs(MMsrOptions{}, {.gold = true}), OptionError); }

TEST(MMsr, SaysHowManyPairsOfUsersItCompares) {
  const ModelCrowd crowd(crowd_without_gold(1, {.n_observations = 200, .n_users = 40, .n_voted = 1}));
  try {
    (void)UserAgreement(crowd.input(), 3, {.n_threads = 1, .memory_limit = 1});
    FAIL() << "no error";
  } catch (const MemoryError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("780 pairs of 41 users"));
  }
}

TEST(UserAgreement, FindsTheTopEigenvectorOfARankOneMatrixWithoutItsDiagonal) {
  // 200 users are more than the basis of the method holds. The residual shows whether the result is an
  // eigenvector.
  const ModelCrowd model(crowd_without_gold(3, {.n_observations = 60, .n_users = 200, .n_labels = 2}));
  const UserAgreement agreement(model.input(), 2, {});
  const std::vector<double> x =
      agreement.top_eigenvector(std::vector<double>(agreement.n_users(), 1.0), {.n_threads = 2});
  std::vector<double> product(x.size(), 0.0);
  double value = 0;
  double length = 0;
  for (UserId u = 0; u < x.size(); ++u) {
    for (std::size_t j = 0; j < agreement.partners_of(u).size(); ++j) {
      product[u] += agreement.covariances_of(u)[j] * x[agreement.partners_of(u)[j]];
    }
    value += x[u] * product[u];
    length += x[u] * x[u];
  }
  EXPECT_NEAR(length, 1, 1e-12);
  EXPECT_GT(value, 10);
  for (std::size_t u = 0; u < x.size(); ++u) EXPECT_NEAR(product[u], value * x[u], 1e-9);
}

}  // namespace
}  // namespace crowdvote
