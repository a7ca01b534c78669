#pragma once

/// The M step of glad: the maximum of Q over the abilities of users and the ease of observations. Symbols are
/// as in crowdvote/strategies/glad.hpp.
///
/// The negative Hessian of Q has a diagonal and, for each vote, one entry between its user and its
/// observation:
///
///     H_uu = 1 + sum over votes of  w e^2               e = e^{b_i},  z = a_u e
///     H_ii = 1 + sum over votes of  w z^2 - d z         d = q_i(y) - logistic(z)
///     H_ui =                        w z e - d e             w = logistic(z) logistic(-z)
///
/// A step solves H step = gradient. The observations are eliminated, because H is diagonal among them, and
/// the remaining system for the users is solved by conjugate gradients: two passes over the votes for each
/// iteration, one by observation and one by user.
///
/// Far from a maximum H need not be positive definite. Then the step is that of Fisher scoring: with the
/// expectation of H, in which d is 0, so that it always goes uphill. If it goes too far, the diagonal is
/// damped (Marquardt 1963). So the maximum that is found is the one uphill from the last values.

#include "core/flat_array.hpp"
#include "core/parallel.hpp"
#include "strategies/factors.hpp"
#include "strategies/truths.hpp"
#include "strategies/vote_sums.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <vector>

namespace crowdvote {

/// Deterministic: sums are taken over fixed blocks, in their order. Refers to its arguments.
class GladMaximum {
 public:
  GladMaximum(const AggregationInput& input, const Truths& truths, const RunControl& control);

  /// Moves a and b from their present values to the maximum. \returns Q there.
  /// \param q probabilities of labels, by place
  double find(const double* q, double gradient_tolerance);

  [[nodiscard]] double a(UserId user) const { return a_[user]; }
  void set_a(UserId user, double a) { a_[user] = a; }
  [[nodiscard]] double b(ObservationId i) const { return b_[i]; }
  /// a_u e^{b_i}
  [[nodiscard]] double strength(UserId user, ObservationId i) const { return a_[user] * ease_[i]; }

 private:
  using Values = std::vector<double>;

  /// Values of successive votes, side by side, so that they are computed several at a time.
  struct VotesAtOnce {
    Values z, minus, right, d, w, value, factor;  ///< right: q_i(y); factor: 1 + exp(-|z|)
    void resize(std::size_t n);
    /// Computes the others from z, right and minus = -|z|, which may be truncated.
    void evaluate(std::size_t n);
  };

  /// Computes Q, gradient and curvature at a, b.
  double evaluate();
  /// The part of the observations in a block, and what their votes add to users.
  double evaluate_observations(const Block& block, VotesAtOnce& votes);
  /// The part of one observation. \param begin the first vote in at_once
  double take_votes(ObservationId i, VoteIndex begin, const VotesAtOnce& at_once, LogOfProduct& factors);
  /// The part of the users, from what votes add to them.
  double evaluate_users();
  /// The H that determines a step.
  enum class Curvature { observed, expected };
  /// Stores H in mixed_, inverse_b_ and damping_; returns false if an H_ii is not positive. REQUIRES, for the
  /// expected curvature: mixed_ is as evaluate() left it.
  bool choose(Curvature curvature, double damping);
  /// Solves H step = gradient, with the diagonal of H times 1 + damping; false if H is not positive definite.
  bool solve(Curvature curvature, double damping, double accuracy);
  /// Computes step_a_ by conjugate gradients, from residual_; false as in solve().
  bool solve_for_users(double accuracy);
  /// For each observation: ([gradient] - sum over its votes of H_ui x_u) / H_ii, into of_observation_.
  void eliminate(const Values& x, bool with_gradient);
  /// The diagonal of the users' matrix, into diagonal_; false if an entry is not positive.
  bool find_diagonal();
  /// For each user: sum over the votes of H_ui of_observation_i, into `sums`.
  void sum_from_observations(Values& sums);
  void move(double factor);
  [[nodiscard]] double largest_gradient() const;

  /// Sums value(j) over [0, n), block by block, on all threads.
  template <class Value>
  double sum(std::size_t n, const Value& value);
  [[nodiscard]] std::size_t n_users() const { return a_.size(); }
  [[nodiscard]] std::size_t n_observations() const { return b_.size(); }

  const AggregationInput& input_;
  const Truths& truths_;
  const RunControl& control_;
  VoteSums sums_;              ///< of all votes by user
  const double* q_ = nullptr;  ///< of the M step, by place
  FlatArray<double> slope_;    ///< d e, which a vote adds to the gradient of its user
  FlatArray<float> bend_;      ///< w e^2, which it adds to the curvature; steps need not be exact
  FlatArray<float> mixed_;     ///< the entry of H between its user and its observation
  PerThread<VotesAtOnce> at_once_;
  double log_others_;   ///< ln(K - 1)
  double damping_ = 0;  ///< of H_uu; that of H_ii is in inverse_b_

  Values a_, gradient_a_, curvature_a_, step_a_;      // by user
  Values b_, ease_, gradient_b_, curvature_b_;        // by observation
  Values inverse_b_;                                  // 1 / H_ii
  Values of_observation_;                             // at the end of solve() the step of b
  Values residual_, direction_, product_, diagonal_;  // of conjugate gradients, by user
};

}  // namespace crowdvote
