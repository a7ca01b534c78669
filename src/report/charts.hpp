#pragma once

#include "report/chart_spec.hpp"
#include <crowdvote/report.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crowdvote {

// Each function returns a chart of the report, or nothing if the runs have no data for it.

[[nodiscard]] std::optional<ChartSpec> chart_accuracy_and_classes(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_precision_and_recall(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_calibration_of_acc(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_calibration_of_conf(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_calibration_of_ai_score(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_calibration_of_probability(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_valid(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_convergence(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_objective(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_user_weights(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_user_weights_cdf(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_weight_function(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_skill_by_votes(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_confusion(const ReportInput& input);
[[nodiscard]] std::optional<ChartSpec> chart_lorenz(const ReportInput& input);

/// Distributions and tables are shown for the first runs only, at most this many.
inline constexpr std::size_t kDetailedRuns = 24;
[[nodiscard]] inline std::span<const ReportRun> detailed_runs(const ReportInput& input) {
  return input.runs.first(std::min(input.runs.size(), kDetailedRuns));
}

/// Confusion tables are large, so they are shown for at most this many of these runs.
inline constexpr std::size_t kRunsWithConfusion = 6;

/// Charts that belong together on the page.
struct ChartSection {
  std::string id;
  std::string title;
  std::string text;
  std::vector<ChartSpec> charts;
};

/// The sections in the order of the page; a section without charts is included if it has a table.
[[nodiscard]] std::vector<ChartSection> chart_sections(const ReportInput& input);

}  // namespace crowdvote
