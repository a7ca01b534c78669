/// Strategies that find the leading direction of a matrix of users: kos, m-msr.

#include "strategies/slow_crowd.hpp"

#include <algorithm>

#include <Eigen/Dense>

namespace crowdvote::slow {

// ------------------------------------------------------------------------------------------------ kos

namespace {

double normal_of(const Setting& s, const Vote& vote) {
  constexpr double kTwoPi = 6.28318530717958647693;
  CounterRandom random(s.crowd.seed, s.observation_key(vote.observation), s.user_key(vote.user));
  const double u = random.uniform();
  const double v = random.uniform();
  return std::sqrt(-2 * std::log(1 - u)) * std::cos(kTwoPi * v);
}

}  // namespace

Result kos(const Crowd& crowd) {
  constexpr int kRounds = 100;
  const Setting s(crowd);
  Result result;
  if (s.K == 1) {
    s.finish_with_probabilities(s.shares(), result);
    return result;
  }
  const std::size_t n = s.votes.size();
  const auto A = [](const Vote& vote) { return vote.label == 0 ? 1.0 : -1.0; };
  Row x(n, 0.0);
  Row y;
  for (const Vote& vote : s.votes) y.push_back(1 + normal_of(s, vote));
  for (int round = 0; round < kRounds; ++round, ++result.rounds) {
    for (std::size_t e = 0; e < n; ++e) {
      x[e] = 0;
      for (std::size_t f = 0; f < n; ++f) {
        if (f != e && s.votes[f].observation == s.votes[e].observation) x[e] += A(s.votes[f]) * y[f];
      }
    }
    double squares = 0;
    for (std::size_t e = 0; e < n; ++e) {
      y[e] = 0;
      for (std::size_t f = 0; f < n; ++f) {
        if (f != e && s.votes[f].user == s.votes[e].user) y[e] += A(s.votes[f]) * x[f];
      }
      squares += y[e] * y[e];
    }
    const double root_mean_square = std::sqrt(squares / static_cast<double>(n));
    for (double& each : y) each /= root_mean_square > 0 ? root_mean_square : 1;
  }
  Table q = zeros(crowd.n_observations, s.K);
  for (ObservationId i = 0; i < crowd.n_observations; ++i) {
    double score = 0;
    double most = 0;
    for (std::size_t e = 0; e < n; ++e) {
      if (s.votes[e].observation != i) continue;
      score += A(s.votes[e]) * y[e];
      most += std::abs(y[e]);
    }
    if (s.takes_part[i]) q[i] = {0.5, 0.5};
    if (most > 0) q[i] = {(1 + score / most) / 2, (1 - score / most) / 2};
  }
  s.finish_with_probabilities(q, result);
  return result;
}

// ---------------------------------------------------------------------------------------------- m-msr

namespace {

struct Partners {
  Table C;
  std::vector<std::vector<UserId>> of;  ///< users with a common observation
};

Partners find_partners(const Setting& s) {
  const std::size_t n = s.crowd.n_users;
  const auto K = static_cast<double>(s.K);
  Table n_common = zeros(n, n);
  Table n_agree = zeros(n, n);
  for (const std::vector<Vote>& votes : s.votes_on) {
    for (const Vote& a : votes) {
      for (const Vote& b : votes) {
        if (a.user == b.user) continue;
        ++n_common[a.user][b.user];
        n_agree[a.user][b.user] += a.label == b.label ? 1 : 0;
      }
    }
  }
  Partners partners{zeros(n, n), std::vector<std::vector<UserId>>(n)};
  for (UserId u = 0; u < n; ++u) {
    for (UserId v = 0; v < n; ++v) {
      if (n_common[u][v] == 0) continue;
      partners.C[u][v] = K / (K - 1) * n_agree[u][v] / n_common[u][v] - 1 / (K - 1);
      partners.of[u].push_back(v);
    }
  }
  return partners;
}

/// Half of the smallest number of partners, minus one: the number of outliers dropped on either side.
std::size_t n_trimmed(const Setting& s, const Partners& partners) {
  std::size_t least = std::numeric_limits<std::size_t>::max();
  for (UserId u = 0; u < s.crowd.n_users; ++u) {
    if (!s.votes_by[u].empty()) least = std::min(least, partners.of[u].size());
  }
  return least / 2 > 0 ? least / 2 - 1 : 0;
}

/// The trimmed mean of |C_uv| / other_v over the partners v of u whose other_v is not zero.
double trimmed_mean(const Setting& s, const Partners& partners, UserId u, const Row& other, double present,
                    std::size_t F) {
  Row ratios;
  for (const UserId v : partners.of[u]) {
    if (other[v] > 0) ratios.push_back(std::abs(partners.C[u][v]) / other[v]);
  }
  std::sort(ratios.begin(), ratios.end());
  const auto below = static_cast<std::size_t>(
      std::count_if(ratios.begin(), ratios.end(), [&](double x) { return x < present; }));
  const auto above = static_cast<std::size_t>(
      std::count_if(ratios.begin(), ratios.end(), [&](double x) { return x > present; }));
  const std::size_t first = std::min(below, F);
  const std::size_t last = ratios.size() - std::min(above, F);
  if (first >= last) return present;
  if (last - first == 1 && ratios[first] == 0) return 1 / std::sqrt(s.N);
  double sum = 0;
  for (std::size_t j = first; j < last; ++j) sum += ratios[j];
  return sum / static_cast<double>(last - first);
}

double norm(const Row& x) {
  double sum = 0;
  for (const double each : x) sum += each * each;
  return std::sqrt(sum);
}

/// The Frobenius norm of a b' - a_before b_before'.
double change_of_product(const Row& a, const Row& b, const Row& a_before, const Row& b_before) {
  double sum = 0;
  for (std::size_t u = 0; u < a.size(); ++u) {
    for (std::size_t v = 0; v < b.size(); ++v) sum += std::pow(a[u] * b[v] - a_before[u] * b_before[v], 2);
  }
  return std::sqrt(sum);
}

/// +1 or -1 for each user: the side of the leading eigenvector of C, whose sum is made positive.
Row signs_of_top_eigenvector(const Table& C) {
  const auto n = static_cast<Eigen::Index>(C.size());
  Eigen::MatrixXd matrix(n, n);
  for (Eigen::Index u = 0; u < n; ++u) {
    for (Eigen::Index v = 0; v < n; ++v)
      matrix(u, v) = C[static_cast<std::size_t>(u)][static_cast<std::size_t>(v)];
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
  Eigen::VectorXd top = solver.eigenvectors().col(n - 1);
  if (top.sum() < 0) top = -top;
  Row signs;
  for (Eigen::Index u = 0; u < n; ++u) signs.push_back(top(u) < -1e-12 ? -1.0 : 1.0);
  return signs;
}

/// |s|, from alternating trimmed means.
Row absolute_skills(const Setting& s, const Partners& partners, Result& result) {
  constexpr int kMaxRounds = 10000;
  constexpr double kTolerance = 1e-10;
  const std::size_t n = s.crowd.n_users;
  Row a(n, 0.0);
  Row b(n, 0.0);
  for (UserId u = 0; u < n; ++u) {
    if (partners.of[u].empty()) continue;
    CounterRandom random(s.crowd.seed, s.user_key(u));
    a[u] = 1 - random.uniform();
    b[u] = 1 - random.uniform();
  }
  const std::size_t F = n_trimmed(s, partners);
  result.converged = false;
  while (!*result.converged && result.rounds < kMaxRounds) {
    const Row a_before = a;
    const Row b_before = b;
    for (UserId v = 0; v < n; ++v) b[v] = trimmed_mean(s, partners, v, a, b_before[v], F);
    for (UserId u = 0; u < n; ++u) a[u] = trimmed_mean(s, partners, u, b, a_before[u], F);
    const double change = change_of_product(a, b, a_before, b_before);
    result.progress.push_back(change);
    result.converged = change < kTolerance;
    ++result.rounds;
  }
  const double factor = norm(a) > 0 ? std::sqrt(norm(b) / norm(a)) : 1;
  for (double& each : a) each *= factor;
  return a;
}

}  // namespace

Result m_msr(const Crowd& crowd) {
  const Setting s(crowd);
  Result result;
  result.skill.assign(crowd.n_users, kNone);
  Table q = s.shares();
  if (s.K > 1) {
    const auto K = static_cast<double>(s.K);
    const Partners partners = find_partners(s);
    const Row sign = signs_of_top_eigenvector(partners.C);
    const Row absolute = absolute_skills(s, partners, result);
    Table log_q = zeros(crowd.n_observations, s.K);
    for (UserId u = 0; u < crowd.n_users; ++u) {
      if (s.votes_by[u].empty()) continue;
      const double most = 1 - 1 / std::sqrt(s.N);
      const double least = -1 / (K - 1) + 1 / std::sqrt(s.N);
      const double skill = std::max(least, std::min(most, sign[u] * absolute[u]));
      const double r = skill * (K - 1) / K + 1 / K;
      result.skill[u] = partners.of[u].empty() ? 0 : std::log((K - 1) * r / (1 - r));
      for (const Vote& vote : s.votes_by[u]) log_q[vote.observation][vote.label] += result.skill[u];
    }
    q = s.normalised(log_q);
  } else {
    for (UserId u = 0; u < crowd.n_users; ++u) result.skill[u] = s.votes_by[u].empty() ? kNone : 0;
  }
  result.weight = result.skill;
  s.finish_with_probabilities(q, result);
  return result;
}

}  // namespace crowdvote::slow
