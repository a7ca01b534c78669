#include "evaluation/random_labels.hpp"
#include "io/write/evaluation_json.hpp"
#include <crowdvote/calibration.hpp>
#include <crowdvote/compare.hpp>
#include <crowdvote/evaluation_table.hpp>
#include <crowdvote/format_figures.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::DoubleNear;
using testing::HasSubstr;
using testing::Not;
using testing::Optional;

/// Probabilities of observations given as lists of (label, probability).
Probabilities probabilities_from(const std::vector<std::vector<std::pair<LabelId, double>>>& rows) {
  Probabilities probabilities;
  probabilities.begin.push_back(0);
  for (const auto& row : rows) {
    for (const auto& [label, value] : row) {
      probabilities.label.push_back(label);
      probabilities.value.push_back(value);
    }
    probabilities.begin.push_back(probabilities.label.size());
  }
  return probabilities;
}

/// Four judged observations, the last without probabilities, and one without a truth. The truth of the third
/// is not a candidate.
struct ScoredSample {
  std::vector<LabelId> truth{0, 1, 2, 0, kNoLabel};
  std::vector<LabelId> label{0, 0, 1, kNoLabel, 1};
  std::vector<std::uint8_t> valid{1, 1, 0, 0, 1};
  Probabilities probabilities = probabilities_from(
      {{{0, 0.75}, {1, 0.25}}, {{0, 0.5}, {1, 0.5}}, {{0, 0.1}, {1, 0.9}}, {}, {{1, 1.0}}});
  EvaluationSets sets = find_evaluation_sets(truth);
  GradedLabels graded{label, valid, truth, sets, 3};

  [[nodiscard]] ProbabilityScores scores(std::size_t subset = 0) const {
    Evaluation evaluation = evaluate(graded);
    add_probability_scores(evaluation, graded, probabilities);
    return *evaluation.subsets[subset].probabilities;
  }
};

TEST(ProbabilityScores, of_a_worked_example) {
  const ProbabilityScores scores = ScoredSample{}.scores();
  EXPECT_EQ(scores.n, 3U);
  EXPECT_EQ(scores.truth_ruled_out, 1U);
  EXPECT_THAT(scores.log_loss,
              Optional(DoubleNear((-std::log(0.75) - std::log(0.5) - std::log(1e-15)) / 3, 1e-12)));
  // 2 * 0.25^2, 2 * 0.5^2, and 0.1^2 + 0.9^2 + 1 where the truth has the probability 0.
  EXPECT_THAT(scores.brier, Optional(DoubleNear((0.125 + 0.5 + 1.82) / 3, 1e-12)));
  // The chosen labels have 0.75 (right), 0.5 and 0.9 (wrong), each in a bin of its own.
  EXPECT_THAT(scores.ece, Optional(DoubleNear((0.25 + 0.5 + 0.9) / 3, 1e-12)));
  // Bins: 0 (the truth of the third: 1 below), 0.1, 0.25, 0.5 twice (one of them right), 0.75 (right), 0.9.
  EXPECT_THAT(scores.ece_all_labels,
              Optional(DoubleNear((1 + 0.1 + 0.25 + std::abs(0.5 + 0.5 - 1) + 0.25 + 0.9) / 3, 1e-12)));
}

TEST(ProbabilityScores, are_empty_over_nothing) {
  const ProbabilityScores scores = ScoredSample{}.scores(2);
  EXPECT_EQ(scores.n, 0U);
  EXPECT_EQ(scores.log_loss, std::nullopt);
  EXPECT_EQ(scores.brier, std::nullopt);
  EXPECT_EQ(scores.ece, std::nullopt);
  EXPECT_EQ(scores.ece_all_labels, std::nullopt);
}

TEST(ProbabilityScores, have_bins_over_the_pairs_of_observation_and_label) {
  const ScoredSample sample;
  const Calibration all = measure_calibration(sample.probabilities, sample.graded, 0);
  EXPECT_EQ(all.n, 7U);
  EXPECT_EQ(all.without_value, 1U);
  EXPECT_EQ(all.bins[0].n, 1U);
  EXPECT_EQ(all.bins[0].correct, 1U);
  EXPECT_EQ(all.bins[5].n, 2U);
  EXPECT_EQ(all.bins[5].correct, 1U);
}

