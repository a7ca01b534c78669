#include "strategies/vote_tally.hpp"
#include <crowdvote/strategies/plantnet.hpp>
#include <crowdvote/ties.hpp>

#include <algorithm>

namespace crowdvote {

namespace {

bool ai_votes_on(const AggregationInput& input, const AiBallot& ai, ObservationId i) {
  if (!ai.votes || input.ai_label_of_observation.empty()) return false;
  if (input.ai_label_of_observation[i] == kNoLabel) return false;
  if (ai.lowest_score == -std::numeric_limits<double>::infinity()) return true;
  // No score is NaN, which is never at least anything.
  return input.ai_score_of_observation[i] >= ai.lowest_score - kEpsilon;
}

Tie tie_of(const AggregationInput& input, const Consensus& consensus, const AiBallot& ai, ObservationId i,
           LabelId truth, VoteTally<double>& tally) {
  const std::span<const double> weights = consensus.users.weight;
  const auto users = input.votes.users_of(i);
  const auto labels = input.votes.labels_of(i);
  tally.clear();
  for (std::size_t v = 0; v < users.size(); ++v) {
    tally.add(labels[v], weights.empty() ? 1.0 : weights[users[v]]);
  }
  if (ai_votes_on(input, ai, i)) tally.add(input.ai_label_of_observation[i], ai.weight);
  const auto tied = tally.tied();
  const bool holds_truth =
      std::any_of(tied.begin(), tied.end(), [&](const auto& candidate) { return candidate.label == truth; });
  return {i, static_cast<std::uint32_t>(tied.size()), holds_truth};
}

/// Sums over the ties of one subset.
struct TieSums {
  std::size_t count = 0;
  std::size_t right_now = 0;
  std::size_t right_at_best = 0;
  double right_at_random = 0;

  void add(const Tie& tie, bool is_right) {
    ++count;
    right_now += is_right ? 1U : 0U;
    if (!tie.holds_truth) return;
    ++right_at_best;
    right_at_random += 1.0 / tie.n_tied;
  }

  [[nodiscard]] std::optional<TieBounds> bounds(std::size_t correct, std::size_t n) const {
    if (n == 0) return std::nullopt;
    const auto total = static_cast<double>(n);
    const auto without_ties = static_cast<double>(correct - right_now);
    return TieBounds{count, without_ties / total, (without_ties + right_at_random) / total,
                     (without_ties + static_cast<double>(right_at_best)) / total};
  }
};

}  // namespace

AiBallot ai_ballot(const PlantnetOptions& options, const Consensus& consensus) {
  switch (options.ai_strategy) {
    case AiStrategy::user:
      if (!consensus.ai || consensus.ai->weight.empty()) return {};
      return {.weight = consensus.ai->weight.front(), .votes = true};
    case AiStrategy::fixed:
      return {.weight = options.ai_weight, .votes = true};
    case AiStrategy::confident:
      return {.weight = options.ai_weight, .lowest_score = options.theta_score, .votes = true};
    case AiStrategy::ignore:
    case AiStrategy::invalidate:
      break;
  }
  return {};
}

std::vector<Tie> find_ties(const AggregationInput& input, const Consensus& consensus, const AiBallot& ai,
                           const GradedLabels& graded) {
  std::vector<Tie> ties;
  VoteTally<double> tally;
  for (ObservationId i = 0; i < graded.truth.size(); ++i) {
    if (!graded.judges(i, 0) || consensus.label[i] == kNoLabel) continue;
    const Tie tie = tie_of(input, consensus, ai, i, graded.truth[i], tally);
    if (tie.n_tied >= 2) ties.push_back(tie);
  }
  return ties;
}

void add_tie_bounds(Evaluation& evaluation, const GradedLabels& graded, std::span<const Tie> ties) {
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    TieSums of_labels;
    TieSums of_predictions;
    for (const Tie& tie : ties) {
      const ObservationId i = tie.observation;
      if (!graded.judges(i, s)) continue;
      const bool is_right = graded.label[i] == graded.truth[i];
      of_labels.add(tie, is_right);
      if (graded.valid[i] != 0) of_predictions.add(tie, is_right);
    }
    SubsetMetrics& m = evaluation.subsets[s];
    m.accuracy_ties = of_predictions.bounds(m.correct, m.n);
    m.label_accuracy_ties = of_labels.bounds(m.label_correct, m.n);
    m.valid_accuracy_ties = of_predictions.bounds(m.correct, m.valid);
  }
}

}  // namespace crowdvote
