#include "core/parallel.hpp"
#include <crowdvote/influence.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>

namespace crowdvote {

namespace {

constexpr std::size_t kBlockOfExplained = 8192;
constexpr double kNever = std::numeric_limits<double>::infinity();

/// Branchless: whether an observation is valid and which label is lower varies from one observation to the
/// next, so branches would be mispredicted.
double choose(bool condition, double if_true, double if_false) {
  const std::uint64_t mask = -std::uint64_t{condition};
  return std::bit_cast<double>((std::bit_cast<std::uint64_t>(if_true) & mask) |
                               (std::bit_cast<std::uint64_t>(if_false) & ~mask));
}

/// NaN for a missing threshold, so that the margin to it is NaN as well.
double subtracted(double threshold) { return std::isinf(threshold) ? Margins::kNone : threshold; }

/// The difference between a threshold and the least value that passes it.
double allowance(const ValidityRule& validity) { return validity.inclusive ? -kEpsilon : kEpsilon; }

/// The lowest id that is not among the candidates; kNoLabel if all are.
LabelId first_label_beside(const Ballot<double>& ballot, std::size_t n_labels) {
  const auto is_on = [&](LabelId label) {
    const auto candidates = ballot.candidates();
    return std::any_of(candidates.begin(), candidates.end(),
                       [label](const auto& c) { return c.label == label; });
  };
  for (LabelId label = 0; label < n_labels; ++label) {
    if (!is_on(label)) return label;
  }
  return kNoLabel;
}

}  // namespace

Influences::Influences(const AggregationInput& input, const Consensus& consensus,
                       const DecisiveVotes* by_model)
    : input_(input),
      consensus_(consensus),
      by_model_(by_model),
      weights_(consensus.weights()),
      ballots_(input, consensus),
      search_(input.votes),
      simple_(input, consensus) {}

/// Weights of millions of users do not fit into any cache, so those for a later observation are prefetched.
/// Always inlined: GCC assumes that a function that does nothing else has no effect.
[[gnu::always_inline]] inline void Influences::fetch_weights_after(ObservationId i) const {
  constexpr std::size_t kAhead = 16;
  if (weights_.empty() || i + kAhead >= consensus_.label.size()) return;
  const auto users = input_.votes.users_of(static_cast<ObservationId>(i + kAhead));
  if (users.size() == 1) return;  // the weight of a lone vote is the conf
  for (const UserId user : users) __builtin_prefetch(&weights_[user]);
}

/// Whether all votes, including the AI's, are for one label, which has a weight and is defined. This holds
/// for nearly all observations.
[[gnu::always_inline]] inline bool Influences::is_simple(ObservationId i) const {
  const auto labels = input_.votes.labels_of(i);
  const LabelId label = consensus_.label[i];
  const LabelId ai_label = ballots_.ai().vote_on(i);
  constexpr double kLeast = 4 * kEpsilon;  // so that no label without weight is tied with it
  if (labels.empty() || label == kNoLabel || labels[0] != label || consensus_.conf[i] <= kLeast) return false;
  for (std::size_t v = 1; v < labels.size(); ++v) {
    if (labels[v] != label) return false;
  }
  return ai_label == kNoLabel || ai_label == label;
}

[[gnu::always_inline]] inline bool Influences::is_lone_vote(ObservationId i) const {
  return input_.votes.n_votes_of(i) == 1 && ballots_.ai().vote_on(i) == kNoLabel;
}

Influences::SimpleOutcomes::SimpleOutcomes(const AggregationInput& input, const Consensus& consensus)
    : subtracted_conf(subtracted(consensus.validity.theta_conf)),
      subtracted_acc(subtracted(consensus.validity.theta_acc)),
      least_acc(consensus.validity.theta_acc + allowance(consensus.validity)),
      least_conf(consensus.validity.theta_conf + allowance(consensus.validity)),
      weight_for_acc_of_1(passes(1, consensus.validity.theta_acc, consensus.validity.inclusive) ? 0 : kNever),
      has_other_labels(input.votes.n_labels() > 1) {}

/// See WeightSearch::smallest_weight. With c = conf, o = the AI's objection and a = the smallest acc that
/// passes:
///
///     c - e max(1, c)             a vote for another label that wins the tie
///     max(c + e, c / (1 - e))     one for a label that loses it
///     c / a - c - o               one that makes a valid label invalid
///     o a / (1 - a) - c,          one for the label itself that makes it valid: both
///     theta_conf +- e - c
[[gnu::always_inline]] inline double Influences::simple_flip_weight(ObservationId i,
                                                                    const OutcomeRule& rule) const {
  const LabelId label = consensus_.label[i];
  const double conf = consensus_.conf[i];
  const double objection = rule.objection_to(label);
  const bool is_valid = consensus_.valid[i] != 0;
  double weight = kNever;
  if (simple_.has_other_labels) {
    const LabelId other = label == 0 ? 1 : 0;
    const bool other_is_lower = input_.votes.rank_of(other) < input_.votes.rank_of(label);
    const bool lowest_wins = rule.tie_break.rule != TieRule::random || rule.tie_break.hash % 2 == 0;
    const bool undefined = rule.tie_break.rule == TieRule::undefined;
    const double for_loser = std::max(conf + kEpsilon, conf / (1 - kEpsilon));
    const double for_winner = conf - kEpsilon * std::max(1.0, conf);
    weight = choose(undefined || other_is_lower == lowest_wins, for_winner, for_loser);
    if (simple_.least_acc > 0) {
      const double for_invalid = std::max(0.0, conf / simple_.least_acc - conf - objection);
      weight = std::min(weight, choose(is_valid, for_invalid, kNever));
    }
  }
  if (rule.n_votes + 1 >= rule.validity.min_votes) {
    double for_acc = simple_.weight_for_acc_of_1;
    if (objection > 0) {
      const double a = simple_.least_acc;
      for_acc = a < 1 ? objection * a / (1 - a) - conf : kNever;
    }
    const double for_valid = std::max(std::max(0.0, for_acc), simple_.least_conf - conf);
    weight = std::min(weight, choose(is_valid, kNever, for_valid));
  }
  return weight;
}

bool Influences::is_simple_valid_without(ObservationId i, const OutcomeRule& rule, double weight,
                                         std::size_t n_votes) const {
  const double rest = consensus_.conf[i] - weight;
  const double acc = share_of(rest, rest + rule.objection_to(consensus_.label[i]));
  return rule.validity.holds(rest, acc) && n_votes >= rule.validity.min_votes;
}

/// Without a vote of the AI: the heavier a vote, the sooner the label is not valid without it.
UserId Influences::decisive_user_of_several(ObservationId i, const OutcomeRule& rule) {
  if (ballots_.ai().vote_on(i) != kNoLabel) {
    find_simple_decisive_votes(i, rule);
    return heaviest_decisive_user();
  }
  if (consensus_.valid[i] == 0) return kNoUser;  // nor is it valid with less weight
  const auto users = input_.votes.users_of(i);
  UserId heaviest = users[0];
  double weight = ballots_.weight_of(heaviest);
  for (std::size_t v = 1; v < users.size(); ++v) {
    const double other = ballots_.weight_of(users[v]);
    if (other <= weight) continue;
    heaviest = users[v];
    weight = other;
  }
  return is_simple_valid_without(i, rule, weight, users.size() - 1) ? kNoUser : heaviest;
}

void Influences::find_simple_decisive_votes(ObservationId i, const OutcomeRule& rule) {
  decisive_.clear();
  const auto users = input_.votes.users_of(i);
  if (is_lone_vote(i)) {
    decisive_.push_back({users[0], true, consensus_.conf[i]});
    return;
  }
  if (consensus_.valid[i] == 0) return;  // nor is it valid with less weight
  const auto add_if_decisive = [&](UserId user, double weight, std::size_t n_votes) {
    if (!is_simple_valid_without(i, rule, weight, n_votes)) {
      decisive_.push_back({user, rule.undefined_unless_valid, weight});
    }
  };
  for (const UserId user : users) add_if_decisive(user, ballots_.weight_of(user), users.size() - 1);
  if (ballots_.ai().vote_on(i) != kNoLabel) {
    add_if_decisive(static_cast<UserId>(input_.votes.n_users()), ballots_.ai().weight(), users.size());
  }
}

double Influences::flip_weight(const Ballot<double>& ballot, const OutcomeRule& rule, const Outcome& now) {
  double least = std::numeric_limits<double>::infinity();
  const auto look_at = [&](LabelId label) {
    if (least == 0 || label == kNoLabel) return;
    const auto changes = [&](const Outcome& then) { return then.differs_from(now); };
    least = std::min(least, search_.smallest_weight(ballot, rule, label, changes).weight);
  };
  for (const auto& candidate : ballot.candidates()) look_at(candidate.label);
  look_at(first_label_beside(ballot, input_.votes.n_labels()));
  return least;
}

/// \param weight of a single vote for `label`
Outcome Influences::outcome_without(const Ballot<double>& ballot, const OutcomeRule& rule, ObservationId i,
                                    LabelId label, double weight) {
  const double left = ballot.weight_of(label) - weight;
  const auto labels = input_.votes.labels_of(i);
  const auto has_other_votes = [&] {
    const auto n_users = std::count(labels.begin(), labels.end(), label);
    return n_users + (ballots_.ai().vote_on(i) == label ? 1 : 0) > 1;
  };
  rest_ = ballot;
  rest_.drop(label);
  // A label without weight may still win if it has votes and no label has any weight.
  if (left > kEpsilon || has_other_votes()) {
    rest_.add(label, left);
    rest_.settle();
  }
  return search_.outcome(rest_, rule);
}

void Influences::find_decisive_votes(ObservationId i, const Ballot<double>& ballot, const OutcomeRule& rule,
                                     const Outcome& now) {
  decisive_.clear();
  const auto add_if_decisive = [&](UserId user, LabelId label, double weight,
                                   const OutcomeRule& rule_without) {
    const Outcome then = outcome_without(ballot, rule_without, i, label, weight);
    if (then.differs_from(now)) decisive_.push_back({user, then.label != now.label, weight});
  };
  const auto users = input_.votes.users_of(i);
  const auto labels = input_.votes.labels_of(i);
  OutcomeRule rule_without = rule;
  --rule_without.n_votes;
  for (std::size_t v = 0; v < users.size(); ++v) {
    add_if_decisive(users[v], labels[v], ballots_.weight_of(users[v]), rule_without);
  }
  const LabelId ai_label = ballots_.ai().vote_on(i);
  if (ai_label == kNoLabel) return;
  add_if_decisive(static_cast<UserId>(input_.votes.n_users()), ai_label, ballots_.ai().weight(), rule);
}

double Influences::flip_weight_on(ObservationId i) {
  if (consensus_.decided_by != DecidedBy::votes) return Margins::kNone;
  if (is_simple(i)) return simple_flip_weight(i, ballots_.rule_on(i));
  Ballot<double>& ballot = ballots_.on(i);
  if (ballot.candidates().empty()) return Margins::kNone;
  const OutcomeRule rule = ballots_.rule_on(i);
  return flip_weight(ballot, rule, search_.outcome(ballot, rule));
}

double Influences::lead_on(ObservationId i) {
  if (consensus_.decided_by != DecidedBy::probabilities || consensus_.label[i] == kNoLabel)
    return Margins::kNone;
  const Margins margins = margins_on(i);
  double lead = std::numeric_limits<double>::infinity();
  if (margins.runner_up != kNoLabel) lead = consensus_.acc[i] - margins.runner_up_conf;
  return std::isnan(margins.acc) ? lead : std::min(lead, std::abs(margins.acc));
}

std::span<const DecisiveVote> Influences::decisive_votes_on(ObservationId i) {
  decisive_.clear();
  if (consensus_.decided_by != DecidedBy::votes) {
    if (by_model_ == nullptr) return {};
    const auto votes = by_model_->on(i);
    decisive_.assign(votes.begin(), votes.end());
    return decisive_;
  }
  fetch_weights_after(i);
  if (is_simple(i)) {
    find_simple_decisive_votes(i, ballots_.rule_on(i));
    return decisive_;
  }
  Ballot<double>& ballot = ballots_.on(i);
  if (ballot.candidates().empty()) return {};
  const OutcomeRule rule = ballots_.rule_on(i);
  find_decisive_votes(i, ballot, rule, search_.outcome(ballot, rule));
  return decisive_;
}

[[gnu::noinline]] void Influences::search_margins(ObservationId i, Margins& margins) {
  if (consensus_.label[i] == kNoLabel) {
    Outcome undefined{.conf = Margins::kNone, .acc = Margins::kNone};
    Ballot<double>& ballot = ballots_.on(i);
    if (!ballot.candidates().empty()) undefined = search_.outcome(ballot, ballots_.rule_on(i));
    margins.conf = undefined.conf - simple_.subtracted_conf;
    margins.acc = undefined.acc - simple_.subtracted_acc;
  }
  margins.flip_weight = flip_weight_on(i);
  (void)decisive_votes_on(i);
  margins.decisive_user = heaviest_decisive_user();
  margins.runner_up = ballots_.standing_on(i).runner_up;
  if (margins.runner_up != kNoLabel) margins.runner_up_conf = ballots_.on(i).weight_of(margins.runner_up);
}

Margins Influences::margins_on(ObservationId i) {
  Margins margins{.conf = consensus_.conf[i] - simple_.subtracted_conf,
                  .acc = consensus_.acc[i] - simple_.subtracted_acc};
  if (consensus_.decided_by != DecidedBy::votes || !is_simple(i)) {
    search_margins(i, margins);
    return margins;
  }
  const OutcomeRule& rule = ballots_.rule_on(i);
  margins.flip_weight = simple_flip_weight(i, rule);
  margins.decisive_user = is_lone_vote(i) ? input_.votes.users_of(i)[0] : decisive_user_of_several(i, rule);
  return margins;
}

UserId Influences::heaviest_decisive_user() const {
  const bool has_weights = consensus_.decided_by == DecidedBy::votes;
  const auto heaviest = std::max_element(
      decisive_.begin(), decisive_.end(), [has_weights](const DecisiveVote& a, const DecisiveVote& b) {
        return has_weights ? a.weight < b.weight : a.changes_label < b.changes_label;
      });
  return heaviest == decisive_.end() ? kNoUser : heaviest->user;
}

InfluenceOfUsers find_influence(const AggregationInput& input, const Consensus& consensus,
                                const RunControl& control, const DecisiveVotes* by_model) {
  const std::size_t n_voters = input.votes.n_users() + 1;
  InfluenceOfUsers influence{std::vector<std::uint32_t>(n_voters, 0),
                             std::vector<std::uint32_t>(n_voters, 0)};
  for_each_block(consensus.label.size(), kBlockOfExplained, control, [&](const Block& block, unsigned) {
    Influences influences(input, consensus, by_model);
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      for (const DecisiveVote& vote : influences.decisive_votes_on(i)) {
        auto& counts = vote.changes_label ? influence.n_labels : influence.n_validity;
        std::atomic_ref(counts[vote.user]).fetch_add(1, std::memory_order_relaxed);
      }
    }
  });
  return influence;
}

