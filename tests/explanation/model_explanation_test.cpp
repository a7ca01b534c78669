/// Explanations of labels decided by probabilities: every counterfactual is applied to the whole input, which
/// the strategy labels again with what it has learnt.

#include "strategies/crowd_builder.hpp"
#include <crowdvote/explain.hpp>
#include <crowdvote/explain_user.hpp>
#include <crowdvote/influence.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

/// The strategy's consensus, using its model, for an observation with these votes that is appended to the
/// crowd.
Consensus labelled_again(CrowdBuilder crowd, const CrowdBuilder::Votes& votes, const LearntModel& model,
                         const StrategyOptions& strategy) {
  crowd.observe(votes);
  AggregationInput input{.votes = crowd.input().votes};
  input.wants_probabilities = true;
  std::vector<std::uint32_t> rows(input.votes.n_users(), static_cast<std::uint32_t>(model.newcomer()));
  std::iota(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(std::min(model.newcomer(), rows.size())),
            0U);
  input.known = {&model, rows, model.labels};
  return aggregate(input, strategy);
}

CrowdBuilder::Votes votes_of(const Explanation& card) {
  CrowdBuilder::Votes votes;
  for (const ExplainedVote& vote : card.votes) votes.emplace_back(vote.user, vote.label);
  return votes;
}

const std::vector<std::string> kSpecsOfModels{"gold-mv:default-weight=0.5",
                                              "zero-based-skill",
                                              "dawid-skene",
                                              "dawid-skene:theta-acc=0.9,support=voted",
                                              "wds",
                                              "one-coin",
                                              "ibcc",
                                              "mace",
                                              "glad"};

class ExplainByModel : public ::testing::TestWithParam<std::string> {};

TEST_P(ExplainByModel, with_counterfactuals_that_hold_for_what_was_learnt) {
  const StrategyOptions strategy = parse_strategy(GetParam());
  std::size_t n_explained = 0;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    CrowdBuilder crowd = random_crowd(seed);
    AggregationInput input = crowd.input();
    input.wants_model = true;
    const Consensus consensus = aggregate(input, strategy);
    const LearntModel& model = *consensus.model;
    const auto again = [&](const CrowdBuilder::Votes& votes) {
      return labelled_again(crowd, votes, model, strategy);
    };
    for (ObservationId i = 0; i < input.votes.n_observations(); ++i) {
      SCOPED_TRACE(::testing::Message() << "seed " << seed << ", observation " << i);
      const Explanation card = explain(input, consensus, i, &strategy);
      EXPECT_EQ(card.outcome.label, consensus.label[i]);
      EXPECT_EQ(card.outcome.valid, consensus.valid[i] != 0);
      if (!card.has_counterfactuals) continue;
      ++n_explained;
      if (card.removal) {
        CrowdBuilder::Votes votes = votes_of(card);
        for (auto v = card.removal->votes.rbegin(); v != card.removal->votes.rend(); ++v) {
          votes.erase(votes.begin() + static_cast<std::ptrdiff_t>(*v));
        }
        const Consensus then = again(votes);
        EXPECT_EQ(then.label.back(), card.removal->outcome.label);
        EXPECT_EQ(then.valid.back() != 0, card.removal->outcome.valid);
      }
      for (const ExplainedLabel& candidate : card.labels) {
        const std::size_t n = candidate.newcomers_to_lead.value_or(0);
        if (n == 0) continue;
        CrowdBuilder::Votes votes = votes_of(card);
        const auto newcomer = static_cast<UserId>(model.newcomer());
        for (std::size_t k = 1; k <= n; ++k) {
          votes.emplace_back(newcomer, candidate.label);
          EXPECT_EQ(again(votes).label.back() == candidate.label, k == n);
        }
      }
    }
  }
  EXPECT_GT(n_explained, 20U);
}

TEST_P(ExplainByModel, with_the_votes_that_decide_alone) {
  const StrategyOptions strategy = parse_strategy(GetParam());
  std::size_t n_decisive = 0;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    CrowdBuilder crowd = random_crowd(seed);
    AggregationInput input = crowd.input();
    input.wants_model = true;
    const Consensus consensus = aggregate(input, strategy);
    const auto by_model = find_decisive_votes_by_model(input, consensus, strategy, {.n_threads = 2});
    ASSERT_EQ(by_model.has_value(), consensus.decided_by == DecidedBy::probabilities);
    if (!by_model) continue;
    Influences influences(input, consensus, &*by_model);
    std::vector<std::uint32_t> n_outcomes(input.votes.n_users(), 0);
    for (ObservationId i = 0; i < input.votes.n_observations(); ++i) {
      SCOPED_TRACE(::testing::Message() << "seed " << seed << ", observation " << i);
      std::vector<UserId> expected;
      UserId expected_user = kNoUser;
      bool changes_label = false;
      const Explanation card = explain(input, consensus, i, &strategy);
      for (std::size_t v = 0; card.has_counterfactuals && v < card.votes.size(); ++v) {
        CrowdBuilder::Votes votes = votes_of(card);
        votes.erase(votes.begin() + static_cast<std::ptrdiff_t>(v));
        const Consensus then = labelled_again(crowd, votes, *consensus.model, strategy);
        const bool is_other = then.label.back() != consensus.label[i];
        if (!is_other && then.valid.back() == consensus.valid[i]) continue;
        expected.push_back(card.votes[v].user);
        ++n_outcomes[card.votes[v].user];
        if (expected_user == kNoUser || (is_other && !changes_label)) expected_user = card.votes[v].user;
        changes_label = changes_label || is_other;
      }
      std::vector<UserId> found;
      for (const DecisiveVote& vote : influences.decisive_votes_on(i)) found.push_back(vote.user);
      EXPECT_EQ(found, expected);
      EXPECT_EQ(influences.margins_on(i).decisive_user, expected_user);
      n_decisive += found.size();
    }
    const InfluenceOfUsers influence = find_influence(input, consensus, {.n_threads = 3}, &*by_model);
    for (UserId user = 0; user < n_outcomes.size(); ++user) {
      EXPECT_EQ(influence.n_outcomes(user), n_outcomes[user]);
      EXPECT_EQ(explain_user(input, consensus, user, &*by_model).decided.size(), n_outcomes[user]);
    }
  }
  EXPECT_GT(n_decisive, 0U);
}

