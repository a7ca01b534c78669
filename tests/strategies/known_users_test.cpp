/// Models from earlier runs: what is learnt, and how new observations are labelled with it.

#include "strategies/model_crowd.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/learnt_model.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

Consensus learn(const ModelCrowd& crowd, const std::string& spec, const RunControl& control = {}) {
  AggregationInput input = crowd.input();
  input.wants_model = true;
  return aggregate(input, parse_strategy(spec), control);
}

/// Uses a model whose users are those of the crowd.
Consensus use(const ModelCrowd& crowd, const std::string& spec, const LearntModel& model,
              const RunControl& control = {}) {
  std::vector<std::uint32_t> rows(crowd.crowd().n_users);
  std::iota(rows.begin(), rows.end(), 0U);
  AggregationInput input = crowd.input();
  input.known = {.learnt = &model, .row_of_user = rows, .labels = model.labels};
  return aggregate(input, parse_strategy(spec), control);
}

std::vector<ModelCrowd> crowds_without_gold() {
  std::vector<ModelCrowd> crowds;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    crowds.emplace_back(random_model_crowd(seed, {.n_observations = 60, .n_labels = 4, .n_voted = 0.4}));
  }
  return crowds;
}

class KnownUsers : public testing::TestWithParam<std::string> {};

TEST_P(KnownUsers, label_the_votes_that_they_were_learnt_from_as_one_more_round_does) {
  for (const ModelCrowd& crowd : crowds_without_gold()) {
    const Consensus learnt = learn(crowd, GetParam() + ",max-iterations=4");
    const Consensus one_more = learn(crowd, GetParam() + ",max-iterations=5");
    const Consensus used = use(crowd, GetParam() + ",max-iterations=4", *learnt.model);
    ASSERT_TRUE(used.probabilities);
    ASSERT_EQ(used.probabilities->label, one_more.probabilities->label);
    for (std::size_t place = 0; place < used.probabilities->value.size(); ++place) {
      EXPECT_NEAR(used.probabilities->value[place], one_more.probabilities->value[place], 1e-9);
    }
    EXPECT_EQ(used.label, one_more.label);
    EXPECT_EQ(used.diagnostics.iterations(), 0U);
    EXPECT_EQ(used.diagnostics.stop, StopReason::one_pass);
    const auto before = learnt.users.values<double>(kSkillColumn);
    const auto after = used.users.values<double>(kSkillColumn);
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t u = 0; u < after.size(); ++u) {
      EXPECT_TRUE(std::isnan(before[u]) ? std::isnan(after[u]) : std::abs(before[u] - after[u]) < 1e-12);
    }
  }
}

TEST_P(KnownUsers, are_the_same_for_any_number_of_threads) {
  const ModelCrowd crowd(random_model_crowd(7, {.n_observations = 300, .n_users = 1200, .n_voted = 0.01}));
  const Consensus learnt = learn(crowd, GetParam() + ",max-iterations=3", {.n_threads = 1});
  const Consensus learnt_by_many = learn(crowd, GetParam() + ",max-iterations=3", {.n_threads = 3});
  ASSERT_EQ(learnt.model->cells.size(), learnt_by_many.model->cells.size());
  for (std::size_t c = 0; c < learnt.model->cells.size(); ++c) {
    EXPECT_EQ(learnt.model->cells[c].votes, learnt_by_many.model->cells[c].votes);
  }
  EXPECT_EQ(learnt.model->prior, learnt_by_many.model->prior);
  EXPECT_EQ(learnt.model->value.back(), learnt_by_many.model->value.back());
  const std::string spec = GetParam() + ",max-iterations=3";
  EXPECT_EQ(use(crowd, spec, *learnt.model, {.n_threads = 1}).conf,
            use(crowd, spec, *learnt.model, {.n_threads = 3}).conf);
}

