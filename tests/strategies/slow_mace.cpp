#include "strategies/slow_crowd.hpp"
#include "strategies/special_functions.hpp"

namespace crowdvote::slow {

namespace {

struct Habits {
  Row sigma;  ///< by user: weight of a vote from habit
  Row kappa;  ///< of a knowing one
  Table xi;   ///< user x label
};

struct KnowingCounts {
  Row a;  ///< by user: 0.5 + expected votes from habit
  Row b;  ///< 0.5 + expected knowing votes
};

Habits neutral_start(const Setting& s) {
  const std::size_t n = s.crowd.n_users;
  return {Row(n, 0.5), Row(n, 0.5), Table(n, Row(s.K, 1.0 / static_cast<double>(s.K)))};
}

Habits random_habits(const Setting& s, int restart) {
  Habits h = neutral_start(s);
  for (UserId u = 0; u < s.crowd.n_users; ++u) {
    CounterRandom random(s.crowd.seed, restart, s.user_key(u));
    const double sigma = 1 + 1.5 * random.uniform();
    const double kappa = 1 + 1.5 * random.uniform();
    h.sigma[u] = sigma / (sigma + kappa);
    h.kappa[u] = kappa / (sigma + kappa);
    double sum = 0;
    for (std::size_t k = 0; k < s.K; ++k) {
      CounterRandom of_label(s.crowd.seed, restart, s.user_key(u), s.label_key(k));
      sum += h.xi[u][k] = 1 + 1.5 * of_label.uniform();
    }
    for (double& x : h.xi[u]) x /= sum;
  }
  return h;
}

/// q of the E step, and ln sum_i (1/K) sum_k product.
Table e_step(const Setting& s, const Habits& h, double& log_likelihood) {
  Table log_q = zeros(s.crowd.n_observations, s.K);
  log_likelihood = 0;
  for (ObservationId i = 0; i < s.crowd.n_observations; ++i) {
    if (!s.takes_part[i]) continue;
    for (std::size_t k = 0; k < s.K; ++k) {
      for (const Vote& v : s.votes_on[i]) {
        log_q[i][k] +=
            std::log(h.sigma[v.user] * h.xi[v.user][v.label] + (v.label == k ? h.kappa[v.user] : 0));
      }
    }
    double top = -std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < s.K; ++k) {
      if (s.allowed[i][k]) top = std::max(top, log_q[i][k]);
    }
    double sum = 0;
    for (std::size_t k = 0; k < s.K; ++k) {
      if (s.allowed[i][k]) sum += std::exp(log_q[i][k] - top);
    }
    const double of_labels = s.gold[i] == kNoLabel ? top + std::log(sum) : log_q[i][s.gold[i]];
    log_likelihood += of_labels - std::log(static_cast<double>(s.K));
  }
  return s.normalised(log_q);
}

/// The probability that vote v was a knowing one.
double know(const Habits& h, const Table& q, const Vote& v) {
  const double from_habit = h.sigma[v.user] * h.xi[v.user][v.label];
  return q[v.observation][v.label] * h.kappa[v.user] / (from_habit + h.kappa[v.user]);
}

KnowingCounts knowing_counts(const Setting& s, const Habits& h, const Table& q) {
  KnowingCounts n{Row(s.crowd.n_users, 0.5), Row(s.crowd.n_users, 0.5)};
  for (const Vote& v : s.votes) {
    n.a[v.user] += 1 - know(h, q, v);
    n.b[v.user] += know(h, q, v);
  }
  return n;
}

Habits m_step(const Setting& s, const Habits& before, const Table& q) {
  const KnowingCounts n = knowing_counts(s, before, q);
  Habits h = before;
  for (UserId u = 0; u < s.crowd.n_users; ++u) {
    h.sigma[u] = std::exp(digamma(n.a[u]) - digamma(n.a[u] + n.b[u]));
    h.kappa[u] = std::exp(digamma(n.b[u]) - digamma(n.a[u] + n.b[u]));
    Row habit(s.K, 10.0);
    for (const Vote& v : s.votes_by[u]) habit[v.label] += 1 - know(before, q, v);
    double total = 0;
    for (const double x : habit) total += x;
    for (std::size_t k = 0; k < s.K; ++k) h.xi[u][k] = std::exp(digamma(habit[k]) - digamma(total));
  }
  return h;
}

}  // namespace

Result mace(const Crowd& crowd, const Mace& options) {
  const Setting s(crowd, options.support);
  Result best;
  Table best_q;
  for (int restart = 0; restart <= options.restarts; ++restart) {
    Result result;
    Habits h = restart == 0 ? neutral_start(s) : random_habits(s, restart);
    Table q = e_step(s, h, result.bound);
    for (bool stop = s.K <= 1; !stop && result.rounds < options.max_iterations;) {
      h = m_step(s, h, q);
      const Table before = q;
      q = e_step(s, h, result.bound);
      stop = change_stops(largest_change(q, before), options.tolerance, result);
      result.progress.back() = result.bound;
    }
    if (restart > 0 && result.bound <= best.bound) continue;
    const KnowingCounts n = knowing_counts(s, h, q);
    best = result;
    best_q = q;
    best.skill.assign(crowd.n_users, kNone);
    for (UserId u = 0; u < crowd.n_users; ++u) {
      if (!s.votes_by[u].empty()) best.skill[u] = n.b[u] / (n.a[u] + n.b[u]);
    }
  }
  s.finish_with_probabilities(best_q, best);
  return best;
}

}  // namespace crowdvote::slow
