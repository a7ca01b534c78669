#pragma once

/// The states of an iteration, by fingerprints, so that a cycle is found without storing the states.

#include "core/counter_random.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>

namespace crowdvote {

/// The difference of a state from the first one of its run, whose fingerprint is 0: the sum over the parts of
/// the state of a 128-bit hash of (part, value) minus that of (part, first value). So a change of a part
/// costs two hashes, and neither the order of changes nor the number of threads matters. Two different states
/// have the same sum by chance with a probability of about 2^-128.
struct Fingerprint {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  void replace(std::uint64_t part, std::uint64_t old_value, std::uint64_t new_value) {
    low += half_hash(part, new_value, kLowKey) - half_hash(part, old_value, kLowKey);
    high += half_hash(part, new_value, kHighKey) - half_hash(part, old_value, kHighKey);
  }
  void add(const Fingerprint& other) {
    low += other.low;
    high += other.high;
  }
  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;

 private:
  static constexpr std::uint64_t kLowKey = 0x9E3779B97F4A7C15U;
  static constexpr std::uint64_t kHighKey = 0xC2B2AE3D27D4EB4FU;
  static constexpr std::uint64_t half_hash(std::uint64_t part, std::uint64_t value, std::uint64_t key) {
    return mix_bits(mix_bits(part ^ key) + mix_bits(value + key));
  }
};

class StateHistory {
 public:
  /// Records the state of the next round. Returns how many rounds ago it occurred before, if it did.
  std::optional<std::size_t> add(const Fingerprint& state) {
    const std::size_t round = round_of_state_.size();
    const auto [place, is_new] = round_of_state_.emplace(state, round);
    return is_new ? std::nullopt : std::optional(round - place->second);
  }

 private:
  struct Hash {
    std::size_t operator()(const Fingerprint& state) const { return state.low; }
  };
  std::unordered_map<Fingerprint, std::size_t, Hash> round_of_state_;
};

}  // namespace crowdvote
