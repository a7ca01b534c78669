#pragma once

/// Random numbers that depend only on a key and a counter, so that work can be divided among threads in any
/// way.

#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace crowdvote {

/// Spreads every bit of x over the whole word (the finalizer of SplitMix64: Steele, Lea, Flood 2014).
[[nodiscard]] constexpr std::uint64_t mix_bits(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31U);
}

/// A number in [0, 1), from the upper 53 bits.
[[nodiscard]] constexpr double to_uniform(std::uint64_t bits) {
  return static_cast<double>(bits >> 11U) * 0x1p-53;
}

/// SplitMix64, started from a mixed key: streams of different keys are unrelated. A uniform random bit
/// generator of the standard library.
class CounterRandom {
 public:
  using result_type = std::uint64_t;

  /// \param parts the key of the stream, as in (seed, resample)
  template <class... Parts>
  explicit constexpr CounterRandom(Parts... parts) : state_(0) {
    ((state_ = mix_bits(state_ + kStep + static_cast<std::uint64_t>(parts))), ...);
  }

  /// The stream that continues from this state.
  [[nodiscard]] static constexpr CounterRandom from_state(std::uint64_t state) {
    CounterRandom random;
    random.state_ = state;
    return random;
  }

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
  constexpr result_type operator()() { return mix_bits(state_ += kStep); }

  /// Uniform in [0, n); the bias is below n / 2^32. REQUIRES: 0 < n <= 2^32.
  constexpr std::uint32_t below(std::uint64_t n) {
    return static_cast<std::uint32_t>(((*this)() >> 32U) * n >> 32U);
  }
  /// Uniform in [0, 1), a multiple of 2^-53.
  constexpr double uniform() { return to_uniform((*this)()); }
  /// Standard normal, from two uniform numbers (Box & Muller 1958).
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

 private:
  static constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15U;
  std::uint64_t state_;
};

}  // namespace crowdvote
