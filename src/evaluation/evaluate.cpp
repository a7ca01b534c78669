#include "evaluation/share.hpp"
#include <crowdvote/evaluate.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace crowdvote {

namespace {

/// The counts from which all figures of a subset are computed.
class SubsetCounts {
 public:
  explicit SubsetCounts(std::size_t n_labels) : classes_(n_labels) {}

  void add(LabelId truth, LabelId label, bool is_valid) {
    ++n_;
    ++classes_[truth].truth;
    if (label == truth) ++label_correct_;
    if (!is_valid) return;
    ++valid_;
    if (label == kNoLabel) return;
    ++classes_[label].predicted;
    if (label == truth) ++classes_[label].hit;
  }

  void add(const SubsetCounts& other) {
    n_ += other.n_;
    valid_ += other.valid_;
    label_correct_ += other.label_correct_;
    for (std::size_t k = 0; k < classes_.size(); ++k) {
      classes_[k].truth += other.classes_[k].truth;
      classes_[k].predicted += other.classes_[k].predicted;
      classes_[k].hit += other.classes_[k].hit;
    }
  }

  [[nodiscard]] SubsetMetrics metrics() const;

 private:
  std::size_t n_ = 0;
  std::size_t valid_ = 0;
  std::size_t label_correct_ = 0;
  std::vector<ClassCount> classes_;
};

SubsetMetrics SubsetCounts::metrics() const {
  SubsetMetrics m;
  m.n = n_;
  m.valid = valid_;
  m.label_correct = label_correct_;
  for (const ClassCount& k : classes_) {
    m.correct += k.hit;
    if (k.truth != 0) ++m.classes_truth;
    if (k.truth != 0 && k.predicted != 0) ++m.classes_predicted;
    if (k.hit != 0) ++m.classes_hit;
  }
  m.accuracy = share(m.correct, n_);
  m.accuracy_ci = share_interval(m.correct, n_);
  m.label_accuracy = share(label_correct_, n_);
  m.valid_accuracy = share(m.correct, valid_);
  m.classes_kept = share(m.classes_predicted, m.classes_truth);
  m.classes_kept_ci = share_interval(m.classes_predicted, m.classes_truth);
  m.classes_recovered = share(m.classes_hit, m.classes_truth);
  m.classes_recovered_ci = share_interval(m.classes_hit, m.classes_truth);
  if (std::any_of(classes_.begin(), classes_.end(), [](const ClassCount& k) { return k.occurs(); })) {
    const MacroAverages averages = macro_averages(classes_);
    m.macro_precision = averages.precision;
    m.macro_recall = averages.recall;
  }
  return m;
}

std::uint8_t level_of(std::span<const LabelId> votes) {
  if (votes.size() < 2) return 1;
  const bool all_equal = std::all_of(votes.begin(), votes.end(), [&](LabelId k) { return k == votes[0]; });
  return all_equal ? 2 : 3;
}

/// Classes are counted by rank, so that the order of summation does not depend on ids.
LabelId rank_of(const GradedLabels& graded, LabelId label) {
  return label == kNoLabel || graded.label_rank.empty() ? label : graded.label_rank[label];
}

}  // namespace

EvaluationSets find_evaluation_sets(const VotesView& human_votes, std::span<const LabelId> truth,
                                    std::span<const LabelId> gold) {
  assert(truth.size() == human_votes.n_observations());
  assert(gold.empty() || gold.size() == truth.size());
  EvaluationSets sets;
  sets.level.assign(truth.size(), 0);
  for (ObservationId i = 0; i < truth.size(); ++i) {
    if (truth[i] == kNoLabel) continue;
    if (!gold.empty() && gold[i] != kNoLabel) {
      ++sets.truth_given_as_gold;
    } else if (human_votes.n_votes_of(i) == 0) {
      ++sets.truth_without_votes;
    } else {
      sets.level[i] = level_of(human_votes.labels_of(i));
    }
  }
  return sets;
}

EvaluationSets find_evaluation_sets(std::span<const LabelId> truth) {
  EvaluationSets sets;
  sets.knows_votes = false;
  sets.level.resize(truth.size());
  std::transform(truth.begin(), truth.end(), sets.level.begin(),
                 [](LabelId k) { return static_cast<std::uint8_t>(k == kNoLabel ? 0 : 1); });
  return sets;
}

Interval wilson_interval(std::size_t successes, std::size_t n, double z) {
  assert(n > 0 && successes <= n);
  const auto total = static_cast<double>(n);
  const double p = static_cast<double>(successes) / total;
  const double z2_over_n = z * z / total;
  const double center = (p + z2_over_n / 2) / (1 + z2_over_n);
  const double half_width = z / (1 + z2_over_n) * std::sqrt(p * (1 - p) / total + z2_over_n / (4 * total));
  // Exactly 0 and 1 at the ends, where rounding would leave a small error.
  return {successes == 0 ? 0.0 : std::max(0.0, center - half_width),
          successes == n ? 1.0 : std::min(1.0, center + half_width)};
}

Evaluation evaluate(const GradedLabels& graded) {
  const std::size_t n = graded.truth.size();
  assert(graded.label.size() == n && graded.valid.size() == n && graded.sets.level.size() == n);
  assert(!graded.votes || graded.votes->n_observations() == n);
  Evaluation evaluation;
  evaluation.truth_without_votes = graded.sets.truth_without_votes;
  evaluation.truth_given_as_gold = graded.sets.truth_given_as_gold;
  evaluation.knows_votes = graded.sets.knows_votes;
  // Counted by level and then summed from the innermost subset outwards, so that every observation is visited
  // once.
  std::vector<SubsetCounts> counts(kSubsetNames.size(), SubsetCounts(graded.n_labels));
  for (ObservationId i = 0; i < n; ++i) {
    const std::uint8_t level = graded.sets.level[i];
    if (level == 0) continue;
    if (graded.judges(i, 0)) {
      counts[level - 1U].add(rank_of(graded, graded.truth[i]), rank_of(graded, graded.label[i]),
                             graded.valid[i] != 0);
    } else {
      ++evaluation.left_without_votes;
    }
  }
  for (std::size_t subset = kSubsetNames.size(); subset-- > 0;) {
    if (subset + 1 < counts.size()) counts[subset].add(counts[subset + 1]);
    evaluation.subsets[subset] = counts[subset].metrics();
  }
  return evaluation;
}

}  // namespace crowdvote
