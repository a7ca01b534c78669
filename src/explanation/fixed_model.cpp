#include "explanation/fixed_model.hpp"

#include "explanation/removal.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

/// An observation with modified votes: those of Explanation::votes, without some of them, and newcomers.
struct Variant {
  LeftOut left_out = {};
  LabelId newcomers_label = kNoLabel;
  std::size_t n_newcomers = 0;
};

/// The strategy's results for one observation with other votes, according to what was learnt before. Each
/// variant is an observation of a small separate input; its users are the voters, followed by the newcomer.
class FixedModel {
 public:
  FixedModel(const AggregationInput& input, const KnownModel& known, const StrategyOptions& strategy,
             const Explanation& card)
      : input_(input), known_(known), strategy_(strategy), card_(card) {
    for (const ExplainedVote& vote : card.votes) rows_.push_back(known.row_of_user[vote.user]);
    rows_.push_back(static_cast<std::uint32_t>(known.learnt->newcomer()));
  }

  [[nodiscard]] Consensus judge(std::span<const Variant> variants) const {
    const KnownModel known{known_.learnt, rows_, known_.labels};
    MadeUpObservations made(input_, known, strategy_);
    const auto newcomer = static_cast<UserId>(rows_.size() - 1);
    for (const Variant& variant : variants) {
      auto next = variant.left_out.begin();
      for (std::size_t v = 0; v < card_.votes.size(); ++v) {
        if (next != variant.left_out.end() && *next == v) {
          ++next;
          continue;
        }
        made.vote(static_cast<UserId>(v), card_.votes[v].label);
      }
      for (std::size_t k = 0; k < variant.n_newcomers; ++k) made.vote(newcomer, variant.newcomers_label);
      made.end_observation(card_.rule.tie_break.hash);
    }
    return made.judge(true, {.n_threads = 1});
  }

  [[nodiscard]] std::vector<Outcome> outcomes(std::span<const Variant> variants) const {
    const Consensus then = judge(variants);
    std::vector<Outcome> outcomes;
    for (std::size_t v = 0; v < variants.size(); ++v) {
      outcomes.push_back({.label = then.label[v],
                          .leader = then.label[v],
                          .conf = then.conf[v],
                          .acc = then.acc[v],
                          .valid = then.valid[v] != 0});
    }
    return outcomes;
  }

 private:
  const AggregationInput& input_;
  const KnownModel& known_;
  const StrategyOptions& strategy_;
  const Explanation& card_;
  std::vector<std::uint32_t> rows_;
};

/// ln P(a) / P(b) of an observation.
double log_odds_of(const Probabilities& probabilities, ObservationId i, LabelId a, LabelId b) {
  const auto labels = probabilities.labels_of(i);
  const auto values = probabilities.values_of(i);
  const auto value_of = [&](LabelId label) {
    const auto place = std::find(labels.begin(), labels.end(), label);
    return place == labels.end() ? 0.0 : values[static_cast<std::size_t>(place - labels.begin())];
  };
  return std::log(value_of(a)) - std::log(value_of(b));
}

/// What a vote adds is the log odds with all votes minus the log odds without this vote. If either is
/// infinite, as it may be without the only vote for a label that is possible only because of its votes, the
/// result is left out.
void add_log_odds(const FixedModel& model, Explanation& card) {
  if (card.labels.size() < 2) return;
  const LabelId a = card.labels[0].label;
  const LabelId b = card.labels[1].label;
  std::vector<Variant> variants(1);
  for (std::size_t v = 0; v < card.votes.size(); ++v) variants.push_back({.left_out = {v}});
  const Consensus then = model.judge(variants);
  const double all = log_odds_of(*then.probabilities, 0, a, b);
  double of_votes = 0;
  for (std::size_t v = 0; v < card.votes.size(); ++v) {
    // Without its only vote, an observation has no probabilities.
    const bool has_votes = card.votes.size() > 1;
    const double without =
        has_votes ? log_odds_of(*then.probabilities, static_cast<ObservationId>(v + 1), a, b) : 0;
    const double added = all - without;
    if (std::isfinite(added)) card.votes[v].log_odds = added;
    of_votes += added;
  }
  if (card.votes.size() > 1 && std::isfinite(of_votes)) card.prior_log_odds = all - of_votes;
}

