/// Explanations of votes by weight: worked examples, and tests of every counterfactual on random crowds.

#include "explanation/slow_outcome.hpp"
#include "strategies/crowd_builder.hpp"
#include "support/estimates.hpp"
#include <crowdvote/explain.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

constexpr LabelId kFicus = 0;
constexpr LabelId kMentha = 1;
constexpr LabelId kRosa = 2;

/// Raj 0.55 for Rosa, Mei 1.8 and Luca 0.7 for Ficus, Lars 0.4 for Mentha; Demeter.
CrowdBuilder rose(CrowdBuilder::Votes more, double weight_of_demeter) {
  CrowdBuilder crowd;
  CrowdBuilder::Votes votes{{0, kRosa}, {1, kFicus}, {2, kFicus}, {3, kMentha}};
  votes.insert(votes.end(), more.begin(), more.end());
  crowd.observe(votes, 1);
  crowd.set_weights({0.55, 1.8, 0.7, 0.4, weight_of_demeter});
  return crowd;
}

Explanation card_of(CrowdBuilder& crowd, const std::string& spec) {
  const StrategyOptions strategy = parse_strategy(spec);
  AggregationInput input = crowd.input();
  input.gold_of_observation = {};
  return explain(input, aggregate(input, strategy), 0, &strategy);
}

constexpr const char* kThresholds = "wmv:theta-conf=2,theta-acc=0.7";

TEST(Explain, shows_the_ballot_that_decided) {
  CrowdBuilder crowd = rose({}, 2.4);
  const Explanation card = card_of(crowd, kThresholds);
  EXPECT_EQ(card.outcome.label, kFicus);
  EXPECT_TRUE(card.outcome.valid);
  EXPECT_NEAR(card.total, 3.45, 1e-12);
  EXPECT_NEAR(*card.margin_conf, 0.5, 1e-12);
  EXPECT_NEAR(*card.margin_acc, 2.5 / 3.45 - 0.7, 1e-12);
  ASSERT_EQ(card.votes.size(), 4U);
  EXPECT_EQ(card.votes[0].label, kRosa);
  EXPECT_DOUBLE_EQ(*card.votes[0].weight, 0.55);
  EXPECT_FALSE(card.votes[0].is_author);
  EXPECT_TRUE(card.votes[1].is_author);
  ASSERT_EQ(card.labels.size(), 3U);
  EXPECT_EQ(card.labels[0].label, kFicus);
  EXPECT_EQ(card.labels[0].n_votes, 2U);
  EXPECT_EQ(card.labels[1].label, kRosa);
  EXPECT_NEAR(card.labels[1].acc, 0.55 / 3.45, 1e-12);
}

TEST(Explain, says_what_one_more_vote_has_to_weigh) {
  CrowdBuilder crowd = rose({}, 2.4);
  const Explanation card = card_of(crowd, kThresholds);
  // 2.5 / (3.45 + w) is then no longer above 0.7.
  EXPECT_NEAR(card.to_invalid.weight, 2.5 / 0.7 - 3.45, 1e-7);
  EXPECT_TRUE(card.to_invalid.attained);
  const ExplainedLabel& rosa = card.labels[1];
  EXPECT_NEAR(rosa.to_lead.weight, 2.5 - 0.55, 1e-7);
  EXPECT_FALSE(rosa.to_lead.attained) << "ties go to Ficus";
  // x / (x + 2.9) is above 0.7.
  EXPECT_NEAR(rosa.to_valid.weight, 0.7 * 2.9 / 0.3 - 0.55, 1e-7);
  EXPECT_FALSE(rosa.to_valid.attained);
}

TEST(Explain, tells_a_bound_that_is_enough_from_one_that_is_not) {
  CrowdBuilder crowd = rose({{4, kMentha}}, 2.4);
  for (const bool inclusive : {false, true}) {
    const Explanation card = card_of(crowd, std::string(kThresholds) + (inclusive ? ",inclusive" : ""));
    EXPECT_EQ(card.outcome.label, kMentha);
    EXPECT_FALSE(card.outcome.valid);
    EXPECT_FALSE(card.to_invalid.exists());
    EXPECT_NEAR(card.labels[0].to_valid.weight, 0.7 * 3.05 / 0.3 - 2.8, 1e-7);
    EXPECT_EQ(card.labels[0].to_valid.attained, inclusive);
    EXPECT_EQ(card.labels[1].label, kFicus);
    EXPECT_NEAR(card.labels[1].to_lead.weight, 0.3, 1e-7);
    EXPECT_TRUE(card.labels[1].to_lead.attained) << "Ficus wins a tie";
  }
}

