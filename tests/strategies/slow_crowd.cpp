#include "strategies/slow_crowd.hpp"

#include "strategies/special_functions.hpp"

#include <algorithm>
#include <set>

namespace crowdvote::slow {

namespace {

std::uint64_t key_of(const std::vector<std::uint64_t>& hashes, std::uint32_t id) {
  return hashes.empty() ? mix_bits(id) : hashes[id];
}

}  // namespace

Table zeros(std::size_t n_rows, std::size_t n_columns) { return Table(n_rows, Row(n_columns, 0.0)); }

Setting::Setting(const Crowd& given, Support support, bool labels_of_ai) : crowd(given) {
  std::set<LabelId> in_use;
  for (const Vote& vote : crowd.votes) in_use.insert(vote.label);
  for (const LabelId label : crowd.gold) {
    if (label != kNoLabel) in_use.insert(label);
  }
  for (ObservationId i = 0; labels_of_ai && i < crowd.n_observations; ++i) {
    for (LabelId label = 0; label < crowd.n_labels; ++label) {
      if (!std::isnan(crowd.ai_scores[i][label])) in_use.insert(label);
    }
  }
  label_of.assign(in_use.begin(), in_use.end());
  K = label_of.size();
  const auto number_of = [&](LabelId label) {
    return static_cast<LabelId>(std::distance(in_use.begin(), in_use.find(label)));
  };

  votes_on.resize(crowd.n_observations);
  votes_by.resize(crowd.n_users);
  for (const Vote& vote : crowd.votes) {
    const Vote renumbered{vote.observation, vote.user, number_of(vote.label)};
    votes.push_back(renumbered);
    votes_on[vote.observation].push_back(renumbered);
    votes_by[vote.user].push_back(renumbered);
  }
  gold.assign(crowd.n_observations, kNoLabel);
  for (ObservationId i = 0; i < crowd.gold.size(); ++i) {
    if (crowd.gold[i] != kNoLabel) gold[i] = number_of(crowd.gold[i]);
  }
  allowed.assign(crowd.n_observations, std::vector<bool>(K, support == Support::all));
  takes_part.assign(crowd.n_observations, false);
  for (ObservationId i = 0; i < crowd.n_observations; ++i) {
    for (const Vote& vote : votes_on[i]) allowed[i][vote.label] = true;
    if (gold[i] != kNoLabel) allowed[i][gold[i]] = true;
    takes_part[i] = !votes_on[i].empty() || gold[i] != kNoLabel;
    N += takes_part[i] ? 1 : 0;
  }
}

std::uint64_t Setting::observation_key(ObservationId i) const { return key_of(crowd.observation_hash, i); }
std::uint64_t Setting::user_key(UserId u) const { return key_of(crowd.user_hash, u); }
std::uint64_t Setting::label_key(std::size_t k) const { return key_of(crowd.label_hash, label_of[k]); }

Table Setting::shares() const {
  Table q = zeros(crowd.n_observations, K);
  for (const Vote& vote : votes) {
    q[vote.observation][vote.label] += 1.0 / static_cast<double>(votes_on[vote.observation].size());
  }
  return q;
}

Table Setting::start() const {
  Table q = shares();
  for (ObservationId i = 0; i < q.size(); ++i) {
    if (gold[i] == kNoLabel) continue;
    q[i].assign(K, 0.0);
    q[i][gold[i]] = 1;
  }
  return q;
}

Table Setting::normalised(const Table& log_q) const {
  Table q = zeros(crowd.n_observations, K);
  for (ObservationId i = 0; i < q.size(); ++i) {
    if (!takes_part[i]) continue;
    if (gold[i] != kNoLabel) {
      q[i][gold[i]] = 1;
      continue;
    }
    double top = -std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < K; ++k) {
      if (allowed[i][k]) top = std::max(top, log_q[i][k]);
    }
    double sum = 0;
    for (std::size_t k = 0; k < K; ++k) {
      if (allowed[i][k]) sum += q[i][k] = std::exp(log_q[i][k] - top);
    }
    for (double& x : q[i]) x /= sum;
  }
  return q;
}

Row Setting::class_shares(const Table& q) const {
  Row p(K, 0.0);
  for (const Row& row : q) {
    for (std::size_t k = 0; k < K; ++k) p[k] += row[k];
  }
  for (double& x : p) x /= N;
  return p;
}

std::vector<Table> Setting::counts(const Table& q) const {
  std::vector<Table> c(crowd.n_users, zeros(K, K));
  for (const Vote& vote : votes) {
    for (std::size_t k = 0; k < K; ++k) c[vote.user][k][vote.label] += q[vote.observation][k];
  }
  return c;
}

std::vector<LabelId> Setting::all_labels() const {
  std::vector<LabelId> all;
  for (LabelId k = 0; k < K; ++k) all.push_back(k);
  return all;
}

LabelId Setting::choose(ObservationId i, const Row& weight, const std::vector<LabelId>& candidates,
                        std::size_t& n_ties) const {
  double top = -std::numeric_limits<double>::infinity();
  for (const LabelId k : candidates) top = std::max(top, weight[k]);
  std::vector<LabelId> tied;
  for (const LabelId k : candidates) {
    if (weight[k] >= top - 1e-9 * std::max(1.0, top)) tied.push_back(k);
  }
  if (tied.size() > 1) ++n_ties;
  return tied[crowd.ties_at_random ? crowd.tie_hash[i] % tied.size() : 0];
}

