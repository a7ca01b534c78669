/// Weighted votes and averages: zero-based-skill, gold-mv, wds, bwa, crowdlab, pool.

#include "strategies/slow_crowd.hpp"

#include <algorithm>
#include <map>

namespace crowdvote::slow {

Result zero_based_skill(const Crowd& crowd, int n_rounds) {
  constexpr int kRoundsToHalve = 20;
  const Setting s(crowd);
  Result result;
  Row skill(crowd.n_users, 1.0 / static_cast<double>(s.K) + 1e-5);
  const auto weight_of = [&](const Vote& vote) { return skill[vote.user]; };
  double rate = 1;
  for (int t = 1; t <= n_rounds && s.K > 1; ++t) {
    if (t % kRoundsToHalve == 0) rate /= 2;
    std::vector<LabelId> y(crowd.n_observations, kNoLabel);
    std::size_t n_ties = 0;
    for (ObservationId i = 0; i < crowd.n_observations; ++i) {
      if (!s.votes_on[i].empty()) y[i] = s.weighted_vote(i, weight_of, n_ties);
    }
    for (UserId u = 0; u < crowd.n_users; ++u) {
      if (s.votes_by[u].empty()) continue;
      double n_equal = 0;
      for (const Vote& vote : s.votes_by[u]) n_equal += vote.label == y[vote.observation] ? 1 : 0;
      skill[u] += rate * (n_equal / static_cast<double>(s.votes_by[u].size()) - skill[u]);
    }
    ++result.rounds;
  }
  s.finish_with_weights(weight_of, false, result);
  for (UserId u = 0; u < crowd.n_users; ++u) {
    if (s.votes_by[u].empty()) skill[u] = kNone;
  }
  result.skill = result.weight = skill;
  return result;
}

Result gold_mv(const Crowd& crowd, double default_weight) {
  const Setting s(crowd);
  Result result;
  result.weight.assign(crowd.n_users, kNone);
  for (UserId u = 0; u < crowd.n_users; ++u) {
    if (s.votes_by[u].empty()) continue;
    double n_right = 0;
    double n_on_gold = 0;
    for (const Vote& vote : s.votes_by[u]) {
      if (s.gold[vote.observation] == kNoLabel) continue;
      ++n_on_gold;
      n_right += s.gold[vote.observation] == vote.label ? 1 : 0;
    }
    result.weight[u] = n_on_gold > 0 ? n_right / n_on_gold : default_weight;
  }
  result.skill = result.weight;
  const Row weight = result.weight;
  s.finish_with_weights([&](const Vote& vote) { return weight[vote.user]; }, true, result);
  return result;
}

Result wds(const Crowd& crowd, const DawidSkene& options) {
  const Setting s(crowd, options.support);
  Result result = dawid_skene(crowd, options);
  const std::vector<Table> theta = result.theta;
  const auto weight_of = [&](const Vote& vote) {
    const LabelId label = s.label_of[vote.label];
    return theta[vote.user][label][label];
  };
  s.finish_with_weights(weight_of, true, result);
  return result;
}

// ------------------------------------------------------------------------------------------------ bwa

namespace {

/// z of one label; counts the rounds.
Row probability_of_label(const Setting& s, LabelId k, int& rounds, bool& has_converged) {
  constexpr double kVariancePrior = 15;
  constexpr int kMaxRounds = 500;
  const std::size_t n = s.crowd.n_observations;
  const auto x = [k](const Vote& vote) { return vote.label == k ? 1.0 : 0.0; };

  Row z(n, 0.0);
  double n_voted = 0;
  double disagreement = 0;
  for (ObservationId i = 0; i < n; ++i) {
    if (s.votes_on[i].empty()) continue;
    const auto n_votes = static_cast<double>(s.votes_on[i].size());
    for (const Vote& vote : s.votes_on[i]) z[i] += x(vote) / n_votes;
    disagreement += n_votes * z[i] * (1 - z[i]);
    ++n_voted;
  }
  const double share = disagreement / static_cast<double>(s.votes.size());
  const double b = std::max(kVariancePrior * 4 * (1 - 1.0 / static_cast<double>(s.K)) * share, 1e-9);

  has_converged = false;
  for (rounds = 0; !has_converged && rounds < kMaxRounds; ++rounds) {
    double mu = 0;
    for (const double each : z) mu += each / n_voted;
    Row v(s.crowd.n_users, 0.0);
    for (UserId u = 0; u < v.size(); ++u) {
      double squares = 0;
      for (const Vote& vote : s.votes_by[u]) squares += std::pow(z[vote.observation] - x(vote), 2);
      v[u] = (kVariancePrior + static_cast<double>(s.votes_by[u].size())) / (b + squares);
    }
    has_converged = true;
    for (ObservationId i = 0; i < n; ++i) {
      if (s.votes_on[i].empty()) continue;
      double sum = mu;
      double weight = 1;
      for (const Vote& vote : s.votes_on[i]) {
        sum += v[vote.user] * x(vote);
        weight += v[vote.user];
      }
      if (std::abs(sum / weight - z[i]) > 1e-8 + 1e-3 * std::abs(sum / weight)) has_converged = false;
      z[i] = sum / weight;
    }
  }
  return z;
}

}  // namespace

Result bwa(const Crowd& crowd) {
  const Setting s(crowd);
  Result result;
  Table q = s.shares();
  if (s.K > 1) {
    result.converged = true;
    for (LabelId k = 0; k < s.K; ++k) {
      int rounds = 0;
      bool has_converged = false;
      const Row z = probability_of_label(s, k, rounds, has_converged);
      for (ObservationId i = 0; i < crowd.n_observations; ++i) q[i][k] = z[i];
      result.rounds = std::max(result.rounds, rounds);
      result.converged = *result.converged && has_converged;
    }
  }
  for (Row& row : q) {
    double sum = 0;
    for (const double x : row) sum += x;
    for (double& x : row) x /= sum > 0 ? sum : 1;
  }
  s.finish_with_probabilities(q, result);
  return result;
}

// ------------------------------------------------------------------------------------------- crowdlab

namespace {

/// The AI's probabilities: labels without a score share the remainder to 1.
Table ai_probabilities(const Setting& s) {
  Table p = zeros(s.crowd.n_observations, s.K);
  for (ObservationId i = 0; i < s.crowd.n_observations; ++i) {
    double sum = 0;
    double n_without = 0;
    for (std::size_t k = 0; k < s.K; ++k) {
      const double score = s.crowd.ai_scores[i][s.label_of[k]];
      if (std::isnan(score)) {
        ++n_without;
      } else {
        sum += score;
      }
    }
    for (std::size_t k = 0; k < s.K; ++k) {
      const double score = s.crowd.ai_scores[i][s.label_of[k]];
      if (n_without > 0) {
        p[i][k] = std::isnan(score) ? std::max(0.0, 1 - sum) / n_without : score;
      } else {
        p[i][k] = score / sum;
      }
    }
  }
  return p;
}

/// The label with the most votes; of several, the one that the AI considers most likely, then the tie rule.
LabelId majority(const Setting& s, ObservationId i, const Row& p) {
  std::map<LabelId, int> n_votes;
  int top = 0;
  for (const Vote& vote : s.votes_on[i]) top = std::max(top, ++n_votes[vote.label]);
  std::vector<LabelId> leaders;
  for (const auto& [label, n] : n_votes) {
    if (n == top) leaders.push_back(label);
  }
  std::size_t n_ties = 0;
  return s.choose(i, p, leaders, n_ties);
}

}  // namespace

Result crowdlab(const Crowd& crowd) {
  constexpr double kLeast = 1e-6;
  const Setting s(crowd, Support::all, true);
  const Table p = ai_probabilities(s);
  std::vector<LabelId> c(crowd.n_observations, kNoLabel);
  std::map<LabelId, double> n_with_consensus;
  double n_multiple = 0;
  double n_voted = 0;
  double share_equal = 0;
  for (ObservationId i = 0; i < crowd.n_observations; ++i) {
    if (s.votes_on[i].empty()) continue;
    c[i] = majority(s, i, p[i]);
    ++n_voted;
    if (s.votes_on[i].size() < 2) continue;
    ++n_multiple;
    ++n_with_consensus[c[i]];
    for (const Vote& vote : s.votes_on[i]) {
      share_equal += (vote.label == c[i] ? 1.0 : 0.0) / static_cast<double>(s.votes_on[i].size());
    }
  }
  double n_commonest = 0;
  for (const auto& [label, n] : n_with_consensus) n_commonest = std::max(n_commonest, n);
  const double P = share_equal / n_multiple;
  const double e = std::max((n_multiple - n_commonest) / n_multiple, kLeast);

  Result result;
  result.skill.assign(crowd.n_users, kNone);
  double sum_of_skills = 0;
  double n_with_pairs = 0;
  for (UserId u = 0; u < crowd.n_users; ++u) {
    double n_pairs = 0;
    double n_agree = 0;
    for (const Vote& own : s.votes_by[u]) {
      for (const Vote& other : s.votes_on[own.observation]) {
        if (other.user == u) continue;
        ++n_pairs;
        n_agree += other.label == own.label ? 1 : 0;
      }
    }
    if (n_pairs == 0) continue;
    result.skill[u] = n_agree / n_pairs;
    sum_of_skills += result.skill[u];
    ++n_with_pairs;
  }
  result.weight.assign(crowd.n_users, kNone);
  for (UserId u = 0; u < crowd.n_users; ++u) {
    if (s.votes_by[u].empty()) continue;
    if (std::isnan(result.skill[u])) result.skill[u] = sum_of_skills / n_with_pairs;
    result.weight[u] = std::max(1 - (1 - result.skill[u]) / e, kLeast);
  }
  double n_ai_wrong = 0;
  for (ObservationId i = 0; i < crowd.n_observations; ++i) {
    std::size_t n_ties = 0;
    if (s.votes_on[i].size() > 1 && s.choose(i, p[i], s.all_labels(), n_ties) != c[i]) ++n_ai_wrong;
  }
  const double votes_of_observation = static_cast<double>(crowd.votes.size()) / n_voted;
  const double weight_of_ai =
      std::max(1 - n_ai_wrong / n_multiple / e, kLeast) * std::sqrt(votes_of_observation);

  Table q = s.shares();
  for (ObservationId i = 0; i < crowd.n_observations && s.K > 1; ++i) {
    if (s.votes_on[i].empty()) continue;
    for (std::size_t k = 0; k < s.K; ++k) {
      double sum = weight_of_ai * p[i][k];
      double total = weight_of_ai;
      for (const Vote& vote : s.votes_on[i]) {
        const double w = result.weight[vote.user];
        sum += w * (vote.label == k ? P : (1 - P) / (static_cast<double>(s.K) - 1));
        total += w;
      }
      q[i][k] = sum / total;
    }
  }
  s.finish_with_probabilities(q, result);
  return result;
}

// ----------------------------------------------------------------------------------------------- pool

Result pool(const Crowd& crowd, const std::vector<Result>& results) {
  const Setting s(crowd);
  Table q = zeros(crowd.n_observations, s.K);
  for (const Result& each : results) {
    for (ObservationId i = 0; i < crowd.n_observations; ++i) {
      for (std::size_t k = 0; k < s.K; ++k)
        q[i][k] += each.q[i][s.label_of[k]] / static_cast<double>(results.size());
    }
  }
  Result result;
  s.finish_with_probabilities(q, result);
  return result;
}

}  // namespace crowdvote::slow
