#include "evaluation/share.hpp"
#include <crowdvote/calibration.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace crowdvote {

namespace {

/// One label and the value that it promised.
struct Promise {
  double value;
  bool is_right;
};

/// Passes judged observations with a label and a value, in order. Returns how many lack one of them.
template <class Receive>
std::size_t for_each_promise(std::span<const LabelId> label, std::span<const double> value,
                             const GradedLabels& graded, std::size_t subset, const Receive& receive) {
  std::size_t without_value = 0;
  for (ObservationId i = 0; i < graded.truth.size(); ++i) {
    if (!graded.judges(i, subset)) continue;
    if (label[i] == kNoLabel || std::isnan(value[i])) {
      ++without_value;
    } else {
      receive(Promise{value[i], label[i] == graded.truth[i]});
    }
  }
  return without_value;
}

void add(CalibrationBin& bin, const Promise& promise) {
  ++bin.n;
  bin.correct += promise.is_right ? 1U : 0U;
  bin.mean += promise.value;  // a sum until the bin is complete
}

void finish(std::vector<CalibrationBin>& bins) {
  for (CalibrationBin& bin : bins) {
    if (bin.n != 0) bin.mean /= static_cast<double>(bin.n);
  }
}

/// Bins of equal width in [0, 1], and the sum for the Brier score.
class BinsOfEqualWidth {
 public:
  explicit BinsOfEqualWidth(std::size_t n_bins) : bins_(n_bins) {
    const auto scale = static_cast<double>(n_bins);
    for (std::size_t b = 0; b < n_bins; ++b) {
      bins_[b].low = static_cast<double>(b) / scale;
      bins_[b].high = static_cast<double>(b + 1) / scale;
    }
  }

  void add_promise(const Promise& promise) {
    const auto b =
        static_cast<std::size_t>(std::clamp(promise.value, 0.0, 1.0) * static_cast<double>(bins_.size()));
    add(bins_[std::min(b, bins_.size() - 1)], promise);
    const double error = promise.value - (promise.is_right ? 1 : 0);
    sum_of_squares_ += error * error;
    ++n_;
  }

  /// \param n_observations the divisor of the sums
  void finish_into(Calibration& result, std::size_t n_observations) {
    finish(bins_);
    result.bins = std::move(bins_);
    result.n = n_;
    if (n_observations == 0) return;
    double sum = 0;
    for (const CalibrationBin& bin : result.bins) {
      if (bin.n != 0) sum += static_cast<double>(bin.n) * std::abs(*bin.accuracy() - bin.mean);
    }
    result.ece = sum / static_cast<double>(n_observations);
    result.brier = sum_of_squares_ / static_cast<double>(n_observations);
  }

  [[nodiscard]] std::size_t n() const { return n_; }

 private:
  std::vector<CalibrationBin> bins_;
  double sum_of_squares_ = 0;
  std::size_t n_ = 0;
};

/// Reorders the promises.
std::vector<CalibrationBin> bins_of_equal_count(std::vector<Promise>& promises, std::size_t n_bins) {
  std::stable_sort(promises.begin(), promises.end(),
                   [](const Promise& a, const Promise& b) { return a.value < b.value; });
  std::vector<CalibrationBin> bins;
  std::size_t begin = 0;
  for (std::size_t b = 1; b <= n_bins && begin < promises.size(); ++b) {
    std::size_t end = promises.size() * b / n_bins;
    if (end <= begin) continue;
    while (end < promises.size() && promises[end].value == promises[end - 1].value) ++end;
    CalibrationBin bin{.low = promises[begin].value, .high = promises[end - 1].value};
    for (; begin < end; ++begin) add(bin, promises[begin]);
    bins.push_back(bin);
  }
  finish(bins);
  return bins;
}

CalibrationBySubset by_subset(std::span<const LabelId> label, std::span<const double> value,
                              const GradedLabels& graded, Binning binning) {
  CalibrationBySubset result;
  for (std::size_t s = 0; s < result.size(); ++s) {
    result[s] = measure_calibration(label, value, graded, s, binning);
  }
  return result;
}

CalibrationBySubset by_subset(const Probabilities& probabilities, const GradedLabels& graded) {
  CalibrationBySubset result;
  for (std::size_t s = 0; s < result.size(); ++s) result[s] = measure_calibration(probabilities, graded, s);
  return result;
}

/// The probability of one label for each judged observation; NaN if the observation has no probabilities.
std::vector<double> probabilities_of(std::span<const LabelId> label, const GradedLabels& graded,
                                     const Probabilities& probabilities) {
  std::vector<double> values(label.size(), std::numeric_limits<double>::quiet_NaN());
  for (ObservationId i = 0; i < label.size(); ++i) {
    if (!graded.judges(i, 0)) continue;
    const auto labels = probabilities.labels_of(i);
    if (labels.empty()) continue;
    const auto found = std::find(labels.begin(), labels.end(), label[i]);
    const auto place = static_cast<std::size_t>(found - labels.begin());
    values[i] = place < labels.size() ? probabilities.values_of(i)[place] : 0;
  }
  return values;
}

/// \param of_truth as returned by probabilities_of
ProbabilityScores log_loss_of(std::span<const double> of_truth, const GradedLabels& graded,
                              std::size_t subset) {
  constexpr double kLeastProbability = 1e-15;
  ProbabilityScores scores;
  double sum = 0;
  for (ObservationId i = 0; i < of_truth.size(); ++i) {
    if (!graded.judges(i, subset) || std::isnan(of_truth[i])) continue;
    ++scores.n;
    if (of_truth[i] < kLeastProbability) ++scores.truth_ruled_out;
    sum -= std::log(std::clamp(of_truth[i], kLeastProbability, 1.0));
  }
  if (scores.n != 0) scores.log_loss = sum / static_cast<double>(scores.n);
  return scores;
}

void count_truths_without_score(std::span<const double> ai_score_of_truth, const GradedLabels& graded,
                                CalibrationBySubset& by_subset) {
  for (std::size_t s = 0; s < by_subset.size(); ++s) {
    std::size_t n = 0;
    for (ObservationId i = 0; i < graded.truth.size(); ++i) {
      if (graded.judges(i, s) && std::isnan(ai_score_of_truth[i])) ++n;
    }
    by_subset[s].truth_without_score = n;
  }
}

}  // namespace

