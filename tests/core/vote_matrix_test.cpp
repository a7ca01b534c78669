#include <crowdvote/vote_matrix.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(VoteMatrixBuilder, gathers_statements_by_observation_in_the_order_of_the_input) {
  VoteMatrixBuilder builder;
  builder.add_statement(1, 0, 5);
  builder.add_statement(0, 2, 3);
  builder.add_statement(1, 1, 4);
  builder.add_observation(3);
  const auto [votes, abstentions, replaced] = builder.finish(3, 6);
  EXPECT_EQ(votes.n_observations(), 4U);
  EXPECT_EQ(votes.n_votes(), 3U);
  EXPECT_THAT(votes.users_of(0), ElementsAre(2));
  EXPECT_THAT(votes.users_of(1), ElementsAre(0, 1));
  EXPECT_THAT(votes.labels_of(1), ElementsAre(5, 4));
  EXPECT_THAT(votes.users_of(2), IsEmpty());
  EXPECT_THAT(votes.users_of(3), IsEmpty());
  EXPECT_EQ(abstentions, 0U);
  EXPECT_EQ(replaced, 0U);
}

TEST(VoteMatrixBuilder, the_last_statement_of_a_user_counts_and_an_abstention_is_no_vote) {
  VoteMatrixBuilder builder;
  builder.add_statement(0, 0, 1);
  builder.add_statement(0, 1, 1);
  builder.add_statement(0, 0, 2);
  builder.add_statement(0, 1, kNoLabel);
  builder.add_statement(0, 2, kNoLabel);
  const auto [votes, abstentions, replaced] = builder.finish(3, 3);
  EXPECT_THAT(votes.users_of(0), ElementsAre(0));
  EXPECT_THAT(votes.labels_of(0), ElementsAre(2));
  EXPECT_EQ(abstentions, 2U);
  EXPECT_EQ(replaced, 2U);
}

TEST(VoteMatrixBuilder, long_rows_follow_the_same_rule_as_short_ones) {
  VoteMatrixBuilder builder;
  for (LabelId round = 0; round < 3; ++round) {
    for (UserId user = 0; user < 40; ++user) builder.add_statement(0, user, round);
  }
  const auto [votes, abstentions, replaced] = builder.finish(40, 3);
  EXPECT_EQ(votes.n_votes(), 40U);
  EXPECT_THAT(votes.labels_of(0), testing::Each(2U));
  EXPECT_EQ(replaced, 80U);
}

TEST(VoteMatrix, without_users_keeps_rows_and_ids) {
  const VoteMatrix votes({0, 2, 3}, {0, 1, 1}, {7, 8, 9}, 2, 10);
  const std::vector<std::uint8_t> leaves_out{0, 1};
  const VoteMatrix rest = votes.without_users(leaves_out);
  EXPECT_EQ(rest.n_observations(), 2U);
  EXPECT_THAT(rest.labels_of(0), ElementsAre(7));
  EXPECT_THAT(rest.labels_of(1), IsEmpty());
  EXPECT_EQ(rest.n_users(), 2U);
}

TEST(VoteMatrix, counts_votes_per_user) {
  const VoteMatrix votes({0, 2, 3}, {0, 2, 2}, {0, 0, 0}, 4, 1);
  EXPECT_THAT(votes.votes_per_user(), ElementsAre(1, 0, 2, 0));
}

}  // namespace
}  // namespace crowdvote
