#include "simulation/shares.hpp"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote::simulation {
namespace {

TEST(Shares, have_the_owner_that_counting_finds) {
  const std::vector<std::uint32_t> n_of{0, 3, 0, 0, 1, 40, 0, 2, 0};
  const Shares shares{std::span<const std::uint32_t>(n_of)};
  ASSERT_EQ(shares.total(), 46U);
  std::uint32_t share = 0;
  for (std::uint32_t owner = 0; owner < n_of.size(); ++owner) {
    for (std::uint32_t n = 0; n < n_of[owner]; ++n) EXPECT_EQ(shares.owner(share++), owner);
  }
}

TEST(Shares, are_rounded_to_the_total_in_proportion) {
  const std::vector<float> share_of{1, 0, 2.5, 0.5};
  const Shares shares(std::span<const float>(share_of), 4000000000U);
  ASSERT_EQ(shares.total(), 4000000000U);
  EXPECT_EQ(shares.owner(0), 0U);
  EXPECT_EQ(shares.owner(999999999U), 0U);
  EXPECT_EQ(shares.owner(1000000000U), 2U);
  EXPECT_EQ(shares.owner(3499999999U), 2U);
  EXPECT_EQ(shares.owner(3999999999U), 3U);
}

TEST(Shares, of_nobody_are_none) {
  const std::vector<float> share_of{0, 0};
  EXPECT_EQ(Shares(std::span<const float>(share_of), 100).total(), 0U);
  EXPECT_EQ(Shares(std::span<const std::uint32_t>{}).total(), 0U);
}

}  // namespace
}  // namespace crowdvote::simulation
