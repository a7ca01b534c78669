#pragma once

/// Rows of numbers, such as the probabilities on an observation.

#include <cstddef>
#include <type_traits>

#include <Eigen/Core>

namespace crowdvote {

/// n numbers as an array with vectorised arithmetic: in plain loops over pointers, the compiler has to assume
/// that they overlap.
template <class Number, class Count>
[[nodiscard]] auto row_of(Number* x, Count n) {
  constexpr bool kIsConstant = !std::is_same_v<Count, std::size_t>;
  if constexpr (kIsConstant) {
    using Row = Eigen::Array<double, static_cast<int>(Count::value), 1>;
    return Eigen::Map<std::conditional_t<std::is_const_v<Number>, const Row, Row>>(x);
  } else {
    using Row = Eigen::ArrayXd;
    return Eigen::Map<std::conditional_t<std::is_const_v<Number>, const Row, Row>>(
        x, static_cast<Eigen::Index>(n));
  }
}

/// The sum of the numbers, where those at even and at odd indices are added separately, so that the processor
/// adds two at once.
template <class Count>
[[nodiscard]] double sum_in_pairs(const double* x, Count n) {
  using Pair = Eigen::Array<double, 2, 1>;
  Pair sums = Pair::Zero();
  std::size_t j = 0;
  for (; j + 1 < n; j += 2) sums += Eigen::Map<const Pair>(x + j);
  return j < n ? sums[0] + sums[1] + x[j] : sums[0] + sums[1];
}

}  // namespace crowdvote