TEST(Explain, finds_the_fewest_votes_whose_removal_changes_the_outcome) {
  CrowdBuilder newcomers = rose({}, 2.4);
  const Explanation card = card_of(newcomers, kThresholds);
  ASSERT_TRUE(card.removal);
  EXPECT_EQ(card.removal->votes, std::vector<std::size_t>{1});
  EXPECT_TRUE(card.removal->is_smallest);
  EXPECT_EQ(card.removal->outcome.label, kFicus);
  EXPECT_FALSE(card.removal->outcome.valid);

  CrowdBuilder expert = rose({{4, kRosa}}, 10);
  const Explanation by_expert = card_of(expert, kThresholds);
  EXPECT_EQ(by_expert.outcome.label, kRosa);
  EXPECT_TRUE(by_expert.outcome.valid);
  EXPECT_EQ(by_expert.removal->votes, std::vector<std::size_t>{4});
  EXPECT_EQ(by_expert.removal->outcome.label, kFicus);
  EXPECT_TRUE(by_expert.removal->outcome.valid);
}

TEST(Explain, searches_greedily_among_many_votes_and_says_so) {
  CrowdBuilder crowd;
  CrowdBuilder::Votes votes;
  for (UserId u = 0; u < 30; ++u) votes.emplace_back(u, u < 18 ? kFicus : kMentha);
  crowd.observe(votes);
  const Explanation card = card_of(crowd, "mv");
  EXPECT_EQ(card.outcome.label, kFicus);
  ASSERT_TRUE(card.removal);
  EXPECT_EQ(card.removal->votes.size(), 7U) << "12 to 12 is a tie, which Ficus wins";
  EXPECT_FALSE(card.removal->is_smallest);
  EXPECT_EQ(card.removal->outcome.label, kMentha);
}

TEST(Explain, says_how_two_more_voters_validate_together) {
  CrowdBuilder crowd;
  crowd.observe({{0, kFicus}, {1, kMentha}}, 0);
  const AggregationInput input = crowd.input();
  Consensus consensus;
  consensus.label = {kFicus};
  consensus.validity = {.theta_conf = 2, .theta_acc = 0.7};
  set_weights(consensus, {0.5, 0.5});
  consensus.weight_function = {{0, 0.1, 2}, {1, 0.4, 0}, {2, 0.7, 0}, {3, 1.0, 0}, {4, 1.6, 0}};
  const Explanation card = explain(input, consensus, 0);
  // Ficus needs more than 1.5, which gives an acc of 2 / 2.5.
  EXPECT_NEAR(card.labels[0].to_valid.weight, 1.5, 1e-7);
  const WhoReaches who = who_reaches(card.labels[0].to_valid, consensus);
  EXPECT_FALSE(who.newcomer);
  EXPECT_EQ(who.least_count, 4U);
  EXPECT_EQ(who.n_users, 0U);
  ASSERT_EQ(card.pairs.size(), 2U);
  EXPECT_EQ(card.pairs[0].n2, 0U);
  EXPECT_EQ(card.pairs[0].n3, 4U);
  EXPECT_EQ(card.pairs[1].n2, 2U);
  EXPECT_EQ(card.pairs[1].n3, 3U);
}

TEST(Explain, has_a_card_for_an_observation_without_votes) {
  CrowdBuilder crowd;
  crowd.observe({});
  crowd.observe({{0, kRosa}});
  const Explanation card = card_of(crowd, "mv");
  EXPECT_EQ(card.outcome.label, kNoLabel);
  EXPECT_FALSE(card.outcome.valid);
  EXPECT_TRUE(card.votes.empty());
  EXPECT_FALSE(card.removal);
}

