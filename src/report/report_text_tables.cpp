#include "evaluation/format_figures.hpp"
#include "evaluation/share.hpp"
#include "io/write/escape.hpp"
#include "report/figure_text.hpp"
#include "report/html_table.hpp"
#include "report/report_text.hpp"
#include <crowdvote/format_figures.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

HtmlCell share_cell(const std::optional<double>& share,
                    const std::optional<Interval>& interval = std::nullopt) {
  return {.text = share_text(share),
          .note = interval ? share_range_text(interval->low, interval->high) : "",
          .value = share ? fmt::format("{}", *share) : ""};
}

/// The range of accuracies that its ties allow; sorted by the width of that range.
HtmlCell ties_cell(const std::optional<TieBounds>& ties) {
  if (!ties || ties->count == 0) return {.text = "–"};
  return {.text = share_range_text(ties->lowest, ties->highest),
          .note = count_of(ties->count, "tie"),
          .value = fmt::format("{}", ties->highest - ties->lowest)};
}

/// Whether the accuracy differs from that of the reference, and on how many observations only one of them is
/// right.
HtmlCell test_cell(const ReportRun& run, std::size_t subset) {
  if (!run.against) return {.text = "–"};
  const McNemarTest& test = run.against->on_subset[subset];
  return {.text = format_p_value(test.p_value),
          .note = fmt::format("{} : {}", with_commas(test.only_first), with_commas(test.only_second)),
          .value = fmt::format("{}", test.p_value)};
}

bool any_is_tested(const ReportInput& input) {
  return std::any_of(input.runs.begin(), input.runs.end(),
                     [](const ReportRun& run) { return run.against.has_value(); });
}

/// The name of the column of tests, if there is a single reference.
std::string test_column(const ReportInput& input) {
  std::string reference;
  for (const ReportRun& run : input.runs) {
    if (!run.against) continue;
    if (!reference.empty() && reference != run.against->reference) return "p against the reference";
    reference = run.against->reference;
  }
  return "p against " + brief_spec(reference);
}

HtmlCell score_cell(const std::optional<double>& score) {
  if (!score) return {.text = "–"};
  return {.text = with_decimals(*score, 3), .value = fmt::format("{}", *score)};
}

void add_scores(std::vector<HtmlCell>& row, const SubsetMetrics& metrics) {
  const ProbabilityScores scores = metrics.probabilities.value_or(ProbabilityScores{});
  for (const auto& score : {scores.log_loss, scores.brier, scores.ece, scores.ece_all_labels}) {
    row.push_back(score_cell(score));
  }
}

constexpr std::ptrdiff_t kTestColumn = 4;  ///< in the table of metrics, after the accuracy

/// Columns of the table of metrics that not every report includes.
struct MetricsColumns {
  bool tests;
  bool ties;
  bool scores;
};

std::vector<HtmlCell> metrics_row(const ReportRun& run, std::size_t subset, const MetricsColumns& has) {
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
                            share_cell(share(metrics.valid, metrics.n))};
  if (has.tests) row.insert(row.begin() + kTestColumn, test_cell(run, subset));
  if (has.ties) row.push_back(ties_cell(metrics.accuracy_ties));
  if (has.scores) add_scores(row, metrics);
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
  const std::string rounds = with_commas(run.diagnostics.iterations());
  return run.diagnostics.converged() != false ? rounds : rounds + " (not converged)";
}

HtmlCell seconds_cell(const std::optional<double>& seconds) {
  if (!seconds) return {.text = "–"};
  return {.text = *seconds < 0.005 ? "under 0.01" : fmt::format("{:.2f}", *seconds),
          .value = fmt::format("{}", *seconds)};
}

/// Lines of a list of facts.
class Facts {
 public:
  /// \param text_html is escaped already
  void add(std::string_view label, const std::string& text_html) {
    html_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", escape_html(label), text_html);
  }
  void add_count(std::string_view label, std::size_t count) {
    if (count > 0) add(label, with_commas(count));
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
  std::vector<std::string> columns{
      "Strategy", "Valid", "Share valid", "Labelled", "Ties", "Self-validating users", "Rounds", "Seconds"};
  // For a single run, the accuracies are shown above, and there is nothing to compare.
  const bool is_graded = input.runs.size() > 1 && input.runs.front().evaluation;
  const bool is_tested = is_graded && any_is_tested(input);
  if (is_tested) columns.insert(columns.begin() + 1, test_column(input));
  if (is_graded) {
    columns.insert(columns.begin() + 1, "On disagreement");
    columns.insert(columns.begin() + 1, "Accuracy");
  }
  std::vector<std::vector<HtmlCell>> rows;
  for (const ReportRun& run : input.runs) {
    std::vector<HtmlCell>& row = rows.emplace_back();
    row.push_back(name_cell(run.name));
    if (is_graded) {
      for (const std::size_t subset : {std::size_t{0}, kSubsetNames.size() - 1}) {
        const SubsetMetrics metrics = run.evaluation ? run.evaluation->subsets[subset] : SubsetMetrics{};
        row.push_back(share_cell(metrics.accuracy, metrics.accuracy_ci));
      }
    }
    if (is_tested) row.push_back(test_cell(run, 0));
    for (HtmlCell& cell : std::vector<HtmlCell>{
             count_cell(run.n_valid), share_cell(share(run.n_valid, run.n_observations)),
             count_cell(run.n_labelled), count_cell(run.diagnostics.n_ties),
             count_cell(run.n_self_validating),
             HtmlCell{.text = rounds_text(run), .value = std::to_string(run.diagnostics.iterations())},
             seconds_cell(run.seconds)}) {
      row.push_back(std::move(cell));
    }
  }
  return (is_tested ? "<p class=\"note\">p: McNemar's exact test of the accuracies on all observations with "
                      "an expert's label. Below it: the number of observations that only this strategy has "
                      "right, and of those that only the reference has right. Among many strategies, some "
                      "differ by chance.</p>\n"
                    : "") +
         html_table("Strategies", columns, rows);
}

std::string html_of_metrics(const ReportInput& input) {
  std::vector<std::string> columns{"Strategy",          "Subset",         "Observations",
                                   "Accuracy",          "Label accuracy", "Valid accuracy",
                                   "Macro precision",   "Macro recall",   "Classes kept",
                                   "Classes recovered", "Valid"};
  const MetricsColumns has{any_is_tested(input), std::any_of(input.runs.begin(), input.runs.end(), has_ties),
                           std::any_of(input.runs.begin(), input.runs.end(), has_scores)};
  if (has.tests) columns.insert(columns.begin() + kTestColumn, test_column(input));
  if (has.ties) columns.emplace_back("Accuracy by its ties");
  if (has.scores) columns.insert(columns.end(), {"Log loss", "Brier score", "ECE", "ECE of all labels"});
  std::vector<std::vector<HtmlCell>> rows;
  for (const ReportRun& run : input.runs) {
    for (std::size_t s = 0; run.evaluation && s < kSubsetNames.size(); ++s) {
      if (run.evaluation->subsets[s].n > 0) rows.push_back(metrics_row(run, s, has));
    }
  }
  if (rows.empty()) return "";
  const std::string title = "Metrics with 95% intervals";
  return "<h3>" + title + "</h3>\n" + html_table(title, columns, rows);
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
  if (!input.command.empty()) {
    html += fmt::format(
        "<h3>To repeat this run</h3>\n<pre class=\"command\"><code>{}</code></pre>\n<p "
        "class=\"note\">with crowdvote {}, in the folder where it ran.</p>\n",
        escape_html(input.command), escape_html(input.version));
  }
  return html;
}

}  // namespace crowdvote
