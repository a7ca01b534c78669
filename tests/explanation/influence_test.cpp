/// Margins, decisive votes and flip weights, compared with votes that are actually removed or added.

#include "explanation/slow_outcome.hpp"
#include "strategies/crowd_builder.hpp"
#include <crowdvote/influence.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The votes on one observation, and which of them are decisive.
class SlowObservation {
 public:
  struct Vote {
    UserId user;  ///< the number of users stands for the AI
    WeighedVote cast;
  };

  SlowObservation(const AggregationInput& input, const Consensus& consensus, ObservationId i)
      : n_labels_(input.votes.n_labels()), rule_(Ballots(input, consensus).rule_on(i)) {
    const auto weights = consensus.weights();
    const auto users = input.votes.users_of(i);
    const auto labels = input.votes.labels_of(i);
    for (std::size_t v = 0; v < users.size(); ++v) {
      votes.push_back({users[v], {labels[v], weights.empty() ? 1.0 : weights[users[v]]}});
    }
    const AiVotes ai(input, consensus.ai);
    if (ai.vote_on(i) == kNoLabel) return;
    votes.push_back({static_cast<UserId>(input.votes.n_users()), {ai.vote_on(i), ai.weight(), false}});
  }

  std::vector<Vote> votes;

  [[nodiscard]] Outcome now() const { return slow_outcome(cast(), rule_); }
  [[nodiscard]] bool changes_without(std::size_t v) const {
    std::vector<WeighedVote> rest = cast();
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(v));
    return !are_alike(slow_outcome(rest, rule_), now());
  }
  /// Whether one more vote with this weight changes the outcome, for a label among the votes or for the
  /// lowest other label.
  [[nodiscard]] bool changes_with(double weight) const {
    std::set<LabelId> labels;
    for (const Vote& vote : votes) labels.insert(vote.cast.label);
    LabelId beside = 0;
    while (labels.contains(beside)) ++beside;
    if (beside < n_labels_) labels.insert(beside);
    return std::any_of(labels.begin(), labels.end(), [&](LabelId label) {
      std::vector<WeighedVote> more = cast();
      more.push_back({label, weight});
      return !are_alike(slow_outcome(more, rule_), now());
    });
  }

 private:
  [[nodiscard]] std::vector<WeighedVote> cast() const {
    std::vector<WeighedVote> all;
    for (const Vote& vote : votes) all.push_back(vote.cast);
    return all;
  }

  std::size_t n_labels_;
  OutcomeRule rule_;
};

struct Case {
  std::string spec;
  TieRule ties;
};

class InfluenceInRandomCrowds : public testing::TestWithParam<Case> {
 protected:
  /// Calls look(input, consensus) for several crowds.
  template <class Look>
  void on_crowds(const Look& look) const {
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      SCOPED_TRACE(seed);
      CrowdBuilder crowd = random_crowd(seed, {.n_observations = 40});
      crowd.set_ties(GetParam().ties);
      const AggregationInput& input = crowd.input();
      const Consensus consensus = aggregate(input, parse_strategy(GetParam().spec), {});
      ASSERT_EQ(consensus.decided_by, DecidedBy::votes);
      look(input, consensus);
    }
  }
};

TEST_P(InfluenceInRandomCrowds, votes_decide_whose_removal_changes_the_outcome) {
  std::size_t n_decisive = 0;
  on_crowds([&](const AggregationInput& input, const Consensus& consensus) {
    Influences influences(input, consensus);
    for (ObservationId i = 0; i < consensus.label.size(); ++i) {
      SCOPED_TRACE(i);
      const SlowObservation slow(input, consensus, i);
      ASSERT_EQ(slow.now().label, consensus.label[i]);
      ASSERT_EQ(slow.now().valid, consensus.valid[i] != 0);
      std::vector<UserId> expected;
      double heaviest = -1;
      UserId user_of_heaviest = kNoUser;
      for (std::size_t v = 0; v < slow.votes.size(); ++v) {
        if (!slow.changes_without(v)) continue;
        expected.push_back(slow.votes[v].user);
        if (slow.votes[v].cast.weight > heaviest) {
          heaviest = slow.votes[v].cast.weight;
          user_of_heaviest = slow.votes[v].user;
        }
      }
      std::vector<UserId> found;
      for (const DecisiveVote& vote : influences.decisive_votes_on(i)) found.push_back(vote.user);
      EXPECT_EQ(found, expected);
      EXPECT_EQ(influences.margins_on(i).decisive_user, user_of_heaviest);
      n_decisive += expected.size();
    }
  });
  EXPECT_GT(n_decisive, 0U);
}

