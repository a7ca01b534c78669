#pragma once

/// Functions that are the same on every machine: digamma and log-gamma of a positive argument, and exp.
///
/// The first two move the argument to 10 or more by their recurrences, psi(x) = psi(x + 1) - 1 / x and
/// ln Gamma(x) = ln Gamma(x + 1) - ln x, and then sum the asymptotic series (Abramowitz & Stegun 6.3.18 and
/// 6.1.41), whose first term left out is below 1e-15 there. std::lgamma is not used: it writes to a global
/// variable, so it is not safe among threads.

#include <bit>
#include <cmath>
#include <cstdint>

namespace crowdvote {

/// Where the asymptotic series is exact to double precision.
inline constexpr double kAsymptoticFrom = 10.0;

/// psi(x), the derivative of ln Gamma(x). REQUIRES: x > 0.
[[nodiscard]] inline double digamma(double x) {
  double shift = 0;
  for (; x < kAsymptoticFrom; x += 1) shift += 1 / x;
  const double inverse = 1 / x;
  const double w = inverse * inverse;
  const double tail =
      w *
      (1.0 / 12 - w * (1.0 / 120 - w * (1.0 / 252 - w * (1.0 / 240 - w * (1.0 / 132 - w * 691.0 / 32760)))));
  return std::log(x) - 0.5 * inverse - tail - shift;
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

/// e^x, without branches or tables: a loop over many is done several at a time. The relative error is below
/// 1e-15. x = n ln 2 + r with whole n, where n comes from adding a number so large that its last bit is 1, and
/// e^r is its Taylor series to r^13. REQUIRES: |x| <= 700.
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

}  // namespace crowdvote
