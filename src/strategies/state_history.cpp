#include "strategies/state_history.hpp"

#include <array>

#include <xxhash.h>

namespace crowdvote {

namespace {

XXH128_hash_t hash_of(std::uint64_t part, std::uint64_t value) {
  const std::array<std::uint64_t, 2> bytes{part, value};
  return XXH3_128bits(bytes.data(), sizeof bytes);
}

}  // namespace

void Fingerprint::replace(std::uint64_t part, std::uint64_t old_value, std::uint64_t new_value) {
  const XXH128_hash_t before = hash_of(part, old_value);
  const XXH128_hash_t after = hash_of(part, new_value);
  low += after.low64 - before.low64;
  high += after.high64 - before.high64;
}

}  // namespace crowdvote
