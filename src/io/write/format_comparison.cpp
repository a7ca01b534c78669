#include "evaluation/format_figures.hpp"
#include "io/json/json_figures.hpp"
#include "io/write/evaluation_json.hpp"
#include "io/write/evaluation_records.hpp"
#include "io/write/figures.hpp"
#include <crowdvote/format_figures.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using nlohmann::ordered_json;

using Cells = std::vector<std::string>;

constexpr std::array<std::string_view, 6> kWithoutTruth{"strategy", "valid",  "share",
                                                        "ties",     "rounds", "seconds"};
constexpr std::array<std::string_view, 18> kOnSubset{"strategy",
                                                     "n",
                                                     "accuracy",
                                                     kTiesHeading,
                                                     "label accuracy",
                                                     "valid accuracy",
                                                     "macro precision",
                                                     "macro recall",
                                                     "classes kept",
                                                     "classes recovered",
                                                     "valid here",
                                                     "p (McNemar)",
                                                     "valid in all",
                                                     "seconds",
                                                     "log loss",
                                                     "Brier score",
                                                     "ECE",
                                                     "ECE, all labels"};
constexpr std::ptrdiff_t kTiesColumn = 3;
constexpr std::ptrdiff_t kProbabilityColumn = 14;  ///< the first of those behind "seconds"

Cells without_truth(const ComparedRun& run, std::size_t n_observations) {
  const double share =
      n_observations == 0 ? 0 : static_cast<double>(run.n_valid) / static_cast<double>(n_observations);
  return {run.spec,
          std::to_string(run.n_valid),
          with_decimals(share, 3),
          std::to_string(run.n_ties),
          run.converged == false ? fmt::format("{} (not converged)", run.iterations)
                                 : std::to_string(run.iterations),
          fmt::format("{:.3f}", run.seconds)};
}

Cells on_subset(const ComparedRun& run, std::size_t subset) {
  const SubsetMetrics& m = run.evaluation->subsets[subset];
  const ProbabilityScores scores = m.probabilities.value_or(ProbabilityScores{});
  return {run.spec,
          std::to_string(m.n),
          format_share(m.accuracy, m.accuracy_ci),
          format_ties(m.accuracy_ties),
          format_share(m.label_accuracy),
          format_share(m.valid_accuracy),
          format_share(m.macro_precision, m.macro_precision_ci),
          format_share(m.macro_recall, m.macro_recall_ci),
          format_share(m.classes_kept, m.classes_kept_ci),
          format_share(m.classes_recovered),
          std::to_string(m.valid),
          run.against_reference ? format_p_value((*run.against_reference)[subset].p_value) : "reference",
          std::to_string(run.n_valid),
          fmt::format("{:.3f}", run.seconds),
          format_share(scores.log_loss),
          format_share(scores.brier),
          format_share(scores.ece),
          format_share(scores.ece_all_labels)};
}

constexpr std::array<std::string_view, 8> kMainFigures{
    "strategy", "accuracy", "label accuracy", "macro P", "macro R", "classes kept", "valid", "p (McNemar)"};

Cells main_figures_on_subset(const ComparedRun& run, std::size_t subset) {
  const SubsetMetrics& m = run.evaluation->subsets[subset];
  return {run.spec,
          format_share(m.accuracy),
          format_share(m.label_accuracy),
          format_share(m.macro_precision),
          format_share(m.macro_recall),
          format_share(m.classes_kept),
          std::to_string(m.valid),
          run.against_reference ? format_p_value((*run.against_reference)[subset].p_value) : "reference"};
}

bool has_truth(const Comparison& comparison) {
  return !comparison.runs.empty() && comparison.runs.front().evaluation.has_value();
}

bool has_wide_ties(const Comparison& comparison, std::size_t subset) {
  return std::any_of(comparison.runs.begin(), comparison.runs.end(), [subset](const ComparedRun& run) {
    return are_wide(run.evaluation->subsets[subset].accuracy_ties);
  });
}

bool has_probabilities(const Comparison& comparison, std::size_t subset) {
  return std::any_of(comparison.runs.begin(), comparison.runs.end(), [subset](const ComparedRun& run) {
    return run.evaluation->subsets[subset].probabilities.has_value();
  });
}

/// Columns are there for what at least one of the runs has: probabilities, or an accuracy that depends strongly on
/// the tie rule.
TextTable table_of_subset(const Comparison& comparison, std::size_t subset) {
  const bool shows_ties = has_wide_ties(comparison, subset);
  const bool shows_probabilities = has_probabilities(comparison, subset);
  const auto shown = [&](Cells cells) {
    if (!shows_probabilities) cells.erase(cells.begin() + kProbabilityColumn, cells.end());
    if (!shows_ties) cells.erase(cells.begin() + kTiesColumn);
    return cells;
  };
  TextTable table(shown({kOnSubset.begin(), kOnSubset.end()}), Align::right,
                  std::string(kSubsetNames[subset]));
  for (const ComparedRun& run : comparison.runs) table.add_row(shown(on_subset(run, subset)));
  return table;
}

