#pragma once

/// Random draws of strategies: CounterRandom keyed by (seed, what the draw belongs to), where observations,
/// users and labels are represented by hashes of their names.

#include "core/counter_random.hpp"
#include <crowdvote/consensus.hpp>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>

namespace crowdvote {

/// The hash of a name or, where names are not known, of the id.
[[nodiscard]] inline std::uint64_t draw_key(std::span<const std::uint64_t> hashes, std::uint32_t id) {
  return hashes.empty() ? mix_bits(id) : hashes[id];
}

/// A standard normal number from two uniform ones (Box & Muller 1958).
[[nodiscard]] inline double draw_normal(CounterRandom& random) {
  const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
  return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

}  // namespace crowdvote