TEST_P(InfluenceInRandomCrowds, one_more_vote_changes_the_outcome_above_the_flip_weight_and_not_below) {
  std::size_t n_finite = 0;
  on_crowds([&](const AggregationInput& input, const Consensus& consensus) {
    Influences influences(input, consensus);
    for (ObservationId i = 0; i < consensus.label.size(); ++i) {
      SCOPED_TRACE(i);
      const SlowObservation slow(input, consensus, i);
      const double flip = influences.flip_weight_on(i);
      if (slow.votes.empty()) {
        EXPECT_TRUE(std::isnan(flip));
        continue;
      }
      constexpr double kHair = 1e-7;
      const double end = std::isfinite(flip) ? flip : 1e6;
      for (const double weight : {0.0, 0.5 * end, 0.999 * end, end - kHair}) {
        if (weight >= 0 && weight < flip - kHair / 2) {
          EXPECT_FALSE(slow.changes_with(weight)) << weight << " of " << flip;
        }
      }
      if (!std::isfinite(flip)) continue;
      EXPECT_TRUE(slow.changes_with(flip + kHair)) << flip;
      ++n_finite;
    }
  });
  EXPECT_GT(n_finite, 0U);
}

TEST_P(InfluenceInRandomCrowds, is_counted_the_same_on_any_number_of_threads) {
  on_crowds([&](const AggregationInput& input, const Consensus& consensus) {
    Influences influences(input, consensus);
    std::vector<std::uint32_t> n_labels(input.votes.n_users() + 1, 0);
    std::vector<std::uint32_t> n_validity(n_labels.size(), 0);
    std::vector<std::pair<double, ObservationId>> by_flip_weight;
    for (ObservationId i = 0; i < consensus.label.size(); ++i) {
      for (const DecisiveVote& vote : influences.decisive_votes_on(i)) {
        ++(vote.changes_label ? n_labels : n_validity)[vote.user];
      }
      const double weight = influences.margins_on(i).flip_weight;
      if (std::isfinite(weight)) by_flip_weight.emplace_back(weight, i);
    }
    std::sort(by_flip_weight.begin(), by_flip_weight.end());
    by_flip_weight.resize(std::min<std::size_t>(5, by_flip_weight.size()));
    std::vector<ObservationId> contested;
    for (const auto& [weight, i] : by_flip_weight) contested.push_back(i);
    for (const unsigned n_threads : {1U, 3U}) {
      const InfluenceOfUsers found = find_influence(input, consensus, {.n_threads = n_threads});
      EXPECT_EQ(found.n_labels, n_labels);
      EXPECT_EQ(found.n_validity, n_validity);
      EXPECT_EQ(find_most_contested(input, consensus, 5, {.n_threads = n_threads}), contested);
    }
  });
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const char* const spec :
       {"mv", "mv:min-votes=2", "mv:min-votes=3,min-share=0.6", "twothird", "wawa", "wawa:rounds=4",
        "wmv:default-weight=0", "wmv:default-weight=0.5,theta-conf=1,theta-acc=0.5",
        "wmv:default-weight=1,theta-conf=1.5,inclusive", "wmv:default-weight=1,theta-acc=0.6,inclusive",
        "plantnet", "plantnet:theta-conf=1,theta-acc=0.5", "plantnet:theta-acc=1,inclusive",
        "plantnet:gamma=0,theta-conf=0,theta-acc=0,inclusive", "plantnet:ai-strategy=user,theta-conf=1",
        "plantnet:ai-strategy=fixed,ai-weight=0.8,theta-conf=1",
        "plantnet:ai-strategy=invalidate,theta-conf=1,theta-acc=0.5",
        "plantnet:ai-strategy=confident,theta-score=0.3,theta-conf=1"}) {
    for (const TieRule ties : {TieRule::lowest, TieRule::random, TieRule::undefined}) {
      all.push_back({spec, ties});
    }
  }
  return all;
}

std::string name_of_case(const testing::TestParamInfo<Case>& test_case) {
  std::string name = test_case.param.spec + "_" + std::string(word_of(test_case.param.ties));
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Strategies, InfluenceInRandomCrowds, testing::ValuesIn(cases()), name_of_case);

/// Labels: Ficus 0, Mentha 1, Rosa 2. Users: Raj 0, Mei 1, Luca 2, Lars 3, Demeter 4.
CrowdBuilder talk() {
  CrowdBuilder crowd;
  crowd.observe({{0, 2}, {1, 0}, {2, 0}, {3, 1}});
  crowd.observe({{0, 2}, {1, 0}, {2, 0}, {3, 1}, {4, 1}});
  crowd.observe({{1, 0}});
  crowd.observe({{2, 0}, {4, 0}});
  crowd.observe({});
  crowd.set_weights({0.55, 1.8, 0.7, 0.4, 2.4});
  return crowd;
}

constexpr const char* kTalk = "wmv:theta-conf=2,theta-acc=0.7";