TEST(Explain, learns_again_without_the_votes_whose_removal_changes_the_outcome) {
  CrowdBuilder crowd = random_crowd(4);
  const StrategyOptions strategy = parse_strategy("wawa");
  const AggregationInput& input = crowd.input();
  const Consensus consensus = aggregate(input, strategy);
  for (ObservationId i = 0; i < input.votes.n_observations(); ++i) {
    const Explanation card = explain(input, consensus, i, &strategy);
    if (!card.removal) continue;
    const Refit refit = learn_again(input, consensus, card, strategy);
    CrowdBuilder without = crowd;
    CrowdBuilder::Votes& votes = without.observations()[i].votes;
    for (auto v = card.removal->votes.rbegin(); v != card.removal->votes.rend(); ++v) {
      votes.erase(votes.begin() + static_cast<std::ptrdiff_t>(*v));
    }
    const Consensus then = aggregate(without.input(), strategy);
    EXPECT_EQ(refit.label, then.label[i]);
    EXPECT_EQ(refit.valid, then.valid[i] != 0);
    std::size_t n_changed = 0;
    for (ObservationId other = 0; other < then.label.size(); ++other) {
      n_changed += other != i && then.label[other] != consensus.label[other] ? 1U : 0U;
    }
    EXPECT_EQ(refit.labels_changed, n_changed);
  }
}

/// Strategies that decide by votes, with every kind of rule.
std::vector<std::string> specs_of_votes() {
  return {"mv",
          "mv:min-votes=3,min-share=0.6",
          "twothird",
          "wawa",
          "wmv:default-weight=0.5",
          "wmv:default-weight=0.5,theta-conf=1,theta-acc=0.5",
          "wmv:theta-conf=1.5,inclusive",
          "plantnet:theta-conf=1,theta-acc=0.5",
          "plantnet:theta-conf=0.7,vote-credit=0.5,inclusive",
          "plantnet:gamma=0,theta-conf=0,theta-acc=0,inclusive",
          "plantnet:ai-strategy=user,vote-credit=0.5,theta-conf=1",
          "plantnet:ai-strategy=fixed,ai-weight=0.8,theta-conf=1",
          "plantnet:ai-strategy=invalidate,ai-weight=0.6,theta-conf=0.8,theta-acc=0.5",
          "plantnet:ai-strategy=confident,ai-weight=0.6,theta-conf=0.8,theta-acc=0.5"};
}

std::vector<WeighedVote> weighed_votes(const Explanation& card) {
  std::vector<WeighedVote> votes;
  for (const ExplainedVote& vote : card.votes) {
    votes.push_back({vote.label, *vote.weight, vote.user != kNoUser});
  }
  return votes;
}

Outcome with_one_more(const Explanation& card, LabelId label, double weight) {
  std::vector<WeighedVote> votes = weighed_votes(card);
  votes.push_back({label, weight});
  return slow_outcome(votes, card.rule);
}

/// Just above the bound, the outcome is the wanted one; neither just below it nor anywhere further below.
template <class Wanted>
void expect_tight(const Explanation& card, const WeightBound& bound, LabelId label, const Wanted& wanted) {
  if (!bound.exists()) {
    for (const double weight : {0.0, 0.1, 0.5, 1.0, 3.0, 17.0, 1e4}) {
      EXPECT_FALSE(wanted(with_one_more(card, label, weight))) << weight;
    }
    return;
  }
  const double hair = 1e-11 * (1 + bound.weight);
  EXPECT_TRUE(wanted(with_one_more(card, label, bound.weight + hair)));
  if (bound.weight == 0) {
    EXPECT_EQ(wanted(with_one_more(card, label, 0)), bound.attained);
    return;
  }
  for (const double part : {0.0, 0.1, 0.5, 0.9, 0.999}) {
    EXPECT_FALSE(wanted(with_one_more(card, label, part * bound.weight))) << part;
  }
  if (bound.weight > hair) {
    EXPECT_FALSE(wanted(with_one_more(card, label, bound.weight - hair)));
  }
}

