#include "core/ordered_blocks.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(ForEachBlockInOrder, delivers_in_order_what_was_made_in_the_same_slot) {
  for (const unsigned threads : {1U, 2U, 8U}) {
    const RunControl control{.n_threads = threads};
    std::vector<std::size_t> made(n_slots(threads));
    std::vector<std::size_t> delivered;
    for_each_block_in_order(
        1000, 7, control,
        [&](const Block& block, std::size_t slot) {
          if (block.index % 5 == 0) std::this_thread::yield();
          made[slot] = block.begin;
        },
        [&](const Block& block, std::size_t slot) {
          EXPECT_EQ(made[slot], block.begin);
          delivered.push_back(block.index);
        });
    ASSERT_EQ(delivered.size(), n_blocks(1000, 7));
    for (std::size_t b = 0; b < delivered.size(); ++b) EXPECT_EQ(delivered[b], b);
  }
}

TEST(ForEachBlockInOrder, a_thread_runs_one_block_ahead_of_a_slow_one_with_threads) {
  std::atomic<int> n_others{0};
  std::vector<std::size_t> delivered;
  bool saw_two_others = false;
  for_each_block_in_order(
      10, 1, {.n_threads = 2},
      [&](const Block& block, std::size_t) {
        if (block.index > 0) {
          ++n_others;
          return;
        }
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (n_others < 2 && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
        saw_two_others = n_others == 2;
      },
      [&](const Block& block, std::size_t) { delivered.push_back(block.index); });
  EXPECT_TRUE(saw_two_others);
  EXPECT_EQ(delivered, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(ForEachBlockInOrder, a_failure_frees_those_who_wait_for_the_block) {
  constexpr unsigned kThreads = 4;
  for (const std::size_t failing : {0U, 1U, 57U}) {
    std::size_t n_delivered = 0;
    std::atomic<std::size_t> n_behind{0};
    EXPECT_THROW(
        for_each_block_in_order(
            100, 1, {.n_threads = kThreads},
            [&](const Block& block, std::size_t) {
              if (block.index > failing) ++n_behind;
              if (block.index != failing) return;
              const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
              while (n_behind + 1 < n_slots(kThreads) && std::chrono::steady_clock::now() < give_up) {
                std::this_thread::yield();
              }
              throw std::runtime_error("no such block");
            },
            [&](const Block&, std::size_t) { ++n_delivered; }),
        std::runtime_error);
    EXPECT_LE(n_delivered, failing);
  }
}

TEST(ForEachBlockInOrder, a_failure_of_the_delivery_stops_it) {
  std::size_t n_delivered = 0;
  EXPECT_THROW(for_each_block_in_order(
                   100, 1, {.n_threads = 4}, [](const Block&, std::size_t) {},
                   [&](const Block& block, std::size_t) {
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
                   [&](const Block& block, std::size_t) {
                     if (block.index == 20) cancel = true;
                   },
                   [](const Block&, std::size_t) {}),
               Cancelled);
}

TEST(DeliveryInOrder, takes_each_step_in_order_and_after_those_before_it_with_threads) {
  constexpr std::size_t kSteps = 3;
  constexpr std::size_t kResults = 500;
  for (const unsigned threads : {1U, 2U, 8U}) {
    std::vector<std::size_t> number_in(n_slots(threads));
    std::array<std::vector<std::size_t>, kSteps> delivered;  // only one thread at a time works on a step
    DeliveryInOrder slots(threads, kSteps, [&](std::size_t slot, std::size_t step) {
      if (number_in[slot] % 7 == step) std::this_thread::yield();
      delivered[step].push_back(number_in[slot]);
    });
    std::atomic<std::size_t> next{0};
    slots.run({.n_threads = threads}, [&] {
      while (const auto slot = slots.take()) {
        number_in[*slot] = next++;
        if (number_in[*slot] >= kResults) return;
        if (number_in[*slot] % 5 == 0) std::this_thread::yield();
        slots.hand_in(*slot, number_in[*slot]);
      }
    });
    for (const std::vector<std::size_t>& of_step : delivered) {
      ASSERT_EQ(of_step.size(), kResults) << threads;
      for (std::size_t r = 0; r < kResults; ++r) EXPECT_EQ(of_step[r], r);
    }
  }
}

TEST(DeliveryInOrder, steps_are_at_work_at_once_with_threads) {
  std::atomic<bool> is_second_begun{false};
  std::atomic<std::size_t> next{0};
  bool was_first_met = false;
  std::vector<std::size_t> number_in(n_slots(2));
  // The second step of result 0 waits for the first step of result 1.
  DeliveryInOrder slots(2, 2, [&](std::size_t slot, std::size_t step) {
    if (step == 0 && number_in[slot] == 1) is_second_begun = true;
    if (step == 0 || number_in[slot] > 0) return;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!is_second_begun && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    was_first_met = is_second_begun;
  });
  slots.run({.n_threads = 2}, [&] {
    while (const auto slot = slots.take()) {
      number_in[*slot] = next++;
      if (number_in[*slot] >= 4) return;
      slots.hand_in(*slot, number_in[*slot]);
    }
  });
  EXPECT_TRUE(was_first_met);
}

}  // namespace
}  // namespace crowdvote
