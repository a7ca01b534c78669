#pragma once

/// Random draws of strategies: CounterRandom keyed by the seed and the subject of the draw, where
/// observations, users and labels are represented by hashes of their names.

#include "core/counter_random.hpp"
#include <crowdvote/consensus.hpp>

#include <cstdint>
#include <span>

namespace crowdvote {

/// The hash of a name or, if names are not known, of the id.
[[nodiscard]] inline std::uint64_t draw_key(std::span<const std::uint64_t> hashes, std::uint32_t id) {
  return hashes.empty() ? mix_bits(id) : hashes[id];
}

}  // namespace crowdvote
