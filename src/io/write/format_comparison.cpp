#include "evaluation/format_figures.hpp"
#include "io/json/json_figures.hpp"
#include "io/write/evaluation_json.hpp"
#include "io/write/figures.hpp"
#include <crowdvote/format_figures.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using nlohmann::ordered_json;

/// Headings and cells of a run.
FigureRow without_truth(const ComparedRun& run, std::size_t n_observations) {
  const double share =
      n_observations == 0 ? 0 : static_cast<double>(run.n_valid) / static_cast<double>(n_observations);
  return {{"strategy", run.spec},
          {"valid", std::to_string(run.n_valid)},
          {"share", with_decimals(share, 3)},
          {"ties", std::to_string(run.n_ties)},
          {"rounds", run.converged == false ? fmt::format("{} (not converged)", run.iterations)
                                            : std::to_string(run.iterations)},
          {"seconds", fmt::format("{:.3f}", run.seconds)}};
}

std::string p_value_of(const ComparedRun& run, std::size_t subset) {
  return run.against_reference ? format_p_value((*run.against_reference)[subset].p_value) : "reference";
}

FigureRow on_subset(const ComparedRun& run, std::size_t subset, bool shows_ties, bool shows_probabilities) {
  const SubsetMetrics& m = run.evaluation->subsets[subset];
  FigureRow row{{"strategy", run.spec},
                {"n", std::to_string(m.n)},
                {"accuracy", format_share(m.accuracy, m.accuracy_ci)}};
  if (shows_ties) row.emplace_back(kTiesHeading, format_ties(m.accuracy_ties));
  row.insert(row.end(), {{"label accuracy", format_share(m.label_accuracy)},
                         {"valid accuracy", format_share(m.valid_accuracy)},
                         {"macro precision", format_share(m.macro_precision, m.macro_precision_ci)},
                         {"macro recall", format_share(m.macro_recall, m.macro_recall_ci)},
                         {"classes kept", format_share(m.classes_kept, m.classes_kept_ci)},
                         {"classes recovered", format_share(m.classes_recovered)},
                         {"valid here", std::to_string(m.valid)},
                         {"p (McNemar)", p_value_of(run, subset)},
                         {"valid in all", std::to_string(run.n_valid)},
                         {"seconds", fmt::format("{:.3f}", run.seconds)}});
  if (!shows_probabilities) return row;
  const ProbabilityScores scores = m.probabilities.value_or(ProbabilityScores{});
  row.insert(row.end(), {{"log loss", format_share(scores.log_loss)},
                         {"Brier score", format_share(scores.brier)},
                         {"ECE", format_share(scores.ece)},
                         {"ECE, all labels", format_share(scores.ece_all_labels)}});
  return row;
}

FigureRow main_figures_on_subset(const ComparedRun& run, std::size_t subset) {
  const SubsetMetrics& m = run.evaluation->subsets[subset];
  return {{"strategy", run.spec},
          {"accuracy", format_share(m.accuracy)},
          {"label acc.", format_share(m.label_accuracy)},
          {"macro P", format_share(m.macro_precision)},
          {"macro R", format_share(m.macro_recall)},
          {"classes kept", format_share(m.classes_kept)},
          {"valid", std::to_string(m.valid)},
          {"p (McNemar)", p_value_of(run, subset)}};
}

/// \param row_of returns the headings and cells of a run
template <class RowOf>
TextTable table_of(const Comparison& comparison, std::string title, const RowOf& row_of) {
  const auto part_of = [](const FigureRow& row, std::string FigureRow::value_type::*part) {
    std::vector<std::string> cells;
    for (const auto& cell : row) cells.push_back(cell.*part);
    return cells;
  };
  const ComparedRun first = comparison.runs.empty() ? ComparedRun{} : comparison.runs.front();
  TextTable table(part_of(row_of(first), &FigureRow::value_type::first), Align::right, std::move(title));
  for (const ComparedRun& run : comparison.runs) {
    table.add_row(part_of(row_of(run), &FigureRow::value_type::second));
  }
  return table;
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

/// A column is shown if at least one run has something for it: probabilities, or an accuracy that depends
/// strongly on the tie rule.
TextTable table_of_subset(const Comparison& comparison, std::size_t subset) {
  const bool shows_ties = has_wide_ties(comparison, subset);
  const bool shows_probabilities = has_probabilities(comparison, subset);
  return table_of(comparison, std::string(kSubsetNames[subset]), [&](const ComparedRun& run) {
    return on_subset(run, subset, shows_ties, shows_probabilities);
  });
}

TextTable main_table_of_subset(const Comparison& comparison, std::size_t subset) {
  const std::size_t n = comparison.runs.front().evaluation->subsets[subset].n;
  return table_of(comparison, fmt::format("{}: {}", kSubsetNames[subset], count_of(n, "observation")),
                  [&](const ComparedRun& run) { return main_figures_on_subset(run, subset); });
}

/// One table per subset; a single table if there is no truth.
std::vector<TextTable> tables_of(const Comparison& comparison, ComparisonDetail detail) {
  if (!has_truth(comparison)) {
    return {table_of(comparison, "",
                     [&](const ComparedRun& run) { return without_truth(run, comparison.n_observations); })};
  }
  std::vector<TextTable> tables;
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    tables.push_back(detail == ComparisonDetail::all ? table_of_subset(comparison, s)
                                                     : main_table_of_subset(comparison, s));
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
  if (run.against_reference) object["mcnemar"] = comparison_to_json(*run.against_reference);
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

/// The record of a run on a subset; without a truth, a single record per run, with the subset "all" and empty
/// figures.
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
