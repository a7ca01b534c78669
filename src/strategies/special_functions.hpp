#pragma once

/// The digamma and log-gamma functions of a positive argument, the same on every machine.
///
/// Both move the argument to 10 or more by their recurrences, psi(x) = psi(x + 1) - 1 / x and
/// ln Gamma(x) = ln Gamma(x + 1) - ln x, and then sum the asymptotic series (Abramowitz & Stegun 6.3.18 and
/// 6.1.41), whose first term left out is below 1e-15 there. std::lgamma is not used: it writes to a global
/// variable, so it is not safe among threads.

#include <cmath>

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

}  // namespace crowdvote
