#include "evaluation/share.hpp"
#include <crowdvote/calibration.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace crowdvote {

namespace {

/// One label with what it promised.
struct Promise {
  double value;
  bool is_right;
};

std::vector<Promise> judged_promises(std::span<const LabelId> label, std::span<const double> value,
                                     const GradedLabels& graded, std::size_t subset,
                                     std::size_t& without_value) {
  std::vector<Promise> promises;
  for (ObservationId i = 0; i < graded.truth.size(); ++i) {
    if (!graded.judges(i, subset)) continue;
    if (label[i] == kNoLabel || std::isnan(value[i])) {
      ++without_value;
    } else {
      promises.push_back({value[i], label[i] == graded.truth[i]});
    }
  }
  return promises;
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

std::vector<CalibrationBin> bins_of_equal_width(std::span<const Promise> promises, std::size_t n_bins) {
  std::vector<CalibrationBin> bins(n_bins);
  const auto scale = static_cast<double>(n_bins);
  for (std::size_t b = 0; b < n_bins; ++b) {
    bins[b].low = static_cast<double>(b) / scale;
    bins[b].high = static_cast<double>(b + 1) / scale;
  }
  for (const Promise& promise : promises) {
    const auto b = static_cast<std::size_t>(std::clamp(promise.value, 0.0, 1.0) * scale);
    add(bins[std::min(b, n_bins - 1)], promise);
  }
  finish(bins);
  return bins;
}

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

double expected_calibration_error(const std::vector<CalibrationBin>& bins, std::size_t n) {
  double sum = 0;
  for (const CalibrationBin& bin : bins) {
    if (bin.n != 0) sum += static_cast<double>(bin.n) * std::abs(*bin.accuracy() - bin.mean);
  }
  return sum / static_cast<double>(n);
}

double brier_score(std::span<const Promise> promises) {
  double sum = 0;
  for (const Promise& promise : promises) {
    const double error = promise.value - (promise.is_right ? 1 : 0);
    sum += error * error;
  }
  return sum / static_cast<double>(promises.size());
}

CalibrationBySubset by_subset(std::span<const LabelId> label, std::span<const double> value,
                              const GradedLabels& graded, Binning binning) {
  CalibrationBySubset result;
  for (std::size_t s = 0; s < result.size(); ++s) {
    result[s] = measure_calibration(label, value, graded, s, binning);
  }
  return result;
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
  std::vector<Promise> promises = judged_promises(label, value, graded, subset, result.without_value);
  result.n = promises.size();
  if (binning == Binning::equal_count) {
    result.bins = bins_of_equal_count(promises, n_bins);
    return result;
  }
  result.bins = bins_of_equal_width(promises, n_bins);
  if (result.n != 0) {
    result.ece = expected_calibration_error(result.bins, result.n);
    result.brier = brier_score(promises);
  }
  return result;
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
  return report;
}

}  // namespace crowdvote