std::optional<double> CalibrationBin::accuracy() const { return share(correct, n); }

std::optional<Interval> CalibrationBin::accuracy_ci() const { return share_interval(correct, n); }

Calibration measure_calibration(std::span<const LabelId> label, std::span<const double> value,
                                const GradedLabels& graded, std::size_t subset, Binning binning,
                                std::size_t n_bins) {
  assert(label.size() == graded.truth.size() && value.size() == graded.truth.size() && n_bins > 0);
  Calibration result;
  if (binning == Binning::equal_count) {
    std::vector<Promise> promises;
    result.without_value = for_each_promise(label, value, graded, subset,
                                            [&](const Promise& promise) { promises.push_back(promise); });
    result.n = promises.size();
    result.bins = bins_of_equal_count(promises, n_bins);
    return result;
  }
  BinsOfEqualWidth bins(n_bins);
  result.without_value = for_each_promise(label, value, graded, subset,
                                          [&](const Promise& promise) { bins.add_promise(promise); });
  bins.finish_into(result, bins.n());
  return result;
}

Calibration measure_calibration(const Probabilities& probabilities, const GradedLabels& graded,
                                std::size_t subset, std::size_t n_bins) {
  assert(probabilities.begin.size() == graded.truth.size() + 1 && n_bins > 0);
  Calibration result;
  BinsOfEqualWidth bins(n_bins);
  std::size_t n_observations = 0;
  for (ObservationId i = 0; i < graded.truth.size(); ++i) {
    if (!graded.judges(i, subset)) continue;
    const auto labels = probabilities.labels_of(i);
    const auto values = probabilities.values_of(i);
    if (labels.empty()) {
      ++result.without_value;
      continue;
    }
    ++n_observations;
    bool is_truth_among_them = false;
    for (std::size_t k = 0; k < labels.size(); ++k) {
      const bool is_truth = labels[k] == graded.truth[i];
      bins.add_promise({values[k], is_truth});
      is_truth_among_them = is_truth_among_them || is_truth;
    }
    if (!is_truth_among_them) bins.add_promise({0.0, true});
  }
  bins.finish_into(result, n_observations);
  return result;
}

void add_probability_scores(Evaluation& evaluation, const GradedLabels& graded,
                            const Probabilities& probabilities) {
  const std::vector<double> of_label = probabilities_of(graded.label, graded, probabilities);
  const std::vector<double> of_truth = probabilities_of(graded.truth, graded, probabilities);
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    const Calibration all_labels = measure_calibration(probabilities, graded, s);
    ProbabilityScores scores = log_loss_of(of_truth, graded, s);
    scores.brier = all_labels.brier;
    scores.ece_all_labels = all_labels.ece;
    scores.ece = measure_calibration(graded.label, of_label, graded, s, Binning::equal_width).ece;
    evaluation.subsets[s].probabilities = scores;
  }
}

CalibrationReport measure_calibration(const Consensus& consensus, const AggregationInput& input,
                                      const GradedLabels& graded, std::span<const double> ai_score_of_truth) {
  CalibrationReport report;
  report.acc = by_subset(consensus.label, consensus.acc, graded, Binning::equal_width);
  report.conf = by_subset(consensus.label, consensus.conf, graded, Binning::equal_count);
  if (!input.ai_label_of_observation.empty() && !input.ai_score_of_observation.empty()) {
    report.ai_score =
        by_subset(input.ai_label_of_observation, input.ai_score_of_observation, graded, Binning::equal_width);
    if (!ai_score_of_truth.empty()) count_truths_without_score(ai_score_of_truth, graded, *report.ai_score);
  }
  if (consensus.probabilities) report.probability = by_subset(*consensus.probabilities, graded);
  return report;
}

}  // namespace crowdvote
