/// Properties of the slow twins themselves, which are tested before anything is compared with them.

#include "strategies/slow_models.hpp"

#include "core/counter_random.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote::slow {
namespace {

Crowd random_crowd(std::uint64_t seed, std::size_t n_labels, std::size_t n_observations = 25) {
  CounterRandom random(seed);
  Crowd crowd{.n_observations = n_observations, .n_users = 7, .n_labels = n_labels};
  for (ObservationId i = 0; i < n_observations; ++i) {
    const std::uint32_t truth = random.below(n_labels);
    for (UserId u = 0; u < crowd.n_users; ++u) {
      if (random.uniform() < 0.4) continue;
      crowd.votes.push_back({i, u, random.uniform() < 0.7 ? truth : random.below(n_labels)});
    }
  }
  return crowd;
}

using NamedResult = std::pair<std::string, Result>;

/// The results of models that support gold.
std::vector<NamedResult> results_with_gold(const Crowd& crowd) {
  return {{"dawid-skene", dawid_skene(crowd)},
          {"dawid-skene hard", dawid_skene(crowd, {.hard = true})},
          {"dawid-skene voted", dawid_skene(crowd, {.support = Support::voted})},
          {"one-coin", one_coin(crowd)},
          {"ibcc", ibcc(crowd)},
          {"mace", mace(crowd, {.restarts = 2})},
          {"glad", glad(crowd)},
          {"ebcc", ebcc(crowd, {.restarts = 2})},
          {"wds", wds(crowd)},
          {"gold-mv", gold_mv(crowd)}};
}

std::vector<NamedResult> results(const Crowd& crowd) {
  std::vector<NamedResult> all = results_with_gold(crowd);
  all.emplace_back("zero-based-skill", zero_based_skill(crowd));
  all.emplace_back("bwa", bwa(crowd));
  all.emplace_back("m-msr", m_msr(crowd));
  all.emplace_back("kos", kos(crowd));
  return all;
}

TEST(SlowModels, ProbabilitiesSumToOneOnEveryObservationWithAVote) {
  const Crowd crowd = random_crowd(1, 2);
  for (const auto& [name, result] : results(crowd)) {
    for (ObservationId i = 0; i < crowd.n_observations; ++i) {
      double sum = 0;
      for (const double q : result.q[i]) sum += q;
      EXPECT_NEAR(sum, result.label[i] == kNoLabel ? 0.0 : 1.0, 1e-12) << name << ", observation " << i;
    }
  }
}

TEST(SlowModels, AUnanimousCrowdIsBelieved) {
  Crowd crowd{.n_observations = 12, .n_users = 5, .n_labels = 2};
  for (ObservationId i = 0; i < crowd.n_observations; ++i) {
    for (UserId u = 0; u < crowd.n_users; ++u) crowd.votes.push_back({i, u, i % 3 == 0 ? 1U : 0U});
  }
  for (const auto& [name, result] : results(crowd)) {
    for (ObservationId i = 0; i < crowd.n_observations; ++i) {
      EXPECT_EQ(result.label[i], i % 3 == 0 ? 1U : 0U) << name << ", observation " << i;
    }
  }
}

TEST(SlowModels, GoldIsReturnedEvenWhereNobodyVotedForIt) {
  Crowd crowd = random_crowd(2, 3);
  crowd.n_labels = 5;
  ++crowd.n_observations;  // one with gold only
  crowd.gold.assign(crowd.n_observations, kNoLabel);
  crowd.gold[0] = 4;
  crowd.gold[1] = 2;
  crowd.gold.back() = 4;
  for (const auto& [name, result] : results_with_gold(crowd)) {
    for (const ObservationId i : {0U, 1U, 25U}) {
      EXPECT_EQ(result.label[i], crowd.gold[i]) << name << ", observation " << i;
      EXPECT_NEAR(result.q[i][crowd.gold[i]], 1, 1e-12) << name << ", observation " << i;
    }
    for (const Row& q : result.q) EXPECT_EQ(q[3], 0) << name << ": a label in neither votes nor gold";
  }
}

TEST(SlowModels, TheObjectivesOfEmNeverFall) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Crowd crowd = random_crowd(seed, 2 + seed % 3);
    const std::vector<NamedResult> em = {
        {"dawid-skene", dawid_skene(crowd, {.tolerance = 0})},
        {"dawid-skene smoothed", dawid_skene(crowd, {.tolerance = 0, .smoothing = 0.01})},
        {"dawid-skene hard", dawid_skene(crowd, {.tolerance = 0, .hard = true})},
        {"one-coin", one_coin(crowd, {.tolerance = 0})},
        {"glad", glad(crowd, {.max_iterations = 30, .tolerance = 0})}};
    for (const auto& [name, result] : em) {
      for (std::size_t t = 1; t < result.progress.size(); ++t) {
        EXPECT_GE(result.progress[t], result.progress[t - 1] - 1e-7)
            << name << ", seed " << seed << ", " << t;
      }
    }
  }
}