void expect_counterfactuals_hold(const Explanation& card, std::size_t n_labels) {
  for (const ExplainedLabel& candidate : card.labels) {
    const LabelId label = candidate.label;
    const auto leads = [&](const Outcome& then) { return then.label == label; };
    if (!leads(card.outcome)) expect_tight(card, candidate.to_lead, label, leads);
    const auto validates = [&](const Outcome& then) { return leads(then) && then.valid; };
    if (!validates(card.outcome)) expect_tight(card, candidate.to_valid, label, validates);
  }
  if (!card.outcome.valid) return;
  const auto invalidates = [](const Outcome& then) { return !then.valid; };
  // No label needs less.
  for (LabelId label = 0; label < n_labels; ++label) {
    if (!card.to_invalid.exists() || card.to_invalid.weight == 0) break;
    EXPECT_FALSE(invalidates(with_one_more(card, label, 0.999 * card.to_invalid.weight)));
  }
  LabelId told = card.invalidating;
  for (auto label = static_cast<LabelId>(n_labels); told == kNoLabel && label-- > 0;) {
    const auto is_it = [label](const ExplainedLabel& voted) { return voted.label == label; };
    if (std::none_of(card.labels.begin(), card.labels.end(), is_it)) told = label;
  }
  if (card.to_invalid.exists()) expect_tight(card, card.to_invalid, told, invalidates);
}

/// Tries all combinations for the smallest number of votes; 0 if none changes the outcome.
std::size_t slow_fewest_removed(const Explanation& card) {
  const std::vector<WeighedVote> all = weighed_votes(card);
  std::size_t fewest = 0;
  for (std::uint32_t choice = 1; choice < 1U << all.size(); ++choice) {
    std::vector<WeighedVote> kept;
    for (std::size_t v = 0; v < all.size(); ++v) {
      if ((choice >> v & 1U) == 0) kept.push_back(all[v]);
    }
    const auto n_removed = static_cast<std::size_t>(std::popcount(choice));
    if (!are_alike(slow_outcome(kept, card.rule), card.outcome) && (fewest == 0 || n_removed < fewest)) {
      fewest = n_removed;
    }
  }
  return fewest;
}

class ExplainEveryVote : public ::testing::TestWithParam<std::string> {};

TEST_P(ExplainEveryVote, with_counterfactuals_that_hold_and_are_tight) {
  const StrategyOptions strategy = parse_strategy(GetParam());
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    CrowdBuilder crowd = random_crowd(seed);
    crowd.set_ties(seed % 3 == 0 ? TieRule::lowest : seed % 3 == 1 ? TieRule::random : TieRule::undefined);
    const AggregationInput& input = crowd.input();
    const Consensus consensus = aggregate(input, strategy);
    for (ObservationId i = 0; i < input.votes.n_observations(); ++i) {
      SCOPED_TRACE(::testing::Message() << "seed " << seed << ", observation " << i);
      const Explanation card = explain(input, consensus, i, &strategy);
      EXPECT_EQ(card.outcome.label, consensus.label[i]);
      EXPECT_EQ(card.outcome.valid, consensus.valid[i] != 0);
      if (consensus.label[i] != kNoLabel) {
        EXPECT_DOUBLE_EQ(card.outcome.conf, consensus.conf[i]);
        EXPECT_DOUBLE_EQ(card.outcome.acc, consensus.acc[i]);
      }
      EXPECT_TRUE(are_alike(slow_outcome(weighed_votes(card), card.rule), card.outcome));
      expect_counterfactuals_hold(card, input.votes.n_labels());
      EXPECT_EQ(card.removal ? card.removal->votes.size() : 0, slow_fewest_removed(card));
    }
  }
}

TEST(Explain, counts_the_labels_that_are_other_ones_without_some_users) {
  CrowdBuilder crowd;
  crowd.observe({{0, kFicus}, {1, kFicus}, {2, kRosa}});
  crowd.observe({{0, kFicus}, {2, kRosa}, {3, kRosa}});
  crowd.observe({{0, kFicus}});
  const StrategyOptions strategy = parse_strategy("mv");
  const AggregationInput input = crowd.input();
  const Consensus consensus = aggregate(input, strategy);
  const auto n_changed = [&](std::vector<UserId> users) {
    return count_labels_changed_without(users, input, consensus, strategy);
  };
  EXPECT_EQ(n_changed({}), 0U);
  EXPECT_EQ(n_changed({2}), 1U) << "the second is a tie that goes to Ficus";
  EXPECT_EQ(n_changed({0, 1}), 2U) << "Rosa leads on the first, and nobody voted on the last";
}

