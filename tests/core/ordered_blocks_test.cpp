#include "core/ordered_blocks.hpp"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(ForEachBlockInOrder, delivers_in_order_what_the_same_thread_made) {
  for (const unsigned threads : {1U, 2U, 8U}) {
    std::vector<std::size_t> made(threads);
    std::vector<std::size_t> delivered;
    for_each_block_in_order(
        1000, 7, {.n_threads = threads},
        [&](const Block& block, unsigned thread) {
          if (block.index % 5 == 0) std::this_thread::yield();
          made[thread] = block.begin;
        },
        [&](const Block& block, unsigned thread) {
          EXPECT_EQ(made[thread], block.begin);
          delivered.push_back(block.index);
        });
    ASSERT_EQ(delivered.size(), n_blocks(1000, 7));
    for (std::size_t b = 0; b < delivered.size(); ++b) EXPECT_EQ(delivered[b], b);
  }
}

TEST(ForEachBlockInOrder, a_failure_frees_those_who_wait_for_the_block) {
  for (const std::size_t failing : {0U, 1U, 57U}) {
    std::size_t n_delivered = 0;
    EXPECT_THROW(for_each_block_in_order(
                     100, 1, {.n_threads = 4},
                     [&](const Block& block, unsigned) {
                       if (block.index == failing) throw std::runtime_error("no such block");
                     },
                     [&](const Block&, unsigned) { ++n_delivered; }),
                 std::runtime_error);
    EXPECT_LE(n_delivered, failing);
  }
}

TEST(ForEachBlockInOrder, a_failure_of_the_delivery_stops_it) {
  std::size_t n_delivered = 0;
  EXPECT_THROW(for_each_block_in_order(
                   100, 1, {.n_threads = 4}, [](const Block&, unsigned) {},
                   [&](const Block& block, unsigned) {
                     if (block.index == 10) throw std::runtime_error("disk full");
                     ++n_delivered;
                   }),
               std::runtime_error);
  EXPECT_EQ(n_delivered, 10U);
}

TEST(ForEachBlockInOrder, a_cancelled_run_ends_and_says_so) {
  std::atomic<bool> cancel{false};
  EXPECT_THROW(for_each_block_in_order(
                   10000, 1, {.n_threads = 4, .progress = {}, .cancel = &cancel},
                   [&](const Block& block, unsigned) {
                     if (block.index == 20) cancel = true;
                   },
                   [](const Block&, unsigned) {}),
               Cancelled);
}

}  // namespace
}  // namespace crowdvote
