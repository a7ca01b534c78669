#include "evaluation/format_figures.hpp"
#include "evaluation/text_table.hpp"
#include "io/evaluation_json.hpp"
#include "io/field_text.hpp"
#include "io/json_figures.hpp"
#include <crowdvote/format_figures.hpp>

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

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

/// A table for people: one a subset, or one without title where there is no truth.
struct SubsetTable {
  std::string title;
  Cells heading;
  std::vector<Cells> rows;
};

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
    "strategy", "accuracy", "label acc.", "macro P", "macro R", "classes kept", "valid", "p (McNemar)"};

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

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, n_code_points(line));
  return widest;
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

/// Columns are there for what at least one of the runs has: probabilities, or an accuracy that owes much to
/// the tie rule.
SubsetTable table_of_subset(const Comparison& comparison, std::size_t subset) {
  SubsetTable table{std::string(kSubsetNames[subset]), Cells(kOnSubset.begin(), kOnSubset.end()), {}};
  for (const ComparedRun& run : comparison.runs) table.rows.push_back(on_subset(run, subset));
  const bool shows_ties = has_wide_ties(comparison, subset);
  const bool shows_probabilities = has_probabilities(comparison, subset);
  const auto leave_out = [&](Cells& cells) {
    if (!shows_probabilities) cells.erase(cells.begin() + kProbabilityColumn, cells.end());
    if (!shows_ties) cells.erase(cells.begin() + kTiesColumn);
  };
  leave_out(table.heading);
  for (Cells& row : table.rows) leave_out(row);
  return table;
}

std::vector<SubsetTable> tables_of(const Comparison& comparison) {
  std::vector<SubsetTable> tables;
  if (has_truth(comparison)) {
    for (std::size_t s = 0; s < kSubsetNames.size(); ++s) tables.push_back(table_of_subset(comparison, s));
    return tables;
  }
  tables.push_back({"", Cells(kWithoutTruth.begin(), kWithoutTruth.end()), {}});
  for (const ComparedRun& run : comparison.runs) {
    tables.back().rows.push_back(without_truth(run, comparison.n_observations));
  }
  return tables;
}

std::vector<SubsetTable> main_tables_of(const Comparison& comparison) {
  if (!has_truth(comparison)) return tables_of(comparison);
  std::vector<SubsetTable> tables;
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    const std::size_t n = comparison.runs.front().evaluation->subsets[s].n;
    SubsetTable& table = tables.emplace_back(
        SubsetTable{fmt::format("{}: {} observation{}", kSubsetNames[s], n, n == 1 ? "" : "s"),
                    Cells(kMainFigures.begin(), kMainFigures.end()),
                    {}});
    for (const ComparedRun& run : comparison.runs) table.rows.push_back(main_figures_on_subset(run, s));
  }
  return tables;
}

/// A run's name that leaves no room for its figures stands on a line above them.
std::string as_narrow_text(const SubsetTable& table) {
  TextTable whole(table.heading);
  for (const Cells& row : table.rows) whole.add_row(row);
  const std::string text = whole.text();
  if (widest_line(text) <= kMostColumns) return text;
  TextTable figures(table.heading);
  for (Cells row : table.rows) {
    row.front().clear();
    figures.add_row(std::move(row));
  }
  std::istringstream lines(figures.text());
  std::string narrow;
  std::string line;
  std::getline(lines, line);
  narrow += line + '\n';
  for (const Cells& row : table.rows) {
    std::getline(lines, line);
    narrow += fmt::format("{}\n{}\n", row.front(), line);
  }
  return narrow;
}

bool depends_on_ties(const Comparison& comparison) {
  if (!has_truth(comparison)) return false;
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    if (has_wide_ties(comparison, s)) return true;
  }
  return false;
}

std::string main_figures_as_text(const Comparison& comparison) {
  std::string text;
  for (const SubsetTable& table : main_tables_of(comparison)) {
    if (!text.empty()) text += '\n';
    if (!table.title.empty()) text += table.title + '\n';
    text += as_narrow_text(table);
  }
  if (depends_on_ties(comparison))
    text += "\nSome accuracies depend on how ties are decided; the table of all figures shows by how much.\n";
  return text;
}

std::string as_text(const Comparison& comparison) {
  std::string text;
  for (const auto& [title, heading, rows] : tables_of(comparison)) {
    if (!text.empty()) text += '\n';
    if (!title.empty()) text += title + '\n';
    TextTable table(heading);
    for (const Cells& row : rows) table.add_row(row);
    text += table.text();
  }
  return text;
}

/// A cell of a Markdown table: a bar would end it, an angle bracket could start HTML.
std::string markdown_cell(std::string_view text) {
  std::string cell;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '`' || c == '*' || c == '_') cell += '\\';
    cell += c;
  }
  return cell;
}

std::string markdown_row(const Cells& row) {
  std::string line = "|";
  for (const std::string& cell : row) line += fmt::format(" {} |", markdown_cell(cell));
  return line + '\n';
}

