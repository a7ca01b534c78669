/// What users may expect of every strategy that learns how users err, whatever its formulas.

#include "strategies/model_crowd.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

/// Every model that needs only votes and takes any number of labels, with each support that it has. A pool
/// has the properties of its members.
std::vector<std::string> model_specs() {
  std::vector<std::string> specs;
  for (const StrategyInfo& strategy : strategies()) {
    const StrategyDescription& description = strategy.description;
    const SideInputs needed =
        std::visit([](const auto& options) { return needed_inputs(options); }, strategy.defaults);
    const bool is_for_these = description.most_labels == 0 && !needed.ai_label_scores;
    const bool is_pool = std::holds_alternative<PoolOptions>(strategy.defaults);
    if (!description.gives.probabilities || !is_for_these || is_pool) continue;
    const std::string name(strategy.name());
    const auto options = describe_options(strategy.defaults);
    const bool has_support = std::any_of(options.begin(), options.end(),
                                         [](const auto& option) { return option.name == "support"; });
    specs.push_back(name == "ebcc" ? name + ":restarts=3" : name);
    if (has_support) specs.push_back(name + ":support=voted");
  }
  return specs;
}

bool takes_gold(const std::string& spec) { return strategy_of(parse_strategy(spec)).description.takes.gold; }

std::string name_of_model_test(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-' || c == ':' || c == '='; }, '_');
  return name;
}

Consensus run(const slow::Crowd& crowd, const StrategyOptions& options) {
  const ModelCrowd model(crowd);
  return aggregate(model.input(), options);
}
Consensus run(const slow::Crowd& crowd, const std::string& spec) { return run(crowd, parse_strategy(spec)); }

/// Only a few rounds: if a model has no clear optimum, rounding errors grow from round to round.
Consensus run_shortly(const slow::Crowd& crowd, const std::string& spec) {
  StrategyOptions options = parse_strategy(spec);
  set_option(options, "max-iterations", "5");
  return run(crowd, options);
}

/// P(label) on i; 0 if the label is not a candidate on i.
double probability_of(const Consensus& consensus, ObservationId i, LabelId label) {
  const auto labels = consensus.probabilities->labels_of(i);
  const auto found = std::find(labels.begin(), labels.end(), label);
  return found == labels.end()
             ? 0
             : consensus.probabilities->values_of(i)[static_cast<std::size_t>(found - labels.begin())];
}

/// Empty if the model has none.
std::span<const double> skills_of(const Consensus& consensus) {
  return consensus.users.values<double>(kSkillColumn);
}

void expect_sound(const Consensus& consensus) {
  for (ObservationId i = 0; i < consensus.label.size(); ++i) {
    const auto q = consensus.probabilities->values_of(i);
    const bool all_in_range = std::all_of(q.begin(), q.end(), [](double p) { return p >= 0 && p <= 1; });
    EXPECT_TRUE(all_in_range) << "observation " << i;
    if (consensus.label[i] == kNoLabel) continue;
    EXPECT_NEAR(std::accumulate(q.begin(), q.end(), 0.0), 1, 1e-12) << "observation " << i;
    EXPECT_EQ(consensus.conf[i], probability_of(consensus, i, consensus.label[i]));
    EXPECT_EQ(consensus.acc[i], consensus.conf[i]);
  }
}

class EveryModel : public testing::TestWithParam<std::string> {};

TEST_P(EveryModel, gives_probabilities_that_sum_to_1_and_the_most_probable_label) {
  for (const auto& [name, shape] : model_shapes()) {
    SCOPED_TRACE(name);
    const Consensus consensus = run(random_model_crowd(5, shape), GetParam());
    expect_sound(consensus);
    for (ObservationId i = 0; i < consensus.label.size(); ++i) {
      for (const double q : consensus.probabilities->values_of(i)) EXPECT_LE(q, consensus.conf[i] + 1e-9);
    }
  }
}

