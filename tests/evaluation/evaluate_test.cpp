#include "evaluation/random_labels.hpp"
#include <crowdvote/evaluate.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <algorithm>
#include <iterator>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Optional;
using testing_support::random_labels;
using testing_support::RandomLabels;

constexpr std::size_t kExpert = 0;
constexpr std::size_t kMultipleVotes = 1;
constexpr std::size_t kDisagreement = 2;

/// Six observations with 0, 1, 2 (equal), 2 (different), 3 (two different) and 1 votes; the last has no
/// truth.
struct Sample {
  VoteMatrix votes{{0, 0, 1, 3, 5, 8, 9}, {0, 0, 1, 0, 1, 0, 1, 2, 0}, {4, 1, 1, 1, 2, 3, 3, 0, 4}, 3, 5};
  std::vector<LabelId> truth{4, 4, 1, 2, 3, kNoLabel};
  std::vector<LabelId> label{kNoLabel, 4, 1, 1, 3, 4};
  std::vector<std::uint8_t> valid{0, 0, 1, 1, 1, 1};

  [[nodiscard]] Evaluation evaluate_all() const {
    return evaluate(label, valid, votes, truth, find_evaluation_sets(votes, truth), 5);
  }
};

TEST(FindEvaluationSets, tells_the_nested_subsets_by_the_human_votes) {
  const Sample s;
  const EvaluationSets sets = find_evaluation_sets(s.votes, s.truth);
  EXPECT_THAT(sets.level, ElementsAre(0, 1, 2, 3, 3, 0));
  EXPECT_EQ(sets.truth_without_votes, 1U);
  EXPECT_TRUE(sets.contains(2, kMultipleVotes));
  EXPECT_FALSE(sets.contains(2, kDisagreement));
}

TEST(FindEvaluationSets, leaves_out_and_counts_truths_that_were_given_as_gold) {
  const Sample s;
  // A truth without a vote, one with two equal votes, and gold without a truth.
  const std::vector<LabelId> gold{4, kNoLabel, 0, kNoLabel, kNoLabel, 1};
  const EvaluationSets sets = find_evaluation_sets(s.votes, s.truth, gold);
  EXPECT_THAT(sets.level, ElementsAre(0, 1, 0, 3, 3, 0));
  EXPECT_EQ(sets.truth_given_as_gold, 2U);
  EXPECT_EQ(sets.truth_without_votes, 0U);
  const Evaluation e = evaluate(s.label, s.valid, s.votes, s.truth, sets, 5);
  EXPECT_EQ(e.truth_given_as_gold, 2U);
  EXPECT_EQ(e.subsets[kExpert].n, 3U);
  EXPECT_EQ(e.subsets[kMultipleVotes].n, 2U);
}

TEST(Evaluate, an_invalid_observation_counts_as_wrong_but_not_in_label_accuracy) {
  const Evaluation e = Sample().evaluate_all();
  const SubsetMetrics& expert = e.subsets[kExpert];
  EXPECT_EQ(expert.n, 4U);
  EXPECT_EQ(expert.valid, 3U);
  EXPECT_EQ(expert.correct, 2U);
  EXPECT_EQ(expert.label_correct, 3U);
  EXPECT_THAT(expert.accuracy, Optional(0.5));
  EXPECT_THAT(expert.label_accuracy, Optional(0.75));
  EXPECT_THAT(expert.valid_accuracy, Optional(2.0 / 3));
  EXPECT_EQ(e.truth_without_votes, 1U);
  EXPECT_EQ(e.left_without_votes, 0U);
}

TEST(Evaluate, macro_figures_and_classes_kept_of_a_worked_example) {
  const Evaluation e = Sample().evaluate_all();
  // Expert: truths 4 1 2 3, predictions none 1 1 3. Classes 1 2 3 4: P = 1/2 0 1 0, R = 1 0 1 0.
  const SubsetMetrics& expert = e.subsets[kExpert];
  EXPECT_THAT(expert.macro_precision, Optional(1.5 / 4));
  EXPECT_THAT(expert.macro_recall, Optional(2.0 / 4));
  EXPECT_EQ(expert.classes_truth, 4U);
  EXPECT_EQ(expert.classes_predicted, 2U);
  EXPECT_THAT(expert.classes_kept, Optional(0.5));
  // Disagreement: truths 2 3, predictions 1 3. Classes 1 2 3: P = 0 0 1, R = 0 0 1; 3 of {2, 3} is kept.
  const SubsetMetrics& disagreement = e.subsets[kDisagreement];
  EXPECT_THAT(disagreement.macro_precision, Optional(1.0 / 3));
  EXPECT_THAT(disagreement.macro_recall, Optional(1.0 / 3));
  EXPECT_THAT(disagreement.classes_kept, Optional(0.5));
}

