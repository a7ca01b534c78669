#include "report/report_text.hpp"

#include "report/escape.hpp"
#include "report/figure_text.hpp"
#include <crowdvote/evaluation_table.hpp>
#include <crowdvote/profile.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

std::string tile(std::string_view label, const std::string& figure, const std::string& note) {
  return fmt::format("<div><dt>{}</dt><dd>{}<small>{}</small></dd></div>\n", escape_html(label),
                     escape_html(figure), escape_html(note));
}

std::string name_html(const std::string& name) {
  return "<strong><bdi>" + escape_html(name) + "</bdi></strong>";
}

/// The smallest subset that has an observation: it tells strategies apart best.
std::optional<std::size_t> hardest_subset(const ReportRun& run) {
  if (!run.evaluation) return std::nullopt;
  for (std::size_t s = kSubsetNames.size(); s-- > 0;) {
    if (run.evaluation->subsets[s].n > 0) return s;
  }
  return std::nullopt;
}

std::string observations_of_subset(std::size_t subset, std::size_t n) {
  static constexpr std::array<std::string_view, kSubsetNames.size()> kWith{
      "an expert's truth", "an expert's truth and several votes",
      "an expert's truth on which users disagree"};
  return fmt::format("{} with {}", count_text(n, "observation"), kWith[subset]);
}

/// The run with the highest of a figure; of equal ones the first.
template <class Figure>
const ReportRun* best_run(const ReportInput& input, Figure figure) {
  const ReportRun* best = nullptr;
  for (const ReportRun& run : input.runs) {
    if (figure(run) && (!best || *figure(run) > *figure(*best))) best = &run;
  }
  return best;
}

std::string finding_of_labels(const ReportRun& run) {
  std::string text =
      fmt::format("{}: {} of {} are valid ({})", name_html(run.name), count_text(run.n_valid),
                  count_text(run.n_observations, "observation"), share_text(run.n_valid, run.n_observations));
  if (run.diagnostics.n_ties > 0) {
    text += fmt::format("; the best labels are tied on {} ({})",
                        count_text(run.diagnostics.n_ties, "observation"),
                        share_text(run.diagnostics.n_ties, run.n_observations));
  }
  return text + ".";
}

std::string finding_of_rounds(const ReportRun& run) {
  const std::string rounds = count_text(run.diagnostics.iterations(), "round");
  if (run.diagnostics.converged() != false) return fmt::format("It converged after {}.", rounds);
  if (run.diagnostics.cycle_length > 0) {
    return fmt::format("It did not converge: after {} it ran in a cycle of {}.", rounds,
                       count_text(run.diagnostics.cycle_length, "state"));
  }
  return fmt::format("It had not converged after {}.", rounds);
}

std::string finding_of_users(const ReportRun& run, std::size_t n_users, std::size_t n_votes) {
  return fmt::format("Self-validating, with a weight above {}: {} ({}), with {} of the votes.",
                     number_text(*run.self_validating_above), count_text(run.n_self_validating, "user"),
                     share_text(run.n_self_validating, n_users),
                     share_text(run.votes_of_self_validating, n_votes));
}

/// How far the tie rule alone could move the accuracy, where that is far.
std::string note_on_ties(const SubsetMetrics& metrics) {
  const auto& ties = metrics.accuracy_ties;
  if (!ties || ties->highest - ties->lowest <= kWideTies) return "";
  return fmt::format(" By its {} alone that could be anything in {}.", count_text(ties->count, "tie"),
                     share_range_text(ties->lowest, ties->highest));
}

std::string finding_of_truth(const ReportRun& run, std::size_t subset) {
  const SubsetMetrics& metrics = run.evaluation->subsets[subset];
  std::string text =
      fmt::format("Of {}, {} have the right, valid label; {} of the true classes are kept ({} of {}).",
                  observations_of_subset(subset, metrics.n),
                  share_text(metrics.accuracy, metrics.accuracy_ci), share_text(metrics.classes_kept),
                  count_text(metrics.classes_predicted), count_text(metrics.classes_truth));
  return text + note_on_ties(metrics);
}