TEST(Margins, of_the_worked_example_are_those_of_the_leading_label) {
  CrowdBuilder crowd = talk();
  const AggregationInput& input = crowd.input();
  const Consensus consensus = aggregate(input, parse_strategy(kTalk), {});
  Influences influences(input, consensus);

  const Margins valid = influences.margins_on(0);
  EXPECT_NEAR(valid.conf, 0.5, 1e-12);
  EXPECT_NEAR(valid.acc, 2.5 / 3.45 - 0.7, 1e-12);
  EXPECT_EQ(valid.runner_up, 2U);
  EXPECT_NEAR(valid.runner_up_conf, 0.55, 1e-12);
  EXPECT_EQ(valid.decisive_user, 1U) << "without Mei or without Luca it is not valid; Mei weighs more";
  EXPECT_NEAR(valid.flip_weight, 2.5 / 0.7 - 3.45, 1e-7) << "with so much dissent, the share is 0.7";

  const Margins contested = influences.margins_on(1);
  EXPECT_NEAR(contested.conf, 0.8, 1e-12);
  EXPECT_NEAR(contested.acc, 2.8 / 5.85 - 0.7, 1e-12);
  EXPECT_EQ(contested.runner_up, 0U);
  EXPECT_NEAR(contested.runner_up_conf, 2.5, 1e-12);
  EXPECT_EQ(contested.decisive_user, 4U) << "without Demeter or without Lars, Ficus leads";
  EXPECT_NEAR(contested.flip_weight, 0.3, 1e-7) << "Ficus wins a tie with Mentha";
}

TEST(Margins, of_unanimous_observations) {
  CrowdBuilder crowd = talk();
  const AggregationInput& input = crowd.input();
  const Consensus consensus = aggregate(input, parse_strategy(kTalk), {});
  Influences influences(input, consensus);

  const Margins one_vote = influences.margins_on(2);
  EXPECT_NEAR(one_vote.conf, -0.2, 1e-12);
  EXPECT_NEAR(one_vote.acc, 0.3, 1e-12);
  EXPECT_EQ(one_vote.runner_up, kNoLabel);
  EXPECT_TRUE(std::isnan(one_vote.runner_up_conf));
  EXPECT_EQ(one_vote.decisive_user, 1U);
  EXPECT_NEAR(one_vote.flip_weight, 0.2, 1e-7);

  const Margins two_votes = influences.margins_on(3);
  EXPECT_EQ(two_votes.decisive_user, 4U) << "Luca alone is not enough, Demeter alone is";
  EXPECT_NEAR(two_votes.flip_weight, 3.1 / 0.7 - 3.1, 1e-7);

  const Margins no_votes = influences.margins_on(4);
  EXPECT_TRUE(std::isnan(no_votes.conf));
  EXPECT_EQ(no_votes.decisive_user, kNoUser);
  EXPECT_TRUE(std::isnan(no_votes.flip_weight));
}

TEST(Margins, say_nothing_of_thresholds_that_there_are_not_nor_of_votes_where_probabilities_decide) {
  CrowdBuilder crowd = talk();
  const AggregationInput& input = crowd.input();
  const Consensus weighted = aggregate(input, parse_strategy("wmv"), {});
  EXPECT_TRUE(std::isnan(Influences(input, weighted).margins_on(0).conf));

  const Consensus modelled = aggregate(input, parse_strategy("one-coin:theta-acc=0.5"), {});
  Influences influences(input, modelled);
  const Margins margins = influences.margins_on(1);
  EXPECT_NEAR(margins.acc, modelled.acc[1] - 0.5, 1e-12);
  EXPECT_NE(margins.runner_up, kNoLabel);
  EXPECT_GT(margins.runner_up_conf, 0);
  EXPECT_EQ(margins.decisive_user, kNoUser);
  EXPECT_TRUE(std::isnan(margins.flip_weight));
  EXPECT_THAT(influences.decisive_votes_on(1), IsEmpty());
  const auto contested = find_most_contested(input, modelled, 1);
  ASSERT_EQ(contested.size(), 1U);
  for (const ObservationId i : {0U, 1U, 2U, 3U}) {
    EXPECT_LE(influences.lead_on(contested[0]), influences.lead_on(i)) << i;
  }
}

TEST(FindInfluence, tells_labels_from_validity) {
  CrowdBuilder crowd = talk();
  const AggregationInput& input = crowd.input();
  const Consensus consensus = aggregate(input, parse_strategy(kTalk), {});
  const InfluenceOfUsers influence = find_influence(input, consensus);
  EXPECT_THAT(influence.n_labels, ElementsAre(0, 1, 0, 1, 1, 0));
  EXPECT_THAT(influence.n_validity, ElementsAre(0, 1, 1, 0, 1, 0));
  EXPECT_EQ(influence.n_outcomes(1), 2U);
}

TEST(FindMostContested, puts_the_smallest_flip_weight_first) {
  CrowdBuilder crowd = talk();
  const AggregationInput& input = crowd.input();
  const Consensus consensus = aggregate(input, parse_strategy(kTalk), {});
  EXPECT_THAT(find_most_contested(input, consensus, 10), ElementsAre(0, 2, 1, 3));
  EXPECT_THAT(find_most_contested(input, consensus, 2), ElementsAre(0, 2));
  EXPECT_THAT(find_most_contested(input, consensus, 0), IsEmpty());
}

}  // namespace
}  // namespace crowdvote
