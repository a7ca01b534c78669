#pragma once

/// Whether two strategies differ, judged by the observations on which only one of them is right.

#include <crowdvote/evaluate.hpp>

#include <array>
#include <cstddef>

namespace crowdvote {

struct McNemarTest {
  std::size_t only_first = 0;   ///< observations on which only the first is right
  std::size_t only_second = 0;  ///< observations on which only the second is right
  double p_value = 1;           ///< two-sided
};

/// McNemar's exact test: if both are equally good, each of the m = only_first + only_second observations is
/// won by either of them with probability 1/2, so
///
///     p = min(1, 2 * P(X <= min(only_first, only_second))),   X ~ Binomial(m, 1/2)
///
/// The sum is taken in logarithms; it is exact to about 8 digits for millions of observations. Values below
/// 1e-308 become 0.
///
/// Source: McNemar (1947), "Note on the sampling error of the difference between correlated proportions",
/// Psychometrika 12.
[[nodiscard]] McNemarTest mcnemar_test(std::size_t only_first, std::size_t only_second);

/// Tests the difference of the two accuracies (pred_i = truth_i) on each subset, over the observations that
/// both judge. REQUIRES: both have the same truth and sets.
[[nodiscard]] std::array<McNemarTest, kSubsetNames.size()> compare_accuracies(const GradedLabels& first,
                                                                              const GradedLabels& second);

}  // namespace crowdvote