TEST_P(EveryModel, finds_labels_valid_above_the_threshold_only) {
  StrategyOptions options = parse_strategy(GetParam());
  set_option(options, "theta-acc", "0.8");
  const Consensus consensus = run(random_model_crowd(3, {.n_observations = 200, .n_voted = 0.3}), options);
  for (std::size_t i = 0; i < consensus.label.size(); ++i) {
    EXPECT_EQ(consensus.valid[i] == 1, consensus.label[i] != kNoLabel && consensus.acc[i] > 0.8 + 1e-9);
  }
  EXPECT_GT(consensus.n_valid(), 0U);
  EXPECT_LT(consensus.n_valid(), consensus.label.size());
  EXPECT_EQ(consensus.diagnostics.rounds.back().valid, consensus.n_valid());
}

TEST_P(EveryModel, treats_all_labels_alike) {
  for (const auto& [name, shape] : model_shapes()) {
    SCOPED_TRACE(name);
    slow::Crowd crowd = random_model_crowd(6, shape);
    give_names(crowd);
    slow::Crowd reversed = crowd;
    std::reverse(reversed.label_hash.begin(), reversed.label_hash.end());
    const auto reverse = [&](LabelId& label) {
      if (label != kNoLabel) label = static_cast<LabelId>(crowd.n_labels) - 1 - label;
    };
    for (slow::Vote& vote : reversed.votes) reverse(vote.label);
    for (LabelId& label : reversed.gold) reverse(label);
    const Consensus before = run_shortly(crowd, GetParam());
    const Consensus after = run_shortly(reversed, GetParam());
    for (ObservationId i = 0; i < crowd.n_observations; ++i) {
      for (LabelId label = 0; label < crowd.n_labels; ++label) {
        LabelId other = label;
        reverse(other);
        EXPECT_NEAR(probability_of(before, i, label), probability_of(after, i, other), 1e-7);
      }
    }
    for (std::size_t u = 0; u < skills_of(before).size(); ++u) {
      if (!std::isnan(skills_of(before)[u])) {
        EXPECT_NEAR(skills_of(before)[u], skills_of(after)[u], 1e-6);
      }
    }
  }
}

TEST_P(EveryModel, does_not_see_ids_of_labels_but_their_order) {
  slow::Crowd crowd = random_model_crowd(7, {.n_observations = 60, .n_labels = 5, .n_voted = 0.3});
  give_names(crowd);
  ModelCrowd renumbered(crowd);
  const std::vector<LabelId> new_id{3, 0, 6, 1, 5, 2, 4};
  ASSERT_EQ(new_id.size(), crowd.n_labels);
  renumbered.renumber_labels(new_id);
  const Consensus before = run(crowd, GetParam());
  const Consensus after = aggregate(renumbered.input(), parse_strategy(GetParam()));
  EXPECT_EQ(before.conf, after.conf);
  for (std::size_t i = 0; i < before.label.size(); ++i) {
    EXPECT_EQ(after.label[i], before.label[i] == kNoLabel ? kNoLabel : new_id[before.label[i]]);
  }
}

TEST_P(EveryModel, treats_all_users_alike) {
  for (const auto& [name, shape] : model_shapes()) {
    SCOPED_TRACE(name);
    slow::Crowd crowd = random_model_crowd(8, shape);
    give_names(crowd);
    slow::Crowd reversed = crowd;
    std::reverse(reversed.user_hash.begin(), reversed.user_hash.end());
    const auto reverse = [&](UserId user) { return static_cast<UserId>(crowd.n_users) - 1 - user; };
    for (slow::Vote& vote : reversed.votes) vote.user = reverse(vote.user);
    std::reverse(reversed.votes.begin(), reversed.votes.end());
    const Consensus before = run_shortly(crowd, GetParam());
    const Consensus after = run_shortly(reversed, GetParam());
    for (ObservationId i = 0; i < crowd.n_observations; ++i) {
      for (LabelId label = 0; label < crowd.n_labels; ++label) {
        EXPECT_NEAR(probability_of(before, i, label), probability_of(after, i, label), 1e-7);
      }
    }
    for (UserId u = 0; u < skills_of(before).size(); ++u) {
      const double skill = skills_of(after)[reverse(u)];
      EXPECT_EQ(std::isnan(skills_of(before)[u]), std::isnan(skill));
      if (!std::isnan(skill)) {
        EXPECT_NEAR(skills_of(before)[u], skill, 1e-6);
      }
    }
  }
}

