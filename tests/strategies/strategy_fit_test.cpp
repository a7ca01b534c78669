#include "strategies/crowd_builder.hpp"
#include <crowdvote/strategy_fit.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string_view chosen(const VotesShape& shape) { return choose_strategy(shape).strategy; }

TEST(StrategyChoice, follows_the_rule_at_its_bounds) {
  const VotesShape many{.observations = 10, .with_two_votes = 5, .labels = 2, .votes_of_median_user = 40};
  EXPECT_EQ(chosen(many), "dawid-skene");
  VotesShape shape = many;
  shape.votes_of_median_user = 39;
  EXPECT_EQ(chosen(shape), "mace") << "19.5 votes per label";
  shape = many;
  shape.with_two_votes = 4;
  EXPECT_EQ(chosen(shape), "mv") << "less than half of the observations have two votes";
  shape.observations = 9;
  EXPECT_EQ(chosen(shape), "mv") << "4 of 9 are less than half";
  shape.observations = 8;
  EXPECT_EQ(chosen(shape), "dawid-skene");
  shape.with_author = 1;
  EXPECT_EQ(chosen(shape), "plantnet");
  EXPECT_EQ(chosen({}), "mv") << "there are no votes at all";
}

TEST(StrategyChoice, says_why) {
  const VotesShape shape{
      .observations = 1000, .with_two_votes = 999, .labels = 3, .votes_of_median_user = 59};
  EXPECT_EQ(choose_strategy(shape).reason,
            "99.9 % of the observations have two votes or more, and the median user has 19.6 votes per label "
            "(fewer than 20)");
  EXPECT_THAT(choose_strategy(shape).warnings, IsEmpty());
  EXPECT_EQ(choose_strategy({.observations = 3, .with_author = 2}).reason,
            "authors are known for 66.7 % of the observations");
}

TEST(StrategyChoice, of_a_plain_vote_warns_that_single_votes_cannot_be_judged) {
  const StrategyChoice choice = choose_strategy({.observations = 100, .with_two_votes = 0, .labels = 2});
  EXPECT_EQ(choice.strategy, "mv");
  EXPECT_EQ(choice.reason, "no observation has two votes");
  ASSERT_THAT(choice.warnings, SizeIs(1));
  EXPECT_THAT(choice.warnings[0].text, HasSubstr("single votes cannot be judged"));
  EXPECT_EQ(choice.warnings[0].remedy.way, WayOut::give_authors);
}

