/// digamma and log_gamma, compared with published values and the identities that define them, and exp,
/// compared with that of the standard library.

#include "strategies/special_functions.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

constexpr double kEulersConstant = 0.57721566490153286061;
constexpr double kPi = 3.14159265358979323846;

/// A few units in the last place of the largest term in the sum.
void expect_near(double found, double expected) {
  EXPECT_NEAR(found, expected, 4e-15 * std::max(1.0, std::abs(expected)));
}

TEST(Digamma, HasItsClosedFormsAtWholeAndHalfNumbers) {
  expect_near(digamma(1), -kEulersConstant);
  expect_near(digamma(2), 1 - kEulersConstant);
  expect_near(digamma(5), 25.0 / 12 - kEulersConstant);
  expect_near(digamma(0.5), -kEulersConstant - 2 * std::log(2.0));
  expect_near(digamma(1.5), 2 - kEulersConstant - 2 * std::log(2.0));
  expect_near(digamma(0.25), -kEulersConstant - kPi / 2 - 3 * std::log(2.0));
}

TEST(Digamma, HasThePublishedValues) {
  expect_near(digamma(10), 2.2517525890667211077);
  expect_near(digamma(100), 4.6001618527380874002);
  expect_near(digamma(0.01), -100.56088545786867450);
  expect_near(digamma(1e-5), -100000.57719921568107);
}

TEST(Digamma, IsTheSumOfReciprocalsFarOut) {
  double harmonic = 0;
  for (int n = 1; n < 100000; ++n) harmonic += 1.0 / n;
  EXPECT_NEAR(digamma(100000), harmonic - kEulersConstant, 1e-11);
}

TEST(Digamma, ObeysItsReflection) {
  for (double x = 0.05; x < 0.5; x += 0.05) {
    EXPECT_NEAR(digamma(1 - x) - digamma(x), kPi / std::tan(kPi * x), 1e-12) << "x = " << x;
  }
}

TEST(Digamma, IsTheLogarithmWhereArgumentsAreHuge) { EXPECT_DOUBLE_EQ(digamma(1e300), std::log(1e300)); }

TEST(LogInLoop, IsTheLogarithmOfTheLibrary) {
  for (double x = 1e-300; x < 1e300; x *= 1.37) {
    EXPECT_NEAR(log_in_loop(x), std::log(x), 4e-16 * std::max(1.0, std::abs(std::log(x)))) << "x = " << x;
  }
  for (double x = 0.5; x < 2; x += 0.001) {
    EXPECT_NEAR(log_in_loop(x), std::log(x), 1e-15 * std::abs(std::log(x))) << "x = " << x;
  }
}

TEST(LogInLoop, IsExactlyZeroAtOne) { EXPECT_EQ(log_in_loop(1), 0); }

TEST(LogGamma, IsTheLogarithmOfFactorials) {
  double log_factorial = 0;
  for (int n = 1; n <= 60; ++n) {
    expect_near(log_gamma(n), log_factorial);
    log_factorial += std::log(n);
  }
}

TEST(LogGamma, HasItsClosedFormsAtHalfNumbers) {
  expect_near(log_gamma(0.5), std::log(std::sqrt(kPi)));
  expect_near(log_gamma(2.5), std::log(0.75 * std::sqrt(kPi)));
}

TEST(LogGamma, HasThePublishedValues) {
  expect_near(log_gamma(0.01), 4.5994798780420217);
  expect_near(log_gamma(100), 359.13420536957539878);
  expect_near(log_gamma(1e6), 12815504.569147611);
}

TEST(LogGamma, RisesAsDigammaSays) {
  constexpr double kStep = 1e-5;
  for (const double x : {0.1, 0.7, 3.0, 9.999, 10.0, 42.0}) {
    const double slope = (log_gamma(x + kStep) - log_gamma(x - kStep)) / (2 * kStep);
    EXPECT_NEAR(slope, digamma(x), 1e-6) << "x = " << x;
  }
}

TEST(ExpInLoop, IsTheExponentialToTheLastDigits) {
  for (double x = -700; x <= 700; x += 0.137) EXPECT_NEAR(exp_in_loop(x) / std::exp(x), 1, 1e-15) << x;
  for (double x = -1; x <= 1; x += 0.000731) EXPECT_NEAR(exp_in_loop(x) / std::exp(x), 1, 1e-15) << x;
  EXPECT_EQ(exp_in_loop(0), 1);
}

}  // namespace
}  // namespace crowdvote