/// Every observation twice, with the same votes.
slow::Crowd twice(const slow::Crowd& crowd) {
  slow::Crowd doubled = crowd;
  doubled.n_observations *= 2;
  for (const slow::Vote& vote : crowd.votes) {
    doubled.votes.push_back(
        {vote.observation + static_cast<ObservationId>(crowd.n_observations), vote.user, vote.label});
  }
  doubled.tie_hash.insert(doubled.tie_hash.end(), crowd.tie_hash.begin(), crowd.tie_hash.end());
  return doubled;
}

TEST_P(EveryModel, gives_observations_with_the_same_votes_the_same_probabilities) {
  const slow::Crowd crowd = random_model_crowd(9, {.n_labels = 4});
  const Consensus consensus = run(twice(crowd), GetParam());
  const std::size_t n = crowd.n_observations;
  for (ObservationId i = 0; i < n; ++i) {
    EXPECT_EQ(consensus.label[i], consensus.label[i + n]);
    EXPECT_NEAR(consensus.conf[i], consensus.conf[i + n], 1e-12);
  }
}

TEST_P(EveryModel, has_nothing_to_learn_where_only_one_label_occurs) {
  const Consensus consensus =
      run({.n_observations = 3, .n_users = 2, .n_labels = 4, .votes = {{0, 0, 2}, {0, 1, 2}, {1, 1, 2}}},
          GetParam());
  EXPECT_THAT(consensus.label, testing::ElementsAre(2U, 2U, kNoLabel));
  EXPECT_THAT(consensus.conf, testing::ElementsAre(1, 1, 0));
  EXPECT_THAT(consensus.valid, testing::ElementsAre(1, 1, 0));
  EXPECT_EQ(consensus.diagnostics.iterations(), 0U);
  EXPECT_EQ(consensus.diagnostics.stop, StopReason::one_pass);
  for (const double skill : skills_of(consensus)) EXPECT_TRUE(std::isfinite(skill)) << skill;
}

TEST_P(EveryModel, takes_a_single_vote_for_the_truth) {
  const Consensus consensus =
      run({.n_observations = 1, .n_users = 1, .n_labels = 1, .votes = {{0, 0, 0}}}, GetParam());
  EXPECT_EQ(consensus.label[0], 0U);
  EXPECT_EQ(consensus.conf[0], 1);
}

TEST_P(EveryModel, believes_a_single_user) {
  if (GetParam() == "m-msr") GTEST_SKIP() << "m-msr judges users by each other alone";
  slow::Crowd crowd{.n_observations = 9, .n_users = 1, .n_labels = 3};
  for (ObservationId i = 0; i < 9; ++i) crowd.votes.push_back({i, 0, i % 3});
  const Consensus consensus = run(crowd, GetParam());
  expect_sound(consensus);
  for (ObservationId i = 0; i < 9; ++i) EXPECT_EQ(consensus.label[i], i % 3);
}

TEST_P(EveryModel, does_not_underflow_where_hundreds_vote) {
  constexpr UserId kUsers = 500;
  slow::Crowd crowd{.n_observations = 12, .n_users = kUsers, .n_labels = 3};
  for (ObservationId i = 0; i < 12; ++i) {
    for (UserId u = 0; u < kUsers; ++u)
      crowd.votes.push_back({i, u, (u * 7 + i) % 5 < 3 ? i % 3 : (u + i) % 3});
  }
  const Consensus consensus = run(crowd, GetParam());
  expect_sound(consensus);
  for (ObservationId i = 0; i < 12; ++i) EXPECT_EQ(consensus.label[i], i % 3);
  for (const double skill : skills_of(consensus)) EXPECT_TRUE(std::isfinite(skill)) << skill;
}

