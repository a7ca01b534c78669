#pragma once

/// Calibration of a label's share of the weights (acc), its weight (conf), the AI's score and the
/// probabilities of the labels.
///
/// On a subset D, over the observations with a label and a value x, in bins b:
///
///     accuracy_b   share of the bin's labels that are the truth
///     ECE          sum over b of n_b / n * |accuracy_b - mean of x in b|        expected calibration error
///     Brier        mean of (x - [the label is the truth])^2
///
/// A value that is a probability has bins of equal width in [0, 1]. conf is not a probability: its bins have
/// the same number of observations, as far as possible (equal values stay together), and it has neither ECE
/// nor Brier score. Labels count whether or not they are valid.
///
/// The probabilities of all labels are measured over the pairs (i, k) of an observation and a candidate
/// label, and of an observation and its truth. There n is the number of these pairs, accuracy_b the share of
/// pairs whose label is the truth, and ECE and Brier score are sums over the pairs divided by the number of
/// observations, as ProbabilityScores (evaluate.hpp) defines them: the pairs that are left out, with
/// probability 0 and another truth, would add nothing.
///
/// Sources: Brier (1950), "Verification of forecasts expressed in terms of probability", Monthly Weather
/// Review 78; Naeini, Cooper, Hauskrecht (2015), "Obtaining well calibrated probabilities using Bayesian
/// binning", AAAI; Guo, Pleiss, Sun, Weinberger (2017), "On calibration of modern neural networks", ICML.

#include <crowdvote/consensus.hpp>
#include <crowdvote/evaluate.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crowdvote {

struct CalibrationBin {
  double low = 0;   ///< bins of equal width: its bounds, the upper one excluded except for 1
  double high = 0;  ///< bins of equal count: its smallest and largest value
  std::size_t n = 0;
  std::size_t correct = 0;
  double mean = 0;  ///< of the values; 0 if there is none

  [[nodiscard]] std::optional<double> accuracy() const;
  [[nodiscard]] std::optional<Interval> accuracy_ci() const;
};

struct Calibration {
  std::size_t n = 0;              ///< judged observations with a label and a value, or pairs of them
  std::size_t without_value = 0;  ///< judged observations without a label or without a value
  /// For an AI that scores label by label: judged observations whose truth has no score, so that the score of
  /// the right label is not known. Such files often leave out small scores.
  std::optional<std::size_t> truth_without_score;
  std::vector<CalibrationBin> bins;
  std::optional<double> ece;    ///< empty if n is 0, and for conf
  std::optional<double> brier;  ///< empty if n is 0, and for conf
};

enum class Binning { equal_width, equal_count };

/// \param label, value one entry per observation; kNoLabel or NaN where there is none. With
///        Binning::equal_width every value is in [0, 1], up to rounding
/// \param graded says which observations of `subset` are judged, and their truth; its labels are not used
[[nodiscard]] Calibration measure_calibration(std::span<const LabelId> label, std::span<const double> value,
                                              const GradedLabels& graded, std::size_t subset, Binning binning,
                                              std::size_t n_bins = 10);

/// Calibration of the probabilities of all labels; without_value counts judged observations without any.
[[nodiscard]] Calibration measure_calibration(const Probabilities& probabilities, const GradedLabels& graded,
                                              std::size_t subset, std::size_t n_bins = 10);

/// Fills SubsetMetrics::probabilities. REQUIRES: the evaluation is of these labels, and the probabilities
/// belong to them.
void add_probability_scores(Evaluation& evaluation, const GradedLabels& graded,
                            const Probabilities& probabilities);

using CalibrationBySubset = std::array<Calibration, kSubsetNames.size()>;

struct CalibrationReport {
  CalibrationBySubset acc;
  CalibrationBySubset conf;
  std::optional<CalibrationBySubset> ai_score;     ///< of the AI's own label; empty without AI scores
  std::optional<CalibrationBySubset> probability;  ///< of all labels; empty without probabilities
};

/// The calibration of a consensus, and of the AI's votes and scores in its input.
/// \param ai_score_of_truth as in CrowdData; empty if the AI does not score label by label
[[nodiscard]] CalibrationReport measure_calibration(const Consensus& consensus, const AggregationInput& input,
                                                    const GradedLabels& graded,
                                                    std::span<const double> ai_score_of_truth = {});

/// A table with a row for each value and subset: observations, those without a value, ECE and Brier score.
[[nodiscard]] std::string format_calibration(const CalibrationReport& report);

}  // namespace crowdvote
