#include "core/poisson_table.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace crowdvote {

PoissonTable::PoissonTable(double mean) {
  constexpr double kNegligible = 1e-20;
  // Terms are multiples of the largest, computed from the mode outwards: P(X = k + 1) = P(X = k) * mean / (k
  // + 1).
  const auto mode = static_cast<std::uint32_t>(mean);
  std::vector<double> below;
  double term = 1;
  for (std::uint32_t k = mode; k > 0; --k) {
    term *= k / mean;
    if (term < kNegligible) break;
    below.push_back(term);
  }
  first_ = mode - static_cast<std::uint32_t>(below.size());
  cumulative_.assign(below.rbegin(), below.rend());
  term = 1;
  for (std::uint32_t k = mode; term >= kNegligible; ++k) {
    cumulative_.push_back(term);
    term *= mean / (k + 1.0);
  }
  std::partial_sum(cumulative_.begin(), cumulative_.end(), cumulative_.begin());
  const double total = cumulative_.back();
  for (double& value : cumulative_) value /= total;  // the last becomes 1, above every u

  std::uint32_t place = 0;
  for (std::size_t part = 0; part < kParts; ++part) {
    while (static_cast<double>(part) / kParts >= cumulative_[place]) ++place;
    guide_[part] = place;
  }
}

}  // namespace crowdvote