std::vector<ObservationId> find_most_contested(const AggregationInput& input, const Consensus& consensus,
                                               std::size_t most, const RunControl& control) {
  using Contested = std::pair<double, ObservationId>;
  const bool by_votes = consensus.decided_by == DecidedBy::votes;
  PerThread<std::vector<Contested>> found(control);
  // A heap with the greatest element at the front.
  const auto keep = [most](std::vector<Contested>& heap, const Contested& contested) {
    if (heap.size() == most) {
      if (most == 0 || !(contested < heap.front())) return;
      std::pop_heap(heap.begin(), heap.end());
      heap.pop_back();
    }
    heap.push_back(contested);
    std::push_heap(heap.begin(), heap.end());
  };
  for_each_block(consensus.label.size(), kBlockOfExplained, control,
                 [&](const Block& block, unsigned thread) {
                   Influences influences(input, consensus);
                   for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
                     const double distance = by_votes ? influences.flip_weight_on(i) : influences.lead_on(i);
                     if (std::isfinite(distance)) keep(found[thread], {distance, i});
                   }
                 });
  std::vector<Contested> all;
  for (unsigned thread = 0; thread < control.threads(); ++thread) {
    for (const Contested& contested : found[thread]) keep(all, contested);
  }
  std::sort(all.begin(), all.end());
  std::vector<ObservationId> observations;
  for (const auto& [distance, i] : all) observations.push_back(i);
  return observations;
}

}  // namespace crowdvote
