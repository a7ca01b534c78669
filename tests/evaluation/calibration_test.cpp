#include "io/write/evaluation_json.hpp"
#include <crowdvote/calibration.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <limits>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::DoubleEq;
using testing::Optional;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Five judged observations and one without a truth.
struct Sample {
  std::vector<LabelId> truth{0, 0, 1, 1, 0, kNoLabel};
  std::vector<LabelId> label{0, 1, 1, 1, kNoLabel, 0};
  std::vector<std::uint8_t> valid{1, 1, 1, 0, 0, 1};
  std::vector<double> value{0.95, 0.92, 0.2, 1.0, 0.0, 0.5};
  EvaluationSets sets = find_evaluation_sets(truth);
  GradedLabels graded{label, valid, truth, sets, 2};
};

TEST(MeasureReliability, of_a_worked_example) {
  const Sample s;
  const Calibration r = measure_calibration(s.label, s.value, s.graded, 0, Binning::equal_width);
  EXPECT_EQ(r.n, 4U);
  EXPECT_EQ(r.without_value, 1U);
  ASSERT_EQ(r.bins.size(), 10U);
  EXPECT_EQ(r.bins[2].n, 1U);
  EXPECT_EQ(r.bins[9].n, 3U);
  EXPECT_EQ(r.bins[9].correct, 2U);
  EXPECT_DOUBLE_EQ(r.bins[9].mean, (0.95 + 0.92 + 1.0) / 3);
  EXPECT_EQ(r.bins[5].accuracy(), std::nullopt);
  const double gap = (0.95 + 0.92 + 1.0) / 3 - 2.0 / 3;
  EXPECT_THAT(r.ece, Optional(DoubleEq(1.0 / 4 * 0.8 + 3.0 / 4 * gap)));
  EXPECT_THAT(r.brier, Optional(DoubleEq((0.05 * 0.05 + 0.92 * 0.92 + 0.8 * 0.8) / 4)));
}

TEST(MeasureReliability, counts_an_observation_whose_truth_has_no_score) {
  Sample s;
  s.value[0] = kNone;
  const Calibration r = measure_calibration(s.label, s.value, s.graded, 0, Binning::equal_width);
  EXPECT_EQ(r.n, 3U);
  EXPECT_EQ(r.without_value, 2U);
}

TEST(MeasureReliability, has_no_figure_over_nothing) {
  const Sample s;
  const Calibration r = measure_calibration(s.label, s.value, s.graded, 2, Binning::equal_width);
  EXPECT_EQ(r.n, 0U);
  EXPECT_EQ(r.ece, std::nullopt);
  EXPECT_EQ(r.brier, std::nullopt);
  EXPECT_TRUE(measure_calibration(s.label, s.value, s.graded, 2, Binning::equal_count).bins.empty());
}

TEST(MeasureReliability, bins_of_equal_count_keep_equal_values_together) {
  const std::vector<LabelId> truth(10, 0);
  const std::vector<LabelId> label{0, 0, 0, 0, 0, 0, 1, 1, 1, 0};
  const std::vector<std::uint8_t> valid(10, 1);
  const EvaluationSets sets = find_evaluation_sets(truth);
  const GradedLabels graded{label, valid, truth, sets, 2};
  const std::vector<double> conf{7, 1, 1, 1, 1, 3, 2, 1, 9, 8};
  const Calibration r = measure_calibration(label, conf, graded, 0, Binning::equal_count, 5);
  std::vector<std::pair<double, double>> ranges;
  std::vector<std::size_t> sizes;
  for (const CalibrationBin& bin : r.bins) {
    ranges.emplace_back(bin.low, bin.high);
    sizes.push_back(bin.n);
  }
  EXPECT_THAT(ranges, testing::ElementsAre(std::pair(1.0, 1.0), std::pair(2.0, 2.0), std::pair(3.0, 7.0),
                                           std::pair(8.0, 9.0)));
  EXPECT_THAT(sizes, testing::ElementsAre(5, 1, 2, 2));
  EXPECT_DOUBLE_EQ(*r.bins[0].accuracy(), 4.0 / 5);
  EXPECT_EQ(r.ece, std::nullopt);
}

