#include "core/counter_random.hpp"
#include "strategies/model_crowd.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategies/crowdlab.hpp>
#include <crowdvote/strategy_table.hpp>

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::HasSubstr;

/// Scores for some labels on every observation, in tenths, so that ties occur; scores for all labels on a
/// third of the observations. No gold.
slow::Crowd crowd_with_scores(std::uint64_t seed, const ModelShape& shape) {
  slow::Crowd crowd = random_model_crowd(seed, shape);
  crowd.gold.clear();
  CounterRandom random(seed, 77);
  for (ObservationId i = 0; i < crowd.n_observations; ++i) {
    slow::Row& row = crowd.ai_scores.emplace_back(crowd.n_labels, slow::kNone);
    double rest = 1;
    for (LabelId label = 0; label < crowd.n_labels; ++label) {
      if (i % 3 != 0 && random.below(2) == 0) continue;
      row[label] = random.below(6) / 10.0 * rest;
      rest -= row[label];
    }
    if (i % 3 == 0) row[0] += rest / 2;
    if (i % 3 != 0 && rest == 1) row[1] = 0.3;
  }
  return crowd;
}

Consensus run(const slow::Crowd& crowd) {
  const ModelCrowd model(crowd);
  return run_strategy(model.input(), CrowdlabOptions{}, {.n_threads = 2});
}

std::string error_of(const slow::Crowd& crowd) {
  const ModelCrowd model(crowd);
  try {
    (void)aggregate(model.input(), CrowdlabOptions{});
  } catch (const OptionError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

/// c = (0, 1): P = 1 on both, e = 1/2, every pair agrees, so w_u = 1; the AI is right on both: w_M = sqrt(2).
slow::Crowd two_users_and_an_ai() {
  slow::Crowd crowd{.n_observations = 2,
                    .n_users = 2,
                    .n_labels = 2,
                    .votes = {{0, 0, 0}, {0, 1, 0}, {1, 0, 1}, {1, 1, 1}}};
  crowd.ai_scores = {{0.8, slow::kNone}, {0.3, 0.7}};
  return crowd;
}

TEST(Crowdlab, DoesItsOnePassAsByHand) {
  const Consensus consensus = run(two_users_and_an_ai());
  const double w = std::sqrt(2.0);
  EXPECT_THAT(consensus.label, testing::ElementsAre(0, 1));
  EXPECT_NEAR(consensus.conf[0], (w * 0.8 + 2) / (w + 2), 1e-12);
  EXPECT_NEAR(consensus.conf[1], (w * 0.7 + 2) / (w + 2), 1e-12);
  EXPECT_NEAR(consensus.users.values<double>(kSkillColumn)[0], 1, 1e-12);
  EXPECT_NEAR(consensus.weights()[1], 1, 1e-12);
}

TEST(Crowdlab, EqualsItsSlowTwin) {
  for (const auto& [name, shape] : model_shapes()) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      SCOPED_TRACE(testing::Message() << name << ", seed " << seed);
      const slow::Crowd crowd = crowd_with_scores(seed, shape);
      slow::Result twin = slow::crowdlab(crowd);
      twin.converged = true;  // a single pass is all there is
      expect_equals_twin(run(crowd), twin);
    }
  }
}

TEST(Crowdlab, CountsTheLabelsThatOnlyTheAiKnows) {
  slow::Crowd crowd = two_users_and_an_ai();
  crowd.n_labels = 3;
  crowd.ai_scores = {{0.8, slow::kNone, 0.1}, {0.3, 0.7, slow::kNone}};
  const Consensus consensus = run(crowd);
  ASSERT_TRUE(consensus.probabilities);
  EXPECT_EQ(consensus.probabilities->labels_of(0).size(), 3U);
  const double w = std::sqrt(2.0);
  EXPECT_NEAR(consensus.probabilities->values_of(0)[1], w * 0.1 / (w + 2), 1e-12) << "what is missing to 1";
  EXPECT_NEAR(consensus.probabilities->values_of(0)[2], w * 0.1 / (w + 2), 1e-12);
}

TEST(Crowdlab, GivesAUserWhoSharesNoObservationTheMeanSkillOfTheOthers) {
  slow::Crowd crowd = two_users_and_an_ai();
  crowd.n_users = 4;
  ++crowd.n_observations;
  crowd.votes.push_back({2, 2, 1});
  crowd.ai_scores.push_back({0.5, 0.5});
  const Consensus consensus = run(crowd);
  const auto skills = consensus.users.values<double>(kSkillColumn);
  EXPECT_NEAR(skills[2], 1, 1e-12);
  EXPECT_TRUE(std::isnan(skills[3])) << "has no votes";
}

TEST(Crowdlab, SaysWhatIsWrongWithTheScores) {
  slow::Crowd crowd = two_users_and_an_ai();
  crowd.ai_scores[1] = {slow::kNone, slow::kNone};
  EXPECT_THAT(error_of(crowd), HasSubstr("1 of 2 have none, the first is observation 2 of the input"));
  crowd.ai_scores[1] = {0.6, 0.6};
  EXPECT_THAT(error_of(crowd), HasSubstr("those of observation 2 of the input sum to 1.2"));
  crowd.ai_scores.clear();
  EXPECT_THAT(error_of(crowd), HasSubstr("crowdlab needs scores of an AI for labels"));
}

TEST(Crowdlab, NeedsAnObservationWithTwoVotes) {
  slow::Crowd crowd = two_users_and_an_ai();
  crowd.votes = {{0, 0, 0}, {1, 1, 1}};
  EXPECT_THAT(error_of(crowd), HasSubstr("no observation has votes of two users"));
}

TEST(Crowdlab, TakesTheScoresOfAnAiWithoutBeingToldHow) {
  EXPECT_NO_THROW(check_side_inputs(CrowdlabOptions{}, {.ai_scores = true}));
  EXPECT_THROW(check_side_inputs(CrowdlabOptions{}, {}), OptionError);
  EXPECT_THROW(check_side_inputs(CrowdlabOptions{}, {.ai_scores = true, .gold = true}), OptionError);
  const std::vector<StrategyOptions> compared{MvOptions{}, CrowdlabOptions{}};
  EXPECT_NO_THROW(check_compared_inputs(compared, {.ai_scores = true}));
}

TEST(Crowdlab, RefusesScoresOfAnotherLength) {
  const ModelCrowd model(two_users_and_an_ai());
  AggregationInput input = model.input();
  const std::vector<std::size_t> begin{0, 1};
  input.ai_scores_of_labels.begin = begin;
  EXPECT_THROW((void)aggregate(input, CrowdlabOptions{}), std::invalid_argument);
}

}  // namespace
}  // namespace crowdvote