TEST(Explain, covers_every_strategy_that_decides_by_votes) {
  const std::vector<std::string> specs = specs_of_votes();
  for (const StrategyInfo& strategy : strategies()) {
    CrowdBuilder crowd = random_crowd(1, {.n_labels = 2});
    const Consensus consensus = aggregate(crowd.input(), strategy.defaults);
    if (consensus.decided_by != DecidedBy::votes) continue;
    EXPECT_TRUE(std::any_of(specs.begin(), specs.end(), [&](const std::string& spec) {
      return spec.substr(0, spec.find(':')) == strategy.name();
    })) << strategy.name();
  }
}

/// For weights that do not depend on the votes, the card's predictions must match another run of the
/// strategy.
class ExplainFixedWeights : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const StrategyOptions strategy = parse_strategy(GetParam());
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      CrowdBuilder crowd = random_crowd(seed);
      const Consensus consensus = aggregate(crowd.input(), strategy);
      for (ObservationId i = 0; i < consensus.label.size(); ++i) {
        cards_.push_back({crowd, explain(crowd.input(), consensus, i, &strategy)});
      }
    }
  }

  struct Card {
    CrowdBuilder crowd;
    Explanation explanation;
  };

  /// The outcome for this crowd on the observation of the card.
  [[nodiscard]] static Outcome outcome_of(CrowdBuilder& crowd, const Explanation& card) {
    const Consensus then = aggregate(crowd.input(), parse_strategy(GetParam()));
    return {.label = then.label[card.observation], .valid = then.valid[card.observation] != 0};
  }

  std::vector<Card> cards_;
};

TEST_P(ExplainFixedWeights, has_the_outcome_of_a_run_without_the_votes) {
  std::size_t n_removed = 0;
  for (const auto& [crowd, card] : cards_) {
    if (!card.removal) continue;
    CrowdBuilder without = crowd;
    CrowdBuilder::Votes& votes = without.observations()[card.observation].votes;
    for (auto v = card.removal->votes.rbegin(); v != card.removal->votes.rend(); ++v) {
      votes.erase(votes.begin() + static_cast<std::ptrdiff_t>(*v));
    }
    EXPECT_TRUE(are_alike(outcome_of(without, card), card.removal->outcome));
    ++n_removed;
  }
  EXPECT_GT(n_removed, 20U);
}

TEST_P(ExplainFixedWeights, has_the_outcome_of_a_run_with_one_more_vote_and_not_with_a_hair_less) {
  std::size_t n_tight = 0;
  for (const auto& explained : cards_) {
    const CrowdBuilder& crowd = explained.crowd;  // in Clang 14, a lambda cannot capture structured bindings
    const Explanation& card = explained.explanation;
    for (const ExplainedLabel& candidate : card.labels) {
      const auto run_with = [&](double weight) {
        CrowdBuilder more = crowd;
        const auto newcomer = static_cast<UserId>(more.input().votes.n_users());
        more.observations()[card.observation].votes.emplace_back(newcomer, candidate.label);
        more.weights().resize(newcomer, 0.5);
        more.weights().push_back(weight);
        more.user_hashes().clear();
        return outcome_of(more, card);
      };
      for (const bool to_valid : {false, true}) {
        const WeightBound& bound = to_valid ? candidate.to_valid : candidate.to_lead;
        if (!bound.exists() || bound.weight == 0) continue;
        const auto is_reached = [&](const Outcome& then) {
          return then.label == candidate.label && (then.valid || !to_valid);
        };
        const double hair = 1e-11 * (1 + bound.weight);
        EXPECT_TRUE(is_reached(run_with(bound.weight + hair)));
        if (bound.weight > hair) {
          EXPECT_FALSE(is_reached(run_with(bound.weight - hair)));
        }
        ++n_tight;
      }
    }
  }
  EXPECT_GT(n_tight, 5U);
}

INSTANTIATE_TEST_SUITE_P(Strategies, ExplainFixedWeights,
                         ::testing::Values("wmv:default-weight=0.5",
                                           "wmv:default-weight=0.5,theta-conf=1,theta-acc=0.5",
                                           "wmv:default-weight=0.5,theta-conf=1.5,inclusive"),
                         [](const auto& strategy) { return "spec_" + std::to_string(strategy.index); });

INSTANTIATE_TEST_SUITE_P(Strategies, ExplainEveryVote, ::testing::ValuesIn(specs_of_votes()),
                         [](const auto& strategy) { return "spec_" + std::to_string(strategy.index); });

}  // namespace
}  // namespace crowdvote