/// The same from a table of observations x labels.
ProbabilityScores slow_scores(const std::vector<std::vector<double>>& q, const GradedLabels& graded,
                              std::size_t subset) {
  ProbabilityScores scores;
  const std::size_t K = graded.n_labels;
  double log_loss = 0;
  double brier = 0;
  std::vector<double> excess(10, 0);  // of all labels, by bin
  std::vector<double> excess_of_chosen(10, 0);
  std::size_t n_chosen = 0;
  const auto bin_of = [](double x) { return std::min<std::size_t>(9, static_cast<std::size_t>(x * 10)); };
  for (ObservationId i = 0; i < q.size(); ++i) {
    if (!graded.judges(i, subset) || q[i].empty()) continue;
    ++scores.n;
    const LabelId truth = graded.truth[i];
    log_loss -= std::log(std::max(q[i][truth], 1e-15));
    if (q[i][truth] < 1e-15) ++scores.truth_ruled_out;
    for (LabelId k = 0; k < K; ++k) {
      const double error = q[i][k] - (k == truth ? 1 : 0);
      brier += error * error;
      excess[bin_of(q[i][k])] += error;
    }
    const LabelId label = graded.label[i];
    if (label == kNoLabel) continue;
    ++n_chosen;
    excess_of_chosen[bin_of(q[i][label])] += q[i][label] - (label == truth ? 1 : 0);
  }
  const auto n = static_cast<double>(scores.n);
  const auto sum_of_gaps = [](const std::vector<double>& gaps) {
    return std::accumulate(gaps.begin(), gaps.end(), 0.0,
                           [](double sum, double gap) { return sum + std::abs(gap); });
  };
  scores.log_loss = log_loss / n;
  scores.brier = brier / n;
  scores.ece_all_labels = sum_of_gaps(excess) / n;
  scores.ece = sum_of_gaps(excess_of_chosen) / static_cast<double>(n_chosen);
  return scores;
}

/// Probabilities of some candidates, in any order; none for an observation without votes.
std::vector<std::pair<LabelId, double>> random_row(std::mt19937& random, LabelId n_labels) {
  std::vector<LabelId> labels(n_labels);
  std::iota(labels.begin(), labels.end(), LabelId{0});
  std::shuffle(labels.begin(), labels.end(), random);
  labels.resize(1 + random() % n_labels);
  std::vector<std::pair<LabelId, double>> row;
  double sum = 0;
  for (const LabelId label : labels) {
    const double weight = random() % 8 == 0 ? 1e-18 : static_cast<double>(1 + random() % 100);
    row.emplace_back(label, weight);
    sum += weight;
  }
  for (auto& [label, value] : row) value /= sum;
  return row;
}

TEST(ProbabilityScores, equal_those_of_a_full_table_on_random_data) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const LabelId n_labels = 2 + seed % 5;
    const testing_support::RandomLabels crowd = testing_support::random_labels(seed, 120, n_labels);
    std::mt19937 random(seed);
    std::vector<std::vector<std::pair<LabelId, double>>> rows(crowd.truth.size());
    std::vector<std::vector<double>> table(crowd.truth.size());
    for (ObservationId i = 0; i < rows.size(); ++i) {
      if (random() % 10 == 0) continue;
      rows[i] = random_row(random, n_labels);
      table[i].assign(n_labels, 0.0);
      for (const auto& [label, value] : rows[i]) table[i][label] = value;
    }
    const EvaluationSets sets = find_evaluation_sets(crowd.votes, crowd.truth);
    const GradedLabels graded{crowd.label, crowd.valid, crowd.truth, sets, n_labels};
    Evaluation evaluation = evaluate(graded);
    add_probability_scores(evaluation, graded, probabilities_from(rows));
    for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
      const ProbabilityScores slow = slow_scores(table, graded, s);
      const ProbabilityScores& scores = *evaluation.subsets[s].probabilities;
      ASSERT_GT(slow.n, 0U);
      EXPECT_EQ(scores.n, slow.n);
      EXPECT_EQ(scores.truth_ruled_out, slow.truth_ruled_out);
      EXPECT_THAT(scores.log_loss, Optional(DoubleNear(*slow.log_loss, 1e-12)));
      EXPECT_THAT(scores.brier, Optional(DoubleNear(*slow.brier, 1e-12)));
      EXPECT_THAT(scores.ece, Optional(DoubleNear(*slow.ece, 1e-12)));
      EXPECT_THAT(scores.ece_all_labels, Optional(DoubleNear(*slow.ece_all_labels, 1e-12)));
    }
  }
}

