// Charts of whether acc, conf, the AI's score and the probabilities are calibrated.

#include "report/charts.hpp"
#include "report/figure_text.hpp"
#include <crowdvote/calibration.hpp>
#include <crowdvote/consensus.hpp>
#include <crowdvote/format_figures.hpp>

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// A value whose reliability is shown.
struct CalibratedValue {
  std::string id;
  std::string axis_title;
  std::string title;
  std::string caption;
  bool is_probability;  ///< whether it can be compared with the diagonal
};

/// Rows of a chart, filled run by run.
struct CalibrationRows {
  std::vector<std::string> runs;
  std::array<std::size_t, kSubsetNames.size()> most_in_subset{};
  double greatest = 0;
  Json bins = Json::array();
  Json notes = Json::array();

  void add(const std::string& run, const CalibrationBySubset& subsets) {
    runs.push_back(run);
    for (std::size_t s = 0; s < subsets.size(); ++s) {
      most_in_subset[s] = std::max(most_in_subset[s], subsets[s].n);
      if (subsets[s].n > 0) add_note(run, s, subsets[s]);
      for (const CalibrationBin& bin : subsets[s].bins) {
        if (bin.n > 0) add_bin(run, s, bin);
      }
    }
  }

 private:
  void add_bin(const std::string& run, std::size_t subset, const CalibrationBin& bin) {
    const Interval interval = *bin.accuracy_ci();
    bins.push_back({{"run", run},
                    {"subset", kSubsetNames[subset]},
                    {"low", rounded(bin.low)},
                    {"high", rounded(bin.high)},
                    {"mean", rounded(bin.mean)},
                    {"accuracy", rounded(*bin.accuracy())},
                    {"accuracy_low", rounded(interval.low)},
                    {"accuracy_high", rounded(interval.high)},
                    {"n", bin.n}});
    greatest = std::max(greatest, bin.high);
  }

  void add_note(const std::string& run, std::size_t subset, const Calibration& calibration) {
    std::string text;
    if (calibration.ece) text += fmt::format("ECE {:.3f} · ", *calibration.ece);
    if (calibration.brier) text += fmt::format("Brier {:.3f} · ", *calibration.brier);
    text += count_of(calibration.n, "label");
    if (calibration.without_value > 0)
      text += fmt::format(", {} without", with_commas(calibration.without_value));
    notes.push_back({{"run", run}, {"subset", kSubsetNames[subset]}, {"text", text}});
  }
};

/// Whether there is more than one value to show on an axis.
bool varies(const Calibration& calibration) {
  double least = std::numeric_limits<double>::infinity();
  double greatest = -least;
  for (const CalibrationBin& bin : calibration.bins) {
    if (bin.n == 0) continue;
    least = std::min(least, bin.low);
    greatest = std::max(greatest, bin.high);
  }
  return greatest - least > kEpsilon;
}

/// Lets the reader choose among the subsets that have a label, starting with the largest.
void choose_subset(ChartSpec& chart, const CalibrationRows& rows) {
  std::vector<std::string> names;
  std::vector<std::string> labels;
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    if (rows.most_in_subset[s] == 0) continue;
    names.emplace_back(kSubsetNames[s]);
    labels.push_back(subset_text(s));
  }
  chart.set_choice("subset", names.front(), names, labels);
}

std::optional<ChartSpec> calibration_chart(const CalibratedValue& value, CalibrationRows rows) {
  if (rows.bins.empty()) return std::nullopt;
  ChartSpec chart(value.id, "reliability");
  chart.set_title(value.title, value.caption,
                  "Points: accuracy of the labels in each bin of the " + value.axis_title);
  chart.set_axis_title(0, value.axis_title);
  chart.set_choice("run", rows.runs.front(), rows.runs);
  choose_subset(chart, rows);
  if (value.is_probability) {
    chart.set_values("ticks", ticks_in_steps(0.2, 1));
  } else {
    chart.set_values("ticks", ticks_1_2_5(0.1, rows.greatest));
    chart.set_values("promise", Json::array());
    chart.set_logarithmic("x", {{"data", "shown"}, {"fields", {"low", "high"}}});
  }
  chart.set_values("bins", std::move(rows.bins));
  chart.set_values("notes", std::move(rows.notes));
  chart.set_table("bins");
  return chart;
}

}  // namespace

std::optional<ChartSpec> chart_calibration_of_acc(const ReportInput& input) {
  CalibrationRows rows;
  for (const ReportRun& run : detailed_runs(input)) {
    if (run.calibration) rows.add(run.name, run.calibration->acc);
  }
  return calibration_chart(
      {.id = "reliability_of_acc",
       .axis_title = "acc, the label's share of the weights",
       .title = "Calibration of acc",
       .caption = "How often labels with this share of the weight are right. On the dotted line acc is as "
                  "good as a probability; above the line labels are right more often than acc suggests. "
                  "Larger points stand for more labels.",
       .is_probability = true},
      std::move(rows));
}

std::optional<ChartSpec> chart_calibration_of_probability(const ReportInput& input) {
  CalibrationRows rows;
  for (const ReportRun& run : detailed_runs(input)) {
    if (run.calibration && run.calibration->probability) rows.add(run.name, *run.calibration->probability);
  }
  auto chart = calibration_chart(
      {.id = "reliability_of_probability",
       .axis_title = "Probability of the label",
       .title = "Calibration of the probabilities",
       .caption =
           "How often labels with this probability are the truth, over all labels that an observation may "
           "have and not only the one that was chosen. On the dotted line the probabilities are calibrated; "
           "where the curve is flatter, they are overconfident.",
       .is_probability = true},
      std::move(rows));
  if (chart) chart->set_axis_title(1, "Share of labels that are the truth");
  return chart;
}

std::optional<ChartSpec> chart_calibration_of_conf(const ReportInput& input) {
  CalibrationRows rows;
  for (const ReportRun& run : detailed_runs(input)) {
    if (run.calibration && varies(run.calibration->conf[0])) rows.add(run.name, run.calibration->conf);
  }
  return calibration_chart(
      {.id = "reliability_of_conf",
       .axis_title = "conf, the label's weight",
       .title = "Calibration of conf",
       .caption = "How often labels with this weight are right, in bins with about the same number of "
                  "labels. Where the weights are meaningful, the curve rises from left to right.",
       .is_probability = false},
      std::move(rows));
}

std::optional<ChartSpec> chart_calibration_of_ai_score(const ReportInput& input) {
  CalibrationRows rows;
  for (const ReportRun& run : detailed_runs(input)) {
    // The AI's own labels and scores are the same for every run.
    if (rows.runs.empty() && run.calibration && run.calibration->ai_score) {
      rows.add("", *run.calibration->ai_score);
    }
  }
  return calibration_chart(
      {.id = "reliability_of_ai_score",
       .axis_title = "Score of the AI",
       .title = "Calibration of the AI's score",
       .caption = "How often the AI's own label is right at this score. On the dotted line the "
                  "score is calibrated; below it the AI is overconfident.",
       .is_probability = true},
      std::move(rows));
}

}  // namespace crowdvote
