// Charts that compare the runs.

#include "report/charts.hpp"
#include "report/figure_text.hpp"
#include <crowdvote/format_figures.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// One axis of a scatter plot of figures against the truth.
struct FigureAxis {
  std::string_view title;
  std::optional<double> SubsetMetrics::*figure;
  std::optional<Interval> SubsetMetrics::*interval;
};

void add_figure(Json& row, const std::string& name, const FigureAxis& axis, const SubsetMetrics& metrics) {
  const double figure = *(metrics.*axis.figure);
  const std::optional<Interval>& interval = metrics.*axis.interval;
  row[name] = rounded(figure);
  row[name + "_low"] = rounded(interval ? interval->low : figure);
  row[name + "_high"] = rounded(interval ? interval->high : figure);
}

/// One row per run and subset.
Json scatter_rows(const ReportInput& input, const FigureAxis& x, const FigureAxis& y) {
  Json rows = Json::array();
  for (const ReportRun& run : input.runs) {
    for (std::size_t s = 0; run.evaluation && s < kSubsetNames.size(); ++s) {
      const SubsetMetrics& metrics = run.evaluation->subsets[s];
      if (!(metrics.*x.figure) || !(metrics.*y.figure)) continue;
      Json row{{"series", run.name}, {"label", brief_spec(run.name)}, {"subset", kSubsetNames[s]}};
      add_figure(row, "x", x, metrics);
      add_figure(row, "y", y, metrics);
      add_tooltip(row, {{"Strategy", run.name},
                        {"Subset", subset_text(s)},
                        {"Observations", with_commas(metrics.n)},
                        {x.title, share_text(metrics.*x.figure, metrics.*x.interval)},
                        {y.title, share_text(metrics.*y.figure, metrics.*y.interval)}});
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

/// The reader sees one subset at a time, at first the smallest one, which distinguishes the runs best.
void choose_subset(ChartSpec& chart, const ReportInput& input, const Json& rows) {
  std::vector<std::string> names;
  std::vector<std::string> labels;
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    const std::string name(kSubsetNames[s]);
    if (std::none_of(rows.begin(), rows.end(), [&](const Json& row) { return row["subset"] == name; })) {
      continue;
    }
    names.push_back(name);
    std::size_t n = 0;
    for (const ReportRun& run : input.runs) {
      if (run.evaluation) n = std::max(n, run.evaluation->subsets[s].n);
    }
    labels.push_back(fmt::format("{} ({})", subset_text(s), count_of(n, "observation")));
  }
  chart.set_choice("subset", names.back(), names, labels);
}

/// The distinct names of the points of a scatter plot.
std::vector<std::string> series_of(const Json& rows) {
  std::vector<std::string> names;
  for (const Json& row : rows) {
    if (std::find(names.begin(), names.end(), row["series"]) == names.end()) names.push_back(row["series"]);
  }
  return names;
}

std::optional<ChartSpec> scatter(const ReportInput& input, std::string id, const FigureAxis& x,
                                 const FigureAxis& y) {
  if (input.runs.size() == 1) return std::nullopt;  // its figures are in a table
  Json rows = scatter_rows(input, x, y);
  if (rows.empty()) return std::nullopt;
  ChartSpec chart(std::move(id), "scatter");
  chart.set_axis_title(0, x.title);
  chart.set_axis_title(1, y.title);
  const std::vector<std::string> series = series_of(rows);
  chart.set_series(series, series);
  choose_subset(chart, input, rows);
  chart.set_values("points", std::move(rows));
  chart.set_table("points");
  return chart;
}

}  // namespace

std::optional<ChartSpec> chart_accuracy_and_classes(const ReportInput& input) {
  auto chart = scatter(input, "accuracy_and_classes",
                       {"Classes kept", &SubsetMetrics::classes_kept, &SubsetMetrics::classes_kept_ci},
                       {"Accuracy", &SubsetMetrics::accuracy, &SubsetMetrics::accuracy_ci});
  if (chart) {
    chart->set_title("Accuracy and classes kept",
                     "Share of observations with the right, valid label against the share of true classes "
                     "that still occur among the labels. Up and right is better; lines are 95% intervals.",
                     "Points: accuracy against classes kept, one for each strategy");
  }
  return chart;
}

std::optional<ChartSpec> chart_precision_and_recall(const ReportInput& input) {
  auto chart =
      scatter(input, "precision_and_recall",
              {"Macro recall", &SubsetMetrics::macro_recall, &SubsetMetrics::macro_recall_ci},
              {"Macro precision", &SubsetMetrics::macro_precision, &SubsetMetrics::macro_precision_ci});
  if (chart) {
    chart->set_title(
        "Macro precision and recall",
        "Mean over the classes, so that a rare one counts as much as a common one. Up and right is "
        "better; lines are 95% intervals.",
        "Points: macro precision against macro recall, one for each strategy");
  }
  return chart;
}

std::optional<ChartSpec> chart_valid(const ReportInput& input) {
  Json rows = Json::array();
  for (const ReportRun& run : input.runs) {
    Json row{{"name", run.name}, {"valid", run.n_valid}, {"total", run.n_observations}};
    add_tooltip(row, {{"Strategy", run.name},
                      {"Valid", with_commas(run.n_valid)},
                      {"Of observations", with_commas(run.n_observations)},
                      {"Share", share_text(run.n_valid, run.n_observations)}});
    rows.push_back(std::move(row));
  }
  ChartSpec chart("valid", "valid");
  chart.set_values("runs", std::move(rows));
  chart.set_table("runs");
  return chart;
}

std::optional<ChartSpec> chart_convergence(const ReportInput& input) {
  Json rows = Json::array();
  std::vector<std::string> all;
  std::vector<std::string> shown;
  std::size_t most_changed = 1;
  std::size_t most_rounds = 0;
  for (const ReportRun& run : input.runs) {
    all.push_back(run.name);
    if (run.diagnostics.rounds.empty()) continue;
    shown.push_back(run.name);
    most_rounds = std::max(most_rounds, run.diagnostics.rounds.size());
    for (std::size_t r = 0; r < run.diagnostics.rounds.size(); ++r) {
      const RoundRecord& round = run.diagnostics.rounds[r];
      const std::size_t users_changed = round.users_changed.value_or(0);
      Json row{{"series", run.name},
               {"round", r + 1},
               {"users_changed", users_changed},
               {"labels_changed", round.labels_changed},
               {"valid", round.valid}};
      add_tooltip(row, {{"Strategy", run.name},
                        {"Round", with_commas(r + 1)},
                        {"Users changed", round.users_changed ? with_commas(users_changed) : "not counted"},
                        {"Labels changed", with_commas(round.labels_changed)},
                        {"Valid", with_commas(round.valid)}});
      rows.push_back(std::move(row));
      most_changed = std::max({most_changed, users_changed, round.labels_changed});
    }
  }
  if (most_rounds < 2) return std::nullopt;
  ChartSpec chart("convergence", "convergence");
  chart.set_series(all, shown);  // so that a run keeps its colour in all charts
  chart.set_values("ticks", ticks_of_ten(static_cast<double>(most_changed)));
  chart.set_values("rounds", std::move(rows));
  chart.set_table("rounds");
  return chart;
}

}  // namespace crowdvote