void Setting::finish_with_probabilities(const Table& q, Result& result) const {
  result.label.assign(crowd.n_observations, kNoLabel);
  result.q = zeros(crowd.n_observations, crowd.n_labels);
  result.conf.assign(crowd.n_observations, 0.0);
  result.n_ties = 0;
  for (ObservationId i = 0; i < crowd.n_observations; ++i) {
    if (!takes_part[i]) continue;
    const LabelId winner = choose(i, q[i], all_labels(), result.n_ties);
    result.label[i] = label_of[winner];
    result.conf[i] = q[i][winner];
    for (std::size_t k = 0; k < K; ++k) result.q[i][label_of[k]] = q[i][k];
  }
  result.acc = result.conf;
  fill_agreement(result);
}

Row Setting::conf_of_labels(ObservationId i, const std::function<double(const Vote&)>& weight_of) const {
  Row conf(K, 0.0);
  for (const Vote& vote : votes_on[i]) conf[vote.label] += weight_of(vote);
  return conf;
}

LabelId Setting::weighted_vote(ObservationId i, const std::function<double(const Vote&)>& weight_of,
                               std::size_t& n_ties) const {
  std::set<LabelId> voted;
  for (const Vote& vote : votes_on[i]) voted.insert(vote.label);
  Row conf = conf_of_labels(i, weight_of);
  double total = 0;
  for (const double x : conf) total += x;
  if (total <= 0) conf = conf_of_labels(i, [](const Vote&) { return 1.0; });  // if no label has any weight
  return choose(i, conf, {voted.begin(), voted.end()}, n_ties);
}

void Setting::finish_with_weights(const std::function<double(const Vote&)>& weight_of, bool clamp,
                                  Result& result) const {
  result.label.assign(crowd.n_observations, kNoLabel);
  result.q = zeros(crowd.n_observations, crowd.n_labels);
  result.conf.assign(crowd.n_observations, 0.0);
  result.acc.assign(crowd.n_observations, 0.0);
  result.n_ties = 0;
  const Table share = shares();
  for (ObservationId i = 0; i < crowd.n_observations; ++i) {
    if (!takes_part[i]) continue;
    if (clamp && gold[i] != kNoLabel) {
      result.label[i] = label_of[gold[i]];
      result.q[i][result.label[i]] = result.conf[i] = result.acc[i] = 1;
      continue;
    }
    const Row conf = conf_of_labels(i, weight_of);
    double total = 0;
    for (const double x : conf) total += x;
    const LabelId winner = weighted_vote(i, weight_of, result.n_ties);
    result.label[i] = label_of[winner];
    for (std::size_t k = 0; k < K; ++k) {
      result.q[i][label_of[k]] = total > 0 ? conf[k] / total : share[i][k];
    }
    result.conf[i] = conf[winner];
    result.acc[i] = result.q[i][label_of[winner]];
  }
  fill_agreement(result);
}

void Setting::fill_agreement(Result& result) const {
  result.agreement.assign(crowd.n_users, kNone);
  for (UserId u = 0; u < crowd.n_users; ++u) {
    if (votes_by[u].empty()) continue;
    double n_equal = 0;
    for (const Vote& vote : votes_by[u]) {
      n_equal += result.label[vote.observation] == label_of[vote.label] ? 1 : 0;
    }
    result.agreement[u] = n_equal / static_cast<double>(votes_by[u].size());
  }
}

Table Setting::spread(const Table& truth_by_label) const {
  Table wide = zeros(crowd.n_labels, crowd.n_labels);
  for (std::size_t k = 0; k < K; ++k) {
    for (std::size_t l = 0; l < K; ++l) wide[label_of[k]][label_of[l]] = truth_by_label[k][l];
  }
  return wide;
}

double entropy(const Table& q) {
  double sum = 0;
  for (const Row& row : q) {
    for (const double x : row) {
      if (x > 0) sum -= x * std::log(x);
    }
  }
  return sum;
}

double largest_change(const Table& a, const Table& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t k = 0; k < a[i].size(); ++k) largest = std::max(largest, std::abs(a[i][k] - b[i][k]));
  }
  return largest;
}

Row expected_log(const Row& a) {
  double total = 0;
  for (const double x : a) total += x;
  Row result;
  for (const double x : a) result.push_back(digamma(x) - digamma(total));
  return result;
}

Row mean_of_dirichlet(const Row& a) {
  double total = 0;
  for (const double x : a) total += x;
  Row result;
  for (const double x : a) result.push_back(x / total);
  return result;
}

void report_tables(const Setting& s, const Row& p, const std::vector<Table>& theta, const Table& q,
                   Result& result) {
  const std::vector<Table> c = s.counts(q);
  result.skill.assign(s.crowd.n_users, kNone);
  for (UserId u = 0; u < s.crowd.n_users; ++u) {
    result.theta.push_back(s.spread(theta[u]));
    result.count.push_back(s.spread(c[u]));
    if (s.votes_by[u].empty()) continue;
    result.skill[u] = 0;
    for (std::size_t k = 0; k < s.K; ++k) result.skill[u] += p[k] * theta[u][k][k];
  }
}

bool em_stops(double objective, double tolerance, std::size_t n_votes, Result& result) {
  ++result.rounds;
  result.progress.push_back(objective);
  if (tolerance <= 0) return false;
  result.converged = false;
  if (result.rounds == 1) return false;
  const double gain = objective - result.progress[result.progress.size() - 2];
  result.converged = gain / static_cast<double>(n_votes) < tolerance;
  return *result.converged;
}

bool change_stops(double change, double tolerance, Result& result) {
  ++result.rounds;
  result.progress.push_back(change);
  if (tolerance <= 0) return false;
  result.converged = change < tolerance;
  return *result.converged;
}

}  // namespace crowdvote::slow
