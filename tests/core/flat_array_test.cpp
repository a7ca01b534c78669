#include "core/flat_array.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;

TEST(FlatArray, holds_copies_of_a_value_whatever_its_size) {
  for (const std::size_t size : {0U, 1U, 5U, 4096U, 3'000'000U}) {
    const FlatArray<std::uint32_t> values(size, 7U);
    ASSERT_EQ(values.size(), size);
    EXPECT_EQ(std::count(values.begin(), values.end(), 7U), static_cast<std::ptrdiff_t>(size));
  }
}

TEST(FlatArray, hands_its_values_over) {
  FlatArray<int> from(3);
  for (int j = 0; j < 3; ++j) from[static_cast<std::size_t>(j)] = j;
  FlatArray<int> to;
  to = std::move(from);
  EXPECT_THAT(std::vector<int>(to.begin(), to.end()), ElementsAre(0, 1, 2));
  EXPECT_EQ(from.size(), 0U);  // NOLINT(bugprone-use-after-move): left empty on purpose
}

TEST(FlatArray, can_be_empty) {
  const FlatArray<double> none;
  EXPECT_EQ(none.size(), 0U);
  EXPECT_EQ(none.begin(), none.end());
}

TEST(ReserveOnHugePages, gives_room_and_no_values) {
  std::vector<double> values{1, 2, 3};
  reserve_on_huge_pages(values, 2'000'000);
  EXPECT_TRUE(values.empty());
  EXPECT_GE(values.capacity(), 2'000'000U);
  values.assign(2'000'000, 0.5);
  EXPECT_EQ(std::count(values.begin(), values.end(), 0.5), 2'000'000);
}

}  // namespace
}  // namespace crowdvote
