#pragma once

/// The E step of several models: q_i(k) ~ prior(k) * product over the votes on i of a factor.
///
/// Factors are multiplied in groups so small that a product cannot leave the range of a double; on an
/// observation with more votes, the logarithms of the products are added. So a vote costs one multiplication
/// for each label and no logarithm, and nothing underflows.

#include "strategies/posterior.hpp"
#include "strategies/row.hpp"
#include "strategies/truths.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace crowdvote {

/// The logarithm of a product of positive numbers, which takes one logarithm for many factors.
class LogOfProduct {
 public:
  [[gnu::always_inline]] void multiply(double factor) {
    if (factor < kLeastFactor || factor > 1 / kLeastFactor) {
      log_ += std::log(factor);
      return;
    }
    product_ *= factor;
    if (product_ < kLeastProduct || product_ > 1 / kLeastProduct) {
      log_ += std::log(product_);
      product_ = 1;
    }
  }
  void add_logarithm(double log) { log_ += log; }
  [[nodiscard]] double logarithm() const { return log_ + std::log(product_); }

 private:
  static constexpr double kLeastFactor = 1e-100;
  static constexpr double kLeastProduct = 1e-150;
  double product_ = 1;
  double log_ = 0;
};

/// How many factors between `least` and 1 / `least` can be multiplied; 0 if not even one.
[[nodiscard]] inline std::size_t most_factors_in_product(double log_of_least) {
  constexpr double kLogOfRange = 600;  // exp(-708) is the least double; the prior needs some of it
  constexpr double kEnough = 16;
  return static_cast<std::size_t>(std::min(kEnough, std::floor(kLogOfRange / std::abs(log_of_least))));
}

/// For observations with all labels possible: the j-th is label j. The count may be a compile-time constant,
/// so that the compiler unrolls short loops and keeps their sums in registers.
template <class Count>
struct AllLabels {
  Count n;
  [[nodiscard]] Count n_on(ObservationId /*i*/) const { return n; }
  [[nodiscard]] static LabelId number_at(ObservationId /*i*/, std::size_t j) {
    return static_cast<LabelId>(j);
  }
  /// Adds the probabilities on i to the sums by number of label.
  void add_up(ObservationId /*i*/, const double* q, double* sums) const { row_of(sums, n) += row_of(q, n); }
};

/// For observations on which only the labels voted there are possible.
struct VotedLabels {
  const Truths& truths;
  [[nodiscard]] std::size_t n_on(ObservationId i) const { return truths.n_on(i); }
  [[nodiscard]] LabelId number_at(ObservationId i, std::size_t j) const {
    return truths.number_at(i, truths.begin(i) + static_cast<PlaceIndex>(j));
  }
  void add_up(ObservationId i, const double* q, double* sums) const {
    for (std::size_t j = 0; j < n_on(i); ++j) sums[number_at(i, j)] += q[j];
  }
};

/// Calls work(labels) with one of the two.
template <class Work>
void with_labels(const Truths& truths, const Work& work) {
  const auto with_constant = [&](auto n) { work(AllLabels<decltype(n)>{n}); };
  if (!truths.holds_all()) return work(VotedLabels{truths});
  switch (truths.n_labels()) {
    case 2:
      return with_constant(std::integral_constant<std::size_t, 2>{});
    case 3:
      return with_constant(std::integral_constant<std::size_t, 3>{});
    case 4:
      return with_constant(std::integral_constant<std::size_t, 4>{});
    case 5:
      return with_constant(std::integral_constant<std::size_t, 5>{});
    case 6:
      return with_constant(std::integral_constant<std::size_t, 6>{});
    case 8:
      return with_constant(std::integral_constant<std::size_t, 8>{});
    case 10:
      return with_constant(std::integral_constant<std::size_t, 10>{});
    default:
      return work(AllLabels<std::size_t>{truths.n_labels()});
  }
}

/// The E step, observation by observation; each thread has its own. Refers to its arguments.
/// \tparam Factors most() says how many factors can be multiplied; if it is 0, they are logarithms.
///   apply(labels, i, v, w, combine) calls combine(w[j], factor) for vote v on i and each j-th label whose
///   factor is not 1, or combine with rows of both; kAreOfOneLabel says whether a vote has such a factor for
///   one label only
template <class Labels, class Factors>
class FactorStep {
 public:
  FactorStep(const VotesView& votes, const Labels& labels, const Factors& factors, Posterior& posterior)
      : votes_(votes), labels_(labels), factors_(factors), posterior_(posterior) {}

  /// Computes q_i, and multiplies `product` by the normaliser of q_i: the sum over k of prior(k) * product of
  /// the factors. REQUIRES: i is open and above the previous ones, and all calls have the same prior.
  /// \tparam notes_changes whether to record the largest change of a q
  /// \param prior by number of label
  template <bool notes_changes>
  void learn(ObservationId i, const double* prior, LogOfProduct& product, PosteriorChange& change) {
    if constexpr (kIsInRegisters) {
      if (can_multiply(i)) return learn_in_registers<notes_changes>(i, prior, product, change);
    }
    if constexpr (Factors::kAreOfOneLabel) {
      if (i >= end_of_multiplied_) multiply_ahead(i, prior);
    }
    const auto n = labels_.n_on(i);
    if (n > kFewLabels) many_.resize(n);
    double* const w = n > kFewLabels ? many_.data() : few_[i % kAtOnce].data();
    if (n > kFewLabels || !Factors::kAreOfOneLabel) multiply(i, prior, w);
    if (can_multiply(i)) {
      take_product<notes_changes>(i, w, product, change);
    } else {
      add_logarithms(i, w);
      product.add_logarithm(posterior_.set(i, {w, n}, change));
    }
  }