std::string as_markdown(const Comparison& comparison) {
  std::string text;
  for (const auto& [title, heading, rows] : tables_of(comparison)) {
    if (!text.empty()) text += '\n';
    if (!title.empty()) text += fmt::format("### {}\n\n", markdown_cell(title));
    text += markdown_row(heading) + "| --- |";
    for (std::size_t column = 1; column < heading.size(); ++column) text += " ---: |";
    text += '\n';
    for (const Cells& row : rows) text += markdown_row(row);
  }
  return text;
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

std::string as_json(const Comparison& comparison) {
  ordered_json object{
      {"observations", comparison.n_observations},
      {"reference", comparison.runs.empty() ? "" : comparison.runs[comparison.reference].spec},
      {"runs", ordered_json::array()}};
  for (const ComparedRun& run : comparison.runs) object["runs"].push_back(run_to_json(run));
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

std::string number_cell(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : ""; }

std::string interval_cells(const std::optional<Interval>& interval) {
  return interval ? fmt::format("{},{}", interval->low, interval->high) : ",";
}

constexpr std::string_view kCsvHeader =
    "strategy,subset,n,accuracy,accuracy_low,accuracy_high,label_accuracy,valid_accuracy,macro_precision,"
    "macro_precision_low,macro_precision_high,macro_recall,macro_recall_low,macro_recall_high,classes_truth,"
    "classes_kept,classes_kept_low,classes_kept_high,classes_recovered,valid,mcnemar_p,all_valid,"
    "all_observations,iterations,converged,seconds,ties,ties_lowest,ties_expected,ties_highest,log_loss,"
    "brier,"
    "ece,ece_all_labels,truth_ruled_out,vote_agreement,vote_agreement_of_majority\n";

std::string csv_subset(const SubsetMetrics& m) {
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}", m.n, number_cell(m.accuracy),
                     interval_cells(m.accuracy_ci), number_cell(m.label_accuracy),
                     number_cell(m.valid_accuracy), number_cell(m.macro_precision),
                     interval_cells(m.macro_precision_ci), number_cell(m.macro_recall),
                     interval_cells(m.macro_recall_ci), m.classes_truth, number_cell(m.classes_kept),
                     interval_cells(m.classes_kept_ci), number_cell(m.classes_recovered), m.valid);
}

std::string ties_cells(const std::optional<TieBounds>& ties) {
  if (!ties) return ",,,";
  return fmt::format("{},{},{},{}", ties->count, ties->lowest, ties->expected, ties->highest);
}

std::string scores_cells(const std::optional<ProbabilityScores>& scores) {
  if (!scores) return ",,,,";
  return fmt::format("{},{},{},{},{}", number_cell(scores->log_loss), number_cell(scores->brier),
                     number_cell(scores->ece), number_cell(scores->ece_all_labels), scores->truth_ruled_out);
}

/// One row per run and subset; without a truth one row per run, its subset "all" and its figures empty.
std::string as_csv(const Comparison& comparison) {
  std::string text(kCsvHeader);
  for (const ComparedRun& run : comparison.runs) {
    std::string spec;
    append_delimited(spec, run.spec, ',');
    const std::string tail =
        fmt::format("{},{},{},{},{}", run.n_valid, comparison.n_observations, run.iterations,
                    run.converged ? std::to_string(*run.converged ? 1 : 0) : std::string(), run.seconds);
    const std::string agreement = fmt::format("{},{}", number_cell(run.vote_agreement.share()),
                                              number_cell(run.vote_agreement.share_of_majority()));
    if (!run.evaluation) {
      text += fmt::format("{},all,,,,,,,,,,,,,,,,,,,,{},,,,,,,,,,{}\n", spec, tail, agreement);
    }
    for (std::size_t s = 0; run.evaluation && s < kSubsetNames.size(); ++s) {
      const std::string p =
          run.against_reference ? fmt::format("{}", (*run.against_reference)[s].p_value) : std::string();
      const SubsetMetrics& m = run.evaluation->subsets[s];
      text += fmt::format("{},{},{},{},{},{},{},{}\n", spec, kSubsetNames[s], csv_subset(m), p, tail,
                          ties_cells(m.accuracy_ties), scores_cells(m.probabilities), agreement);
    }
  }
  return text;
}

}  // namespace

std::string format_comparison(const Comparison& comparison, ComparisonFormat format,
                              ComparisonDetail detail) {
  switch (format) {
    case ComparisonFormat::csv:
      return as_csv(comparison);
    case ComparisonFormat::json:
      return as_json(comparison);
    case ComparisonFormat::markdown:
      return as_markdown(comparison);
    case ComparisonFormat::text:
      break;
  }
  return detail == ComparisonDetail::all ? as_text(comparison) : main_figures_as_text(comparison);
}

}  // namespace crowdvote