TEST(StrategyChoice, of_labels_that_do_not_fit_lets_only_voted_ones_be_true) {
  const VotesShape shape{
      .observations = 1000, .with_two_votes = 1000, .votes = 2000, .labels = 1000, .votes_of_median_user = 1};
  EXPECT_EQ(chosen(shape), "mace");
  EXPECT_THAT(choose_strategy(shape).options, IsEmpty()) << "without a limit";
  const StrategyChoice voted = choose_strategy(shape, 10'000'000);
  EXPECT_EQ(voted.strategy, "mace");
  EXPECT_THAT(voted.options, testing::ElementsAre(testing::Pair("support", "voted")));
  EXPECT_THAT(voted.reason,
              HasSubstr("(fewer than 20); mace would take about 0.016 GB for 1000 labels on each of "
                        "1000 observations, so only labels"));
  const StrategyChoice none = choose_strategy(shape, 100'000);
  EXPECT_EQ(none.strategy, "mv");
  EXPECT_THAT(none.options, IsEmpty());
  EXPECT_THAT(none.reason, HasSubstr("more than the 0.0001 GB that are left"));
}

TEST(StrategyChoice, takes_a_model_up_to_the_byte_that_it_would_fit_in) {
  const VotesShape shape{
      .observations = 1000, .with_two_votes = 1000, .votes = 2000, .labels = 1000, .votes_of_median_user = 1};
  EXPECT_THAT(choose_strategy(shape, 16'000'000).options, IsEmpty())
      << "16 bytes for each of 1,000,000 labels";
  EXPECT_THAT(choose_strategy(shape, 15'999'999).options, SizeIs(1));
  EXPECT_EQ(choose_strategy(shape, 250'000).strategy, "mace") << "100 bytes a vote, 50 an observation";
  EXPECT_EQ(choose_strategy(shape, 249'999).strategy, "mv");
}

TEST(StrategyChoice, of_more_probabilities_than_there_are_ids_lets_only_voted_labels_be_true) {
  const VotesShape shape{.observations = 100'000,
                         .with_two_votes = 100'000,
                         .votes = 200'000,
                         .labels = 100'000,
                         .votes_of_median_user = 1};
  EXPECT_THAT(choose_strategy(shape).options, SizeIs(1));
}

TEST(VotesShape, counts_what_has_votes) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}, {1, 1}, {2, 3}}, 0);
  crowd.observe({{0, 1}});
  crowd.observe({});
  crowd.observe({{0, 1}, {4, 1}});
  const VotesShape shape = shape_of(crowd.input());
  EXPECT_EQ(shape.observations, 3U);
  EXPECT_EQ(shape.votes, 6U);
  EXPECT_EQ(shape.with_two_votes, 2U);
  EXPECT_EQ(shape.with_author, 1U);
  EXPECT_EQ(shape.labels, 2U);
  EXPECT_EQ(shape.votes_of_median_user, 1U)
      << "users have 3, 1, 1 and 1 votes; the one without votes is none";
}

TEST(VotesShape, has_the_lower_median_of_an_even_number_of_users) {
  CrowdBuilder crowd;
  for (int i = 0; i < 3; ++i) crowd.observe({{0, 0}});
  crowd.observe({{1, 0}});
  EXPECT_EQ(shape_of(crowd.input()).votes_of_median_user, 1U);
}

std::vector<Notice> notices_of(CrowdBuilder& crowd, const std::string& spec) {
  const StrategyOptions options = parse_strategy(spec);
  return notices_of_fit(crowd.input(), options, aggregate(crowd.input(), options));
}

/// Three votes on every observation; on half of them, user 2 disagrees with the others.
CrowdBuilder pairs() {
  CrowdBuilder crowd;
  for (LabelId i = 0; i < 6; ++i) crowd.observe({{0, 0}, {1, 0}, {2, i % 2}});
  return crowd;
}

CrowdBuilder single_votes() {
  CrowdBuilder crowd;
  for (UserId user = 0; user < 20; ++user) crowd.observe({{user % 4, user % 3}});
  return crowd;
}

TEST(NoticesOfFit, say_that_authors_are_missing_and_that_all_weigh_alike_in_one_notice) {
  CrowdBuilder crowd = pairs();
  const auto notices = notices_of(crowd, "plantnet");
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_THAT(notices[0].text, HasSubstr("no author is known"));
  EXPECT_THAT(notices[0].text,
              HasSubstr("all users have the same weight, so this is a majority vote with thresholds"));
  EXPECT_EQ(notices[0].remedy.way, WayOut::give_authors);
  EXPECT_EQ(notices[0].remedy.value, "mace");
}

TEST(NoticesOfFit, say_that_agreement_cannot_be_seen_in_single_votes) {
  CrowdBuilder crowd = single_votes();
  for (const StrategyInfo& strategy : strategies()) {
    if (!strategy.description.learns_from_agreement || strategy.description.most_labels != 0) continue;
    const auto notices = notices_of(crowd, std::string(strategy.name()));
    ASSERT_THAT(notices, SizeIs(1)) << strategy.name();
    EXPECT_THAT(notices[0].text, HasSubstr("no observation has two votes")) << strategy.name();
    EXPECT_EQ(notices[0].remedy.value, "mv") << strategy.name();
  }
}

TEST(NoticesOfFit, say_nothing_of_strategies_that_do_what_they_are_for) {
  CrowdBuilder crowd = pairs();
  for (const char* spec : {"mv", "wawa", "dawid-skene", "mace", "twothird"}) {
    EXPECT_THAT(notices_of(crowd, spec), IsEmpty()) << spec;
  }
  CrowdBuilder single = single_votes();
  EXPECT_THAT(notices_of(single, "mv"), IsEmpty());
}

TEST(NoticesOfFit, do_not_judge_weights_that_were_given) {
  CrowdBuilder crowd = pairs();
  EXPECT_THAT(notices_of(crowd, "wmv:default-weight=1"), IsEmpty());
}

TEST(NoticesOfFit, say_that_all_weigh_alike_where_nobody_ever_disagrees) {
  CrowdBuilder crowd;
  for (LabelId i = 0; i < 4; ++i) crowd.observe({{0, i}, {1, i}});
  const auto notices = notices_of(crowd, "wawa");
  ASSERT_THAT(notices, SizeIs(1));
  EXPECT_EQ(notices[0].text, "all users have the same weight, so this is a majority vote");
}

TEST(StrategyAliases, are_found_in_any_spelling_and_belong_to_one_strategy) {
  EXPECT_EQ(find_strategy("MV").name(), "mv");
  EXPECT_EQ(find_strategy("Majority_Vote").name(), "mv");
  EXPECT_EQ(find_strategy("DS").name(), "dawid-skene");
  EXPECT_EQ(find_strategy("dawid_skene").name(), "dawid-skene");
  EXPECT_THROW((void)find_strategy(""), OptionError);
  std::vector<std::string_view> all{kAutomaticStrategy};
  for (const StrategyInfo& strategy : strategies()) {
    all.push_back(strategy.name());
    for (const std::string_view alias : strategy.description.aliases) {
      if (alias.empty()) continue;
      EXPECT_EQ(find_strategy(alias).name(), strategy.name());
      all.push_back(alias);
    }
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

}  // namespace
}  // namespace crowdvote
