#pragma once

/// The ballot on one observation: the candidates with their weights, ties, conf and acc. Strategies decide by
/// it; the bounds of ties, the report and the explanations use the same ballot.
///
///     Ballots ballots(input, consensus);
///     const Ballot<double>& ballot = ballots.on(i);      // candidates, total, objection
///     for (const auto& [label, weight] : ballot.candidates()) ...

#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

namespace crowdvote {

template <class Weight>
struct Winner {
  LabelId label = kNoLabel;
  Weight conf = 0;       ///< weight of the label
  Weight total = 0;      ///< weight of all labels
  bool is_tied = false;  ///< the tie rule chose the label
};

/// How a tie is decided. The hash is used by TieRule::random alone.
struct TieBreak {
  TieRule rule = TieRule::lowest;
  std::uint64_t hash = 0;
};

/// The candidates of one observation. A ballot can be cleared and filled again without new allocations.
/// `Weight` is double, or an integer type where votes are counted; integers are compared exactly.
template <class Weight>
class Ballot {
 public:
  struct Candidate {
    LabelId label;
    Weight weight;
  };

  void clear() {
    candidates_.clear();
    total_ = 0;
  }

  /// Reserves memory for n_votes votes at once, so that add() need not reallocate.
  void expect(std::size_t n_votes) {
    if (n_votes > candidates_.capacity()) make_room(n_votes);
  }

  /// Adds a vote. REQUIRES: the ballot is not settled.
  void add(LabelId label, Weight weight) {
    total_ += weight;
    const std::size_t n_early = std::min(candidates_.size(), kFewCandidates);
    for (std::size_t c = 0; c < n_early; ++c) {
      if (candidates_[c].label != label) continue;
      candidates_[c].weight += weight;
      return;
    }
    candidates_.push_back({label, weight});
  }

  /// Merges the votes for the same label. To be called after the last vote.
  void settle() {
    if (candidates_.size() <= kFewCandidates) return;
    const auto late_votes = std::span(candidates_).subspan(kFewCandidates);
    const auto lower = [](const Candidate& a, const Candidate& b) { return a.label < b.label; };
    const LabelId highest = std::max_element(late_votes.begin(), late_votes.end(), lower)->label;
    if (highest / kPlacesOfVote < late_votes.size()) return sum_by_places(highest);
    // Stable, so that the weights of a label are summed in the order of the votes.
    std::stable_sort(late_votes.begin(), late_votes.end(), lower);
    std::size_t n = kFewCandidates;
    for (const Candidate& vote : late_votes) {
      if (candidates_[n - 1].label == vote.label) {
        candidates_[n - 1].weight += vote.weight;
      } else {
        candidates_[n++] = vote;
      }
    }
    candidates_.resize(n);
  }

  /// In no particular order; a candidate may have weight 0. This and the following functions REQUIRE a
  /// settled ballot.
  [[nodiscard]] std::span<const Candidate> candidates() const { return candidates_; }
  [[nodiscard]] Weight total() const { return total_; }
  /// Removes a label and its weight, if it is a candidate.
  void drop(LabelId label) {
    const auto place = std::find_if(candidates_.begin(), candidates_.end(),
                                    [label](const Candidate& candidate) { return candidate.label == label; });
    if (place == candidates_.end()) return;
    total_ -= place->weight;
    *place = candidates_.back();
    candidates_.pop_back();
  }
  /// 0 for a label that nobody voted for.
  [[nodiscard]] Weight weight_of(LabelId label) const {
    for (const Candidate& candidate : candidates_) {
      if (candidate.label == label) return candidate.weight;
    }
    return 0;
  }

  /// The labels whose weight is within the tie margin of the largest; they are moved to the front of the
  /// candidates. The margin is kEpsilon * max(1, largest weight), and 0 for integers.
  [[nodiscard]] std::span<const Candidate> tied() {
    if (candidates_.empty()) return {};
    const auto lighter = [](const Candidate& a, const Candidate& b) { return a.weight < b.weight; };
    const Weight top = std::max_element(candidates_.begin(), candidates_.end(), lighter)->weight;
    const auto is_tied = [&](const Candidate& c) { return c.weight >= top - tie_margin(top); };
    return {candidates_.begin(), std::partition(candidates_.begin(), candidates_.end(), is_tied)};
  }