TEST_P(EveryModel, returns_gold_and_learns_from_it_who_is_right) {
  if (!takes_gold(GetParam())) GTEST_SKIP() << "takes no gold";
  // Two users always disagree; gold on half of the observations supports the first.
  slow::Crowd crowd{.n_observations = 21, .n_users = 2, .n_labels = 2};
  crowd.gold.assign(21, kNoLabel);
  for (ObservationId i = 0; i < 20; ++i) {
    crowd.votes.push_back({i, 0, i % 2});
    crowd.votes.push_back({i, 1, 1 - i % 2});
    if (i < 10) crowd.gold[i] = i % 2;
  }
  crowd.gold[20] = 1;  // without a vote
  const Consensus consensus = run(crowd, GetParam());
  for (ObservationId i = 0; i < 20; ++i) EXPECT_EQ(consensus.label[i], i % 2) << "observation " << i;
  EXPECT_EQ(consensus.label[20], 1U);
  EXPECT_EQ(consensus.conf[20], 1);
  EXPECT_EQ(consensus.conf[0], 1);
  EXPECT_GT(skills_of(consensus)[0], skills_of(consensus)[1]);
}

TEST_P(EveryModel, follows_the_users_who_agree_against_many_who_vote_at_random) {
  // Three users are nearly always right, six vote at random, so the majority is often wrong.
  std::size_t n_right = 0;
  std::size_t n_right_by_majority = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    slow::Crowd good = random_model_crowd(
        seed, {.n_observations = 150, .n_users = 9, .n_labels = 3, .n_voted = 1, .n_right = 0});
    std::vector<LabelId> truth(good.n_observations);
    for (slow::Vote& vote : good.votes) {
      LabelId& t = truth[vote.observation];
      if (vote.user == 8) t = vote.label;  // any random label
    }
    for (slow::Vote& vote : good.votes) {
      if (vote.user < 3 && (vote.observation + vote.user) % 12 != 0) vote.label = truth[vote.observation];
      if (vote.user == 8) vote.label = (vote.observation * 7 + vote.observation / 3) % 3;
    }
    const Consensus by_model = run(good, GetParam());
    const Consensus by_majority = run(good, "mv");
    for (std::size_t i = 0; i < truth.size(); ++i) {
      n_right += by_model.label[i] == truth[i] ? 1U : 0U;
      n_right_by_majority += by_majority.label[i] == truth[i] ? 1U : 0U;
    }
  }
  EXPECT_GT(n_right, n_right_by_majority + 20);
}

TEST_P(EveryModel, gives_probabilities_where_nobody_agrees) {
  slow::Crowd crowd{.n_observations = 30, .n_users = 3, .n_labels = 6};
  for (ObservationId i = 0; i < 30; ++i) {
    for (UserId u = 0; u < 3; ++u) crowd.votes.push_back({i, u, (i + 2 * u) % 6});
  }
  const Consensus consensus = run(crowd, GetParam());
  expect_sound(consensus);
  for (const double skill : skills_of(consensus)) EXPECT_TRUE(std::isfinite(skill)) << skill;
}

TEST_P(EveryModel, knows_labels_that_occur_in_gold_alone) {
  if (!takes_gold(GetParam())) GTEST_SKIP() << "takes no gold";
  slow::Crowd crowd{
      .n_observations = 8, .n_users = 3, .n_labels = 3, .gold = std::vector<LabelId>(8, kNoLabel)};
  for (ObservationId i = 0; i < 8; ++i) {
    for (UserId u = 0; u < 3; ++u) crowd.votes.push_back({i, u, (i + (u == 2 ? 1 : 0)) % 2});
  }
  crowd.gold[3] = 2;
  const Consensus consensus = run(crowd, GetParam());
  expect_sound(consensus);
  EXPECT_EQ(consensus.label[3], 2U);
  EXPECT_EQ(consensus.conf[3], 1);
  for (const double skill : skills_of(consensus)) EXPECT_TRUE(std::isfinite(skill)) << skill;
}

INSTANTIATE_TEST_SUITE_P(Table, EveryModel, testing::ValuesIn(model_specs()), name_of_model_test);

/// A model, and the skill that it gives to a user who is right as often as chance, with two labels.
struct Chance {
  std::string spec;
  double skill;
};

class SkillOfChance : public testing::TestWithParam<Chance> {};

