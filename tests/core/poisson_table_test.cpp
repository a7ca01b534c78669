#include "core/poisson_table.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(PoissonTable, draws_each_count_as_often_as_its_probability_says) {
  for (const double mean : {0.3, 0.9, 1.0, 7.9, 120.5, 4000.0}) {
    const PoissonTable table(mean);
    CounterRandom random(17, mean);
    const int n = 200000;
    double sum = 0;
    double sum_of_squares = 0;
    int at_mode = 0;
    for (int draw = 0; draw < n; ++draw) {
      const double k = table.draw(random);
      sum += k;
      sum_of_squares += (k - mean) * (k - mean);
      at_mode += k == std::floor(mean) ? 1 : 0;
    }
    const double p_mode =
        std::exp(std::floor(mean) * std::log(mean) - mean - std::lgamma(std::floor(mean) + 1));
    EXPECT_NEAR(sum / n, mean, 5 * std::sqrt(mean / n)) << mean;
    EXPECT_NEAR(sum_of_squares / n, mean, 5 * std::sqrt((mean + 2 * mean * mean) / n)) << mean;
    EXPECT_NEAR(at_mode / double{n}, p_mode, 5 * std::sqrt(p_mode * (1 - p_mode) / n)) << mean;
  }
}

TEST(CounterRandom, equal_keys_give_equal_streams_and_other_keys_others) {
  CounterRandom a(1, 2);
  CounterRandom b(1, 2);
  CounterRandom c(2, 1);
  const std::uint64_t first = a();
  EXPECT_EQ(first, b());
  EXPECT_NE(first, c());
  for (int draw = 0; draw < 1000; ++draw) EXPECT_LT(a.below(7), 7U);
}

}  // namespace
}  // namespace crowdvote
