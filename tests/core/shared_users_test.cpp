#include "core/processes_in_threads.hpp"
#include <crowdvote/shared_users.hpp>

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::Each;
using testing::ElementsAre;

/// Process r has every (r + 1)-th of 2000 users; each of them appears first in process 0, which has all of
/// them.
SharedUsers every_nth_user(Exchange& processes) {
  constexpr std::size_t kAll = 2000;
  std::vector<UserId> numbers;
  for (UserId number = 0; number < kAll; number += static_cast<UserId>(processes.rank() + 1))
    numbers.push_back(number);
  const bool is_first = processes.rank() == 0;
  return {numbers, is_first ? 0U : kAll, is_first ? kAll : 0U, kAll, processes};
}

TEST(SharedUsers, blocks_of_512_numbers_are_dealt_out_in_turn) {
  run_processes(3, [](Exchange& processes) {
    const SharedUsers users = every_nth_user(processes);
    EXPECT_EQ(users.n_all(), 2000U);
    // The blocks begin at 0, 512, 1024 and 1536: the first process owns the first block and the last, which
    // is short.
    const std::vector<std::size_t> expected{512 + 2000 - 1536, 512, 512};
    for (std::size_t r = 0; r < 3; ++r) EXPECT_EQ(users.n_owned(r), expected[r]);
    if (processes.rank() != 0) return;
    EXPECT_EQ(users.owner_of(511), 0U);
    EXPECT_EQ(users.owner_of(512), 1U);
    EXPECT_EQ(users.owner_of(1024), 2U);
    EXPECT_EQ(users.owner_of(1536), 0U);
    EXPECT_EQ(users.id_at_owner(1536), 512U) << "behind the users of its first block";
    EXPECT_EQ(users.number_of_owned(512), 1536U);
  });
}

TEST(SharedUsers, a_user_counts_in_the_process_where_it_appears_first) {
  run_processes(3, [](Exchange& processes) {
    const SharedUsers users = every_nth_user(processes);
    std::uint64_t n = 0;
    for (UserId user = 0; user < users.n_here(); ++user) n += counts_here(&users, user) ? 1 : 0;
    processes.sum(std::span(&n, 1));
    EXPECT_EQ(n, 2000U);
  });
}

TEST(SharedUsers, values_of_all_processes_come_together_at_the_owner_and_go_back) {
  run_processes(3, [](Exchange& processes) {
    const SharedUsers users = every_nth_user(processes);
    // A user with the number k is in process 0, in process 1 if k is even, and in process 2 if 3 divides it.
    std::vector<std::uint32_t> counts(users.n_here(), 1);
    users.sum(std::span(counts));
    for (UserId user = 0; user < users.n_here(); ++user) {
      const UserId number = users.numbers()[user];
      EXPECT_EQ(counts[user], 1U + (number % 2 == 0 ? 1U : 0U) + (number % 3 == 0 ? 1U : 0U)) << number;
    }
  });
}

TEST(SharedUsers, the_owner_joins_values_in_the_order_of_the_processes) {
  run_processes(3, [](Exchange& processes) {
    const SharedUsers users = every_nth_user(processes);
    const std::vector<std::uint32_t> rank(users.n_here(), static_cast<std::uint32_t>(processes.rank() + 1));
    const auto digits = [](std::uint32_t a, std::uint32_t b) { return 10 * a + b; };
    const auto joined = users.bring_to_owners(std::span(rank), digits);
    if (processes.rank() != 0) return;
    EXPECT_EQ(joined.at(0), 123U);
    EXPECT_EQ(joined.at(1), 1U);
    EXPECT_EQ(joined.at(2), 12U);
    EXPECT_EQ(joined.at(3), 13U);
  });
}

TEST(SharedUsers, a_process_without_users_takes_part) {
  run_processes(4, [](Exchange& processes) {
    const bool has_users = processes.rank() == 2;
    std::vector<UserId> numbers(has_users ? 5U : 0U);
    std::iota(numbers.begin(), numbers.end(), 0U);
    const SharedUsers users(numbers, processes.rank() > 2 ? 5U : 0U, has_users ? 5U : 0U, 5, processes);
    std::vector<std::uint64_t> values(users.n_here(), 7);
    users.sum(std::span(values));
    EXPECT_THAT(values, Each(7U));
    EXPECT_EQ(users.n_owned(), processes.rank() == 0 ? 5U : 0U) << "one block, which the first process owns";
  });
}

}  // namespace
}  // namespace crowdvote
