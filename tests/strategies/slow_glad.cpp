#include "strategies/slow_crowd.hpp"

#include <algorithm>

#include <Eigen/Dense>

namespace crowdvote::slow {

namespace {

/// ln logistic(x), without overflow.
double log_logistic(double x) { return x > 0 ? -std::log1p(std::exp(-x)) : x - std::log1p(std::exp(x)); }
double logistic(double x) { return x > 0 ? 1 / (1 + std::exp(-x)) : std::exp(x) / (1 + std::exp(x)); }

/// a of the users, then b of the observations.
struct Problem {
  const Setting& s;
  const Table& q;

  [[nodiscard]] double a(const Row& x, const Vote& v) const { return x[v.user]; }
  [[nodiscard]] double b(const Row& x, const Vote& v) const { return x[s.crowd.n_users + v.observation]; }

  /// Expected log likelihood of the votes, plus the log priors.
  [[nodiscard]] double value(const Row& x) const {
    double sum = 0;
    for (const Vote& v : s.votes) {
      const double z = a(x, v) * std::exp(b(x, v));
      const double right = q[v.observation][v.label];
      sum +=
          right * log_logistic(z) + (1 - right) * (log_logistic(-z) - std::log(static_cast<double>(s.K) - 1));
    }
    for (const double each : x) sum -= (each - 1) * (each - 1) / 2;
    return sum;
  }

  [[nodiscard]] Row gradient(const Row& x) const {
    Row g(x.size());
    for (std::size_t j = 0; j < x.size(); ++j) g[j] = 1 - x[j];
    for (const Vote& v : s.votes) {
      const double z = a(x, v) * std::exp(b(x, v));
      const double slope = q[v.observation][v.label] - logistic(z);
      g[v.user] += slope * std::exp(b(x, v));
      g[s.crowd.n_users + v.observation] += slope * z;
    }
    return g;
  }

  /// The negative Hessian.
  [[nodiscard]] Eigen::MatrixXd curvature(const Row& x) const {
    const auto n = static_cast<Eigen::Index>(x.size());
    Eigen::MatrixXd h = Eigen::MatrixXd::Identity(n, n);
    for (const Vote& v : s.votes) {
      const auto of_user = static_cast<Eigen::Index>(v.user);
      const auto of_observation = static_cast<Eigen::Index>(s.crowd.n_users + v.observation);
      const double e = std::exp(b(x, v));
      const double z = a(x, v) * e;
      const double slope = q[v.observation][v.label] - logistic(z);
      const double bend = logistic(z) * logistic(-z);
      h(of_user, of_user) += bend * e * e;
      h(of_observation, of_observation) += bend * z * z - slope * z;
      h(of_user, of_observation) += bend * z * e - slope * e;
      h(of_observation, of_user) += bend * z * e - slope * e;
    }
    return h;
  }
};

double largest(const Row& x) {
  double top = 0;
  for (const double each : x) top = std::max(top, std::abs(each));
  return top;
}

/// Newton's method with Levenberg's damping: (damping I - Hessian) step = gradient, where the damping
/// increases until the step goes uphill. Stops if the gradient is small or if no step improves the value.
Row maximise(const Problem& problem, Row x, double gradient_tolerance) {
  constexpr double kMostDamping = 1e12;
  double value = problem.value(x);
  double damping = 0;
  for (Row gradient = problem.gradient(x); largest(gradient) > gradient_tolerance;) {
    Eigen::MatrixXd curvature = problem.curvature(x);
    curvature.diagonal().array() += damping;
    const Eigen::LLT<Eigen::MatrixXd> factors(curvature);
    Row next = x;
    if (factors.info() == Eigen::Success) {
      const auto n = static_cast<Eigen::Index>(x.size());
      const Eigen::VectorXd step = factors.solve(Eigen::Map<const Eigen::VectorXd>(gradient.data(), n));
      Eigen::Map<Eigen::VectorXd>(next.data(), n) += step;
    }
    const double next_value = problem.value(next);
    const Row next_gradient = problem.gradient(next);
    // Close to the maximum, the increase is lost in rounding errors, while the gradient is still accurate.
    const bool is_level = next_value >= value - 1e-12 * std::abs(value);
    if (next_value > value || (is_level && largest(next_gradient) < largest(gradient) / 2)) {
      x = next;
      value = next_value;
      gradient = next_gradient;
      damping = damping > 1e-6 ? damping / 8 : 0;
    } else {
      damping = std::max(4 * damping, 1e-3);
      if (damping > kMostDamping) return x;
    }
  }
  return x;
}

}  // namespace

Result glad(const Crowd& crowd, const Glad& options) {
  const Setting s(crowd, options.support);
  Result result;
  Table q = s.start();
  Row x(crowd.n_users + crowd.n_observations, 1.0);
  const double log_others = std::log(static_cast<double>(s.K) - 1);
  for (bool stop = s.K <= 1; !stop && result.rounds < options.max_iterations;) {
    Table log_q = zeros(crowd.n_observations, s.K);
    for (const Vote& v : s.votes) {
      const double z = x[v.user] * std::exp(x[crowd.n_users + v.observation]);
      for (std::size_t k = 0; k < s.K; ++k) {
        log_q[v.observation][k] += v.label == k ? log_logistic(z) : log_logistic(-z) - log_others;
      }
    }
    q = s.normalised(log_q);
    const Problem problem{s, q};
    x = maximise(problem, x, options.gradient_tolerance);
    stop = em_stops(problem.value(x) + entropy(q), options.tolerance, crowd.votes.size(), result);
  }
  s.finish_with_probabilities(q, result);
  result.skill.assign(crowd.n_users, kNone);
  result.difficulty.assign(crowd.n_observations, kNone);
  for (const Vote& v : s.votes) {
    result.skill[v.user] = x[v.user];
    result.difficulty[v.observation] = std::exp(-x[crowd.n_users + v.observation]);
  }
  return result;
}

}  // namespace crowdvote::slow
