/// Models in which a user has a table of truths x labels, or a single rate: dawid-skene, one-coin, ibcc.

#include "strategies/slow_crowd.hpp"
#include "strategies/special_functions.hpp"

#include <algorithm>

namespace crowdvote::slow {

namespace {

/// The posterior Dirichlet parameters of a user's table.
Table with_prior(Table counts, double right, double wrong) {
  for (std::size_t k = 0; k < counts.size(); ++k) {
    for (std::size_t l = 0; l < counts.size(); ++l) counts[k][l] += k == l ? right : wrong;
  }
  return counts;
}

// ---------------------------------------------------------------------------------------- dawid-skene

struct DawidSkeneParameters {
  Row p;
  std::vector<Table> theta;
  double log_likelihood = 0;  ///< expected, of classes and votes
};

DawidSkeneParameters m_step(const Setting& s, const Table& q, double smoothing) {
  DawidSkeneParameters m{s.class_shares(q), {}, 0};
  for (const double p : m.p) m.log_likelihood += s.N * p * std::log(std::max(p, kFloor));
  const std::vector<Table> c = s.counts(q);
  for (UserId u = 0; u < s.crowd.n_users; ++u) {
    std::vector<bool> used(s.K, false);
    for (const Vote& vote : s.votes_by[u]) used[vote.label] = true;
    Table theta = zeros(s.K, s.K);
    for (std::size_t k = 0; k < s.K; ++k) {
      double sum = 0;
      for (std::size_t l = 0; l < s.K; ++l) {
        if (used[l]) sum += std::max(c[u][k][l] + smoothing, kFloor);
      }
      for (std::size_t l = 0; l < s.K; ++l) {
        if (!used[l]) continue;
        theta[k][l] = std::max(c[u][k][l] + smoothing, kFloor) / sum;
        m.log_likelihood += (c[u][k][l] + smoothing) * std::log(theta[k][l]);
      }
    }
    m.theta.push_back(theta);
  }
  return m;
}

Table e_step(const Setting& s, const DawidSkeneParameters& m, bool hard) {
  Table log_q = zeros(s.crowd.n_observations, s.K);
  for (ObservationId i = 0; i < s.crowd.n_observations; ++i) {
    for (std::size_t k = 0; k < s.K; ++k) {
      log_q[i][k] = std::log(std::max(m.p[k], kFloor));
      for (const Vote& vote : s.votes_on[i]) log_q[i][k] += std::log(m.theta[vote.user][k][vote.label]);
    }
  }
  Table q = s.normalised(log_q);
  if (!hard) return q;
  for (ObservationId i = 0; i < s.crowd.n_observations; ++i) {
    if (!s.takes_part[i]) continue;
    std::size_t n_ties = 0;
    const LabelId winner = s.choose(i, q[i], s.all_labels(), n_ties);
    q[i].assign(s.K, 0.0);
    q[i][winner] = 1;
  }
  return q;
}

}  // namespace

Result dawid_skene(const Crowd& crowd, const DawidSkene& options) {
  const Setting s(crowd, options.support);
  Result result;
  Table q = s.start();
  DawidSkeneParameters m = m_step(s, q, options.smoothing);
  for (bool stop = s.K <= 1; !stop && result.rounds < options.max_iterations;) {
    q = e_step(s, m, options.hard);
    m = m_step(s, q, options.smoothing);
    stop = em_stops(m.log_likelihood + entropy(q), options.tolerance, crowd.votes.size(), result);
  }
  s.finish_with_probabilities(q, result);
  report_tables(s, m.p, m.theta, q, result);
  return result;
}

// ------------------------------------------------------------------------------------------- one-coin

namespace {

Row rates(const Setting& s, const Table& q) {
  Row r(s.crowd.n_users, kNone);
  for (UserId u = 0; u < s.crowd.n_users; ++u) {
    if (s.votes_by[u].empty()) continue;
    double sum = 0;
    for (const Vote& vote : s.votes_by[u]) sum += q[vote.observation][vote.label];
    r[u] = std::clamp(sum / static_cast<double>(s.votes_by[u].size()), kFloor, 1 - kFloor);
  }
  return r;
}

double objective_of_one_coin(const Setting& s, const Table& q, const Row& p, const Row& r) {
  double sum = entropy(q);
  for (const double x : p) sum += s.N * x * std::log(std::max(x, kFloor));
  const double others = static_cast<double>(s.K) - 1;
  for (const Vote& vote : s.votes) {
    const double right = q[vote.observation][vote.label];
    sum += right * std::log(r[vote.user]) + (1 - right) * std::log((1 - r[vote.user]) / others);
  }
  return sum;
}

}  // namespace

Result one_coin(const Crowd& crowd, const OneCoin& options) {
  const Setting s(crowd, options.support);
  Result result;
  Table q = s.start();
  Row p = s.class_shares(q);
  Row r = rates(s, q);
  const double others = static_cast<double>(s.K) - 1;
  for (bool stop = s.K <= 1; !stop && result.rounds < options.max_iterations;) {
    Table log_q = zeros(crowd.n_observations, s.K);
    for (ObservationId i = 0; i < crowd.n_observations; ++i) {
      for (std::size_t k = 0; k < s.K; ++k) {
        log_q[i][k] = std::log(std::max(p[k], kFloor));
        for (const Vote& vote : s.votes_on[i]) {
          log_q[i][k] += std::log(vote.label == k ? r[vote.user] : (1 - r[vote.user]) / others);
        }
      }
    }
    q = s.normalised(log_q);
    p = s.class_shares(q);
    r = rates(s, q);
    stop = em_stops(objective_of_one_coin(s, q, p, r), options.tolerance, crowd.votes.size(), result);
  }
  s.finish_with_probabilities(q, result);
  result.skill = r;
  return result;
}

// ----------------------------------------------------------------------------------------------- ibcc

Result ibcc(const Crowd& crowd, const Ibcc& options) {
  const Setting s(crowd, options.support);
  Result result;
  Table q = s.start();
  const auto tables_of = [&](const Table& probabilities) {
    std::vector<Table> a = s.counts(probabilities);
    for (Table& table : a) table = with_prior(table, options.prior_right, options.prior_wrong);
    return a;
  };
  const auto classes_of = [&](const Table& probabilities) {
    Row a = s.class_shares(probabilities);
    for (double& x : a) x = 1 + s.N * x;
    return a;
  };
  for (bool stop = s.K <= 1; !stop && result.rounds < options.max_iterations;) {
    const std::vector<Table> a = tables_of(q);
    const Row classes = classes_of(q);
    std::vector<Table> log_theta;
    for (const Table& table : a) {
      log_theta.emplace_back();
      for (const Row& row : table) log_theta.back().push_back(expected_log(row));
    }
    Table log_q = zeros(crowd.n_observations, s.K);
    for (ObservationId i = 0; i < crowd.n_observations; ++i) {
      for (std::size_t k = 0; k < s.K; ++k) {
        log_q[i][k] = digamma(classes[k]);
        for (const Vote& vote : s.votes_on[i]) log_q[i][k] += log_theta[vote.user][k][vote.label];
      }
    }
    const Table before = q;
    q = s.normalised(log_q);
    stop = change_stops(largest_change(q, before), options.tolerance, result);
  }
  std::vector<Table> theta = tables_of(q);
  for (Table& table : theta) {
    for (Row& row : table) row = mean_of_dirichlet(row);
  }
  s.finish_with_probabilities(q, result);
  report_tables(s, mean_of_dirichlet(classes_of(q)), theta, q, result);
  return result;
}

}  // namespace crowdvote::slow