TextTable main_table_of_subset(const Comparison& comparison, std::size_t subset) {
  const std::size_t n = comparison.runs.front().evaluation->subsets[subset].n;
  TextTable table({kMainFigures.begin(), kMainFigures.end()}, Align::right,
                  fmt::format("{}: {}", kSubsetNames[subset], count_of(n, "observation")));
  for (const ComparedRun& run : comparison.runs) table.add_row(main_figures_on_subset(run, subset));
  return table;
}

/// One table per subset, or one in all where there is no truth.
std::vector<TextTable> tables_of(const Comparison& comparison, ComparisonDetail detail) {
  std::vector<TextTable> tables;
  if (has_truth(comparison)) {
    for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
      tables.push_back(detail == ComparisonDetail::all ? table_of_subset(comparison, s)
                                                       : main_table_of_subset(comparison, s));
    }
    return tables;
  }
  TextTable& table = tables.emplace_back(Cells(kWithoutTruth.begin(), kWithoutTruth.end()));
  for (const ComparedRun& run : comparison.runs) {
    table.add_row(without_truth(run, comparison.n_observations));
  }
  return tables;
}

bool depends_on_ties(const Comparison& comparison) {
  if (!has_truth(comparison)) return false;
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    if (has_wide_ties(comparison, s)) return true;
  }
  return false;
}

ordered_json test_to_json(const McNemarTest& test) {
  return {{"only_this", test.only_first}, {"only_reference", test.only_second}, {"p_value", test.p_value}};
}

ordered_json vote_agreement_to_json(const VoteAgreement& agreement) {
  return {{"observations", agreement.observations},
          {"votes", agreement.votes},
          {"share", number_or_null(agreement.share())},
          {"share_of_majority", number_or_null(agreement.share_of_majority())}};
}

ordered_json run_to_json(const ComparedRun& run) {
  ordered_json object{{"strategy", run.spec},
                      {"valid", run.n_valid},
                      {"ties", run.n_ties},
                      {"iterations", run.iterations},
                      {"converged", number_or_null(run.converged)},
                      {"seconds", run.seconds},
                      {"metrics", nullptr},
                      {"mcnemar", nullptr}};
  if (run.evaluation) object["metrics"] = metrics_to_json(*run.evaluation);
  if (run.against_reference) {
    object["mcnemar"] = ordered_json::object();
    for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
      object["mcnemar"][std::string(kSubsetNames[s])] = test_to_json((*run.against_reference)[s]);
    }
  }
  object["vote_agreement"] = vote_agreement_to_json(run.vote_agreement);
  return object;
}

ordered_json json_of(const Comparison& comparison) {
  ordered_json object{
      {"observations", comparison.n_observations},
      {"reference", comparison.runs.empty() ? "" : comparison.runs[comparison.reference].spec},
      {"runs", ordered_json::array()}};
  for (const ComparedRun& run : comparison.runs) object["runs"].push_back(run_to_json(run));
  return object;
}

/// Of a run on a subset; without a truth of the run alone, its subset "all" and its figures empty.
FigureRow record_of(const Comparison& comparison, const ComparedRun& run, std::optional<std::size_t> subset) {
  const SubsetMetrics* const metrics = subset ? &run.evaluation->subsets[*subset] : nullptr;
  FigureRow record{{"strategy", run.spec}, {"subset", subset ? std::string(kSubsetNames[*subset]) : "all"}};
  add_metrics(record, metrics);
  std::optional<double> p_value;
  if (subset && run.against_reference) p_value = (*run.against_reference)[*subset].p_value;
  const std::string converged = run.converged ? (*run.converged ? "1" : "0") : "";
  record.insert(record.end(), {{"mcnemar_p", cell_of(p_value)},
                               {"all_valid", cell_of(run.n_valid)},
                               {"all_observations", cell_of(comparison.n_observations)},
                               {"iterations", cell_of(run.iterations)},
                               {"converged", converged},
                               {"seconds", cell_of(run.seconds)}});
  add_ties(record, metrics);
  add_probability_scores(record, metrics);
  record.insert(record.end(),
                {{"vote_agreement", cell_of(run.vote_agreement.share())},
                 {"vote_agreement_of_majority", cell_of(run.vote_agreement.share_of_majority())}});
  return record;
}

std::vector<FigureRow> records_of(const Comparison& comparison) {
  std::vector<FigureRow> records;
  for (const ComparedRun& run : comparison.runs) {
    if (!run.evaluation) records.push_back(record_of(comparison, run, std::nullopt));
    for (std::size_t s = 0; run.evaluation && s < kSubsetNames.size(); ++s) {
      records.push_back(record_of(comparison, run, s));
    }
  }
  return records;
}

}  // namespace

std::string format_comparison(const Comparison& comparison, FiguresFormat format, ComparisonDetail detail) {
  if (format != FiguresFormat::text) detail = ComparisonDetail::all;
  Figures figures{.heading = "Strategies compared",
                  .tables = tables_of(comparison, detail),
                  .notes = {},
                  .json = json_of(comparison),
                  .records = records_of(comparison)};
  if (detail == ComparisonDetail::main_figures) {
    figures.most_columns = kMostColumns;
    if (depends_on_ties(comparison)) {
      figures.notes.emplace_back(
          "Some accuracies depend on how ties are decided; the table of all figures shows by how much.");
    }
  }
  return format_figures(figures, format);
}

}  // namespace crowdvote
