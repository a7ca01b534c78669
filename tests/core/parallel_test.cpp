#include "core/parallel.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(ForEachBlock, covers_every_index_once_for_any_number_of_threads) {
  for (const unsigned threads : {1U, 2U, 8U}) {
    std::vector<int> visits(1003, 0);
    for_each_block(visits.size(), 10, {.n_threads = threads}, [&](const Block& block, unsigned thread) {
      EXPECT_LT(thread, threads);
      for (std::size_t i = block.begin; i < block.end; ++i) ++visits[i];
    });
    EXPECT_EQ(std::accumulate(visits.begin(), visits.end(), 0), 1003);
    EXPECT_EQ(*std::max_element(visits.begin(), visits.end()), 1);
  }
}

TEST(ForEachBlock, hands_an_exception_of_a_thread_to_the_caller) {
  const RunControl control{.n_threads = 4};
  EXPECT_THROW(for_each_block(100, 1, control,
                              [](const Block& block, unsigned) {
                                if (block.index == 50) throw std::runtime_error("block 50");
                              }),
               std::runtime_error);
}

TEST(ForEachBlock, stops_when_cancelled) {
  const std::atomic<bool> cancel{true};
  EXPECT_THROW(for_each_block(100, 1, {.n_threads = 2, .progress = {}, .cancel = &cancel},
                              [](const Block&, unsigned) {}),
               Cancelled);
}

TEST(ForEachBlock, does_nothing_for_an_empty_range) {
  for_each_block(0, 10, {}, [](const Block&, unsigned) { FAIL(); });
}

}  // namespace
}  // namespace crowdvote
