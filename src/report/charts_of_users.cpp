// Charts of what the strategies learnt about the users.

#include "report/charts.hpp"
#include "report/figure_text.hpp"
#include <crowdvote/format_figures.hpp>
#include <crowdvote/profile.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// A bar of the histogram combines this many of the run's finer bins.
constexpr std::size_t kBinsInBar = 4;

/// Names of the runs that have something to show, and the weight at which their users become self-validating.
struct ShownRuns {
  std::vector<std::string> names;
  std::string first_choice;  ///< a run that has a self-validating line, if there is one
  Json thresholds = Json::array();
  double greatest_weight = 0;

  void add(const ReportRun& run) {
    names.push_back(run.name);
    if (first_choice.empty() || (thresholds.empty() && run.self_validating_above)) first_choice = run.name;
    if (!run.self_validating_above) return;
    Json row{{"run", run.name}, {"weight", rounded(*run.self_validating_above)}};
    add_tooltip(row, {{"Self-validating above", number_text(*run.self_validating_above)},
                      {"Users", with_commas(run.n_self_validating)}});
    thresholds.push_back(std::move(row));
  }

  void add_with_weights(const ReportRun& run) {
    add(run);
    greatest_weight = std::max(greatest_weight, run.weight_bins.back().high);
  }

  [[nodiscard]] std::optional<ChartSpec> chart(const std::string& id, const std::string& data,
                                               Json rows) const {
    if (names.empty()) return std::nullopt;
    ChartSpec result(id, id);
    result.set_choice("run", first_choice, names);
    result.set_values(data, std::move(rows));
    result.set_values("thresholds", thresholds);
    result.set_table(data);
    return result;
  }

  /// Adds ticks for an axis of weights.
  [[nodiscard]] std::optional<ChartSpec> chart_over_weights(const std::string& id, const std::string& data,
                                                            Json rows) const {
    auto result = chart(id, data, std::move(rows));
    if (result) result->set_values("ticks", ticks_1_2_5(0.1, greatest_weight));
    return result;
  }
};

/// Combines neighbouring bins into one. REQUIRES: there is at least one.
WeightBin sum_of(std::span<const WeightBin> bins) {
  WeightBin sum{.low = bins.front().low, .high = bins.back().high};
  for (const WeightBin& bin : bins) {
    sum.users += bin.users;
    sum.votes += bin.votes;
  }
  return sum;
}

double rounded_share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : rounded(static_cast<double>(part) / static_cast<double>(whole));
}

}  // namespace

std::optional<ChartSpec> chart_user_weights(const ReportInput& input) {
  ShownRuns shown;
  Json rows = Json::array();
  for (const ReportRun& run : detailed_runs(input)) {
    if (run.weight_bins.empty()) continue;
    shown.add_with_weights(run);
    for (std::size_t b = 0; b < run.weight_bins.size(); b += kBinsInBar) {
      const WeightBin bar = sum_of(std::span(run.weight_bins).subspan(b, kBinsInBar));
      rows.push_back({{"run", run.name},
                      {"low", rounded(bar.low)},
                      {"high", rounded(bar.high)},
                      {"users", bar.users},
                      {"votes", bar.votes}});
    }
  }
  return shown.chart_over_weights("user_weights", "bins", std::move(rows));
}

std::optional<ChartSpec> chart_user_weights_cdf(const ReportInput& input) {
  ShownRuns shown;
  Json rows = Json::array();
  for (const ReportRun& run : detailed_runs(input)) {
    if (run.weight_bins.empty()) continue;
    shown.add_with_weights(run);
    const WeightBin all = sum_of(run.weight_bins);
    const auto add_point = [&](double weight, const WeightBin& below) {
      rows.push_back({{"run", run.name},
                      {"weight", rounded(weight)},
                      {"users", rounded_share(below.users, all.users)},
                      {"votes", rounded_share(below.votes, all.votes)}});
    };
    add_point(all.low, {});
    WeightBin below;
    for (const WeightBin& bin : run.weight_bins) {
      below.users += bin.users;
      below.votes += bin.votes;
      add_point(bin.high, below);
    }
  }
  return shown.chart_over_weights("user_weights_cdf", "curve", std::move(rows));
}

std::optional<ChartSpec> chart_weight_function(const ReportInput& input) {
  ShownRuns shown;
  Json rows = Json::array();
  for (const ReportRun& run : detailed_runs(input)) {
    if (run.weight_function.empty()) continue;
    shown.add(run);
    for (const WeightPoint& point : run.weight_function) {
      rows.push_back(
          {{"run", run.name}, {"n", point.n}, {"weight", rounded(point.weight)}, {"users", point.users}});
    }
    const auto first =
        std::find_if(run.weight_function.begin(), run.weight_function.end(), [&](const WeightPoint& point) {
          return run.self_validating_above && point.weight > *run.self_validating_above + kEpsilon;
        });
    if (run.self_validating_above) {
      shown.thresholds.back()["note"] = first == run.weight_function.end()
                                            ? std::string("self-validating above")
                                            : "self-validating from n = " + std::to_string(first->n);
    }
  }
  return shown.chart("weight_function", "curve", std::move(rows));
}

std::optional<ChartSpec> chart_lorenz(const ReportInput& input) {
  if (input.profile == nullptr) return std::nullopt;
  std::vector<std::string> series;
  Json rows = Json::array();
  const auto add = [&](const char* of, const Concentration& concentration) {
    if (concentration.lorenz.empty()) return;
    series.push_back(concentration.gini ? fmt::format("{} (Gini {:.2f})", of, *concentration.gini) : of);
    for (const auto& [share, votes] : concentration.lorenz) {
      rows.push_back({{"series", series.back()}, {"share", rounded(share)}, {"votes", rounded(votes)}});
    }
  };
  add("users", input.profile->among_users);
  add("labels", input.profile->among_labels);
  if (rows.empty()) return std::nullopt;
  ChartSpec chart("lorenz", "lorenz");
  chart.set_series(series, series);
  chart.set_values("curve", std::move(rows));
  chart.set_table("curve");
  return chart;
}

}  // namespace crowdvote
