#pragma once

/// The states that an iteration has been in, by fingerprints, so that a cycle is found without keeping them.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>

namespace crowdvote {

/// How a state differs from the first one of its run, which is 0: the sum over the parts of the state of a
/// 128-bit hash of (part, value) less that of (part, first value). So a change of a part costs two hashes,
/// and the order of changes, and with it the number of threads, does not matter. Two different states have
/// the same sum by chance with a probability of about 2^-128.
struct Fingerprint {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  void replace(std::uint64_t part, std::uint64_t old_value, std::uint64_t new_value);
  void add(const Fingerprint& other) {
    low += other.low;
    high += other.high;
  }
  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

class StateHistory {
 public:
  /// Takes down the state of the next round. Returns how many rounds ago it was there before, if it was.
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