TEST(ExplainEveryModel, covers_every_strategy_that_decides_by_a_model) {
  for (const StrategyInfo& strategy : strategies()) {
    CrowdBuilder crowd = random_crowd(1, {.n_labels = 2});
    const Consensus consensus = aggregate(crowd.input(), strategy.defaults);
    if (consensus.decided_by == DecidedBy::votes || !strategy.description.model.exists()) continue;
    EXPECT_TRUE(std::any_of(kSpecsOfModels.begin(), kSpecsOfModels.end(), [&](const std::string& spec) {
      return spec.substr(0, spec.find(':')) == strategy.name();
    })) << strategy.name();
  }
}

INSTANTIATE_TEST_SUITE_P(Strategies, ExplainByModel, ::testing::ValuesIn(kSpecsOfModels),
                         [](const auto& strategy) { return "spec_" + std::to_string(strategy.index); });

class ExplainLogOdds : public ::testing::TestWithParam<std::string> {};

TEST_P(ExplainLogOdds, of_the_votes_and_the_prior_add_up) {
  const StrategyOptions strategy = parse_strategy(GetParam());
  CrowdBuilder crowd = random_crowd(1);
  AggregationInput input = crowd.input();
  input.wants_model = true;
  input.gold_of_observation = {};
  const Consensus consensus = aggregate(input, strategy);
  std::size_t n_added_up = 0;
  for (ObservationId i = 0; i < input.votes.n_observations(); ++i) {
    const Explanation card = explain(input, consensus, i, &strategy);
    if (!card.prior_log_odds) continue;
    ++n_added_up;
    double sum = *card.prior_log_odds;
    for (const ExplainedVote& vote : card.votes) sum += vote.log_odds.value_or(0);
    const Consensus then = labelled_again(crowd, votes_of(card), *consensus.model, strategy);
    const auto probability_of = [&](LabelId label) {
      const auto labels = then.probabilities->labels_of(static_cast<ObservationId>(then.label.size() - 1));
      const auto values = then.probabilities->values_of(static_cast<ObservationId>(then.label.size() - 1));
      const auto place = std::find(labels.begin(), labels.end(), label);
      return place == labels.end() ? 0.0 : values[static_cast<std::size_t>(place - labels.begin())];
    };
    EXPECT_NEAR(sum, std::log(probability_of(card.labels[0].label) / probability_of(card.labels[1].label)),
                1e-6);
  }
  EXPECT_GT(n_added_up, 5U);
}

INSTANTIATE_TEST_SUITE_P(Strategies, ExplainLogOdds,
                         ::testing::Values("dawid-skene", "one-coin", "ibcc", "mace"),
                         [](const auto& strategy) { return "spec_" + std::to_string(strategy.index); });

TEST(LogOdds, of_one_coin_votes_are_those_of_their_skill) {
  // With one label against another and two labels in total, a vote by a user with skill s adds ln s / (1 -
  // s).
  CrowdBuilder crowd;
  for (int k = 0; k < 6; ++k) crowd.observe({{0, 0}, {1, 0}, {2, k % 3 == 0 ? 1U : 0U}});
  for (int k = 0; k < 6; ++k) crowd.observe({{0, 1}, {1, 1}, {2, k % 3 == 0 ? 0U : 1U}});
  const StrategyOptions strategy = parse_strategy("one-coin");
  AggregationInput input{.votes = crowd.input().votes};
  input.wants_model = true;
  const Consensus consensus = aggregate(input, strategy);
  const Explanation card = explain(input, consensus, 0, &strategy);
  ASSERT_TRUE(card.has_counterfactuals);
  const double skill = consensus.model->value[2];
  ASSERT_TRUE(card.votes[2].log_odds);
  EXPECT_NEAR(*card.votes[2].log_odds, -std::log(skill / (1 - skill)), 1e-6)
      << "it speaks against the leader";
}

TEST(ExplainWithoutModel, says_that_nothing_is_known_of_other_votes) {
  CrowdBuilder crowd = random_crowd(2);
  AggregationInput input{.votes = crowd.input().votes};
  for (const char* const spec : {"ebcc", "one-coin"}) {
    const StrategyOptions strategy = parse_strategy(spec);
    const Consensus consensus = aggregate(input, strategy);
    for (ObservationId i = 0; i < input.votes.n_observations(); ++i) {
      const Explanation card = explain(input, consensus, i, &strategy);
      EXPECT_FALSE(card.has_counterfactuals);
      EXPECT_FALSE(card.removal);
    }
  }
}

}  // namespace
}  // namespace crowdvote