 private:
  static constexpr std::size_t kFewLabels = 16;
  static constexpr std::size_t kAtOnce = 8;
  using Count = decltype(std::declval<Labels>().n_on(0));
  static constexpr bool kIsInRegisters = !Factors::kAreOfOneLabel && !std::is_same_v<Count, std::size_t>;

  /// The same with a row of products that stays in registers, so that the processor does not wait for memory.
  template <bool notes_changes>
  [[gnu::always_inline]] void learn_in_registers(ObservationId i, const double* prior, LogOfProduct& product,
                                                 PosteriorChange& change) {
    auto w = row_of(prior, labels_.n_on(i)).eval();
    multiply(i, votes_.votes_begin(i), votes_.votes_end(i), w.data());
    take_product<notes_changes>(i, w.data(), product, change);
  }

  template <bool notes_changes>
  [[gnu::always_inline]] void take_product(ObservationId i, const double* w, LogOfProduct& product,
                                           PosteriorChange& change) {
    const auto n = labels_.n_on(i);
    const double sum = sum_in_pairs(w, n);
    posterior_.template take_weights<notes_changes>(i, w, n, 1 / sum, change);
    product.multiply(sum);
  }

  /// Multiplies factors of single labels for several observations ahead, because a processor stalls if it
  /// reads in pairs what it has just written one by one.
  void multiply_ahead(ObservationId first, const double* prior) {
    end_of_multiplied_ =
        static_cast<ObservationId>(std::min<std::size_t>(first + kAtOnce, votes_.n_observations()));
    for (ObservationId i = first; i < end_of_multiplied_; ++i) {
      if (posterior_.is_open(i) && labels_.n_on(i) <= kFewLabels)
        multiply(i, prior, few_[i % kAtOnce].data());
    }
  }

  [[nodiscard]] bool can_multiply(ObservationId i) const { return votes_.n_votes_of(i) <= factors_.most(); }

  /// Multiplies the factors into w, or leaves only the priors there if there are too many factors.
  void multiply(ObservationId i, const double* prior, double* __restrict w) const {
    const auto n = labels_.n_on(i);
    for (std::size_t j = 0; j < n; ++j) w[j] = prior[labels_.number_at(i, j)];
    if (can_multiply(i)) multiply(i, votes_.votes_begin(i), votes_.votes_end(i), w);
  }

  [[gnu::always_inline]] void multiply(ObservationId i, VoteIndex begin, VoteIndex end, double* w) const {
    for (VoteIndex v = begin; v < end; ++v) {
      factors_.apply(labels_, i, v, w, [](auto&& product, const auto& factor) { product *= factor; });
    }
  }

  /// Replaces the priors in w by the logarithms of the products of priors and factors.
  void add_logarithms(ObservationId i, double* w) {
    const VoteIndex end = votes_.votes_end(i);
    const std::size_t n = labels_.n_on(i);
    for (std::size_t j = 0; j < n; ++j) w[j] = std::log(w[j]);
    const auto most = static_cast<VoteIndex>(factors_.most());
    if (most == 0) {
      for (VoteIndex v = votes_.votes_begin(i); v < end; ++v) {
        factors_.apply(labels_, i, v, w, [](auto&& sum, const auto& log_factor) { sum += log_factor; });
      }
      return;
    }
    for (VoteIndex v = votes_.votes_begin(i); v < end; v += std::min(most, end - v)) {
      products_.assign(n, 1.0);
      multiply(i, v, v + std::min(most, end - v), products_.data());
      for (std::size_t j = 0; j < n; ++j) {
        if (products_[j] != 1) w[j] += std::log(products_[j]);
      }
    }
  }

  const VotesView& votes_;
  const Labels& labels_;
  const Factors& factors_;
  Posterior& posterior_;
  std::array<std::array<double, kFewLabels>, kAtOnce>
      few_;  ///< products by observation, if there are few labels
  ObservationId end_of_multiplied_ = 0;
  std::vector<double> many_;
  std::vector<double> products_;
};

/// Factors of votes that count only for their own label, given by a number of the vote's user or group.
struct GainFactors {
  static constexpr bool kAreOfOneLabel = true;
  std::span<const PlaceIndex> place_of_vote;
  const Truths& truths;
  std::span<const std::uint32_t> owner_of_vote;
  const double* gain;  ///< by owner
  std::size_t most_factors;

  [[nodiscard]] std::size_t most() const { return most_factors; }
  template <class Labels, class Combine>
  void apply(const Labels& /*labels*/, ObservationId i, VoteIndex v, double* w,
             const Combine& combine) const {
    constexpr std::size_t kVotesAhead = 16;
    __builtin_prefetch(gain +
                       owner_of_vote[std::min<std::size_t>(v + kVotesAhead, owner_of_vote.size() - 1)]);
    combine(w[place_of_vote[v] - truths.begin(i)], gain[owner_of_vote[v]]);
  }
};

}  // namespace crowdvote