TEST(Evaluate, a_class_that_is_only_predicted_by_mistake_is_kept_but_not_recovered) {
  const VoteMatrix votes({0, 1, 2}, {0, 0}, {0, 1}, 1, 2);
  const std::vector<LabelId> truth{0, 1};
  const std::vector<LabelId> label{1, 1};
  const std::vector<std::uint8_t> valid{1, 0};
  const EvaluationSets sets = find_evaluation_sets(votes, truth);
  const Evaluation e = evaluate(label, valid, votes, truth, sets, 2);
  EXPECT_THAT(e.subsets[kExpert].classes_kept, Optional(0.5));
  EXPECT_THAT(e.subsets[kExpert].classes_recovered, Optional(0.0));
}

TEST(Evaluate, without_votes_every_truth_is_judged_on_the_widest_subset_alone) {
  const std::vector<LabelId> truth{0, kNoLabel, 1};
  const std::vector<LabelId> label{0, 0, kNoLabel};
  const std::vector<std::uint8_t> valid{1, 1, 0};
  const EvaluationSets sets = find_evaluation_sets(truth);
  const Evaluation e = evaluate(GradedLabels{label, valid, truth, sets, 2});
  EXPECT_EQ(e.subsets[kExpert].n, 2U);
  EXPECT_THAT(e.subsets[kExpert].accuracy, Optional(0.5));
  EXPECT_EQ(e.subsets[kMultipleVotes].n, 0U);
}

TEST(Evaluate, a_figure_over_nothing_is_empty) {
  const VoteMatrix votes({0, 1}, {0}, {0}, 1, 1);
  const std::vector<LabelId> truth{0};
  const std::vector<LabelId> label{0};
  const std::vector<std::uint8_t> valid{0};
  const Evaluation e = evaluate(label, valid, votes, truth, find_evaluation_sets(votes, truth), 1);
  EXPECT_THAT(e.subsets[kExpert].accuracy, Optional(0.0));
  EXPECT_EQ(e.subsets[kExpert].valid_accuracy, std::nullopt);
  const SubsetMetrics& empty = e.subsets[kMultipleVotes];
  EXPECT_EQ(empty.n, 0U);
  EXPECT_EQ(empty.accuracy, std::nullopt);
  EXPECT_EQ(empty.accuracy_ci.has_value(), false);
  EXPECT_EQ(empty.label_accuracy, std::nullopt);
  EXPECT_EQ(empty.macro_precision, std::nullopt);
  EXPECT_EQ(empty.macro_recall, std::nullopt);
  EXPECT_EQ(empty.classes_kept, std::nullopt);
  EXPECT_EQ(empty.classes_kept_ci.has_value(), false);
}

TEST(Evaluate, observations_whose_votes_were_all_held_out_are_counted_apart) {
  const Sample s;
  const EvaluationSets sets = find_evaluation_sets(s.votes, s.truth);
  const std::vector<std::uint8_t> is_expert{1, 0, 0};
  const VoteMatrix rest = s.votes.without_users(is_expert);
  const Evaluation e = evaluate(s.label, s.valid, rest, s.truth, sets, 5);
  EXPECT_EQ(e.left_without_votes, 1U);
  EXPECT_EQ(e.subsets[kExpert].n, 3U);
  // The subsets depend on all human votes: observation 3 has only one vote left but is still a disagreement.
  EXPECT_EQ(e.subsets[kDisagreement].n, 2U);
}

TEST(WilsonInterval, equals_published_values) {
  // Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81/263, 15/148, 0/20, 1/29.
  const auto expect = [](std::size_t successes, std::size_t n, double low, double high) {
    const Interval interval = wilson_interval(successes, n);
    EXPECT_THAT(interval.low, DoubleNear(low, 5e-5));
    EXPECT_THAT(interval.high, DoubleNear(high, 5e-5));
  };
  expect(81, 263, 0.2553, 0.3662);
  expect(15, 148, 0.0624, 0.1605);
  expect(0, 20, 0.0, 0.1611);
  expect(1, 29, 0.0061, 0.1718);
}

TEST(WilsonInterval, touches_the_ends_exactly_and_holds_the_share) {
  for (const std::size_t n : {1U, 7U, 1000U, 6700000U}) {
    EXPECT_EQ(wilson_interval(0, n).low, 0.0);
    EXPECT_EQ(wilson_interval(n, n).high, 1.0);
    const Interval middle = wilson_interval(n / 2, n);
    EXPECT_LE(middle.low, static_cast<double>(n / 2) / static_cast<double>(n));
    EXPECT_GE(middle.high, static_cast<double>(n / 2) / static_cast<double>(n));
  }
}

