#pragma once

/// The common part of models that give each observation a probability of each label and work in rounds. A new
/// model only adds its equations.

#include "strategies/factors.hpp"
#include "strategies/posterior.hpp"
#include "strategies/rounds.hpp"
#include "strategies/truths.hpp"
#include "strategies/user_side.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/support.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

/// Base class: a RoundModel except for its equations. Refers to input and control.
class PosteriorModel {
 public:
  using Statistics = PosteriorChange;

  [[nodiscard]] std::size_t n_labels() const { return truths_.n_labels(); }
  [[nodiscard]] std::size_t n_items() const { return input_.votes.n_observations(); }
  [[nodiscard]] static std::size_t block_size() { return kBlockOfObservations; }
  void begin_round(std::size_t number) { posterior_.begin_round(number); }
  void merge(const PosteriorChange& change) { change_.merge(change); }
  [[nodiscard]] Posterior& posterior() { return posterior_; }

 protected:
  PosteriorModel(const AggregationInput& input, Support support, const Truths::BytesNeeded& bytes,
                 double theta_acc, const RunControl& control)
      : input_(input),
        control_(control),
        truths_(input, support, bytes, control),
        posterior_(input, truths_, theta_acc, control) {}

  const AggregationInput& input_;
  const RunControl& control_;
  Truths truths_;
  Posterior posterior_;
  PosteriorChange change_;  ///< of this round
};

/// A PosteriorModel with frequencies of the labels, which are learnt from sums over the observations.
///
/// Certain labels (gold, or the only possible label) are summed once; rounds visit the open observations.
class LabelSharesModel : public PosteriorModel {
 public:
  struct Statistics {
    PosteriorChange change;
    double log_likelihood = 0;
    std::vector<double> class_sums;
  };

  [[nodiscard]] static std::size_t block_size() { return kLargeBlockOfObservations; }
  void update(const RunControl& /*control*/) {
    change_ = {};
    log_likelihood_ = 0;
    class_sums_ = certain_sums_;
  }
  /// Statistics as n_numbers() numbers, to be sent to other processes.
  [[nodiscard]] std::size_t n_numbers() const { return 5 + n_labels(); }
  static void append_numbers(const Statistics& statistics, std::vector<double>& numbers) {
    const PosteriorChange& change = statistics.change;
    numbers.insert(numbers.end(),
                   {change.entropy, change.largest_change, static_cast<double>(change.labels_changed),
                    static_cast<double>(change.n_valid), statistics.log_likelihood});
    numbers.insert(numbers.end(), statistics.class_sums.begin(), statistics.class_sums.end());
  }
  [[nodiscard]] Statistics statistics_of(std::span<const double> numbers) const {
    const auto sums = numbers.subspan(5, n_labels());
    return {.change = {.entropy = numbers[0],
                       .largest_change = numbers[1],
                       .labels_changed = static_cast<std::size_t>(numbers[2]),
                       .n_valid = static_cast<std::size_t>(numbers[3])},
            .log_likelihood = numbers[4],
            .class_sums = {sums.begin(), sums.end()}};
  }
  void merge(const Statistics& statistics) {
    change_.merge(statistics.change);
    log_likelihood_ += statistics.log_likelihood;
    for (std::size_t k = 0; k < n_labels(); ++k) class_sums_[k] += statistics.class_sums[k];
  }

 protected:
  LabelSharesModel(const AggregationInput& input, Support support, const Truths::BytesNeeded& bytes,
                   double theta_acc, const RunControl& control)
      : PosteriorModel(input, support, bytes, theta_acc, control),
        users_(input, truths_, control),
        certain_sums_(n_labels(), 0.0),
        p_(n_labels()),
        prior_(n_labels()) {
    std::vector<std::uint64_t> n_certain(n_labels(), 0);
    for (ObservationId i = 0; i < n_items(); ++i) {
      if (truths_.takes_part(i) && !truths_.is_open(i)) {
        ++n_certain[truths_.number_at(i, truths_.certain_place(i))];
      }
    }
    sum_over_processes(control, std::span(n_certain));
    std::copy(n_certain.begin(), n_certain.end(), certain_sums_.begin());
    class_sums_ = certain_sums_;
  }

  /// Learns the open observations, unless this is the start: q_i(k) ~ prior_k * product of the factors of the
  /// votes (see FactorStep).
  /// \tparam notes_changes whether to record the largest change of a q
  /// \param hard set q to 1 on the winner afterwards
  template <bool notes_changes, class Factors>
  Statistics examine_by(const Block& block, bool hard, const Factors& factors) {
    Statistics statistics{.change = {}, .class_sums = std::vector<double>(n_labels(), 0.0)};
    with_labels(truths_, [&](auto labels) {
      FactorStep<decltype(labels), Factors> step(input_.votes, labels, factors, posterior_);
      double* const __restrict sums = statistics.class_sums.data();
      LogOfProduct product;
      for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
        if (!truths_.takes_part(i)) continue;
        if (posterior_.is_open(i)) {
          if (!is_start_) {
            step.template learn<notes_changes>(i, prior_.data(), product, statistics.change);
            if (hard) posterior_.harden(i);
          }
          labels.add_up(i, posterior_.of(i).data(), sums);
        }
        if (posterior_.is_valid(i)) ++statistics.change.n_valid;
      }
      statistics.log_likelihood = product.logarithm();
    });
    return statistics;
  }

  /// Computes p_k as the mean of q_i(k), and the prior that follows from it. Returns the expected log
  /// likelihood of the labels; if `relative`, that of the open ones is relative to the priors with which q
  /// was computed.
  double learn_shares(bool relative) {
    double log_likelihood = 0;
    for (std::size_t k = 0; k < n_labels(); ++k) {
      const double before = prior_[k];
      p_[k] = class_sums_[k] / static_cast<double>(truths_.n_observations());
      prior_[k] = std::max(p_[k], kProbabilityFloor);
      log_likelihood += class_sums_[k] * std::log(prior_[k]);
      if (relative) log_likelihood -= (class_sums_[k] - certain_sums_[k]) * std::log(before);
    }
    return log_likelihood;
  }

  UserSide users_;
  std::vector<double> certain_sums_;  ///< sums of q, by number of label, on observations that are not open
  std::vector<double> class_sums_;    ///< the same, on all observations
  std::vector<double> p_;
  std::vector<double> prior_;  ///< prior weight of each label, up to a constant factor
  double log_likelihood_ = 0;  ///< of the open observations, under the parameters of the E step
  bool is_start_ = true;       ///< q is still the shares of the votes
};

/// Runs the rounds of a model that has a Posterior; none if only one label is possible. If its parameters are
/// known, it examines the observations once.
template <class Model>
Diagnostics run_learning(Model& model, int max_iterations, double tolerance, const AggregationInput& input,
                         const RunControl& control) {
  if (model.n_labels() <= 1) return {.rounds = {}, .is_tested = false};
  if (input.known) {
    examine_all(model, control);
    return {.rounds = {}, .is_tested = false};
  }
  return run_rounds(model,
                    {.most_rounds = static_cast<std::size_t>(max_iterations),
                     .is_prescribed = tolerance <= 0,
                     .tolerance = tolerance,
                     .n_votes = sum_over_processes(control, input.votes.n_votes())},
                    control);
}

}  // namespace crowdvote
