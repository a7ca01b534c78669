#include "strategies/glad_maximum.hpp"

#include "strategies/weighted_vote.hpp"

#include <algorithm>
#include <cmath>

namespace crowdvote {

namespace {

constexpr double kMostDamping = 1e12;
constexpr double kLeastDamping = 1e-3;
constexpr double kRounding = 1e-12;  ///< relative error of Q, a sum over the votes
constexpr std::size_t kBlock = 4096;
constexpr int kMostIterations = 1000;

}  // namespace

GladMaximum::GladMaximum(const AggregationInput& input, const Truths& truths, const RunControl& control)
    : input_(input),
      truths_(truths),
      control_(control),
      by_user_(input, control),
      observation_of_vote_(observations_of_votes(input.votes)),
      term_(input.votes.n_votes()),
      log_others_(std::log(static_cast<double>(truths.n_labels()) - 1)) {
  const std::size_t n_of_users = input.votes.n_users();
  const std::size_t n_of_observations = input.votes.n_observations();
  for (Values* const values :
       {&a_, &gradient_a_, &curvature_a_, &step_a_, &residual_, &direction_, &product_, &diagonal_}) {
    values->assign(n_of_users, 1.0);
  }
  for (Values* const values : {&b_, &gradient_b_, &curvature_b_, &of_observation_}) {
    values->assign(n_of_observations, 1.0);
  }
  ease_.assign(n_of_observations, std::exp(1.0));
}

template <class Value>
double GladMaximum::sum(std::size_t n, const Value& value) {
  return sum_over_blocks(n, kBlock, 0, control_,
                         [&](std::uint32_t j, double& total, unsigned) { total += value(j); });
}

double GladMaximum::find(const double* q, double gradient_tolerance) {
  double value = evaluate(q);
  double damping = 0;
  for (double gradient = largest_gradient(); gradient > gradient_tolerance;) {
    control_.throw_if_cancelled();
    // Newton's method gains digits as fast as its steps are exact.
    if (solve(damping, std::min(0.1, std::sqrt(gradient)))) {
      move(1);
      const double next_value = evaluate(q);
      const double next_gradient = largest_gradient();
      const double rounding = kRounding * std::abs(value);
      if (next_value > value || (next_value >= value - rounding && next_gradient < gradient / 2)) {
        value = next_value;
        gradient = next_gradient;
        damping = damping > kLeastDamping / 1000 ? damping / 8 : 0;
        continue;
      }
      move(-1);
      const double before = value;
      value = evaluate(q);
      if (next_value >= before - rounding) return value;  // cannot rise in double precision
    }
    damping = std::max(4 * damping, kLeastDamping);
    if (damping > kMostDamping) return value;
  }
  return value;
}

double GladMaximum::evaluate(const double* q) {
  const double of_votes = sum(n_observations(), [&](ObservationId i) { return evaluate_observation(i, q); });
  return of_votes + sum(n_users(), [&](UserId user) { return evaluate_user(user); });
}

double GladMaximum::evaluate_observation(ObservationId i, const double* q) {
  const double b = b_[i];
  const double e = ease_[i] = std::exp(b);
  double value = -(b - 1) * (b - 1) / 2;
  double gradient = 1 - b;
  double curvature = 1;
  for (VoteIndex v = input_.votes.votes_begin(i); v < input_.votes.votes_end(i); ++v) {
    const double z = a_[input_.votes.user_of_vote()[v]] * e;
    const double right = q[truths_.place_of_vote()[v]];
    const double t = std::exp(-std::abs(z));  // logistic(|z|) = 1 / (1 + t)
    const double larger = 1 / (1 + t);
    const double smaller = t / (1 + t);
    const double p = z > 0 ? larger : smaller;
    const double d = right * (z > 0 ? smaller : larger) - (1 - right) * p;
    const double w = larger * smaller;
    value += right * z - std::max(z, 0.0) - std::log1p(t) - (1 - right) * log_others_;
    gradient += d * z;
    curvature += w * z * z - d * z;
    term_[v] = {d * e, w * e * e};
  }
  gradient_b_[i] = gradient;
  curvature_b_[i] = curvature;
  return value;
}

double GladMaximum::evaluate_user(UserId user) {
  double gradient = 1 - a_[user];
  double curvature = 1;
  for (const VoteIndex v : by_user_.of(user)) {
    gradient += term_[v].slope;
    curvature += term_[v].bend;
  }
  gradient_a_[user] = gradient;
  curvature_a_[user] = curvature;
  return -(a_[user] - 1) * (a_[user] - 1) / 2;
}

bool GladMaximum::solve(double damping, double accuracy) {
  const bool is_positive =
      std::all_of(curvature_b_.begin(), curvature_b_.end(), [&](double h) { return h + damping > 0; });
  if (!is_positive || !find_diagonal(damping)) return false;
  std::fill(step_a_.begin(), step_a_.end(), 0.0);
  eliminate(step_a_, damping, true);
  sum(n_users(),
      [&](UserId user) { return residual_[user] = gradient_a_[user] - sum_from_observations(user); });
  if (!solve_for_users(damping, accuracy)) return false;
  eliminate(step_a_, damping, true);
  return true;
}

bool GladMaximum::solve_for_users(double damping, double accuracy) {
  const auto preconditioned = [&](UserId user) { return residual_[user] / diagonal_[user]; };
  const auto square = [&](UserId user) { return residual_[user] * preconditioned(user); };
  double squares = sum(n_users(), square);
  const double enough = squares * accuracy * accuracy;
  std::fill(direction_.begin(), direction_.end(), 0.0);
  double ratio = 0;
  for (int iteration = 0; iteration < kMostIterations && squares > enough; ++iteration) {
    sum(n_users(),
        [&](UserId user) { return direction_[user] = preconditioned(user) + ratio * direction_[user]; });
    eliminate(direction_, damping, false);
    const double bend = sum(n_users(), [&](UserId user) {
      product_[user] = (curvature_a_[user] + damping) * direction_[user] + sum_from_observations(user);
      return direction_[user] * product_[user];
    });
    if (!(bend > 0)) return false;
    const double length = squares / bend;
    const double before = squares;
    squares = sum(n_users(), [&](UserId user) {
      step_a_[user] += length * direction_[user];
      residual_[user] -= length * product_[user];
      return square(user);
    });
    ratio = squares / before;
  }
  return true;
}

void GladMaximum::eliminate(const Values& x, double damping, bool with_gradient) {
  for_each_block(n_observations(), kBlock, control_, [&](const Block& block, unsigned) {
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      double sum_of_votes = with_gradient ? gradient_b_[i] : 0;
      for (VoteIndex v = input_.votes.votes_begin(i); v < input_.votes.votes_end(i); ++v) {
        const UserId user = input_.votes.user_of_vote()[v];
        sum_of_votes -= mixed(v, a_[user]) * x[user];
      }
      of_observation_[i] = sum_of_votes / (curvature_b_[i] + damping);
    }
  });
}