/// The definitions taken literally: sets of classes, counted anew for every class.
SubsetMetrics slow_metrics(const RandomLabels& r, const std::vector<ObservationId>& subset) {
  SubsetMetrics m;
  std::set<LabelId> truths;
  std::set<LabelId> preds;
  std::vector<std::pair<LabelId, LabelId>> pairs;
  for (const ObservationId i : subset) {
    const LabelId pred = r.valid[i] != 0 ? r.label[i] : kNoLabel;
    pairs.emplace_back(r.truth[i], pred);
    truths.insert(r.truth[i]);
    if (pred != kNoLabel) preds.insert(pred);
    m.valid += r.valid[i];
    m.correct += pred == r.truth[i] ? 1U : 0U;
    m.label_correct += r.label[i] == r.truth[i] ? 1U : 0U;
  }
  m.n = subset.size();
  std::set<LabelId> classes = truths;
  classes.insert(preds.begin(), preds.end());
  double precision = 0;
  double recall = 0;
  for (const LabelId k : classes) {
    const auto count = [&](auto&& is_counted) {
      return static_cast<double>(std::count_if(pairs.begin(), pairs.end(), is_counted));
    };
    const double hits = count([&](const auto& p) { return p.first == k && p.second == k; });
    const double predicted = count([&](const auto& p) { return p.second == k; });
    const double real = count([&](const auto& p) { return p.first == k; });
    precision += predicted == 0 ? 0 : hits / predicted;
    recall += real == 0 ? 0 : hits / real;
  }
  std::set<LabelId> recovered;
  for (const auto& [real, pred] : pairs) {
    if (real == pred) recovered.insert(real);
  }
  m.classes_hit = recovered.size();
  std::vector<LabelId> kept;
  std::set_intersection(truths.begin(), truths.end(), preds.begin(), preds.end(), std::back_inserter(kept));
  m.classes_truth = truths.size();
  m.classes_predicted = kept.size();
  m.macro_precision = precision / static_cast<double>(classes.size());
  m.macro_recall = recall / static_cast<double>(classes.size());
  return m;
}

TEST(Evaluate, equals_a_slow_version_on_random_data) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    const RandomLabels r = random_labels(seed, 200, 2 + seed);
    const EvaluationSets sets = find_evaluation_sets(r.votes, r.truth);
    const Evaluation e = evaluate(r.label, r.valid, r.votes, r.truth, sets, r.n_labels);
    std::array<std::vector<ObservationId>, 3> subsets;
    for (ObservationId i = 0; i < r.truth.size(); ++i) {
      const auto votes = r.votes.labels_of(i);
      if (r.truth[i] == kNoLabel || votes.empty()) continue;
      subsets[kExpert].push_back(i);
      if (votes.size() >= 2) subsets[kMultipleVotes].push_back(i);
      if (std::set<LabelId>(votes.begin(), votes.end()).size() >= 2) subsets[kDisagreement].push_back(i);
    }
    for (std::size_t s = 0; s < subsets.size(); ++s) {
      ASSERT_FALSE(subsets[s].empty());
      const SubsetMetrics expected = slow_metrics(r, subsets[s]);
      const SubsetMetrics& m = e.subsets[s];
      EXPECT_EQ(m.n, expected.n);
      EXPECT_EQ(m.valid, expected.valid);
      EXPECT_EQ(m.correct, expected.correct);
      EXPECT_EQ(m.label_correct, expected.label_correct);
      EXPECT_EQ(m.classes_truth, expected.classes_truth);
      EXPECT_EQ(m.classes_predicted, expected.classes_predicted);
      EXPECT_EQ(m.classes_hit, expected.classes_hit);
      EXPECT_THAT(m.macro_precision, Optional(DoubleNear(*expected.macro_precision, 1e-12)));
      EXPECT_THAT(m.macro_recall, Optional(DoubleNear(*expected.macro_recall, 1e-12)));
    }
  }
}

struct ScikitLearnCase {
  std::uint64_t seed;
  std::uint64_t n;
  std::uint64_t n_classes;
  std::uint64_t percent_right;
  std::uint64_t percent_invalid;
  double macro_precision;
  double macro_recall;
};

constexpr ScikitLearnCase kScikitLearnCases[] = {
#include "evaluation/scikit_learn_reference.inc"
};

TEST(Evaluate, macro_figures_equal_those_of_scikit_learn) {
  for (const ScikitLearnCase& c : kScikitLearnCases) {
    std::uint64_t state = c.seed;
    const auto draw = [&](std::uint64_t n) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      return (state >> 33U) % n;
    };
    VoteMatrixBuilder builder;
    std::vector<LabelId> truth;
    std::vector<LabelId> label;
    std::vector<std::uint8_t> valid;
    for (ObservationId i = 0; i < c.n; ++i) {
      builder.add_statement(i, 0, 0);
      truth.push_back(static_cast<LabelId>(draw(c.n_classes)));
      const bool is_right = draw(100) < c.percent_right;
      const auto other = static_cast<LabelId>(draw(c.n_classes));
      label.push_back(is_right ? truth.back() : other);
      valid.push_back(draw(100) < c.percent_invalid ? 0 : 1);
    }
    const VoteMatrix votes = builder.finish(1, c.n_classes).votes;
    const Evaluation e =
        evaluate(label, valid, votes, truth, find_evaluation_sets(votes, truth), c.n_classes);
    EXPECT_THAT(e.subsets[kExpert].macro_precision, Optional(DoubleNear(c.macro_precision, 1e-12)));
    EXPECT_THAT(e.subsets[kExpert].macro_recall, Optional(DoubleNear(c.macro_recall, 1e-12)));
  }
}

}  // namespace
}  // namespace crowdvote
