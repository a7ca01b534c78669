#include "simulation/random.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote::simulation {
namespace {

TEST(Permutation, visits_every_place_once) {
  for (const std::uint64_t n : {1U, 2U, 3U, 4U, 5U, 1000U, 4096U, 4097U}) {
    const Permutation permutation(n, 7, Purpose::user_names);
    std::vector<int> visits(n, 0);
    for (std::uint64_t i = 0; i < n; ++i) ++visits.at(permutation[i]);
    EXPECT_EQ(std::count(visits.begin(), visits.end(), 1), static_cast<std::ptrdiff_t>(n)) << n;
  }
}

TEST(Permutation, leaves_hardly_anything_in_its_place_and_differs_by_seed_and_purpose) {
  constexpr std::uint64_t kSize = 10000;
  const Permutation one(kSize, 1, Purpose::user_names);
  const Permutation other_seed(kSize, 2, Purpose::user_names);
  const Permutation other_purpose(kSize, 1, Purpose::label_names);
  int fixed = 0;
  int same_by_seed = 0;
  int same_by_purpose = 0;
  for (std::uint64_t i = 0; i < kSize; ++i) {
    fixed += one[i] == i ? 1 : 0;
    same_by_seed += one[i] == other_seed[i] ? 1 : 0;
    same_by_purpose += one[i] == other_purpose[i] ? 1 : 0;
  }
  // One fixed point is expected by chance.
  EXPECT_LT(fixed, 10);
  EXPECT_LT(same_by_seed, 10);
  EXPECT_LT(same_by_purpose, 10);
}

TEST(RandomStream, depends_on_seed_purpose_and_index_alone) {
  const auto first = [](std::uint64_t seed, Purpose purpose, std::uint64_t index) {
    return RandomStream(seed, purpose, index).next();
  };
  const std::uint64_t number = first(1, Purpose::observation, 17);
  EXPECT_EQ(first(1, Purpose::observation, 17), number);
  EXPECT_NE(first(2, Purpose::observation, 17), number);
  EXPECT_NE(first(1, Purpose::ai, 17), number);
  EXPECT_NE(first(1, Purpose::observation, 18), number);
}

TEST(RandomStream, first_numbers_of_neighbouring_streams_are_uniform) {
  constexpr int kBins = 20;
  constexpr int kDraws = 100000;
  std::vector<int> counts(kBins, 0);
  for (int i = 0; i < kDraws; ++i) {
    RandomStream stream(3, Purpose::observation, static_cast<std::uint64_t>(i));
    ++counts[static_cast<std::size_t>(stream.below(kBins))];
  }
  double chi_squared = 0;
  for (const int count : counts) {
    constexpr double kExpected = double{kDraws} / kBins;
    chi_squared += (count - kExpected) * (count - kExpected) / kExpected;
  }
  EXPECT_LT(chi_squared, 43.8) << "19 degrees of freedom, one in a thousand";
}

TEST(RandomStream, normal_numbers_have_mean_0_and_variance_1) {
  RandomStream stream(5, Purpose::person, 0);
  constexpr int kDraws = 200000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double z = stream.normal();
    sum += z;
    squares += z * z;
  }
  EXPECT_NEAR(sum / kDraws, 0, 0.01);
  EXPECT_NEAR(squares / kDraws, 1, 0.015);
}

}  // namespace
}  // namespace crowdvote::simulation
