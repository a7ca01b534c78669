#include "report/escape.hpp"
#include "report/figure_text.hpp"
#include "report/html_table.hpp"
#include "report/report_text.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

HtmlCell name_cell(std::string text) { return {.text = std::move(text), .is_number = false}; }

HtmlCell count_cell(std::size_t count) { return {.text = count_text(count), .value = std::to_string(count)}; }

HtmlCell share_cell(const std::optional<double>& share,
                    const std::optional<Interval>& interval = std::nullopt) {
  return {.text = share_text(share),
          .note = interval ? share_range_text(interval->low, interval->high) : "",
          .value = share ? fmt::format("{}", *share) : ""};
}

/// What the accuracy could be by its ties; sorts by how far that goes.
HtmlCell ties_cell(const std::optional<TieBounds>& ties) {
  if (!ties || ties->count == 0) return {.text = "–"};
  return {.text = share_range_text(ties->lowest, ties->highest),
          .note = count_text(ties->count, "tie"),
          .value = fmt::format("{}", ties->highest - ties->lowest)};
}

std::optional<double> share_of(std::size_t part, std::size_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

HtmlCell score_cell(const std::optional<double>& score) {
  if (!score) return {.text = "–"};
  return {.text = fmt::format("{:.3f}", *score), .value = fmt::format("{}", *score)};
}

void add_scores(std::vector<HtmlCell>& row, const SubsetMetrics& metrics) {
  const ProbabilityScores scores = metrics.probabilities.value_or(ProbabilityScores{});
  for (const auto& score : {scores.log_loss, scores.brier, scores.ece, scores.ece_all_labels}) {
    row.push_back(score_cell(score));
  }
}

std::vector<HtmlCell> metrics_row(const ReportRun& run, std::size_t subset, bool has_ties, bool has_scores) {
  const SubsetMetrics& metrics = run.evaluation->subsets[subset];
  std::vector<HtmlCell> row{name_cell(run.name),
                            name_cell(subset_text(subset)),
                            count_cell(metrics.n),
                            share_cell(metrics.accuracy, metrics.accuracy_ci),
                            share_cell(metrics.label_accuracy),
                            share_cell(metrics.valid_accuracy),
                            share_cell(metrics.macro_precision, metrics.macro_precision_ci),
                            share_cell(metrics.macro_recall, metrics.macro_recall_ci),
                            share_cell(metrics.classes_kept, metrics.classes_kept_ci),
                            share_cell(metrics.classes_recovered, metrics.classes_recovered_ci),
                            share_cell(share_of(metrics.valid, metrics.n))};
  if (has_ties) row.push_back(ties_cell(metrics.accuracy_ties));
  if (has_scores) add_scores(row, metrics);
  return row;
}

bool has_ties(const ReportRun& run) {
  return run.evaluation && std::any_of(run.evaluation->subsets.begin(), run.evaluation->subsets.end(),
                                       [](const SubsetMetrics& metrics) {
                                         return metrics.accuracy_ties && metrics.accuracy_ties->count > 0;
                                       });
}

bool has_scores(const ReportRun& run) {
  return run.evaluation && std::any_of(run.evaluation->subsets.begin(), run.evaluation->subsets.end(),
                                       [](const SubsetMetrics& m) { return m.probabilities.has_value(); });
}

std::string rounds_text(const ReportRun& run) {
  const std::string rounds = count_text(run.diagnostics.iterations());
  return run.diagnostics.converged() != false ? rounds : rounds + " (no rest)";
}

HtmlCell seconds_cell(const std::optional<double>& seconds) {
  if (!seconds) return {.text = "–"};
  return {.text = *seconds < 0.005 ? "under 0.01" : fmt::format("{:.2f}", *seconds),
          .value = fmt::format("{}", *seconds)};
}

/// Lines of a list of facts.
class Facts {
 public:
  /// \param text_html what is escaped already
  void add(std::string_view label, const std::string& text_html) {
    html_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_html(label), text_html);
  }
  void add_count(std::string_view label, std::size_t count) {
    if (count > 0) add(label, count_text(count));
  }
  [[nodiscard]] std::string html() const {
    return html_.empty() ? "" : "<dl class=\"facts\">\n" + html_ + "</dl>\n";
  }

 private:
  std::string html_;
};

