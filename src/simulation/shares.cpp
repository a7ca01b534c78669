#include "simulation/shares.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace crowdvote::simulation {

Shares::Shares(std::span<const float> share_of, std::uint32_t total) : end_(share_of.size()) {
  const double sum = std::accumulate(share_of.begin(), share_of.end(), 0.0);
  const double unit = sum > 0 ? total / sum : 0;
  double so_far = 0;
  for (std::size_t o = 0; o < share_of.size(); ++o) {
    so_far += share_of[o];
    end_[o] = static_cast<std::uint32_t>(std::min<double>(total, std::round(so_far * unit)));
  }
  make_guide();
}

Shares::Shares(std::span<const std::uint32_t> n_of) : end_(n_of.size()) {
  std::partial_sum(n_of.begin(), n_of.end(), end_.begin());
  make_guide();
}

void Shares::make_guide() {
  if (total() == 0) return;
  width_ = static_cast<std::uint32_t>(total() / end_.size()) + 1;
  guide_.resize((total() - 1) / width_ + 1);
  std::uint32_t owner = 0;
  for (std::uint32_t g = 0; g < guide_.size(); ++g) {
    while (end_[owner] <= g * width_) ++owner;
    guide_[g] = owner;
  }
}

std::uint32_t Shares::owner(std::uint32_t share) const {
  const std::uint32_t g = share / width_;
  const auto first = end_.begin() + guide_[g];
  const auto last = g + 1 < guide_.size() ? end_.begin() + guide_[g + 1] + 1 : end_.end();
  return static_cast<std::uint32_t>(std::upper_bound(first, last, share) - end_.begin());
}

}  // namespace crowdvote::simulation