TEST_P(SkillOfChance, is_what_a_user_has_who_votes_at_random) {
  constexpr UserId kSpammer = 5;
  slow::Crowd crowd = random_model_crowd(
      12, {.n_observations = 4000, .n_users = kSpammer + 1, .n_labels = 2, .n_voted = 1, .n_right = 0.85});
  const slow::Crowd random = random_model_crowd(
      13, {.n_observations = 4000, .n_users = 1, .n_labels = 2, .n_voted = 1, .n_right = 0});
  for (slow::Vote& vote : crowd.votes) {
    if (vote.user == kSpammer) vote.label = random.votes[vote.observation].label;
  }
  const Consensus consensus = run(crowd, GetParam().spec);
  const auto skills = skills_of(consensus);
  EXPECT_NEAR(skills[kSpammer], GetParam().skill, 0.06);
  for (UserId u = 0; u < kSpammer; ++u) EXPECT_GT(skills[u], skills[kSpammer] + 0.2) << "user " << u;
}

INSTANTIATE_TEST_SUITE_P(Models, SkillOfChance,
                         testing::Values(Chance{"dawid-skene", 0.5}, Chance{"one-coin", 0.5},
                                         Chance{"ibcc", 0.5}, Chance{"ebcc:restarts=3", 0.5},
                                         Chance{"wds", 0.5}, Chance{"mace", 0}, Chance{"glad", 0},
                                         Chance{"m-msr", 0}),
                         [](const auto& test) {
                           std::string name = test.param.spec.substr(0, test.param.spec.find(':'));
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

class ExpectationMaximisation : public testing::TestWithParam<std::string> {};

TEST_P(ExpectationMaximisation, never_lowers_its_objective) {
  for (const auto& [name, shape] : model_shapes()) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      SCOPED_TRACE(testing::Message() << name << ", seed " << seed);
      const Consensus consensus = run(random_model_crowd(seed, shape), GetParam());
      const auto& rounds = consensus.diagnostics.rounds;
      ASSERT_EQ(rounds.size(), 25U);
      for (std::size_t t = 1; t < rounds.size(); ++t) {
        ASSERT_TRUE(rounds[t].objective.has_value());
        EXPECT_GE(*rounds[t].objective, *rounds[t - 1].objective - 1e-7) << "round " << t + 1;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, ExpectationMaximisation,
                         testing::Values("dawid-skene:max-iterations=25,tolerance=0",
                                         "dawid-skene:max-iterations=25,tolerance=0,smoothing=0.1",
                                         "dawid-skene:max-iterations=25,tolerance=0,hard",
                                         "dawid-skene:max-iterations=25,tolerance=0,support=voted",
                                         "one-coin:max-iterations=25,tolerance=0",
                                         "one-coin:max-iterations=25,tolerance=0,support=voted",
                                         "glad:max-iterations=25,tolerance=0"));

TEST_P(ExpectationMaximisation, without_priors_learns_the_same_from_everything_twice) {
  const std::string spec = GetParam();
  if (spec.starts_with("glad") || spec.find("smoothing") != std::string::npos) {
    GTEST_SKIP() << "a prior or smoothing weighs less beside twice as many votes";
  }
  const slow::Crowd crowd = random_model_crowd(11, {.n_labels = 4});
  const Consensus once = run_shortly(crowd, spec);
  const Consensus doubled = run_shortly(twice(crowd), spec);
  // The floor of 1e-10 under expected votes is absolute and does not scale with them.
  for (std::size_t i = 0; i < once.label.size(); ++i) EXPECT_NEAR(once.conf[i], doubled.conf[i], 1e-7);
  for (std::size_t u = 0; u + 1 < crowd.n_users; ++u) {
    EXPECT_NEAR(skills_of(once)[u], skills_of(doubled)[u], 1e-7);
  }
}

TEST(Support, is_named_with_what_it_would_take_where_all_labels_do_not_fit) {
  const ModelCrowd crowd(random_model_crowd(1, {.n_observations = 200, .n_labels = 100}));
  try {
    (void)aggregate(crowd.input(), parse_strategy("dawid-skene"), {.n_threads = 1, .memory_limit = 1});
    FAIL() << "no error";
  } catch (const MemoryError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("100 labels on each of"));
    EXPECT_THAT(error.what(), testing::HasSubstr("support voted, it takes about 0.0 GB"));
  }
}

}  // namespace
}  // namespace crowdvote