TEST(ProbabilityScores, do_not_depend_on_labels_that_have_no_chance) {
  ScoredSample sample;
  const ProbabilityScores sparse = sample.scores();
  sample.probabilities = probabilities_from({{{0, 0.75}, {1, 0.25}, {2, 0.0}},
                                             {{0, 0.5}, {1, 0.5}, {2, 0.0}},
                                             {{0, 0.1}, {1, 0.9}, {2, 0.0}},
                                             {},
                                             {{1, 1.0}}});
  const ProbabilityScores full = sample.scores();
  EXPECT_EQ(full.truth_ruled_out, sparse.truth_ruled_out);
  EXPECT_EQ(full.log_loss, sparse.log_loss);
  EXPECT_EQ(full.brier, sparse.brier);
  EXPECT_THAT(full.ece_all_labels, Optional(DoubleNear(*sparse.ece_all_labels, 1e-15)));
}

TEST(ProbabilityScores, are_best_for_who_knows_the_truth_and_for_who_is_as_unsure_as_he_should_be) {
  ScoredSample sample;
  sample.probabilities = probabilities_from({{{0, 1.0}}, {{1, 1.0}}, {{2, 1.0}}, {{0, 1.0}}, {}});
  sample.label = {0, 1, 2, 0, kNoLabel};
  const ProbabilityScores known = sample.scores();
  EXPECT_EQ(known.truth_ruled_out, 0U);
  EXPECT_THAT(known.log_loss, Optional(0.0));
  EXPECT_THAT(known.brier, Optional(0.0));
  EXPECT_THAT(known.ece, Optional(0.0));
  EXPECT_THAT(known.ece_all_labels, Optional(0.0));

  // The truths are drawn with the predicted probabilities, so log loss and Brier score have their expected
  // values, and calibration errors are near 0.
  std::mt19937 random(3);
  constexpr std::size_t kDraws = 20000;
  std::vector<LabelId> truth(kDraws);
  for (LabelId& t : truth) t = random() % 10 < 7 ? 0 : 1;
  const std::vector<LabelId> label(kDraws, 0);
  const std::vector<std::uint8_t> valid(kDraws, 1);
  const EvaluationSets sets = find_evaluation_sets(truth);
  const GradedLabels graded{label, valid, truth, sets, 2};
  const auto scores_with = [&](double p) {
    Evaluation evaluation = evaluate(graded);
    add_probability_scores(evaluation, graded,
                           probabilities_from(std::vector<std::vector<std::pair<LabelId, double>>>(
                               kDraws, {{0, p}, {1, 1 - p}})));
    return *evaluation.subsets[0].probabilities;
  };
  const ProbabilityScores honest = scores_with(0.7);
  EXPECT_THAT(honest.ece, Optional(DoubleNear(0, 0.01)));
  EXPECT_THAT(honest.ece_all_labels, Optional(DoubleNear(2 * *honest.ece, 1e-9)));
  EXPECT_THAT(honest.brier, Optional(DoubleNear(2 * 0.7 * 0.3, 0.01)));
  for (const double boast : {0.5, 0.6, 0.8, 0.95}) {
    const ProbabilityScores other = scores_with(boast);
    EXPECT_GT(*other.log_loss, *honest.log_loss) << boast;
    EXPECT_GT(*other.brier, *honest.brier) << boast;
    EXPECT_GT(*other.ece, *honest.ece) << boast;
  }
}