void count_newcomers(const FixedModel& model, Explanation& card) {
  for (ExplainedLabel& candidate : card.labels) {
    const bool is_label = candidate.label == card.outcome.label;
    if (is_label) candidate.newcomers_to_lead = 0;
    if (is_label && card.outcome.valid) candidate.newcomers_to_valid = 0;
    if (is_label && card.outcome.valid) continue;
    std::vector<Variant> variants;
    for (std::size_t n = 1; n <= kMostNewcomers; ++n) {
      variants.push_back({.newcomers_label = candidate.label, .n_newcomers = n});
    }
    const std::vector<Outcome> then = model.outcomes(variants);
    for (std::size_t n = 1; n <= kMostNewcomers; ++n) {
      const Outcome& outcome = then[n - 1];
      if (outcome.label != candidate.label) continue;
      if (!candidate.newcomers_to_lead) candidate.newcomers_to_lead = n;
      if (outcome.valid && !candidate.newcomers_to_valid) candidate.newcomers_to_valid = n;
    }
  }
}

}  // namespace

void MadeUpObservations::clear() {
  begin_.assign(1, 0);
  users_.clear();
  labels_.clear();
  tie_hashes_.clear();
}

Consensus MadeUpObservations::judge(bool wants_probabilities, const RunControl& control) const {
  AggregationInput input;
  input.votes = {
      begin_, users_, labels_, known_.row_of_user.size(), input_.votes.n_labels(), input_.votes.label_rank()};
  input.ties = input_.ties;
  if (input_.ties == TieRule::random) input.tie_hash_of_observation = tie_hashes_;
  input.known = known_;
  input.wants_probabilities = wants_probabilities;
  return aggregate(input, strategy_, control);
}

KnownModel model_that_decided(const AggregationInput& input, const Consensus& consensus,
                              std::vector<std::uint32_t>& rows) {
  if (input.known || !consensus.model) return input.known;
  rows.resize(input.votes.n_users());
  std::iota(rows.begin(), rows.end(), 0U);
  return {&*consensus.model, rows, consensus.model->labels};
}

bool is_given_label(const AggregationInput& input, const Consensus& consensus, ObservationId i,
                    const StrategyOptions* strategy) {
  return !input.gold_of_observation.empty() && input.gold_of_observation[i] != kNoLabel &&
         consensus.label[i] == input.gold_of_observation[i] &&
         (strategy == nullptr || inputs_taken_by(*strategy).gold);
}

bool is_explained_by_model(const AggregationInput& input, const StrategyOptions& strategy) {
  return !input.known && strategy_of(strategy).description.model.exists();
}

void explain_by_model(const AggregationInput& input, const Consensus& consensus,
                      const StrategyOptions* strategy, Explanation& card) {
  card.is_gold = is_given_label(input, consensus, card.observation, strategy);
  std::vector<std::uint32_t> rows;
  const KnownModel known = model_that_decided(input, consensus, rows);
  card.has_counterfactuals = strategy != nullptr && !card.is_gold && !card.votes.empty() && known;
  if (!card.has_counterfactuals) return;
  const FixedModel model(input, known, *strategy, card);
  // The labels of a round may come from the parameters before those that were then learnt from the labels.
  const Outcome fixed = model.outcomes(std::vector<Variant>(1)).front();
  if (fixed.label != card.outcome.label || fixed.valid != card.outcome.valid) {
    card.has_counterfactuals = false;
    return;
  }
  if (strategy_of(*strategy).description.gives.probabilities) add_log_odds(model, card);
  count_newcomers(model, card);
  const OutcomesWithout without = [&](std::span<const LeftOut> tries) {
    std::vector<Variant> variants;
    for (const LeftOut& left_out : tries) variants.push_back({.left_out = left_out});
    return model.outcomes(variants);
  };
  constexpr std::size_t kMostProbabilities = 4'000'000;
  const std::size_t n_labels = std::max<std::size_t>(1, known.labels.size());
  card.removal = smallest_removal(card, without, kMostProbabilities / n_labels);
}

}  // namespace crowdvote