bool GladMaximum::find_diagonal(double damping) {
  sum(n_users(), [&](UserId user) {
    double diagonal = curvature_a_[user] + damping;
    for (const VoteIndex v : by_user_.of(user)) {
      const double h = mixed(v, a_[user]);
      diagonal -= h * h / (curvature_b_[observation_of_vote_[v]] + damping);
    }
    return diagonal_[user] = diagonal;
  });
  return std::all_of(diagonal_.begin(), diagonal_.end(), [](double diagonal) { return diagonal > 0; });
}

double GladMaximum::sum_from_observations(UserId user) const {
  double sum_of_votes = 0;
  for (const VoteIndex v : by_user_.of(user))
    sum_of_votes += mixed(v, a_[user]) * of_observation_[observation_of_vote_[v]];
  return sum_of_votes;
}

void GladMaximum::move(double factor) {
  for (std::size_t u = 0; u < a_.size(); ++u) a_[u] += factor * step_a_[u];
  for (std::size_t i = 0; i < b_.size(); ++i) b_[i] += factor * of_observation_[i];
}

double GladMaximum::largest_gradient() const {
  double largest = 0;
  for (const double g : gradient_a_) largest = std::max(largest, std::abs(g));
  for (const double g : gradient_b_) largest = std::max(largest, std::abs(g));
  return largest;
}

}  // namespace crowdvote