std::string name_of_known_test(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Models, KnownUsers,
                         testing::Values("dawid-skene:tolerance=0", "dawid-skene:tolerance=0,support=voted",
                                         "dawid-skene:tolerance=0,smoothing=0.5",
                                         "dawid-skene:tolerance=0,smoothing=0.5,support=voted",
                                         "dawid-skene:tolerance=0,hard", "one-coin:tolerance=0",
                                         "one-coin:tolerance=0,support=voted", "ibcc:tolerance=0",
                                         "ibcc:tolerance=0,support=voted",
                                         "ibcc:tolerance=0,prior-right=2,prior-wrong=0.5", "mace:tolerance=0",
                                         "mace:tolerance=0,support=voted"),
                         name_of_known_test);

TEST(KnownWeights, label_the_votes_that_they_were_learnt_from_as_before) {
  for (const ModelCrowd& crowd : crowds_without_gold()) {
    for (const char* spec : {"wawa", "wawa:rounds=3", "zero-based-skill", "wmv:default-weight=2"}) {
      SCOPED_TRACE(spec);
      const Consensus learnt = learn(crowd, spec);
      ASSERT_TRUE(learnt.model);
      const Consensus used = use(crowd, spec, *learnt.model);
      EXPECT_EQ(used.label, learnt.label);
      EXPECT_EQ(used.conf, learnt.conf);
      EXPECT_EQ(used.acc, learnt.acc);
      EXPECT_EQ(used.valid, learnt.valid);
      EXPECT_EQ(used.diagnostics.n_ties, learnt.diagnostics.n_ties);
    }
  }
}

TEST(KnownWeights, of_dawid_skene_weigh_the_votes_as_before) {
  const ModelCrowd crowd(random_model_crowd(3, {.n_observations = 60, .n_labels = 4, .n_voted = 0.4}));
  const Consensus learnt = learn(crowd, "wds");
  const Consensus used = use(crowd, "wds", *learnt.model);
  EXPECT_EQ(used.label, learnt.label);
  for (std::size_t i = 0; i < used.conf.size(); ++i) EXPECT_NEAR(used.conf[i], learnt.conf[i], 1e-9);
}

TEST(KnownWeights, from_gold_need_no_gold) {
  slow::Crowd crowd = random_model_crowd(5, {.n_observations = 40, .n_gold = 0.3});
  const Consensus learnt = learn(ModelCrowd(crowd), "gold-mv");
  const std::vector<LabelId> gold = crowd.gold;
  crowd.gold.clear();
  const Consensus used = use(ModelCrowd(crowd), "gold-mv", *learnt.model);
  for (std::size_t i = 0; i < gold.size(); ++i) {
    if (gold[i] != kNoLabel) continue;
    EXPECT_EQ(used.label[i], learnt.label[i]);
    EXPECT_EQ(used.conf[i], learnt.conf[i]);
  }
}

/// Two users and a newcomer vote on observations with labels 0 and 1; user 2 has the newcomer's row.
Consensus use_on(const std::vector<slow::Vote>& votes, const std::string& spec, const LearntModel& model) {
  const ModelCrowd crowd({.n_observations = 3, .n_users = 3, .n_labels = 2, .votes = votes});
  return use(crowd, spec, model);
}

double probability_of_0(const Consensus& consensus, ObservationId i) {
  return consensus.probabilities->values_of(i)[0];
}

TEST(Newcomers, have_the_mean_rate_of_one_coin) {
  LearntModel model;
  model.labels = {0, 1};
  model.prior = {0.75, 0.25};
  model.value = {0.9, 0.7, 0.6};
  const Consensus used = use_on({{0, 0, 0}, {0, 2, 1}, {1, 2, 1}}, "one-coin", model);
  EXPECT_NEAR(probability_of_0(used, 0), 0.75 * 0.9 * 0.4 / (0.75 * 0.9 * 0.4 + 0.25 * 0.1 * 0.6), 1e-12);
  EXPECT_NEAR(probability_of_0(used, 1), 0.75 * 0.4 / (0.75 * 0.4 + 0.25 * 0.6), 1e-12);
  EXPECT_EQ(used.label[2], kNoLabel);

  const ModelCrowd crowd(random_model_crowd(2));
  const Consensus learnt = learn(crowd, "one-coin");
  double n_right = 0;
  for (const slow::Vote& vote : crowd.crowd().votes) n_right += learnt.model->value[vote.user];
  EXPECT_NEAR(learnt.model->value.back(), n_right / static_cast<double>(crowd.crowd().votes.size()), 1e-9);
}