std::vector<std::string> findings_of_one(const ReportInput& input) {
  const ReportRun& run = input.runs.front();
  std::vector<std::string> findings{finding_of_labels(run)};
  if (const auto subset = hardest_subset(run)) {
    if (*subset > 0 && run.evaluation->subsets[0].n > 0) findings.push_back(finding_of_truth(run, 0));
    findings.push_back(finding_of_truth(run, *subset));
  }
  if (run.self_validating_above) {
    findings.push_back(finding_of_users(run, input.data.users.size(), input.data.votes.n_votes()));
  }
  if (run.diagnostics.iterations() > 0) findings.push_back(finding_of_rounds(run));
  return findings;
}

std::vector<std::string> findings_of_many(const ReportInput& input) {
  std::vector<std::string> findings;
  const auto subset = hardest_subset(input.runs.front());
  if (subset) {
    const auto best_by = [&](std::optional<double> SubsetMetrics::*figure) {
      return best_run(input, [&](const ReportRun& run) {
        return run.evaluation ? run.evaluation->subsets[*subset].*figure : std::nullopt;
      });
    };
    const std::size_t n = input.runs.front().evaluation->subsets[*subset].n;
    if (const ReportRun* best = best_by(&SubsetMetrics::accuracy)) {
      const SubsetMetrics& metrics = best->evaluation->subsets[*subset];
      findings.push_back(fmt::format("{} is the most accurate on {}: {} have the right, valid label.",
                                     name_html(best->name), observations_of_subset(*subset, n),
                                     share_text(metrics.accuracy, metrics.accuracy_ci)) +
                         note_on_ties(metrics));
    }
    if (const ReportRun* best = best_by(&SubsetMetrics::classes_kept)) {
      const SubsetMetrics& metrics = best->evaluation->subsets[*subset];
      findings.push_back(fmt::format("{} keeps the most classes there: {} of {} ({}).", name_html(best->name),
                                     count_text(metrics.classes_predicted), count_text(metrics.classes_truth),
                                     share_text(metrics.classes_kept)));
    }
  }
  const auto [fewest, most] =
      std::minmax_element(input.runs.begin(), input.runs.end(),
                          [](const ReportRun& a, const ReportRun& b) { return a.n_valid < b.n_valid; });
  findings.push_back(fmt::format(
      "Valid observations go from {} ({}, {}) to {} ({}, {}).", count_text(fewest->n_valid),
      share_text(fewest->n_valid, fewest->n_observations), name_html(fewest->name), count_text(most->n_valid),
      share_text(most->n_valid, most->n_observations), name_html(most->name)));
  for (const ReportRun& run : input.runs) {
    if (run.diagnostics.converged() == false)
      findings.push_back(name_html(run.name) + ": " + finding_of_rounds(run));
  }
  return findings;
}

}  // namespace

std::string html_of_main_figures(const ReportInput& input) {
  const CrowdData& data = input.data;
  const DataProfile* known = input.profile;
  std::string html = "<dl class=\"figures\">\n";
  html += tile(
      "Observations", count_text(data.observations.size()),
      known ? share_text(known->agreement.with_two_votes, known->observations) + " with several votes" : "");
  html += tile("Votes", count_text(data.votes.n_votes()),
               data.counts.abstentions > 0 ? "and " + count_text(data.counts.abstentions, "abstention") : "");
  html +=
      tile("Users", count_text(data.users.size()),
           known ? share_text(known->votes_per_user.with_one, known->votes_per_user.n) + " voted once" : "");
  html += tile("Labels", count_text(data.n_voted_labels()),
               known ? count_text(known->tail.that_hold_half) + " have half of the votes" : "");
  const ReportRun& run = input.runs.front();
  if (input.runs.size() > 1) {
    html += tile("Strategies", count_text(input.runs.size()), "side by side");
  } else {
    html +=
        tile("Valid", share_text(run.n_valid, run.n_observations), count_text(run.n_valid, "observation"));
    if (run.self_validating_above) {
      html += tile("Self-validating", count_text(run.n_self_validating),
                   share_text(run.n_self_validating, data.users.size()) + " of the users");
    }
    if (const auto subset = hardest_subset(run)) {
      html += tile("Accuracy", share_text(run.evaluation->subsets[*subset].accuracy),
                   "on " + subset_text(*subset));
    }
  }
  return html + "</dl>\n";
}

std::string html_of_findings(const ReportInput& input) {
  std::string html = "<ul class=\"findings\">\n";
  for (const std::string& finding :
       input.runs.size() == 1 ? findings_of_one(input) : findings_of_many(input)) {
    html += "<li>" + finding + "</li>\n";
  }
  return html + "</ul>\n";
}

}  // namespace crowdvote
