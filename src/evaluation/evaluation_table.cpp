#include "evaluation/format_figures.hpp"
#include <crowdvote/calibration.hpp>
#include <crowdvote/evaluation_table.hpp>

#include <algorithm>
#include <functional>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

void add_calibration_rows(TextTable& table, const char* value, const CalibrationBySubset& by_subset) {
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    const Calibration& r = by_subset[s];
    table.add_row({value, std::string(kSubsetNames[s]), std::to_string(r.n), std::to_string(r.without_value),
                   r.truth_without_score ? std::to_string(*r.truth_without_score) : "", format_share(r.ece),
                   format_share(r.brier)});
  }
}

}  // namespace

std::string format_calibration(const CalibrationReport& report) {
  TextTable table({"reliability of", "subset", "observations", "without", "truth without", "ECE", "Brier"},
                  Align::left);
  add_calibration_rows(table, "acc", report.acc);
  if (report.ai_score) add_calibration_rows(table, "ai_score", *report.ai_score);
  return table.text();
}

TextTable table_of(const Evaluation& evaluation) {
  const auto subsets = std::span(evaluation.subsets).first(evaluation.n_known_subsets());
  std::vector<std::string> heading{""};
  for (std::size_t s = 0; s < subsets.size(); ++s) heading.emplace_back(kSubsetNames[s]);
  TextTable table(std::move(heading), Align::left);
  const auto add_row = [&](std::string name, const std::function<std::string(const SubsetMetrics&)>& cell) {
    std::vector<std::string> row{std::move(name)};
    for (const SubsetMetrics& m : subsets) row.push_back(cell(m));
    table.add_row(std::move(row));
  };
  const auto any = [&](auto&& holds) { return std::any_of(subsets.begin(), subsets.end(), holds); };
  using M = SubsetMetrics;
  add_row("observations", [](const M& m) { return std::to_string(m.n); });
  add_row("valid", [](const M& m) { return std::to_string(m.valid); });
  add_row("accuracy", [](const M& m) { return format_share(m.accuracy, m.accuracy_ci); });
  if (any([](const M& m) { return are_wide(m.accuracy_ties); })) {
    add_row(fmt::format("  {}", kTiesHeading), [](const M& m) { return format_ties(m.accuracy_ties); });
  }
  add_row("label accuracy", [](const M& m) { return format_share(m.label_accuracy); });
  add_row("valid accuracy", [](const M& m) { return format_share(m.valid_accuracy); });
  add_row("macro precision",
          [](const M& m) { return format_share(m.macro_precision, m.macro_precision_ci); });
  add_row("macro recall", [](const M& m) { return format_share(m.macro_recall, m.macro_recall_ci); });
  add_row("classes", [](const M& m) { return std::to_string(m.classes_truth); });
  add_row("classes kept", [](const M& m) { return format_share(m.classes_kept, m.classes_kept_ci); });
  add_row("classes recovered",
          [](const M& m) { return format_share(m.classes_recovered, m.classes_recovered_ci); });
  if (any([](const M& m) { return m.probabilities.has_value(); })) {
    using Scores = ProbabilityScores;
    const auto add_score = [&](const char* name, std::optional<double> Scores::*score) {
      add_row(name, [score](const M& m) {
        return m.probabilities ? format_share((*m.probabilities).*score) : std::string("-");
      });
    };
    add_score("log loss", &Scores::log_loss);
    add_score("Brier score", &Scores::brier);
    add_score("ECE", &Scores::ece);
    add_score("ECE, all labels", &Scores::ece_all_labels);
    add_row("truth ruled out", [](const M& m) {
      return m.probabilities ? std::to_string(m.probabilities->truth_ruled_out) : std::string("-");
    });
  }
  return table;
}

std::vector<std::string> notes_of(const Evaluation& evaluation) {
  std::vector<std::string> notes;
  const auto add = [&](std::size_t n, std::string_view why) {
    if (n > 0) notes.push_back(fmt::format("left out: {} observation{} {}", n, n == 1 ? "" : "s", why));
  };
  add(evaluation.truth_without_votes, "with a truth and no vote");
  add(evaluation.left_without_votes, "whose votes were all held out");
  add(evaluation.truth_given_as_gold, "with a truth, given as gold");
  return notes;
}

std::string format_evaluation(const Evaluation& evaluation) {
  std::string text = table_of(evaluation).text();
  for (const std::string& note : notes_of(evaluation)) text += note + '\n';
  return text;
}

}  // namespace crowdvote
