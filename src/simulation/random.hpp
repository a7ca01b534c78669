#pragma once

/// Random numbers that depend only on (seed, purpose, index), so that any thread can generate any part of a
/// data set. The distributions of <random> differ between standard libraries; these do not.

#include "core/counter_random.hpp"

#include <cmath>
#include <cstdint>

namespace crowdvote::simulation {

/// What a random number is used for. Numbers with different purposes are independent.
enum class Purpose : std::uint64_t {
  order_of_authors,
  user_names,
  label_names,
  species,
  genera,
  activity,
  person,
  repertoire,
  knowledge,
  guess,
  observation,
  ai,
  skill_in_crowd,
  confusion_in_crowd,
  observation_in_crowd,
  adversaries,
  lies
};

[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) { return mix_bits(x); }

inline constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15U;

[[nodiscard]] constexpr std::uint64_t hash_of(std::uint64_t seed, Purpose purpose, std::uint64_t a,
                                              std::uint64_t b = 0) {
  const std::uint64_t key = mix(seed + kGoldenRatio * (static_cast<std::uint64_t>(purpose) + 1));
  return mix(mix(key + kGoldenRatio * (a + 1)) + kGoldenRatio * (b + 1));
}

[[nodiscard]] inline double logistic(double x) { return 1 / (1 + std::exp(-x)); }

/// A separate stream of numbers for one index.
class RandomStream : public CounterRandom {
 public:
  RandomStream(std::uint64_t seed, Purpose purpose, std::uint64_t index)
      : CounterRandom(from_state(hash_of(seed, purpose, index))) {}

  std::uint64_t next() { return (*this)(); }
  bool chance(double probability) { return uniform() < probability; }
  /// In [0, n), for any n. REQUIRES: n > 0.
  std::uint64_t below(std::uint64_t n) {
    return static_cast<std::uint64_t>(uniform() * static_cast<double>(n));
  }
};

/// A random permutation of [0, n) that needs no memory: a Feistel network over the next power of 4, iterated
/// until the result is in range (Black & Rogaway 2002, "Ciphers with arbitrary finite domains").
class Permutation {
 public:
  Permutation(std::uint64_t n, std::uint64_t seed, Purpose purpose);

  /// REQUIRES: i < n.
  [[nodiscard]] std::uint64_t operator[](std::uint64_t i) const;

 private:
  std::uint64_t n_;
  std::uint64_t key_;
  unsigned half_bits_;
};

}  // namespace crowdvote::simulation
