#pragma once

/// Functions that are the same on every machine: digamma and log-gamma of a positive argument, exp and ln.
///
/// Digamma, exp and ln have neither branches nor tables, so a loop over many values calculates several at a
/// time.
///
/// The first two move the argument to 10 or more by their recurrences, psi(x) = psi(x + 1) - 1 / x and
/// ln Gamma(x) = ln Gamma(x + 1) - ln x, and then sum the asymptotic series (Abramowitz & Stegun 6.3.18 and
/// 6.1.41), whose first omitted term is below 1e-15 there. std::lgamma is not used, because it writes to a
/// global variable and is therefore not thread-safe.

#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

namespace crowdvote {

/// From this argument on, the asymptotic series is exact to double precision.
inline constexpr double kAsymptoticFrom = 10.0;

/// ln x. The error is below 1e-15 * max(1, |ln x|). x = 2^n m with m from sqrt(1/2) to sqrt(2), and ln m is
/// the series of 2 artanh((m - 1) / (m + 1)). REQUIRES: x is a positive normal number,
/// at least 2.3e-308.
[[nodiscard]] inline double log_in_loop(double x) {
  constexpr auto k1 = std::bit_cast<std::uint64_t>(1.0);
  constexpr auto kRootOfHalf = std::bit_cast<std::uint64_t>(0.70710678118654752440);
  constexpr int kBitsOfFraction = 52;
  constexpr std::uint64_t kFraction = (std::uint64_t{1} << kBitsOfFraction) - 1;
  constexpr double kTwoTo52 = 4503599627370496.0;
  constexpr double kExponentOf1 = 1023;
  constexpr double kLn2High = 6.93147180369123816490e-01;  // the last bits are 0, so that n * this is exact
  constexpr double kLn2Low = 1.90821492927058770002e-10;
  const std::uint64_t shifted = std::bit_cast<std::uint64_t>(x) + (k1 - kRootOfHalf);
  const double m = std::bit_cast<double>((shifted & kFraction) + kRootOfHalf);
  const double n =
      std::bit_cast<double>((shifted >> kBitsOfFraction) | std::bit_cast<std::uint64_t>(kTwoTo52)) -
      (kTwoTo52 + kExponentOf1);
  const double s = (m - 1) / (m + 1);
  const double z = s * s;
  const double z2 = z * z;
  const double z4 = z2 * z2;
  const double low = (2.0 / 3 + z * (2.0 / 5)) + z2 * (2.0 / 7 + z * (2.0 / 9));
  const double middle = (2.0 / 11 + z * (2.0 / 13)) + z2 * (2.0 / 15 + z * (2.0 / 17));
  const double high = (2.0 / 19 + z * (2.0 / 21)) + z2 * (2.0 / 23);
  return n * kLn2High + (2 * s + (s * (z * (low + z4 * (middle + z4 * high))) + n * kLn2Low));
}

/// psi(x), the derivative of ln Gamma(x). With t = x (x + 9), the recurrence over ten steps, where the first
/// is combined with the last and so on, is
///
///     psi(x) = psi(x + 10) - (2 x + 9) [1 / t + 1 / (t + 8) + 1 / (t + 14) + 1 / (t + 18) + 1 / (t + 20)]
///
/// REQUIRES: x > 0.
[[nodiscard]] inline double digamma(double x) {
  const double is_small = x < kAsymptoticFrom ? 1.0 : 0.0;
  const double t = x * (x + 9);
  const double of_steps =
      (2 * x + 9) * (1 / t + (1 / (t + 8) + 1 / (t + 14)) + (1 / (t + 18) + 1 / (t + 20)));
  const double shift = is_small * of_steps;
  const double large = x + is_small * kAsymptoticFrom;
  const double inverse = 1 / large;
  const double w = inverse * inverse;
  const double tail =
      w *
      (1.0 / 12 - w * (1.0 / 120 - w * (1.0 / 252 - w * (1.0 / 240 - w * (1.0 / 132 - w * 691.0 / 32760)))));
  return log_in_loop(large) - 0.5 * inverse - tail - shift;
}

/// ln Gamma(x). REQUIRES: x > 0.
[[nodiscard]] inline double log_gamma(double x) {
  constexpr double kHalfLogTwoPi = 0.91893853320467274178;
  double product = 1;
  for (; x < kAsymptoticFrom; x += 1) product *= x;
  const double inverse = 1 / x;
  const double w = inverse * inverse;
  const double tail =
      inverse * (1.0 / 12 - w * (1.0 / 360 - w * (1.0 / 1260 -
                                                  w * (1.0 / 1680 - w * (1.0 / 1188 - w * 691.0 / 360360)))));
  return (x - 0.5) * std::log(x) - x + kHalfLogTwoPi + tail - std::log(product);
}

/// e^x. The relative error is below 1e-15. x = n ln 2 + r with an integer n, which is found by adding a
/// number so large that its last bit has the value 1, and e^r is its Taylor series to r^13. REQUIRES: |x| <=
/// 700.
[[nodiscard]] inline double exp_in_loop(double x) {
  constexpr double kOneAndAHalfTimes2To52 = 6755399441055744.0;
  constexpr double kLog2E = 1.44269504088896340736;
  constexpr double kLn2High = 6.93147180369123816490e-01;  // the last bits are 0, so that n * this is exact
  constexpr double kLn2Low = 1.90821492927058770002e-10;
  constexpr int kBitsOfFraction = 52;
  constexpr std::uint64_t kExponentOf1 = 1023;
  const double shifted = x * kLog2E + kOneAndAHalfTimes2To52;
  const double n = shifted - kOneAndAHalfTimes2To52;
  const double r = (x - n * kLn2High) - n * kLn2Low;
  const double r2 = r * r;
  const double r4 = r2 * r2;
  const double low = (1.0 + r) + r2 * (1.0 / 2 + r * (1.0 / 6));
  const double middle = (1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040));
  const double high = (1.0 / 40320 + r * (1.0 / 362880)) + r2 * (1.0 / 3628800 + r * (1.0 / 39916800)) +
                      r4 * (1.0 / 479001600 + r * (1.0 / 6227020800.0));
  const std::uint64_t power_of_2 = (std::bit_cast<std::uint64_t>(shifted) + kExponentOf1) << kBitsOfFraction;
  return (low + r4 * (middle + r4 * high)) * std::bit_cast<double>(power_of_2);
}

/// Replaces each value x by psi(x).
inline void take_digamma(std::span<double> values) {
  for (double& x : values) x = digamma(x);
}
inline void take_exp(std::span<double> values) {
  for (double& x : values) x = exp_in_loop(x);
}
inline void take_log(std::span<double> values) {
  for (double& x : values) x = log_in_loop(x);
}

}  // namespace crowdvote