  /// Of tied labels, TieRule::random takes one by the hash, and every other rule the one with the lowest
  /// rank.
  /// REQUIRES: there is a candidate.
  [[nodiscard]] Winner<Weight> winner(const VotesView& votes, const TieBreak& tie_break) {
    if (candidates_.size() == 1)
      return {candidates_.front().label, candidates_.front().weight, total_, false};
    const std::size_t n_tied = tied().size();
    const auto tied_end = candidates_.begin() + static_cast<std::ptrdiff_t>(n_tied);
    const auto is_lower = [&](const Candidate& a, const Candidate& b) {
      return votes.rank_of(a.label) < votes.rank_of(b.label);
    };
    auto chosen = candidates_.begin();
    if (tie_break.rule == TieRule::random) {
      chosen += static_cast<std::ptrdiff_t>(tie_break.hash % n_tied);
      std::nth_element(candidates_.begin(), chosen, tied_end, is_lower);
    } else {
      chosen = std::min_element(chosen, tied_end, is_lower);
    }
    return {chosen->label, chosen->weight, total_, n_tied > 1};
  }

 private:
  /// Up to this many candidates, a search is faster than sorting. Votes for other labels ("late votes") are
  /// stored behind them until the ballot is settled.
  static constexpr std::size_t kFewCandidates = 16;

  /// Below this ratio of label ids to late votes, a table of places by label is faster than sorting.
  static constexpr std::size_t kPlacesOfVote = 8;

  /// How many votes ahead the places are fetched into the cache.
  static constexpr std::size_t kVotesAhead = 32;

  /// Sums the late votes by label, in the order of the votes.
  void sum_by_places(LabelId highest) {
    place_of_label_.assign(std::size_t{highest} + 1, kNoId);
    std::size_t n = kFewCandidates;
    for (std::size_t v = n; v < candidates_.size(); ++v) {
      const std::size_t ahead = std::min(v + kVotesAhead, candidates_.size() - 1);
      __builtin_prefetch(&place_of_label_[candidates_[ahead].label], 1);
      const Candidate vote = candidates_[v];
      std::uint32_t& place = place_of_label_[vote.label];
      if (place == kNoId) {
        place = static_cast<std::uint32_t>(n);
        candidates_[n++] = vote;
      } else {
        candidates_[place].weight += vote.weight;
      }
    }
    candidates_.resize(n);
  }

  void make_room(std::size_t n_candidates);

  static Weight tie_margin(Weight top) {
    if constexpr (std::is_integral_v<Weight>) {
      return 0;
    } else {
      return kEpsilon * std::max(Weight{1}, top);
    }
  }

  std::vector<Candidate> candidates_;          ///< the first few, and behind them the late votes
  std::vector<std::uint32_t> place_of_label_;  ///< index in candidates_, for labels of late votes
  Weight total_ = 0;
};

extern template void Ballot<double>::make_room(std::size_t);
extern template void Ballot<std::uint32_t>::make_room(std::size_t);

/// Where the AI votes, and for which label, and where it objects, according to its part. Views the input.
class AiVotes {
 public:
  AiVotes(const AggregationInput& input, const AiPart& part)
      : part_(part), label_(input.ai_label_of_observation), score_(input.ai_score_of_observation) {}

  [[nodiscard]] bool vote() const { return part_.role == AiPart::Role::votes && !label_.empty(); }
  [[nodiscard]] bool object() const { return part_.role == AiPart::Role::objects && !label_.empty(); }
  [[nodiscard]] double weight() const { return part_.weight; }

