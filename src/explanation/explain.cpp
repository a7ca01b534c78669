#include "explanation/fixed_model.hpp"
#include "explanation/removal.hpp"
#include <crowdvote/explain.hpp>

#include <algorithm>
#include <cmath>

namespace crowdvote {

namespace {

void list_votes(const AggregationInput& input, const Ballots& ballots, const Consensus& consensus,
                Explanation& card) {
  const ObservationId i = card.observation;
  const bool has_weights = consensus.decided_by == DecidedBy::votes;
  const auto weight_of = [&](double weight) { return has_weights ? std::optional(weight) : std::nullopt; };
  const UserId author = input.author_of_observation.empty() ? kNoUser : input.author_of_observation[i];
  const auto users = input.votes.users_of(i);
  const auto labels = input.votes.labels_of(i);
  for (std::size_t v = 0; v < users.size(); ++v) {
    card.votes.push_back({.user = users[v],
                          .label = labels[v],
                          .weight = weight_of(ballots.weight_of(users[v])),
                          .is_author = users[v] == author});
  }
  if (const LabelId ai = ballots.ai().vote_on(i); ai != kNoLabel) {
    card.votes.push_back({.label = ai, .weight = weight_of(ballots.ai().weight())});
  }
}

void list_labels(const AggregationInput& input, const Ballot<double>& ballot, Explanation& card) {
  for (const auto& candidate : ballot.candidates()) {
    const auto n_votes = std::count_if(card.votes.begin(), card.votes.end(), [&](const ExplainedVote& vote) {
      return vote.label == candidate.label;
    });
    card.labels.push_back(
        {.label = candidate.label,
         .conf = candidate.weight,
         .acc = share_of(candidate.weight, ballot.total() + card.rule.objection_to(candidate.label)),
         .n_votes = static_cast<std::size_t>(n_votes)});
  }
  std::sort(card.labels.begin(), card.labels.end(), [&](const ExplainedLabel& a, const ExplainedLabel& b) {
    return a.conf != b.conf ? a.conf > b.conf : input.votes.rank_of(a.label) < input.votes.rank_of(b.label);
  });
}

/// A label that nobody voted for; kNoLabel if there is none. It is the one of these with the highest rank, so
/// that ties are decided against it.
LabelId label_without_votes(const AggregationInput& input, const Explanation& card) {
  const std::vector<LabelId> in_order = input.votes.labels_in_order();
  for (auto label = in_order.rbegin(); label != in_order.rend(); ++label) {
    const auto is_it = [&](const ExplainedLabel& voted) { return voted.label == *label; };
    if (std::none_of(card.labels.begin(), card.labels.end(), is_it)) return *label;
  }
  return kNoLabel;
}

void find_bounds(const AggregationInput& input, const Ballot<double>& ballot, WeightSearch& search,
                 Explanation& card) {
  const OutcomeRule& rule = card.rule;
  for (ExplainedLabel& candidate : card.labels) {
    const LabelId label = candidate.label;
    const bool is_label = card.outcome.label == label;
    candidate.to_lead = is_label ? WeightBound{0, true}
                                 : search.smallest_weight(ballot, rule, label, [label](const Outcome& then) {
                                     return then.label == label;
                                   });
    candidate.to_valid = is_label && card.outcome.valid
                             ? WeightBound{0, true}
                             : search.smallest_weight(ballot, rule, label, [label](const Outcome& then) {
                                 return then.valid && then.label == label;
                               });
  }
  if (!card.outcome.valid) return;
  const auto try_label = [&](LabelId label, LabelId told) {
    const WeightBound bound =
        search.smallest_weight(ballot, rule, label, [](const Outcome& then) { return !then.valid; });
    if (bound.weight >= card.to_invalid.weight) return;
    card.to_invalid = bound;
    card.invalidating = told;
  };
  for (const ExplainedLabel& candidate : card.labels) try_label(candidate.label, candidate.label);
  if (const LabelId other = label_without_votes(input, card); other != kNoLabel) try_label(other, kNoLabel);
}

/// The weight of a vote by somebody of whom nothing is known, if the strategy defines it.
std::optional<double> weight_of_newcomer(const Consensus& consensus) {
  if (consensus.weights().empty()) return 1;
  if (consensus.weight_function.empty()) return std::nullopt;
  return consensus.weight_function.front().weight;
}

void count_newcomers(double weight, const Ballot<double>& ballot, WeightSearch& search, Explanation& card) {
  for (ExplainedLabel& candidate : card.labels) {
    OutcomeRule rule = card.rule;
    Outcome then = card.outcome;
    for (std::size_t n = 0; n <= kMostNewcomers; ++n) {
      if (n > 0) {
        then = search.outcome_with(ballot, rule, candidate.label, static_cast<double>(n) * weight);
        ++rule.n_votes;  // votes that precede the next newcomer
      }
      if (then.label != candidate.label) continue;
      if (!candidate.newcomers_to_lead) candidate.newcomers_to_lead = n;
      if (!then.valid) continue;
      candidate.newcomers_to_valid = n;
      break;
    }
  }
}

/// Considers two more votes instead of one.
void find_pairs(const Consensus& consensus, const Ballot<double>& ballot, WeightSearch& search,
                Explanation& card) {
  const auto& points = consensus.weight_function;
  if (points.empty() || card.outcome.valid || card.outcome.leader == kNoLabel) return;
  OutcomeRule rule = card.rule;
  ++rule.n_votes;
  const LabelId label = card.outcome.leader;
  const WeightBound bound = search.smallest_weight(
      ballot, rule, label, [label](const Outcome& then) { return then.valid && then.label == label; });
  if (!bound.exists() || bound.is_reached_by(points.front().weight)) return;
  std::uint32_t n3_before = kNoId;
  for (const WeightPoint& second : points) {
    const auto third = std::find_if(points.begin() + second.n, points.end(), [&](const WeightPoint& point) {
      return bound.is_reached_by(second.weight + point.weight);
    });
    if (third == points.end() || third->n >= n3_before) continue;
    card.pairs.push_back({second.n, third->n});
    n3_before = third->n;
  }
}

/// The outcome according to the consensus: a strategy that decides by probabilities may choose a label other
/// than the most probable one.
void take_outcome(const Consensus& consensus, Explanation& card) {
  const ObservationId i = card.observation;
  Outcome& outcome = card.outcome;
  outcome.label = consensus.label[i];
  outcome.valid = consensus.valid[i] != 0;
  if (outcome.label == kNoLabel) return;
  outcome.leader = outcome.label;
  outcome.conf = consensus.conf[i];
  outcome.acc = consensus.acc[i];
}

}  // namespace

WhoReaches who_reaches(const WeightBound& bound, const Consensus& consensus) {
  WhoReaches who;
  if (!bound.exists()) return who;
  who.any_weight = bound.weight <= 2 * kEpsilon;
  const auto& points = consensus.weight_function;
  const auto point = std::find_if(points.begin(), points.end(),
                                  [&](const WeightPoint& p) { return bound.is_reached_by(p.weight); });
  if (point != points.end()) {
    who.least_count = point->n;
    who.newcomer = point->n == 0;
  }
  const auto weights = consensus.weights();
  if (weights.empty()) who.newcomer = bound.is_reached_by(1);
  const std::size_t n_users = weights.size() - (consensus.ai_is_user && !weights.empty() ? 1U : 0U);
  who.n_users = static_cast<std::size_t>(
      std::count_if(weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(n_users),
                    [&](double weight) { return bound.is_reached_by(weight); }));
  return who;
}

Explanation explain(const AggregationInput& input, const Consensus& consensus, ObservationId observation,
                    const StrategyOptions* strategy) {
  Ballots ballots(input, consensus);
  WeightSearch search(input.votes);
  Explanation card;
  card.observation = observation;
  card.decided_by = consensus.decided_by;
  card.rule = ballots.rule_on(observation);
  Ballot<double>& ballot = ballots.on(observation);
  card.outcome = search.outcome(ballot, card.rule);
  if (consensus.decided_by == DecidedBy::probabilities) take_outcome(consensus, card);
  card.total = ballot.total() + card.rule.objection_to(card.outcome.leader);
  list_votes(input, ballots, consensus, card);
  list_labels(input, ballot, card);
  if (std::isfinite(card.rule.validity.theta_conf)) {
    card.margin_conf = card.outcome.conf - card.rule.validity.theta_conf;
  }
  if (std::isfinite(card.rule.validity.theta_acc)) {
    card.margin_acc = card.outcome.acc - card.rule.validity.theta_acc;
  }
  if (consensus.decided_by == DecidedBy::votes) {
    find_bounds(input, ballot, search, card);
    find_pairs(consensus, ballot, search, card);
    if (const auto weight = weight_of_newcomer(consensus)) count_newcomers(*weight, ballot, search, card);
    card.removal = smallest_removal(card, search);
  } else {
    explain_by_model(input, consensus, strategy, card);
  }
  const auto& rounds = consensus.diagnostics.last_changed_round;
  if (!rounds.empty()) card.last_changed_round = rounds[observation];
  return card;
}

}  // namespace crowdvote
