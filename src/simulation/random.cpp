#include "simulation/random.hpp"

#include <bit>
#include <utility>

namespace crowdvote::simulation {

Permutation::Permutation(std::uint64_t n, std::uint64_t seed, Purpose purpose)
    : n_(n), key_(hash_of(seed, purpose, 0)) {
  const auto bits = static_cast<unsigned>(std::bit_width(n > 0 ? n - 1 : 0));
  half_bits_ = (bits + 1) / 2;
}

std::uint64_t Permutation::operator[](std::uint64_t i) const {
  constexpr std::uint64_t kRounds = 4;
  const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
  do {
    std::uint64_t left = i >> half_bits_;
    std::uint64_t right = i & mask;
    for (std::uint64_t round = 0; round < kRounds; ++round) {
      left ^= mix(key_ + kGoldenRatio * (right * kRounds + round)) & mask;
      std::swap(left, right);
    }
    i = (left << half_bits_) | right;
  } while (i >= n_);
  return i;
}

}  // namespace crowdvote::simulation
