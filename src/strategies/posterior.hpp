#pragma once

/// The probabilities of labels that models learn: start, softmax, winners, and the final consensus.

#include "core/parallel.hpp"
#include "strategies/label_changes.hpp"
#include "strategies/row.hpp"
#include "strategies/truths.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/validity.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace crowdvote {

/// Lower bound of probabilities, so that no logarithm is infinite.
inline constexpr double kProbabilityFloor = 1e-10;

/// The changes on a block of observations in a round.
struct PosteriorChange {
  double entropy = 0;         ///< of q, summed over the observations
  double largest_change = 0;  ///< largest change of a probability
  std::size_t labels_changed = 0;
  std::size_t n_valid = 0;

  void merge(const PosteriorChange& next) {
    entropy += next.entropy;
    largest_change = std::max(largest_change, next.largest_change);
    labels_changed += next.labels_changed;
    n_valid += next.n_valid;
  }

  /// The record of a round that stops by the largest change of a probability.
  [[nodiscard]] RoundRecord by_largest_change() const {
    return {.labels_changed = labels_changed, .valid = n_valid, .largest_change = largest_change};
  }
  /// The record of a round that stops by the gain of an objective.
  [[nodiscard]] RoundRecord by_objective(double objective) const {
    return {.labels_changed = labels_changed, .valid = n_valid, .objective = objective};
  }
};

/// q_i(k), which is 1 on gold labels from the start on. Different observations may be written at the same
/// time.
class Posterior {
 public:
  /// Starts with the shares of the votes. Refers to input and truths.
  /// \param theta_acc labels are valid if their probability is above this
  Posterior(const AggregationInput& input, const Truths& truths, double theta_acc, const RunControl& control);

  /// From now on, changes of labels are recorded for this round.
  void begin_round(std::size_t number) { label_changes_.begin_round(number); }

  [[nodiscard]] const double* data() const { return q_.data(); }
  [[nodiscard]] std::span<const double> of(ObservationId i) const {
    return {q_.data() + truths_.begin(i), truths_.n_on(i)};
  }
  [[nodiscard]] bool is_open(ObservationId i) const { return truths_.is_open(i); }

  /// Sets q_i ~ exp(log_q); `log_q` is overwritten. Returns ln of the sum of exp(log_q). REQUIRES: i is open,
  /// and log_q has an entry for each of its places.
  double set(ObservationId i, std::span<double> log_q, PosteriorChange& change);

  /// Sets q_i = scale * w, where w has n values that sum to 1 / scale. Does not add to the entropy, and
  /// records the largest change only if notes_changes. REQUIRES: i is open.
  template <bool notes_changes, class Count>
  [[gnu::always_inline]] void take_weights(ObservationId i, const double* __restrict w, Count n, double scale,
                                           PosteriorChange& change) {
    double* const __restrict q = q_.data() + truths_.begin(i);
    if constexpr (notes_changes) {
      const double largest = (row_of(w, n) * scale - row_of(q, n)).abs().maxCoeff();
      change.largest_change = std::max(change.largest_change, largest);
    }
    row_of(q, n) = row_of(w, n) * scale;
    // With more than a half, the winner stays, and nothing is tied with it.
    if (!(q_[winner_[i]] > kSurelyMost)) choose(i, winner_on(i).place, change);
  }

  /// Sets q_i to 1 on the winner and 0 elsewhere. REQUIRES: i is open.
  void harden(ObservationId i);

  /// Sets q_i to the probabilities probability_at(j), which sum to 1, for the j-th place of i. REQUIRES: i
  /// takes part.
  template <class ProbabilityAt>
  void put(ObservationId i, const ProbabilityAt& probability_at, PosteriorChange& change) {
    double* const q = q_.data() + truths_.begin(i);
    for (std::size_t j = 0; j < truths_.n_on(i); ++j) {
      const double now = probability_at(j);
      change.largest_change = std::max(change.largest_change, std::abs(now - q[j]));
      q[j] = now;
    }
    choose(i, winner_on(i).place, change);
  }

  /// Learns the open observations of a block: ln q_i(k) is the sum of log_gain(i, v) over the votes v for k,
  /// plus a constant. Counts the valid ones. Returns the sum of the results of set().
  template <class LogGain>
  double learn_by_votes(const Block& block, PosteriorChange& change, const LogGain& log_gain) {
    double sum = 0;
    std::vector<double> log_q;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (!truths_.takes_part(i)) continue;
      if (is_open(i)) {
        log_q.assign(truths_.n_on(i), 0.0);
        for (VoteIndex v = input_.votes.votes_begin(i); v < input_.votes.votes_end(i); ++v) {
          log_q[truths_.place_of_vote()[v] - truths_.begin(i)] += log_gain(i, v);
        }
        sum += set(i, log_q, change);
      }
      if (is_valid(i)) ++change.n_valid;
    }
    return sum;
  }

  /// The place of the most probable label, where ties are decided by the tie rule. REQUIRES: i takes part.
  [[nodiscard]] PlaceIndex winner(ObservationId i) const { return winner_[i]; }

  /// Whether the label of i is valid. REQUIRES: i takes part.
  [[nodiscard]] bool is_valid(ObservationId i) const { return rule_.holds(q_[winner_[i]], q_[winner_[i]]); }

  /// Moves labels, conf, acc, their rule, the number of ties and the probabilities to the consensus. The
  /// posterior is empty afterwards.
  void move_to(Consensus& consensus, const RunControl& control);

 private:
  static constexpr double kSurelyMost = 0.500001;

  struct Choice {
    PlaceIndex place;
    bool is_tied;
  };
  /// The place of the most probable label. REQUIRES: i takes part.
  [[nodiscard]] Choice winner_on(ObservationId i) const;
  void choose(ObservationId i, PlaceIndex winner, PosteriorChange& change) {
    if (winner == winner_[i]) return;
    winner_[i] = winner;
    ++change.labels_changed;
    label_changes_.note(i);
  }

  const AggregationInput& input_;
  const Truths& truths_;
  ValidityRule rule_;
  std::vector<double> q_;
  FlatArray<PlaceIndex> winner_;  ///< by observation
  LabelChanges label_changes_;
};

}  // namespace crowdvote