TEST(SlowModels, DawidSkeneDoesItsFirstRoundAsByHand) {
  // Two observations, two users: they agree on the first and disagree on the second.
  const Crowd crowd{.n_observations = 2,
                    .n_users = 2,
                    .n_labels = 2,
                    .votes = {{0, 0, 0}, {0, 1, 0}, {1, 0, 0}, {1, 1, 1}}};
  // Start: q_0 = (1, 0), q_1 = (1/2, 1/2); p = (3/4, 1/4). User 0 voted 0 on both: theta_0(k, 0) = 1.
  // User 1: c(0, .) = (1, 1/2), c(1, .) = (0, 1/2): theta_1(0, .) = (2/3, 1/3), theta_1(1, 1) = 1 - 2e-10.
  const Result result = dawid_skene(crowd, {.max_iterations = 1});
  EXPECT_NEAR(result.q[0][0], 1, 1e-9);
  // q_1 ~ (3/4 * 1 * 1/3, 1/4 * 1 * 1) = (1/2, 1/2)
  EXPECT_NEAR(result.q[1][0], 0.5, 1e-9);
  EXPECT_EQ(result.label[1], 0U) << "of tied labels the lowest wins";
  EXPECT_EQ(result.n_ties, 1U);
}

TEST(SlowModels, MaceDoesItsStartAsByHand) {
  // One vote: q(y) ~ 1/2 * 1/2 + 1/2, q(other) ~ 1/2 * 1/2.
  const Crowd crowd{.n_observations = 2, .n_users = 2, .n_labels = 2, .votes = {{0, 0, 0}, {1, 1, 1}}};
  const Result result = mace(crowd, {.max_iterations = 0});
  EXPECT_NEAR(result.q[0][0], 0.75, 1e-12);
  // know = 3/4 * (1/2) / (3/4) = 1/2, so b / (a + b) = (0.5 + 0.5) / 2
  EXPECT_NEAR(result.skill[0], 0.5, 1e-12);
  EXPECT_NEAR(result.bound, 2 * std::log(0.5 * (0.75 + 0.25)), 1e-12);
}

TEST(SlowModels, CrowdlabDoesItsOnePassAsByHand) {
  // c = (0, 1): P = 1 on both, e = 1/2, every pair agrees, so w_u = 1; the AI is right on both: w_M =
  // sqrt(2).
  Crowd crowd{.n_observations = 2,
              .n_users = 2,
              .n_labels = 2,
              .votes = {{0, 0, 0}, {0, 1, 0}, {1, 0, 1}, {1, 1, 1}}};
  crowd.ai_scores = {{0.8, kNone}, {0.3, 0.7}};
  const Result result = crowdlab(crowd);
  const double w = std::sqrt(2.0);
  EXPECT_NEAR(result.q[0][0], (w * 0.8 + 2) / (w + 2), 1e-12);
  EXPECT_NEAR(result.q[1][1], (w * 0.7 + 2) / (w + 2), 1e-12);
  EXPECT_NEAR(result.skill[0], 1, 1e-12);
}

}  // namespace
}  // namespace crowdvote::slow
