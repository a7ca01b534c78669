#include <crowdvote/mcnemar.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace crowdvote {

namespace {

/// log P(X = k) for X ~ Binomial(m, 1/2).
double log_coin_probability(double k, double m) {
  return std::lgamma(m + 1) - std::lgamma(k + 1) - std::lgamma(m - k + 1) - m * std::log(2.0);
}

}  // namespace

McNemarTest mcnemar_test(std::size_t only_first, std::size_t only_second) {
  McNemarTest test{only_first, only_second, 1.0};
  if (only_first == only_second) return test;
  const auto m = static_cast<double>(only_first + only_second);
  const auto fewer = static_cast<double>(std::min(only_first, only_second));
  // P(X <= fewer) as a multiple of its largest term, summed downwards: P(X = k - 1) = P(X = k) * k / (m - k +
  // 1).
  double sum = 1;
  double term = 1;
  for (double k = fewer; k > 0 && term > 1e-20 * sum; --k) {
    term *= k / (m - k + 1);
    sum += term;
  }
  test.p_value = std::min(1.0, 2 * std::exp(log_coin_probability(fewer, m) + std::log(sum)));
  return test;
}

std::array<McNemarTest, kSubsetNames.size()> compare_accuracies(const GradedLabels& first,
                                                                const GradedLabels& second) {
  assert(first.truth.size() == second.truth.size());
  std::array<std::size_t, kSubsetNames.size()> only_first{};
  std::array<std::size_t, kSubsetNames.size()> only_second{};
  for (ObservationId i = 0; i < first.truth.size(); ++i) {
    if (!first.judges(i, 0) || !second.judges(i, 0)) continue;
    const bool first_is_right = first.prediction(i) == first.truth[i];
    const bool second_is_right = second.prediction(i) == second.truth[i];
    if (first_is_right == second_is_right) continue;
    auto& only = first_is_right ? only_first : only_second;
    for (std::size_t s = 0; s < first.sets.level[i]; ++s) ++only[s];
  }
  std::array<McNemarTest, kSubsetNames.size()> tests;
  for (std::size_t s = 0; s < tests.size(); ++s) tests[s] = mcnemar_test(only_first[s], only_second[s]);
  return tests;
}

}  // namespace crowdvote
