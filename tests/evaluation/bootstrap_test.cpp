#include "evaluation/random_labels.hpp"
#include <crowdvote/bootstrap.hpp>

#include <algorithm>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing_support::random_labels;
using testing_support::RandomLabels;

Evaluation evaluate_with_intervals(const RandomLabels& r, const BootstrapOptions& options,
                                   unsigned n_threads) {
  const EvaluationSets sets = find_evaluation_sets(r.votes, r.truth);
  const GradedLabels graded{r.label, r.valid, r.truth, sets, r.n_labels, r.votes.view()};
  Evaluation evaluation = evaluate(graded);
  add_bootstrap_intervals(evaluation, graded, options, {.n_threads = n_threads});
  return evaluation;
}

/// Draws observations one at a time and evaluates each sample.
Interval slow_precision_interval(const RandomLabels& r, std::size_t resamples, unsigned seed) {
  const EvaluationSets all = find_evaluation_sets(r.votes, r.truth);
  std::vector<ObservationId> judged;
  for (ObservationId i = 0; i < r.truth.size(); ++i) {
    if (all.contains(i, 0)) judged.push_back(i);
  }
  std::mt19937 random(seed);
  std::vector<double> values;
  double sum = 0;
  for (std::size_t b = 0; b < resamples; ++b) {
    std::vector<LabelId> truth;
    std::vector<LabelId> label;
    std::vector<std::uint8_t> valid;
    for (std::size_t draw = 0; draw < judged.size(); ++draw) {
      const ObservationId i = judged[random() % judged.size()];
      truth.push_back(r.truth[i]);
      label.push_back(r.label[i]);
      valid.push_back(r.valid[i]);
    }
    const EvaluationSets sets = find_evaluation_sets(truth);
    values.push_back(
        *evaluate(GradedLabels{label, valid, truth, sets, r.n_labels}).subsets[0].macro_precision);
    sum += values.back();
  }
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  const double estimate =
      *evaluate({r.label, r.valid, r.truth, all, r.n_labels, r.votes.view()}).subsets[0].macro_precision;
  const double shift = estimate - sum / n;
  return {values[static_cast<std::size_t>(0.025 * n)] + shift,
          values[static_cast<std::size_t>(0.975 * n)] + shift};
}

TEST(Bootstrap, agrees_with_drawing_observations_one_by_one) {
  for (const LabelId n_labels : {4U, 40U, 400U}) {
    const RandomLabels r = random_labels(n_labels, 1500, n_labels);
    const Interval expected = slow_precision_interval(r, 2000, 3);
    const Evaluation e = evaluate_with_intervals(r, {.resamples = 20000, .seed = 7}, 2);
    const double width = expected.high - expected.low;
    EXPECT_NEAR(e.subsets[0].macro_precision_ci->low, expected.low, 0.08 * width) << n_labels;
    EXPECT_NEAR(e.subsets[0].macro_precision_ci->high, expected.high, 0.08 * width) << n_labels;
  }
}

TEST(Bootstrap, holds_the_estimate_even_where_many_classes_occur_once) {
  const RandomLabels r = random_labels(5, 3000, 3000);
  const Evaluation e = evaluate_with_intervals(r, {}, 1);
  for (const SubsetMetrics& m : e.subsets) {
    EXPECT_LT(m.macro_precision_ci->low, *m.macro_precision);
    EXPECT_GT(m.macro_precision_ci->high, *m.macro_precision);
    EXPECT_LT(m.macro_recall_ci->low, *m.macro_recall);
    EXPECT_GT(m.macro_recall_ci->high, *m.macro_recall);
  }
}

TEST(Bootstrap, gives_the_same_interval_for_any_number_of_threads_and_another_for_another_seed) {
  const RandomLabels r = random_labels(1, 800, 30);
  const Evaluation one = evaluate_with_intervals(r, {.seed = 4}, 1);
  const Evaluation eight = evaluate_with_intervals(r, {.seed = 4}, 8);
  const Evaluation other = evaluate_with_intervals(r, {.seed = 5}, 1);
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    EXPECT_EQ(one.subsets[s].macro_precision_ci->low, eight.subsets[s].macro_precision_ci->low);
    EXPECT_EQ(one.subsets[s].macro_recall_ci->high, eight.subsets[s].macro_recall_ci->high);
    EXPECT_NE(one.subsets[s].macro_precision_ci->low, other.subsets[s].macro_precision_ci->low);
  }
}

TEST(Bootstrap, has_no_interval_for_an_empty_subset_and_none_wider_than_a_certain_figure) {
  const std::vector<LabelId> truth{0, 1, 1};
  const std::vector<std::uint8_t> valid{1, 1, 1};
  const EvaluationSets sets = find_evaluation_sets(truth);
  const GradedLabels graded{truth, valid, truth, sets, 2};
  Evaluation evaluation = evaluate(graded);
  add_bootstrap_intervals(evaluation, graded, {.resamples = 50});
  EXPECT_EQ(evaluation.subsets[0].macro_precision_ci->low, 1.0);
  EXPECT_EQ(evaluation.subsets[0].macro_precision_ci->high, 1.0);
  EXPECT_FALSE(evaluation.subsets[2].macro_precision_ci.has_value());
  EXPECT_THROW(add_bootstrap_intervals(evaluation, graded, {.resamples = 0}), OptionError);
}

}  // namespace
}  // namespace crowdvote
