#include <crowdvote/vote_matrix.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

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
  const auto finished = builder.finish(3, 6);
  const VoteMatrix& votes = finished.votes;
  EXPECT_EQ(votes.n_observations(), 4U);
  EXPECT_EQ(votes.n_votes(), 3U);
  EXPECT_THAT(votes.users_of(0), ElementsAre(2));
  EXPECT_THAT(votes.users_of(1), ElementsAre(0, 1));
  EXPECT_THAT(votes.labels_of(1), ElementsAre(5, 4));
  EXPECT_THAT(votes.users_of(2), IsEmpty());
  EXPECT_THAT(votes.users_of(3), IsEmpty());
  EXPECT_EQ(finished.n_abstentions, 0U);
  EXPECT_EQ(finished.n_replaced, 0U);
}

TEST(VoteMatrixBuilder, the_last_statement_of_a_user_counts_and_an_abstention_is_no_vote) {
  VoteMatrixBuilder builder;
  builder.add_statement(0, 0, 1);
  builder.add_statement(0, 1, 1);
  builder.add_statement(0, 0, 2);
  builder.add_statement(0, 1, kNoLabel);
  builder.add_statement(0, 2, kNoLabel);
  const auto finished = builder.finish(3, 3);
  const VoteMatrix& votes = finished.votes;
  EXPECT_THAT(votes.users_of(0), ElementsAre(0));
  EXPECT_THAT(votes.labels_of(0), ElementsAre(2));
  EXPECT_EQ(finished.n_abstentions, 2U);
  EXPECT_EQ(finished.n_replaced, 2U);
}

TEST(VoteMatrixBuilder, takes_all_of_another_as_if_its_statements_came_one_by_one) {
  std::mt19937 random(5);
  std::uniform_int_distribution<std::uint32_t> small(0, 5);
  for (std::size_t trial = 0; trial < 200; ++trial) {
    const Repeats repeats = std::array{Repeats::last, Repeats::first, Repeats::all}[trial % 3];
    VoteMatrixBuilder one;
    VoteMatrixBuilder all;
    one.keep(repeats);
    all.keep(repeats);
    ObservationId n_observations = 0;
    for (int p = 0; p < 3; ++p) {
      VoteMatrixBuilder part;
      std::vector<ObservationId> observations;  // by their ids in the part
      const std::vector<UserId> users{4, 2, 0};
      const std::vector<LabelId> labels{1, 0, 3};
      for (std::uint32_t n = small(random) * 3; n > 0; --n) {
        // Either one that no part has yet, or any that this part or others know.
        const ObservationId observation =
            small(random) < 3 || n_observations == 0 ? n_observations : small(random) % n_observations;
        n_observations = std::max(n_observations, observation + 1);
        const auto place = std::find(observations.begin(), observations.end(), observation);
        const auto there = static_cast<ObservationId>(place - observations.begin());
        if (place == observations.end()) observations.push_back(observation);
        one.add_observation(observation);
        part.add_observation(there);
        if (small(random) == 0) continue;
        const UserId user = small(random) % 3;
        const LabelId label = small(random) % 3;
        const bool is_ai = small(random) == 0;
        const bool is_abstention = small(random) == 0;
        one.add_statement(observation, is_ai ? kNoUser : users[user],
                          is_abstention ? kNoLabel : labels[label]);
        part.add_statement(there, is_ai ? kNoUser : user, is_abstention ? kNoLabel : label);
      }
      all.add_all_of(part, observations, users, labels);
    }
    EXPECT_EQ(all.n_statements(), one.n_statements());
    const auto expected = one.finish(5, 4);
    const auto found = all.finish(5, 4);
    ASSERT_EQ(found.votes.n_observations(), expected.votes.n_observations());
    for (ObservationId i = 0; i < expected.votes.n_observations(); ++i) {
      EXPECT_THAT(found.votes.users_of(i), testing::ElementsAreArray(expected.votes.users_of(i)));
      EXPECT_THAT(found.votes.labels_of(i), testing::ElementsAreArray(expected.votes.labels_of(i)));
    }
    EXPECT_EQ(found.ai_label_of_observation, expected.ai_label_of_observation);
    EXPECT_EQ(found.n_abstentions, expected.n_abstentions);
    EXPECT_EQ(found.n_replaced, expected.n_replaced);
  }
}

