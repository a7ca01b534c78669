#include <crowdvote/ballot.hpp>
#include <crowdvote/ties.hpp>

#include <algorithm>

namespace crowdvote {

namespace {

Tie tie_of(Ballots& ballots, ObservationId i, LabelId truth) {
  const auto tied = ballots.on(i).tied();
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

std::vector<Tie> find_ties(const AggregationInput& input, const Consensus& consensus,
                           const GradedLabels& graded) {
  std::vector<Tie> ties;
  Ballots ballots(input, consensus);
  for (ObservationId i = 0; i < graded.truth.size(); ++i) {
    if (!graded.judges(i, 0) || consensus.label[i] == kNoLabel) continue;
    const Tie tie = tie_of(ballots, i, graded.truth[i]);
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