TEST(MeasureReliability,
     a_forecaster_who_is_right_as_often_as_promised_has_no_calibration_error_to_speak_of) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> uniform;
  const std::size_t n = 100000;
  const std::vector<LabelId> truth(n, 0);
  const std::vector<std::uint8_t> valid(n, 1);
  std::vector<LabelId> label;
  std::vector<double> honest;
  std::vector<double> boastful;
  for (std::size_t i = 0; i < n; ++i) {
    honest.push_back(uniform(random));
    boastful.push_back(std::min(1.0, honest.back() + 0.2));
    label.push_back(uniform(random) < honest.back() ? 0 : 1);
  }
  const EvaluationSets sets = find_evaluation_sets(truth);
  const GradedLabels graded{label, valid, truth, sets, 2};
  EXPECT_LT(*measure_calibration(label, honest, graded, 0, Binning::equal_width).ece, 0.01);
  EXPECT_NEAR(*measure_calibration(label, honest, graded, 0, Binning::equal_width).brier, 1.0 / 6, 0.005);
  EXPECT_NEAR(*measure_calibration(label, boastful, graded, 0, Binning::equal_width).ece, 0.18, 0.01);
}

TEST(MeasureReliability, judges_conf_acc_and_the_ais_own_label_by_its_score) {
  const Sample s;
  Consensus consensus;
  consensus.label = s.label;
  consensus.acc = s.value;
  consensus.conf = {5, 4, 3, 2, 0, 1};
  const VoteMatrix no_votes({0, 0, 0, 0, 0, 0, 0}, {}, {}, 0, 2);
  const std::vector<LabelId> ai_label{1, 0, kNoLabel, 1, 0, 1};
  const std::vector<double> ai_score{0.8, 0.4, kNone, 0.9, 0.3, 0.2};
  const CalibrationReport without_ai = measure_calibration(consensus, {.votes = no_votes}, s.graded);
  EXPECT_FALSE(without_ai.ai_score.has_value());
  EXPECT_EQ(without_ai.acc[0].n, 4U);
  EXPECT_EQ(without_ai.conf[0].bins.size(), 4U);
  const CalibrationReport report = measure_calibration(
      consensus,
      {.votes = no_votes, .ai_label_of_observation = ai_label, .ai_score_of_observation = ai_score},
      s.graded);
  ASSERT_TRUE(report.ai_score.has_value());
  const Calibration& ai = (*report.ai_score)[0];
  EXPECT_EQ(ai.n, 4U);
  EXPECT_EQ(ai.without_value, 1U);
  EXPECT_EQ(ai.bins[8].correct, 0U);
  EXPECT_EQ(ai.bins[4].correct, 1U);
  EXPECT_FALSE(ai.truth_without_score.has_value());
  const std::vector<double> score_of_truth{0.1, kNone, 0.2, 0.9, kNone, kNone};
  const CalibrationReport by_label = measure_calibration(
      consensus,
      {.votes = no_votes, .ai_label_of_observation = ai_label, .ai_score_of_observation = ai_score}, s.graded,
      score_of_truth);
  EXPECT_EQ((*by_label.ai_score)[0].truth_without_score, 2U);
  EXPECT_THAT(format_calibration(report),
              testing::HasSubstr("\nai_score        expert          4             1"));
  EXPECT_THAT(format_calibration(without_ai), testing::Not(testing::HasSubstr("ai_score")));
}

TEST(ReliabilityToJson, has_bins_with_null_for_what_is_empty) {
  const Sample s;
  Consensus consensus;
  consensus.label = s.label;
  consensus.acc = s.value;
  consensus.conf = s.value;
  const VoteMatrix no_votes({0, 0, 0, 0, 0, 0, 0}, {}, {}, 0, 2);
  const auto json = calibration_to_json(measure_calibration(consensus, {.votes = no_votes}, s.graded));
  EXPECT_FALSE(json.contains("ai_score"));
  EXPECT_TRUE(json["conf"]["expert"]["ece"].is_null());
  EXPECT_EQ(json["acc"]["expert"]["bins"].size(), 10U);
  EXPECT_TRUE(json["acc"]["expert"]["bins"][4]["accuracy"].is_null());
  EXPECT_EQ(json["acc"]["expert"]["bins"][2]["accuracy"], 1.0);
  EXPECT_EQ(json["acc"]["expert"]["bins"][2]["low"], 0.2);
}

}  // namespace
}  // namespace crowdvote