TEST(VoteMatrixBuilder, long_rows_follow_the_same_rule_as_short_ones) {
  VoteMatrixBuilder builder;
  for (LabelId round = 0; round < 3; ++round) {
    for (UserId user = 0; user < 40; ++user) builder.add_statement(0, user, round);
  }
  const auto finished = builder.finish(40, 3);
  const VoteMatrix& votes = finished.votes;
  EXPECT_EQ(votes.n_votes(), 40U);
  EXPECT_THAT(votes.labels_of(0), testing::Each(2U));
  EXPECT_EQ(finished.n_replaced, 80U);
}

TEST(VoteMatrixBuilder, the_votes_of_the_ai_stand_apart) {
  VoteMatrixBuilder builder;
  builder.add_statement(0, 0, 1);
  builder.add_statement(0, kNoUser, 1);
  builder.add_statement(0, kNoUser, 2);
  builder.add_statement(1, kNoUser, 1);
  builder.add_statement(1, kNoUser, kNoLabel);
  builder.add_statement(2, 1, 0);
  const auto finished = builder.finish(2, 3);
  EXPECT_EQ(finished.votes.n_votes(), 2U);
  EXPECT_THAT(finished.ai_label_of_observation, ElementsAre(2, kNoLabel, kNoLabel));
  EXPECT_EQ(finished.n_ai_votes, 1U);
  EXPECT_EQ(finished.n_replaced, 2U);
  EXPECT_EQ(finished.n_abstentions, 1U);
}

TEST(VoteMatrixBuilder, without_a_vote_of_the_ai_there_are_no_ai_labels) {
  VoteMatrixBuilder builder;
  builder.add_statement(0, kNoUser, kNoLabel);
  EXPECT_THAT(builder.finish(0, 0).ai_label_of_observation, IsEmpty());
}

/// The rule in plain terms: for every user, the last statement counts, in the order of the statements.
TEST(VoteMatrixBuilder, statements_in_any_order_follow_the_plain_rule) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 generator(seed);
    const auto random = [&](std::uint32_t below) { return static_cast<std::uint32_t>(generator() % below); };
    const unsigned n_users = seed % 2 == 0 ? 4 : 60;
    const bool sorted = seed % 3 == 0;
    std::vector<std::vector<std::pair<UserId, LabelId>>> rows(6);
    VoteMatrixBuilder builder;
    for (unsigned n = 0; n < 150; ++n) {
      const ObservationId i = sorted ? n / 30 : random(6);
      const UserId user = random(n_users);
      const LabelId label = random(5) == 0 ? kNoLabel : random(3);
      builder.add_statement(i, user, label);
      std::erase_if(rows[i], [&](const auto& statement) { return statement.first == user; });
      rows[i].emplace_back(user, label);
    }
    builder.add_observation(5);
    const VoteMatrix votes = builder.finish(n_users, 3).votes;
    ASSERT_EQ(votes.n_observations(), 6U);
    for (ObservationId i = 0; i < 6; ++i) {
      std::vector<std::pair<UserId, LabelId>> found;
      for (std::size_t v = 0; v < votes.n_votes_of(i); ++v) {
        found.emplace_back(votes.users_of(i)[v], votes.labels_of(i)[v]);
      }
      std::erase_if(rows[i], [](const auto& statement) { return statement.second == kNoLabel; });
      EXPECT_EQ(found, rows[i]) << "seed " << seed << ", observation " << i;
    }
  }
}

TEST(VoteMatrixBuilder, some_observations_go_and_the_rest_close_up) {
  constexpr std::size_t kObservations = 40;
  std::mt19937 random(5);
  for (const bool are_in_order : {true, false}) {
    for (int round = 0; round < 20; ++round) {
      std::vector<ObservationId> row_of(kObservations, kNoId);
      ObservationId n_rows = 0;
      for (ObservationId& row : row_of) row = random() % 3 == 0 ? kNoId : n_rows++;
      VoteMatrixBuilder builder;
      VoteMatrixBuilder expected;
      ObservationId observation = 0;
      for (UserId user = 0; user < 100; ++user) {
        observation = are_in_order ? std::min<ObservationId>(observation + random() % 2, kObservations - 1)
                                   : static_cast<ObservationId>(random() % kObservations);
        builder.add_statement(observation, user, user % 7);
        if (row_of[observation] != kNoId) expected.add_statement(row_of[observation], user, user % 7);
      }
      builder.add_observation(kObservations - 1);
      if (n_rows > 0) expected.add_observation(n_rows - 1);
      builder.renumber(row_of);
      EXPECT_EQ(builder.n_observations(), n_rows);
      const VoteMatrix votes = builder.finish(100, 7).votes;
      const VoteMatrix wanted = expected.finish(100, 7).votes;
      ASSERT_EQ(votes.n_observations(), wanted.n_observations());
      for (ObservationId i = 0; i < n_rows; ++i) {
        EXPECT_THAT(votes.users_of(i), testing::ElementsAreArray(wanted.users_of(i)));
        EXPECT_THAT(votes.labels_of(i), testing::ElementsAreArray(wanted.labels_of(i)));
      }
    }
  }
}

