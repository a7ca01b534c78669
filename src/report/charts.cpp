#include "report/charts.hpp"

#include <utility>

namespace crowdvote {

namespace {

using MakeChart = std::optional<ChartSpec> (*)(const ReportInput&);

ChartSection section(std::string id, std::string title, std::string text, const ReportInput& input,
                     std::initializer_list<MakeChart> makers) {
  ChartSection result{std::move(id), std::move(title), std::move(text), {}};
  for (const MakeChart make : makers) {
    if (auto chart = make(input)) result.charts.push_back(*std::move(chart));
  }
  return result;
}

}  // namespace

std::vector<ChartSection> chart_sections(const ReportInput& input) {
  return {
      section(
          "quality", "Against the truth",
          "The labels compared with those of the experts on three nested subsets of the observations: all "
          "that have an expert's label, those with several votes, and those whose voters disagree.",
          input,
          {chart_accuracy_and_classes, chart_precision_and_recall, chart_calibration_of_acc,
           chart_calibration_of_probability, chart_calibration_of_conf, chart_calibration_of_ai_score}),
      section("labels", "Labels", "How many observations have a valid label, and what each round changed.",
              input, {chart_valid, chart_convergence, chart_objective}),
      section("users", "Users", "What the strategies learnt about the users.", input,
              {chart_user_weights, chart_user_weights_cdf, chart_weight_function, chart_skill_by_votes,
               chart_confusion, chart_lorenz})};
}

}  // namespace crowdvote
