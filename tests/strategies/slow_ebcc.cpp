#include "strategies/slow_crowd.hpp"
#include "strategies/special_functions.hpp"

#include <algorithm>

namespace crowdvote::slow {

namespace {

constexpr std::size_t kSubtypes = 10;

/// [observation][label][subtype]
using SubtypeProbabilities = std::vector<Table>;

struct EbccParameters {
  Table eta;                           ///< of pi: [label][subtype]
  Row nu;                              ///< of tau
  std::vector<std::vector<Table>> mu;  ///< of theta: [user][label][subtype][voted label]
};

Table labels_of(const SubtypeProbabilities& zg) {
  Table q;
  for (const Table& of_observation : zg) {
    q.emplace_back();
    for (const Row& subtypes : of_observation) {
      double sum = 0;
      for (const double x : subtypes) sum += x;
      q.back().push_back(sum);
    }
  }
  return q;
}

SubtypeProbabilities random_start(const Setting& s, int restart) {
  const Table q = s.start();
  SubtypeProbabilities zg(s.crowd.n_observations, zeros(s.K, kSubtypes));
  for (ObservationId i = 0; i < s.crowd.n_observations; ++i) {
    for (std::size_t k = 0; k < s.K; ++k) {
      double sum = 0;
      for (std::size_t m = 0; m < kSubtypes; ++m) {
        CounterRandom random(s.crowd.seed, restart, s.observation_key(i), s.label_key(k), m);
        sum += zg[i][k][m] = -std::log(1 - random.uniform());
      }
      for (double& x : zg[i][k]) x *= q[i][k] / sum;
    }
  }
  return zg;
}

EbccParameters m_step(const Setting& s, const SubtypeProbabilities& zg, const Row& class_prior) {
  EbccParameters m{zeros(s.K, kSubtypes), class_prior, {}};
  for (const Table& of_observation : zg) {
    for (std::size_t k = 0; k < s.K; ++k) {
      for (std::size_t g = 0; g < kSubtypes; ++g) {
        m.eta[k][g] += of_observation[k][g];
        m.nu[k] += of_observation[k][g];
      }
    }
  }
  for (Row& row : m.eta) {
    for (double& x : row) x += 0.1 / static_cast<double>(kSubtypes);
  }
  m.mu.assign(s.crowd.n_users, std::vector<Table>(s.K, Table(kSubtypes, Row(s.K, 1.0))));
  for (std::vector<Table>& of_user : m.mu) {
    for (std::size_t k = 0; k < s.K; ++k) {
      for (std::size_t g = 0; g < kSubtypes; ++g) of_user[k][g][k] = 4;
    }
  }
  for (const Vote& vote : s.votes) {
    for (std::size_t k = 0; k < s.K; ++k) {
      for (std::size_t g = 0; g < kSubtypes; ++g)
        m.mu[vote.user][k][g][vote.label] += zg[vote.observation][k][g];
    }
  }
  return m;
}

SubtypeProbabilities e_step(const Setting& s, const EbccParameters& m) {
  const Row log_tau = expected_log(m.nu);
  Table log_pi;
  for (const Row& row : m.eta) log_pi.push_back(expected_log(row));
  std::vector<std::vector<Table>> log_theta = m.mu;
  for (std::vector<Table>& of_user : log_theta) {
    for (Table& of_label : of_user) {
      for (Row& row : of_label) row = expected_log(row);
    }
  }
  SubtypeProbabilities zg(s.crowd.n_observations, zeros(s.K, kSubtypes));
  for (ObservationId i = 0; i < s.crowd.n_observations; ++i) {
    if (!s.takes_part[i]) continue;
    double top = -std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < s.K; ++k) {
      for (std::size_t g = 0; g < kSubtypes; ++g) {
        double& x = zg[i][k][g] = log_tau[k] + log_pi[k][g];
        for (const Vote& vote : s.votes_on[i]) x += log_theta[vote.user][k][g][vote.label];
        if (s.gold[i] == kNoLabel || s.gold[i] == k) top = std::max(top, x);
      }
    }
    double sum = 0;
    for (std::size_t k = 0; k < s.K; ++k) {
      for (double& x : zg[i][k]) sum += x = s.gold[i] == kNoLabel || s.gold[i] == k ? std::exp(x - top) : 0.0;
    }
    for (Row& row : zg[i]) {
      for (double& x : row) x /= sum;
    }
  }
  return zg;
}

double entropy_of_dirichlet(const Row& a) {
  double total = 0;
  double sum = 0;
  for (const double x : a) {
    total += x;
    sum += log_gamma(x) - (x - 1) * digamma(x);
  }
  return sum - log_gamma(total) + (total - static_cast<double>(a.size())) * digamma(total);
}

double dot(const Row& a, const Row& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// (a - 1) E ln x, summed, with the entropy of x.
double bound_of_dirichlet(const Row& a) {
  Row less_one = a;
  for (double& x : less_one) x -= 1;
  return dot(less_one, expected_log(a)) + entropy_of_dirichlet(a);
}

double elbo(const EbccParameters& m, const SubtypeProbabilities& zg) {
  double sum = bound_of_dirichlet(m.nu);
  for (const Row& row : m.eta) sum += bound_of_dirichlet(row);
  for (const std::vector<Table>& of_user : m.mu) {
    for (const Table& of_label : of_user) {
      for (const Row& row : of_label) sum += bound_of_dirichlet(row);
    }
  }
  for (const Table& of_observation : zg) sum += entropy(of_observation);
  return sum;
}

/// The mean of theta over the subtypes, weighed by pi.
std::vector<Table> mean_tables(const Setting& s, const EbccParameters& m) {
  std::vector<Table> theta(s.crowd.n_users, zeros(s.K, s.K));
  for (UserId u = 0; u < s.crowd.n_users; ++u) {
    for (std::size_t k = 0; k < s.K; ++k) {
      const Row pi = mean_of_dirichlet(m.eta[k]);
      for (std::size_t g = 0; g < kSubtypes; ++g) {
        const Row mean = mean_of_dirichlet(m.mu[u][k][g]);
        for (std::size_t l = 0; l < s.K; ++l) theta[u][k][l] += pi[g] * mean[l];
      }
    }
  }
  return theta;
}

}  // namespace

Result ebcc(const Crowd& crowd, const Ebcc& options) {
  const Setting s(crowd);
  Row class_prior(s.K, 1.0);
  if (!options.uniform_class_prior) {
    class_prior.assign(s.K, 0.0);
    for (const Row& row : s.shares()) {
      for (std::size_t k = 0; k < s.K; ++k) class_prior[k] += row[k];
    }
  }
  Result best;
  SubtypeProbabilities best_zg = random_start(s, 0);
  for (int restart = 0; restart < options.restarts && s.K > 1; ++restart) {
    Result result;
    SubtypeProbabilities zg = random_start(s, restart);
    EbccParameters m;
    for (bool stop = false; !stop && result.rounds < options.max_iterations;) {
      const Table before = labels_of(zg);
      m = m_step(s, zg, class_prior);
      zg = e_step(s, m);
      stop = change_stops(largest_change(labels_of(zg), before), options.tolerance, result);
    }
    result.bound = elbo(m, zg);
    if (restart > 0 && result.bound <= best.bound) continue;
    best = result;
    best_zg = zg;
  }
  const EbccParameters m = m_step(s, best_zg, class_prior);
  const Table q = labels_of(best_zg);
  s.finish_with_probabilities(q, best);
  report_tables(s, mean_of_dirichlet(m.nu), mean_tables(s, m), q, best);
  return best;
}

}  // namespace crowdvote::slow
