#pragma once

#include "core/counter_random.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace crowdvote {

/// A Poisson distribution with a fixed mean, tabulated so that a draw costs a random number and a comparison
/// or two.
///
/// A draw is by inversion: the least k with u < P(X <= k), searched from a guide table that holds the answer
/// for the lower end of each of 256 equal parts of [0, 1). Terms below 1e-20 of the largest are left out.
class PoissonTable {
 public:
  /// REQUIRES: mean > 0.
  explicit PoissonTable(double mean);

  [[nodiscard]] std::uint32_t draw(CounterRandom& random) const {
    const double u = random.uniform();
    std::uint32_t place = guide_[static_cast<std::size_t>(u * kParts)];
    while (u >= cumulative_[place]) ++place;
    return first_ + place;
  }

 private:
  static constexpr std::size_t kParts = 256;

  std::uint32_t first_ = 0;         ///< the k of cumulative_[0]
  std::vector<double> cumulative_;  ///< P(X <= first_ + place); the last is above every u
  std::array<std::uint32_t, kParts> guide_{};
};

}  // namespace crowdvote
