#include "simulation/flora.hpp"

#include "simulation/random.hpp"

#include <cmath>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote::simulation {
namespace {

constexpr std::uint64_t kSpecies = 500;

TEST(Flora, popularity_follows_zipf_and_mandelbrot) {
  const SimulationShape shape{.species_exponent = 1.5, .species_offset = 0.02};
  const Flora flora(shape, kSpecies, 1);
  constexpr int kDraws = 400000;
  std::vector<int> counts(kSpecies, 0);
  for (int d = 0; d < kDraws; ++d) ++counts[flora.at((d + 0.5) / kDraws)];
  // The probability of a rank is the integral of (x + 10)^-1.5 over [rank, rank + 1].
  const auto integral = [](double x) { return -2 / std::sqrt(x + 10); };
  const double all = integral(kSpecies) - integral(0);
  for (const std::size_t rank : {0U, 1U, 10U, 100U, 499U}) {
    const auto r = static_cast<double>(rank);
    EXPECT_NEAR(counts[rank], kDraws * (integral(r + 1) - integral(r)) / all, 2) << rank;
  }
}

TEST(Flora, every_species_has_a_label_of_its_own) {
  const Flora flora({}, kSpecies, 1);
  std::set<LabelId> labels;
  for (Species species = 0; species < kSpecies; ++species) labels.insert(flora.label(species));
  EXPECT_EQ(labels.size(), kSpecies);
  EXPECT_EQ(*labels.rbegin(), kSpecies - 1);
}

/// The species for which a species is mistaken.
std::set<Species> look_alikes(const Flora& flora, Species species) {
  std::set<Species> found;
  for (std::uint64_t random = 0; random < 400; ++random) found.insert(flora.look_alike(species, mix(random)));
  return found;
}

TEST(Flora, look_alikes_are_other_species_of_one_genus) {
  const Flora flora({.genus_size = 4}, kSpecies, 1);
  for (Species species = 0; species < kSpecies; ++species) {
    const std::set<Species> others = look_alikes(flora, species);
    EXPECT_FALSE(others.empty());
    EXPECT_EQ(others.count(species), 0U);
    for (const Species other : others) {
      for (const Species third : look_alikes(flora, other)) {
        EXPECT_TRUE(third == species || others.count(third) == 1) << species << " " << other << " " << third;
      }
    }
  }
}

TEST(Flora, rare_species_are_taken_for_common_ones) {
  const Flora flora({.genus_size = 10}, kSpecies, 1);
  double sum = 0;
  for (std::uint64_t random = 0; random < 20000; ++random) {
    sum += flora.look_alike(static_cast<Species>(random % kSpecies), mix(random));
  }
  EXPECT_LT(sum / 20000, 0.42 * kSpecies) << "any other of the genus would be at 0.5";
}

TEST(Flora, a_single_species_is_mistaken_for_itself) {
  const Flora flora({}, 1, 1);
  EXPECT_EQ(flora.look_alike(0, 123), 0U);
  EXPECT_EQ(flora.at(0.999999), 0U);
}

TEST(Flora, two_and_three_species_are_one_genus) {
  for (const std::uint64_t n : {2U, 3U}) {
    const Flora flora({.genus_size = 2}, n, 1);
    for (Species species = 0; species < n; ++species) EXPECT_EQ(look_alikes(flora, species).size(), n - 1);
  }
}

TEST(Flora, rarer_species_are_harder) {
  const Flora flora({.rarity_difficulty = 1, .species_difficulty = 0.1}, kSpecies, 1);
  EXPECT_EQ(flora.rarity(0), 0);
  EXPECT_GT(flora.rarity(400), flora.rarity(20));
  EXPECT_GT(flora.difficulty(400), flora.difficulty(20));
}

}  // namespace
}  // namespace crowdvote::simulation