void add_files(Facts& facts, const CrowdData& data) {
  for (const InputFile& file : data.files) {
    facts.add(file.role, fmt::format("<bdi>{}</bdi> <small>{}, {}</small>", escape_html(file.path),
                                     escape_html(file.format), bytes_text(file.bytes)));
  }
}

void add_counts(Facts& facts, const ReadCounts& counts) {
  facts.add_count("Abstentions", counts.abstentions);
  facts.add_count("Replaced votes", counts.replaced_votes);
  facts.add_count("Repeated observations", counts.repeated_observations);
  facts.add_count("Unknown observations in side files", counts.unknown_observations);
  facts.add_count("Unknown users in side files", counts.unknown_users);
  facts.add_count("Authors who did not vote", counts.authors_who_did_not_vote);
  facts.add_count("Replaced side values", counts.replaced_side_values);
  facts.add_count("Observations with experts in conflict", counts.experts_in_conflict);
  facts.add_count("Votes of the AI in the votes file", counts.ai_votes_in_votes_file);
}

void add_options(Facts& facts, std::span<const ReportRun> runs) {
  for (const ReportRun& run : runs) {
    std::string text;
    for (const auto& [name, value] : run.options) {
      text += fmt::format("{}{} <strong>{}</strong>", text.empty() ? "" : " · ", escape_html(name),
                          escape_html(value));
    }
    if (run.ai_weight) {
      text += fmt::format("{}the AI's learnt weight <strong>{}</strong>", text.empty() ? "" : " · ",
                          number_text(*run.ai_weight));
    }
    if (!text.empty()) facts.add(run.name, text);
  }
}

}  // namespace

std::string html_of_runs(const ReportInput& input) {
  std::vector<std::vector<HtmlCell>> rows;
  for (const ReportRun& run : input.runs) {
    rows.push_back({name_cell(run.name), count_cell(run.n_valid),
                    share_cell(share_of(run.n_valid, run.n_observations)), count_cell(run.n_labelled),
                    count_cell(run.diagnostics.n_ties), count_cell(run.n_self_validating),
                    HtmlCell{.text = rounds_text(run), .value = std::to_string(run.diagnostics.iterations())},
                    seconds_cell(run.seconds)});
  }
  return html_table(
      "Strategies",
      {"Strategy", "Valid", "Share valid", "Labelled", "Ties", "Self-validating users", "Rounds", "Seconds"},
      rows);
}

std::string html_of_metrics(const ReportInput& input) {
  std::vector<std::string> columns{"Strategy",          "Subset",         "Observations",
                                   "Accuracy",          "Label accuracy", "Valid accuracy",
                                   "Macro precision",   "Macro recall",   "Classes kept",
                                   "Classes recovered", "Valid"};
  const bool any_ties = std::any_of(input.runs.begin(), input.runs.end(), has_ties);
  if (any_ties) columns.emplace_back("Accuracy by its ties");
  const bool any_scores = std::any_of(input.runs.begin(), input.runs.end(), has_scores);
  if (any_scores) columns.insert(columns.end(), {"Log loss", "Brier score", "ECE", "ECE of all labels"});
  std::vector<std::vector<HtmlCell>> rows;
  for (const ReportRun& run : input.runs) {
    for (std::size_t s = 0; run.evaluation && s < kSubsetNames.size(); ++s) {
      if (run.evaluation->subsets[s].n > 0) rows.push_back(metrics_row(run, s, any_ties, any_scores));
    }
  }
  return rows.empty() ? "" : html_table("Metrics with 95% intervals", columns, rows);
}

std::string html_of_inputs(const ReportInput& input) {
  Facts files;
  add_files(files, input.data);
  add_counts(files, input.data.counts);
  Facts options;
  add_options(options, input.runs);

  std::string html = files.html();
  if (!input.data.warnings.empty()) {
    html += "<h3>Warnings</h3>\n<ul class=\"findings\">\n";
    for (const Notice& warning : input.data.warnings) html += "<li>" + escape_html(warning.text) + "</li>\n";
    html += "</ul>\n";
  }
  if (!options.html().empty()) html += "<h3>Options</h3>\n" + options.html();
  return html;
}

}  // namespace crowdvote