  /// The label that the AI votes for; kNoLabel where it does not vote.
  [[nodiscard]] LabelId vote_on(ObservationId i) const {
    if (!vote()) return kNoLabel;
    const bool needs_score = part_.lowest_score > -std::numeric_limits<double>::infinity();
    return !needs_score || passes(score_[i], part_.lowest_score, true) ? label_[i] : kNoLabel;
  }
  /// The label that the AI supports by objecting to all others; kNoLabel where it does not object.
  [[nodiscard]] LabelId objects_for(ObservationId i) const { return object() ? label_[i] : kNoLabel; }
  /// Weight that is added to the total on i, without belonging to a label, if `label` is chosen there.
  [[nodiscard]] double objection_to(LabelId label, ObservationId i) const {
    return objects_for(i) != kNoLabel && objects_for(i) != label ? part_.weight : 0;
  }
  /// The number of AI votes that are ignored because they have no score.
  [[nodiscard]] std::size_t count_votes_without_score() const;

 private:
  AiPart part_;
  std::span<const LabelId> label_;
  std::span<const double> score_;
};

/// Everything besides the candidates of its ballot that decides an observation.
struct OutcomeRule {
  ValidityRule validity;
  bool undefined_unless_valid = false;  ///< see Consensus
  TieBreak tie_break;
  std::size_t n_votes = 0;      ///< of users
  LabelId ai_label = kNoLabel;  ///< of an AI that objects to all other labels
  double objection = 0;         ///< its weight

  [[nodiscard]] double objection_to(LabelId label) const {
    return ai_label != kNoLabel && ai_label != label ? objection : 0;
  }
};

/// Whether the best labels of an observation are tied, and the runner-up.
struct Standing {
  bool is_tied = false;          ///< several labels have the top weight
  LabelId runner_up = kNoLabel;  ///< the second best label; kNoLabel: there is none
};

/// The ballots behind a consensus, one at a time. Views the input and the consensus. Not thread-safe: each
/// thread has its own.
class Ballots {
 public:
  Ballots(const AggregationInput& input, const Consensus& consensus)
      : votes_(input.votes),
        consensus_(consensus),
        weights_(consensus.weights()),
        ai_(input, consensus.ai),
        tie_hash_(input.tie_hash_of_observation),
        rule_{.validity = consensus.validity,
              .undefined_unless_valid = consensus.undefined_unless_valid,
              .tie_break = {.rule = input.ties},
              .objection = ai_.weight()} {}

  /// The settled ballot on i. Its weights are counts or weights of votes, the AI's included, or
  /// probabilities; it is empty where nobody voted. Valid until the next call. Taking the winner or the tied
  /// labels reorders its candidates.
  [[nodiscard]] Ballot<double>& on(ObservationId i);

  /// The runner-up is the best label other than that of the consensus or, if the consensus has none, other
  /// than the best label. Of equally good labels it is the one with the lowest rank. A label of weight 0 is a
  /// runner-up only if it is tied.
  [[nodiscard]] Standing standing_on(ObservationId i) {
    return has_one_candidate(i) ? Standing{} : standing_of_several(i);
  }

  /// How the ballot on i is decided. Valid until the next call.
  [[nodiscard]] [[gnu::always_inline]] const OutcomeRule& rule_on(ObservationId i) {
    if (rule_.tie_break.rule == TieRule::random) rule_.tie_break.hash = tie_hash_[i];
    rule_.n_votes = votes_.n_votes_of(i);
    rule_.ai_label = ai_.objects_for(i);
    return rule_;
  }

  /// The weight of a vote of the user; 1 where all votes count equally.
  [[nodiscard]] double weight_of(UserId user) const { return weights_.empty() ? 1.0 : weights_[user]; }
  [[nodiscard]] const AiVotes& ai() const { return ai_; }

 private:
  /// Decided without making a ballot, because nearly all observations are unanimous. May be false although
  /// the ballot would have only one candidate.
  [[nodiscard]] bool has_one_candidate(ObservationId i) const {
    if (consensus_.decided_by == DecidedBy::probabilities) return false;
    const auto labels = votes_.labels_of(i);
    return ai_.vote_on(i) == kNoLabel &&
           std::all_of(labels.begin(), labels.end(), [&](LabelId label) { return label == labels[0]; });
  }
  [[nodiscard]] Standing standing_of_several(ObservationId i);

  VotesView votes_;
  const Consensus& consensus_;
  std::span<const double> weights_;
  AiVotes ai_;
  std::span<const std::uint64_t> tie_hash_;
  OutcomeRule rule_;
  Ballot<double> ballot_;
};

}  // namespace crowdvote