TEST(ProbabilityScores, are_shown_only_where_there_are_probabilities) {
  const ScoredSample sample;
  Evaluation evaluation = evaluate(sample.graded);
  EXPECT_THAT(format_evaluation(evaluation), Not(HasSubstr("log loss")));
  EXPECT_FALSE(metrics_to_json(evaluation)["expert"].contains("probabilities"));
  add_probability_scores(evaluation, sample.graded, sample.probabilities);
  const std::string text = format_evaluation(evaluation);
  EXPECT_THAT(text, HasSubstr("\nBrier score        0.815\n"));
  EXPECT_THAT(text, HasSubstr("\ntruth ruled out    1\n"));
  const auto json = metrics_to_json(evaluation);
  EXPECT_EQ(json["expert"]["probabilities"]["n"], 3);
  EXPECT_EQ(json["expert"]["probabilities"]["truth_ruled_out"], 1);
  EXPECT_TRUE(json["disagreement"].is_null()) << "without votes nobody knows who disagreed";
}

TEST(ProbabilityScores, of_a_consensus_come_with_its_grades_and_the_bins_with_its_calibration) {
  const VoteMatrix votes({0, 2, 5, 8, 9}, {0, 1, 0, 1, 2, 0, 1, 2, 0}, {0, 0, 1, 0, 0, 2, 1, 1, 2}, 3, 3);
  const std::vector<LabelId> truth{0, 1, 1, 2};
  const EvaluationSets sets = find_evaluation_sets(votes, truth);
  AggregationInput input{.votes = votes};
  input.wants_probabilities = true;
  const Consensus shares = aggregate(input, parse_strategy("mv"));
  const GradedLabels graded{shares.label, shares.valid, truth, sets, 3, votes.view()};
  const Evaluation evaluation = evaluate_consensus(input, shares, graded);
  // The shares of the truths are 1, 1/3, 2/3 and 1.
  ASSERT_TRUE(evaluation.subsets[0].probabilities.has_value());
  EXPECT_THAT(evaluation.subsets[0].probabilities->log_loss,
              Optional(DoubleNear((std::log(3) + std::log(1.5)) / 4, 1e-12)));
  EXPECT_EQ((*measure_calibration(shares, input, graded).probability)[0].n, 6U);
  input.wants_probabilities = false;
  const Consensus labels = aggregate(input, parse_strategy("mv"));
  EXPECT_FALSE(evaluate_consensus(input, labels, graded).subsets[0].probabilities.has_value());
  EXPECT_FALSE(measure_calibration(labels, input, graded).probability.has_value());
}

TEST(ProbabilityScores, are_columns_of_a_comparison_where_a_strategy_has_them) {
  const VoteMatrix votes({0, 2, 5, 8, 9}, {0, 1, 0, 1, 2, 0, 1, 2, 0}, {0, 0, 1, 0, 0, 2, 1, 1, 2}, 3, 3);
  const std::vector<LabelId> truth{0, 1, 1, 2};
  const EvaluationSets sets = find_evaluation_sets(votes, truth);
  const auto table_of = [&](const std::vector<std::string>& specs, FiguresFormat format) {
    return format_comparison(compare({.votes = votes}, expand_specs(specs), ComparisonTruth{truth, sets}, {}),
                             format);
  };
  EXPECT_THAT(table_of({"mv", "wawa"}, FiguresFormat::text), Not(HasSubstr("log loss")));
  const std::string text = table_of({"mv", "one-coin"}, FiguresFormat::text);
  EXPECT_THAT(text, HasSubstr("seconds  log loss  Brier score    ECE  ECE, all labels\n"));
  EXPECT_THAT(text, HasSubstr("         -            -      -                -\n"));
  const std::string csv = table_of({"mv", "one-coin"}, FiguresFormat::csv);
  EXPECT_THAT(csv, HasSubstr(",log_loss,brier,ece,ece_all_labels,truth_ruled_out,"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 7);
}

}  // namespace
}  // namespace crowdvote
