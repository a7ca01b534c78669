#pragma once

/// What models share that give each observation a probability of each label and go in rounds: a new one needs
/// its own equations.

#include "strategies/posterior.hpp"
#include "strategies/rounds.hpp"
#include "strategies/truths.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/support.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace crowdvote {

/// To be derived from: a RoundModel, but for its equations. Refers to input and control.
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

/// A PosteriorModel in which labels are more or less frequent, so that sums over the observations count too.
class LabelSharesModel : public PosteriorModel {
 public:
  struct Statistics {
    PosteriorChange change;
    std::vector<double> class_sums;
  };

  [[nodiscard]] static std::size_t block_size() { return kLargeBlockOfObservations; }
  void update(const RunControl& /*control*/) {
    change_ = {};
    std::fill(class_sums_.begin(), class_sums_.end(), 0.0);
  }
  void merge(const Statistics& statistics) {
    change_.merge(statistics.change);
    for (std::size_t k = 0; k < n_labels(); ++k) class_sums_[k] += statistics.class_sums[k];
  }

 protected:
  LabelSharesModel(const AggregationInput& input, Support support, const Truths::BytesNeeded& bytes,
                   double theta_acc, const RunControl& control)
      : PosteriorModel(input, support, bytes, theta_acc, control),
        class_sums_(n_labels(), 0.0),
        p_(n_labels()),
        log_p_(n_labels()) {}

  /// Learns the open observations, unless this is the start: ln q_i(k) is ln p_k and what
  /// add_votes(i, log_q) adds by place, but for a constant.
  template <class AddVotes>
  Statistics examine_by(const Block& block, bool hard, const AddVotes& add_votes) {
    Statistics statistics{.change = {}, .class_sums = std::vector<double>(n_labels(), 0.0)};
    std::vector<double> log_q;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (!truths_.takes_part(i)) continue;
      const PlaceIndex first = truths_.begin(i);
      if (!is_start_ && posterior_.is_open(i)) {
        log_q.resize(truths_.n_on(i));
        for (PlaceIndex j = 0; j < log_q.size(); ++j) log_q[j] = log_p_[truths_.number_at(i, first + j)];
        add_votes(i, log_q);
        posterior_.set(i, log_q, hard, statistics.change);
      }
      const std::span<const double> q = posterior_.of(i);
      for (PlaceIndex j = 0; j < q.size(); ++j) {
        statistics.class_sums[truths_.number_at(i, first + j)] += q[j];
      }
      if (posterior_.is_valid(i)) ++statistics.change.n_valid;
    }
    return statistics;
  }

  /// p_k as the mean of q_i(k). Returns the expected log likelihood of the labels.
  double learn_shares() {
    double log_likelihood = 0;
    for (std::size_t k = 0; k < n_labels(); ++k) {
      p_[k] = class_sums_[k] / static_cast<double>(truths_.n_observations());
      log_p_[k] = std::log(std::max(p_[k], kProbabilityFloor));
      log_likelihood += class_sums_[k] * log_p_[k];
    }
    return log_likelihood;
  }

  std::vector<double> class_sums_;  ///< of q, by number of label
  std::vector<double> p_;
  std::vector<double> log_p_;  ///< but for a constant
  bool is_start_ = true;       ///< q are the shares of the votes
};

/// The rounds of a model that has a Posterior; none if only one label is possible. Where its parameters are
/// known, it looks at the observations once.
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
                     .n_votes = input.votes.n_votes()},
                    control);
}

}  // namespace crowdvote