TEST(Newcomers, err_as_the_crowd_does_under_dawid_skene_and_so_do_votes_for_labels_a_user_never_used) {
  LearntModel model;
  model.labels = {0, 1};
  model.prior = {0.5, 0.5};
  model.value = {0.9, 0.9, 0.8};
  // User 0 has used only label 0, user 1 both; the last row is the sum.
  model.cells = {{0, 0, 4}, {1, 0, 1}, {0, 0, 2}, {0, 1, 2}, {1, 1, 3},
                 {0, 0, 6}, {0, 1, 2}, {1, 0, 1}, {1, 1, 3}};
  model.begin = {0, 2, 5, 9};
  const Consensus used = use_on({{0, 0, 1}, {1, 2, 0}, {2, 0, 0}}, "dawid-skene", model);
  EXPECT_NEAR(probability_of_0(used, 0), 0.25 / (0.25 + 0.75), 1e-12) << "the crowd's 2/8 and 3/4";
  EXPECT_NEAR(probability_of_0(used, 1), 0.75 / (0.75 + 0.25), 1e-12);
  EXPECT_NEAR(probability_of_0(used, 2), 0.5, 1e-12) << "the only label that user 0 used says nothing";
}

TEST(Newcomers, have_the_mean_of_the_prior_under_glad_and_so_has_the_difficulty_of_all) {
  LearntModel model;
  model.labels = {0, 1};
  model.value = {2, -1, 1};
  const Consensus used = use_on({{0, 0, 0}, {1, 2, 0}, {2, 1, 0}}, "glad", model);
  const double e = std::exp(1.0);
  EXPECT_NEAR(probability_of_0(used, 0), 1 / (1 + std::exp(-2 * e)), 1e-12);
  EXPECT_NEAR(probability_of_0(used, 1), 1 / (1 + std::exp(-e)), 1e-12);
  EXPECT_NEAR(probability_of_0(used, 2), 1 / (1 + std::exp(e)), 1e-12);
  EXPECT_EQ(used.observations.find(kDifficultyColumn), nullptr);
}

TEST(Newcomers, are_as_the_priors_have_them_under_ibcc_and_mace) {
  for (const char* spec : {"ibcc", "mace"}) {
    SCOPED_TRACE(spec);
    const ModelCrowd crowd(random_model_crowd(2, {.n_labels = 2}));
    const Consensus learnt = learn(crowd, spec);
    const std::size_t newcomer = learnt.model->newcomer();
    EXPECT_TRUE(learnt.model->cells_of(newcomer).empty());
    EXPECT_NEAR(learnt.model->value[newcomer], std::string(spec) == "ibcc" ? 0.8 : 0.5, 1e-12);
  }
}

TEST(LearntModel, is_refused_by_strategies_that_have_none_with_the_names_of_those_that_do) {
  const ModelCrowd crowd(random_model_crowd(1));
  for (const char* spec : {"mv", "bwa", "pool"}) {
    try {
      (void)learn(crowd, spec);
      FAIL() << "no error of " << spec;
    } catch (const OptionError& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr(std::string("what the strategy ") + spec));
      EXPECT_THAT(error.remedy().choices, testing::IsSupersetOf({"dawid-skene", "one-coin", "mace", "glad"}));
    }
  }
}

TEST(LearntModel, is_not_used_beside_gold) {
  const Consensus learnt = learn(ModelCrowd(random_model_crowd(1)), "one-coin");
  const ModelCrowd with_gold(random_model_crowd(1, {.n_gold = 0.4}));
  EXPECT_THROW((void)use(with_gold, "one-coin", *learnt.model), OptionError);
}

TEST(LearntModel, does_not_go_with_votes_for_other_labels) {
  LearntModel model;
  model.labels = {1};
  model.prior = {1};
  model.value = {0.9, 0.7, 0.6};
  EXPECT_THROW((void)use_on({{0, 0, 0}, {0, 1, 1}}, "one-coin", model), std::invalid_argument);
}

}  // namespace
}  // namespace crowdvote
