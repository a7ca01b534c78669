#include "strategies/crowd_builder.hpp"
#include <crowdvote/strategy_table.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;

/// One observation with the given numbers of votes for labels 4 and 2.
Consensus judged(UserId n_for_4, UserId n_for_2) {
  CrowdBuilder crowd;
  CrowdBuilder::Votes votes;
  for (UserId u = 0; u < n_for_4 + n_for_2; ++u) votes.emplace_back(u, u < n_for_4 ? 4 : 2);
  crowd.observe(votes);
  return aggregate(crowd.input(), TwothirdOptions{});
}

void expect_undefined(const Consensus& consensus) {
  EXPECT_THAT(consensus.label, ElementsAre(kNoLabel));
  EXPECT_THAT(consensus.valid, ElementsAre(0));
  EXPECT_THAT(consensus.conf, ElementsAre(0));
  EXPECT_THAT(consensus.acc, ElementsAre(0));
}

void expect_label_4(const Consensus& consensus, double conf, double acc) {
  EXPECT_THAT(consensus.label, ElementsAre(4));
  EXPECT_THAT(consensus.valid, ElementsAre(1));
  EXPECT_THAT(consensus.conf, ElementsAre(conf));
  EXPECT_THAT(consensus.acc, ElementsAre(acc));
}

TEST(Twothird, exactly_two_thirds_are_enough) {
  expect_label_4(judged(2, 1), 2, 2.0 / 3);
  expect_label_4(judged(4, 2), 4, 4.0 / 6);
  expect_label_4(judged(20, 10), 20, 20.0 / 30);
}

TEST(Twothird, says_its_rule_as_it_is_applied) {
  const Consensus consensus = judged(4, 2);
  EXPECT_TRUE(consensus.validity.holds(consensus.conf[0], consensus.acc[0]));
  EXPECT_FALSE(consensus.validity.holds(199, 199.0 / 300));
  EXPECT_EQ(consensus.validity.min_votes, 2U);
}

TEST(Twothird, less_than_two_thirds_leave_the_label_undefined) {
  expect_undefined(judged(3, 2));
  expect_undefined(judged(199, 101));
}

TEST(Twothird, one_vote_is_not_enough_and_two_equal_votes_are) {
  expect_undefined(judged(1, 0));
  expect_label_4(judged(2, 0), 2, 1);
}

TEST(Twothird, a_tie_is_undefined_and_the_tie_rule_decides_nothing) {
  expect_undefined(judged(1, 1));
  expect_undefined(judged(3, 3));
  EXPECT_EQ(judged(3, 3).diagnostics.n_ties, 0U);
}

TEST(Twothird, an_observation_without_votes_is_undefined) { expect_undefined(judged(0, 0)); }

TEST(Twothird, third_labels_count_as_votes_against_the_first) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}, {1, 1}, {2, 5}, {3, 6}});                  // 2 of 4
  crowd.observe({{0, 1}, {1, 1}, {2, 5}, {3, 1}, {4, 6}, {5, 1}});  // 4 of 6
  const Consensus consensus = aggregate(crowd.input(), TwothirdOptions{});
  EXPECT_THAT(consensus.label, ElementsAre(kNoLabel, 1));
  EXPECT_EQ(consensus.n_valid(), 1U);
}

}  // namespace
}  // namespace crowdvote