TEST(VoteMatrixBuilder, rows_can_be_added_many_at_once) {
  const std::vector<std::uint32_t> row_end{1, 1, 3};
  const std::vector<UserId> users{0, 1, 0};
  const std::vector<LabelId> labels{4, 5, 6};
  VoteMatrixBuilder builder;
  builder.add_rows(row_end, users, labels);
  builder.add_statement(0, 1, 7);
  builder.add_rows(row_end, users, labels);
  const VoteMatrix votes = builder.finish(2, 8).votes;
  ASSERT_EQ(votes.n_observations(), 6U);
  EXPECT_THAT(votes.labels_of(0), ElementsAre(4, 7));
  EXPECT_THAT(votes.labels_of(1), IsEmpty());
  EXPECT_THAT(votes.labels_of(2), ElementsAre(5, 6));
  EXPECT_THAT(votes.labels_of(3), ElementsAre(4));
  EXPECT_THAT(votes.users_of(5), ElementsAre(1, 0));
}

/// More rows than one thread cleans in one go.
TEST(VoteMatrixBuilder, long_inputs_are_cleaned_alike_by_any_number_of_threads) {
  constexpr ObservationId kRows = 200'000;
  for (const unsigned n_threads : {1U, 3U}) {
    VoteMatrixBuilder builder;
    for (ObservationId i = 0; i < kRows; ++i) {
      builder.add_statement(i, 0, i % 5 == 0 ? kNoLabel : i);
      if (i % 3 == 0) builder.add_statement(i, 0, i + 1);
      if (i % 70'000 == 7) builder.add_statement(i, kNoUser, i);
    }
    const auto finished = builder.finish(1, kRows + 1, RunControl{.n_threads = n_threads});
    ASSERT_EQ(finished.votes.n_observations(), kRows);
    for (ObservationId i = 0; i < kRows; ++i) {
      const bool has_vote = i % 3 == 0 || i % 5 != 0;
      ASSERT_EQ(finished.votes.n_votes_of(i), has_vote ? 1U : 0U) << i;
      if (has_vote) {
        ASSERT_EQ(finished.votes.labels_of(i)[0], i % 3 == 0 ? i + 1 : i);
      }
      ASSERT_EQ(finished.ai_label_of_observation[i], i % 70'000 == 7 ? i : kNoLabel);
    }
    EXPECT_EQ(finished.n_replaced, 66'667U);
    EXPECT_EQ(finished.n_abstentions, 26'666U);
    EXPECT_EQ(finished.n_ai_votes, 3U);
  }
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

TEST(VoteMatrix, without_labels_keeps_rows_and_ids) {
  const VoteMatrix votes({0, 2, 3}, {0, 1, 1}, {1, 0, 1}, 2, 3);
  const std::vector<std::uint8_t> leaves_out{0, 1, 0};
  const VoteMatrix rest = votes.without_labels(leaves_out);
  EXPECT_EQ(rest.n_observations(), 2U);
  EXPECT_THAT(rest.labels_of(0), ElementsAre(0));
  EXPECT_THAT(rest.users_of(0), ElementsAre(1));
  EXPECT_THAT(rest.labels_of(1), IsEmpty());
  EXPECT_EQ(rest.n_labels(), 3U);
}

TEST(VoteMatrix, without_some_votes_keeps_the_order_of_labels) {
  VoteMatrix votes({0, 2, 3}, {0, 1, 1}, {1, 0, 1}, 2, 2);
  votes.set_label_order({1, 0});
  const VoteMatrix rest = votes_without(votes.view(), [](VoteIndex v) { return v == 1; });
  EXPECT_THAT(rest.labels_of(0), ElementsAre(1));
  EXPECT_THAT(rest.labels_of(1), ElementsAre(1));
  EXPECT_THAT(rest.view().label_rank(), ElementsAre(1, 0));
}

TEST(VoteMatrix, counts_votes_per_user) {
  const VoteMatrix votes({0, 2, 3}, {0, 2, 2}, {0, 0, 0}, 4, 1);
  EXPECT_THAT(votes.view().votes_per_user(), ElementsAre(1, 0, 2, 0));
}

TEST(VoteMatrix, refuses_arrays_that_do_not_belong_together) {
  EXPECT_THROW(VoteMatrix({0, 1}, {0}, {}, 1, 1), std::invalid_argument);
  EXPECT_THROW(VoteMatrix({0, 2}, {0}, {0}, 1, 1), std::invalid_argument);
  EXPECT_THROW(VoteMatrix({1, 1}, {0}, {0}, 1, 1), std::invalid_argument);
  EXPECT_THROW(VoteMatrix({0, 1}, {1}, {0}, 1, 1), std::invalid_argument);
  EXPECT_THROW(VoteMatrix({0, 1}, {0}, {1}, 1, 1), std::invalid_argument);
}

TEST(VoteMatrix, that_was_moved_from_has_no_observations) {
  VoteMatrix votes({0, 1}, {0}, {0}, 1, 1);
  const VoteMatrix taken = std::move(votes);
  EXPECT_EQ(taken.n_observations(), 1U);
  EXPECT_EQ(votes.n_observations(), 0U);  // NOLINT(bugprone-use-after-move): that is the question
}

TEST(VoteMatrix, labels_keep_their_ids_when_their_order_changes) {
  VoteMatrix votes({0, 2}, {0, 1}, {1, 0}, 2, 2);
  EXPECT_EQ(votes.view().rank_of(1), 1U);
  votes.set_label_order({2, 0, 1});
  EXPECT_EQ(votes.n_labels(), 3U);
  EXPECT_THAT(votes.labels_of(0), ElementsAre(1, 0));
  EXPECT_EQ(votes.view().rank_of(0), 2U);
  EXPECT_THAT(votes.view().labels_in_order(), ElementsAre(1, 2, 0));
}

TEST(BorrowedVotes, that_are_in_order_and_clean_are_not_copied) {
  const std::vector<ObservationId> observation{0, 0, 2};
  const std::vector<UserId> user{0, 1, 0};
  const std::vector<LabelId> label{3, 4, 3};
  const BorrowedVotes votes({observation, user, label, 3, 2, 5});
  ASSERT_TRUE(votes.is_borrowed());
  EXPECT_EQ(votes.view().user_of_vote().data(), user.data());
  EXPECT_EQ(votes.view().label_of_vote().data(), label.data());
  EXPECT_THAT(votes.view().labels_of(0), ElementsAre(3, 4));
  EXPECT_THAT(votes.view().labels_of(1), IsEmpty());
}

TEST(BorrowedVotes, in_any_order_follow_the_rule_of_the_builder) {
  const std::vector<ObservationId> observation{1, 0, 1, 1};
  const std::vector<UserId> user{0, 1, 0, 1};
  const std::vector<LabelId> label{3, 4, 2, kNoLabel};
  const BorrowedVotes votes({observation, user, label, 3, 2, 5});
  EXPECT_FALSE(votes.is_borrowed());
  EXPECT_EQ(votes.view().n_observations(), 3U);
  EXPECT_THAT(votes.view().labels_of(0), ElementsAre(4));
  EXPECT_THAT(votes.view().labels_of(1), ElementsAre(2));
  EXPECT_EQ(votes.n_replaced(), 1U);
  EXPECT_EQ(votes.n_abstentions(), 1U);
}

TEST(BorrowedVotes, are_copied_where_a_user_stands_twice_in_a_row_of_any_length) {
  for (const std::size_t n_users : {std::size_t{2}, std::size_t{16}, std::size_t{17}, std::size_t{100}}) {
    std::vector<std::uint32_t> observation(n_users, 0);
    std::vector<std::uint32_t> user(n_users);
    std::iota(user.begin(), user.end(), 0U);
    const std::vector<std::uint32_t> label(n_users, 0);
    const BorrowedVotes once({observation, user, label, 1, n_users, 1});
    EXPECT_TRUE(once.is_borrowed()) << n_users;
    user.back() = user.front();
    const BorrowedVotes twice({observation, user, label, 1, n_users, 1});
    EXPECT_FALSE(twice.is_borrowed()) << n_users;
    EXPECT_EQ(twice.n_replaced(), 1U) << n_users;
  }
}

TEST(BorrowedVotes, refuse_ids_out_of_their_range) {
  const std::vector<std::uint32_t> one{1};
  const std::vector<std::uint32_t> zero{0};
  EXPECT_THROW(BorrowedVotes({one, zero, zero, 1, 1, 1}), std::invalid_argument);
  EXPECT_THROW(BorrowedVotes({zero, one, zero, 1, 1, 1}), std::invalid_argument);
  EXPECT_THROW(BorrowedVotes({zero, zero, one, 1, 1, 1}), std::invalid_argument);
  EXPECT_THROW(BorrowedVotes({zero, zero, {}, 1, 1, 1}), std::invalid_argument);
}

}  // namespace
}  // namespace crowdvote
