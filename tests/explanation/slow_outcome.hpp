#pragma once

/// A slow implementation of decisions, for tests of explanations.

#include <crowdvote/consensus.hpp>
#include <crowdvote/outcome.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace crowdvote {

/// A vote with its weight.
struct WeighedVote {
  LabelId label;
  double weight;
  bool is_of_user = true;
};

inline bool slow_passes(double x, double threshold, bool inclusive) {
  return inclusive ? x >= threshold - 1e-9 : x > threshold + 1e-9;
}

inline Outcome slow_outcome(const std::vector<WeighedVote>& votes, const OutcomeRule& rule) {
  if (votes.empty()) return {};
  std::map<LabelId, double> weight;
  double total = 0;
  std::size_t n_of_users = 0;
  for (const WeighedVote& vote : votes) {
    weight[vote.label] += vote.weight;
    total += vote.weight;
    n_of_users += vote.is_of_user ? 1U : 0U;
  }
  double top = 0;
  for (const auto& [label, sum] : weight) top = std::max(top, sum);
  std::vector<LabelId> tied;  // by label, which is the rank here
  for (const auto& [label, sum] : weight) {
    if (sum >= top - 1e-9 * std::max(1.0, top)) tied.push_back(label);
  }
  const bool is_random = rule.tie_break.rule == TieRule::random;
  const LabelId leader = is_random ? tied[rule.tie_break.hash % tied.size()] : tied.front();
  if (rule.ai_label != kNoLabel && rule.ai_label != leader) total += rule.objection;
  const double conf = weight[leader];
  const double acc = total > 0 ? conf / total : 0;
  const bool holds = slow_passes(conf, rule.validity.theta_conf, rule.validity.inclusive) &&
                     slow_passes(acc, rule.validity.theta_acc, rule.validity.inclusive) &&
                     n_of_users >= rule.validity.min_votes;
  const bool is_open = rule.tie_break.rule == TieRule::undefined && tied.size() > 1;
  const bool is_undefined = is_open || (rule.undefined_unless_valid && !holds);
  return {.label = is_undefined ? kNoLabel : leader,
          .leader = leader,
          .conf = conf,
          .acc = acc,
          .valid = holds && !is_undefined,
          .is_tied = tied.size() > 1};
}

inline bool are_alike(const Outcome& a, const Outcome& b) { return a.label == b.label && a.valid == b.valid; }

}  // namespace crowdvote
