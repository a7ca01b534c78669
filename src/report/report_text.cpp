#include "report/report_text.hpp"

#include "evaluation/format_figures.hpp"
#include "io/write/escape.hpp"
#include "report/figure_text.hpp"
#include <crowdvote/evaluation_table.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/profile.hpp>

#include <algorithm>
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

/// The smallest subset that has an observation, which distinguishes strategies best.
std::optional<std::size_t> hardest_subset(const ReportRun& run) {
  if (!run.evaluation) return std::nullopt;
  for (std::size_t s = kSubsetNames.size(); s-- > 0;) {
    if (run.evaluation->subsets[s].n > 0) return s;
  }
  return std::nullopt;
}

std::string observations_of_subset(std::size_t subset, std::size_t n) {
  static constexpr std::array<std::string_view, kSubsetNames.size()> kWith{
      "an expert's label", "an expert's label and several votes",
      "an expert's label and votes that disagree"};
  return fmt::format("{} with {}", count_of(n, "observation"), kWith[subset]);
}

/// The runs that share a value of a figure, such as the highest one, in their order, and whether all runs do.
struct BestRuns {
  std::vector<const ReportRun*> runs;
  bool are_all = true;

  /// "plantnet", "plantnet and wawa", "plantnet and 3 others"
  [[nodiscard]] std::string names_html() const {
    const std::string first = name_html(runs.front()->name);
    if (runs.size() == 1) return first;
    if (runs.size() == 2) return first + " and " + name_html(runs.back()->name);
    return fmt::format("{} and {} others", first, runs.size() - 1);
  }
  [[nodiscard]] std::string_view verb(std::string_view of_one, std::string_view of_several) const {
    return runs.size() == 1 ? of_one : of_several;
  }
};

using SubsetFigure = std::optional<double> SubsetMetrics::*;

std::optional<double> figure_of(const ReportRun& run, std::size_t subset, SubsetFigure figure) {
  return run.evaluation ? run.evaluation->subsets[subset].*figure : std::nullopt;
}

BestRuns best_runs(const ReportInput& input, std::size_t subset, SubsetFigure figure) {
  BestRuns best;
  std::optional<double> highest;
  for (const ReportRun& run : input.runs) {
    const std::optional<double> value = figure_of(run, subset, figure);
    if (highest && value == highest) {
      best.runs.push_back(&run);
      continue;
    }
    best.are_all = best.are_all && !highest && value;
    if (!value || (highest && *value < *highest)) continue;
    highest = value;
    best.runs = {&run};
  }
  return best;
}

std::string finding_of_labels(const ReportRun& run) {
  std::string text =
      fmt::format("{}: {} of {} are valid ({})", name_html(run.name), with_commas(run.n_valid),
                  count_of(run.n_observations, "observation"), share_text(run.n_valid, run.n_observations));
  if (run.diagnostics.n_ties > 0) {
    text +=
        fmt::format("; the best labels are tied on {} ({})", count_of(run.diagnostics.n_ties, "observation"),
                    share_text(run.diagnostics.n_ties, run.n_observations));
  }
  return text + ".";
}

std::string finding_of_rounds(const ReportRun& run) {
  const std::string rounds = count_of(run.diagnostics.iterations(), "round");
  if (!run.diagnostics.converged()) return fmt::format("It ran for {}; convergence was not tested.", rounds);
  if (*run.diagnostics.converged()) return fmt::format("It converged after {}.", rounds);
  if (run.diagnostics.cycle_length > 0) {
    return fmt::format("It did not converge: after {} it ran in a cycle of {}.", rounds,
                       count_of(run.diagnostics.cycle_length, "state"));
  }
  return fmt::format("It had not converged after {}.", rounds);
}

std::string finding_of_users(const ReportRun& run, std::size_t n_users, std::size_t n_votes) {
  return fmt::format("Self-validating, with a weight above {}: {} ({}), with {} of the votes.",
                     number_text(*run.self_validating_above), count_of(run.n_self_validating, "user"),
                     share_text(run.n_self_validating, n_users),
                     share_text(run.votes_of_self_validating, n_votes));
}

/// How much the tie rule could change the accuracy, if the change would be large.
std::string note_on_ties(const SubsetMetrics& metrics) {
  const auto& ties = metrics.accuracy_ties;
  if (!ties || ties->highest - ties->lowest <= kWideTies) return "";
  return fmt::format(" Depending on how {} are decided, the accuracy is {}.", count_of(ties->count, "tie"),
                     share_range_text(ties->lowest, ties->highest));
}

std::string finding_of_truth(const ReportRun& run, std::size_t subset) {
  const SubsetMetrics& metrics = run.evaluation->subsets[subset];
  std::string text =
      fmt::format("Of {}, {} have the right, valid label; {} of the true classes are kept ({} of {}).",
                  observations_of_subset(subset, metrics.n),
                  share_text(metrics.accuracy, metrics.accuracy_ci), share_text(metrics.classes_kept),
                  with_commas(metrics.classes_predicted), with_commas(metrics.classes_truth));
  return text + note_on_ties(metrics);
}

/// A few users may decide much: reports the one who casts the greatest weight, or how many users cast half of
/// it.
std::string finding_of_concentration(const ReportInput& input, const ReportRun& run) {
  constexpr double kMuch = 0.1;
  const std::string_view of_what = run.weight_bins.empty() ? "votes" : "weight";
  double cast = 0;
  std::size_t n = 0;
  for (; n < run.influential_users.size() && cast < 0.5; ++n) cast += run.influential_users[n].weight_cast;
  if (n == 0) return "";
  const InfluentialUser& first = run.influential_users.front();
  if (first.weight_cast >= kMuch) {
    const std::string half = n == 1 || cast < 0.5 ? "" : fmt::format("; {} hold half", count_of(n, "user"));
    return fmt::format("One user, {}, holds {} of all {}{}.",
                       name_html(shortened(input.data.users.str(first.user))), share_text(first.weight_cast),
                       of_what, half);
  }
  if (cast < 0.5) return "";
  return fmt::format("Half of all {} is held by {} of {}.", of_what, with_commas(n),
                     count_of(input.data.users.size(), "user"));
}

std::string finding_of_weights(const ReportRun& run) {
  if (!run.equal_weight) return "";
  return fmt::format("All users weigh the same, {}: their votes count as in a majority vote.",
                     number_text(*run.equal_weight));
}

/// The run, of those compared, in which a single user has the greatest share of the weight.
const ReportRun& most_concentrated(const ReportInput& input) {
  const auto share_of_first = [](const ReportRun& run) {
    return run.influential_users.empty() ? 0 : run.influential_users.front().weight_cast;
  };
  return *std::max_element(input.runs.begin(), input.runs.end(), [&](const ReportRun& a, const ReportRun& b) {
    return share_of_first(a) < share_of_first(b);
  });
}

std::vector<std::string> findings_of_one(const ReportInput& input) {
  const ReportRun& run = input.runs.front();
  std::vector<std::string> findings;
  if (const auto subset = hardest_subset(run)) {
    findings.push_back(finding_of_truth(run, 0));
    if (*subset > 0) findings.push_back(finding_of_truth(run, *subset));
  }
  findings.push_back(finding_of_labels(run));
  findings.push_back(finding_of_concentration(input, run));
  findings.push_back(finding_of_weights(run));
  if (run.self_validating_above) {
    findings.push_back(finding_of_users(run, input.data.users.size(), input.data.votes.n_votes()));
  }
  if (run.diagnostics.iterations() > 0) findings.push_back(finding_of_rounds(run));
  return findings;
}

/// The result of a test for the most accurate run: against the reference or, if it is the reference, the test
/// of the next best run against it.
std::string note_on_test(const ReportInput& input, const ReportRun& best, std::size_t subset) {
  constexpr double kLikelyChance = 0.05;
  const ReportRun* tested = best.against ? &best : nullptr;
  for (const ReportRun& run : input.runs) {
    if (best.against || !run.against || run.against->reference != best.name) continue;
    const auto accuracy = figure_of(run, subset, &SubsetMetrics::accuracy);
    if (!tested || accuracy > figure_of(*tested, subset, &SubsetMetrics::accuracy)) tested = &run;
  }
  if (tested == nullptr) return " The difference from the others was not tested.";
  const McNemarTest& test = tested->against->on_subset[subset];
  const bool is_best = tested == &best;
  const std::string other = name_html(is_best ? tested->against->reference : tested->name);
  return fmt::format(
      " {0} is right where {1} is wrong on {2} of them, and wrong where {1} is right on {3}: p = {4} "
      "(McNemar){5}.",
      name_html(best.name), other, with_commas(is_best ? test.only_first : test.only_second),
      with_commas(is_best ? test.only_second : test.only_first), format_p_value(test.p_value),
      test.p_value < kLikelyChance ? "" : "; the difference may be chance");
}

std::string finding_of_accuracy(const ReportInput& input, std::size_t subset) {
  const BestRuns best = best_runs(input, subset, &SubsetMetrics::accuracy);
  const ReportRun& run = *best.runs.front();
  const SubsetMetrics& metrics = run.evaluation->subsets[subset];
  const std::string observations = observations_of_subset(subset, metrics.n);
  const std::string accuracy = share_text(metrics.accuracy, metrics.accuracy_ci);
  if (best.are_all) {
    return fmt::format("Every strategy has the right, valid label on {} of the {}.", accuracy, observations) +
           note_on_ties(metrics);
  }
  return fmt::format("{} {} the highest accuracy on {}: {} have the right, valid label.", best.names_html(),
                     best.verb("has", "have"), observations, accuracy) +
         note_on_test(input, run, subset) + note_on_ties(metrics);
}

std::string finding_of_classes(const ReportInput& input, std::size_t subset) {
  const BestRuns best = best_runs(input, subset, &SubsetMetrics::classes_kept);
  const SubsetMetrics& metrics = best.runs.front()->evaluation->subsets[subset];
  const std::string kept = fmt::format("{} of {} ({})", with_commas(metrics.classes_predicted),
                                       with_commas(metrics.classes_truth), share_text(metrics.classes_kept));
  if (best.are_all)
    return fmt::format("Every strategy keeps equally many of the true classes there: {}.", kept);
  return fmt::format("{} {} the most classes there: {}.", best.names_html(), best.verb("keeps", "keep"),
                     kept);
}

std::string finding_of_valid(const ReportInput& input) {
  const auto [fewest, most] =
      std::minmax_element(input.runs.begin(), input.runs.end(),
                          [](const ReportRun& a, const ReportRun& b) { return a.n_valid < b.n_valid; });
  const auto share = [](const ReportRun& run) { return share_text(run.n_valid, run.n_observations); };
  if (fewest->n_valid == most->n_valid) {
    return fmt::format("Every strategy makes {} valid ({}).", count_of(fewest->n_valid, "observation"),
                       share(*fewest));
  }
  const auto runs_with = [&](std::size_t n_valid) {
    BestRuns same;
    for (const ReportRun& run : input.runs) {
      if (run.n_valid == n_valid) same.runs.push_back(&run);
    }
    return same.names_html();
  };
  return fmt::format("Valid observations range from {} ({}, {}) to {} ({}, {}).",
                     with_commas(fewest->n_valid), share(*fewest), runs_with(fewest->n_valid),
                     with_commas(most->n_valid), share(*most), runs_with(most->n_valid));
}

std::vector<std::string> findings_of_many(const ReportInput& input) {
  std::vector<std::string> findings;
  if (const auto subset = hardest_subset(input.runs.front())) {
    findings.push_back(finding_of_accuracy(input, 0));
    if (*subset > 0) findings.push_back(finding_of_accuracy(input, *subset));
    findings.push_back(finding_of_classes(input, *subset));
  }
  findings.push_back(finding_of_valid(input));
  const ReportRun& concentrated = most_concentrated(input);
  const std::string concentration = finding_of_concentration(input, concentrated);
  if (!concentration.empty()) findings.push_back(name_html(concentrated.name) + ": " + concentration);
  for (const ReportRun& run : input.runs) {
    if (run.diagnostics.converged() == false)
      findings.push_back(name_html(run.name) + ": " + finding_of_rounds(run));
  }
  return findings;
}

/// The accuracy on a subset: that of the only run, or the highest one.
std::string tile_of_accuracy(const ReportInput& input, std::size_t subset) {
  const BestRuns best = best_runs(input, subset, &SubsetMetrics::accuracy);
  if (best.runs.empty()) return "";
  const SubsetMetrics& metrics = best.runs.front()->evaluation->subsets[subset];
  const bool is_one = input.runs.size() == 1;
  std::string label = is_one ? "Accuracy" : best.are_all ? "Accuracy of all" : "Highest accuracy";
  if (subset > 0) label += " on " + subset_text(subset);
  std::string note;
  if (metrics.accuracy_ci) note = share_range_text(metrics.accuracy_ci->low, metrics.accuracy_ci->high);
  note += fmt::format(" on {}", count_of(metrics.n, "observation"));
  if (!is_one && !best.are_all) note += " (" + brief_spec(best.runs.front()->name) + ")";
  return tile(label, share_text(metrics.accuracy), note);
}

std::string tiles_of_results(const ReportInput& input) {
  const ReportRun& run = input.runs.front();
  std::string html;
  if (const auto subset = hardest_subset(run)) {
    html += tile_of_accuracy(input, 0);
    if (*subset > 0) html += tile_of_accuracy(input, *subset);
  }
  if (input.runs.size() > 1) return html + tile("Strategies", with_commas(input.runs.size()), "side by side");
  html += tile("Valid", share_text(run.n_valid, run.n_observations), count_of(run.n_valid, "observation"));
  if (run.self_validating_above) {
    html += tile("Self-validating", with_commas(run.n_self_validating),
                 share_text(run.n_self_validating, input.data.users.size()) + " of the users");
  }
  return html;
}

std::string tiles_of_data(const ReportInput& input) {
  const CrowdData& data = input.data;
  const DataProfile* known = input.profile;
  std::string html = tile(
      "Observations", with_commas(data.observations.size()),
      known ? share_text(known->agreement.with_two_votes, known->observations) + " with several votes" : "");
  html += tile("Votes", with_commas(data.votes.n_votes()),
               data.counts.abstentions > 0 ? "and " + count_of(data.counts.abstentions, "abstention") : "");
  html +=
      tile("Users", with_commas(data.users.size()),
           known ? share_text(known->votes_per_user.with_one, known->votes_per_user.n) + " voted once" : "");
  return html + tile("Labels", with_commas(data.n_voted_labels()),
                     known ? fmt::format("{} {} half of the votes", with_commas(known->tail.that_hold_half),
                                         known->tail.that_hold_half == 1 ? "has" : "have")
                           : "");
}

}  // namespace

std::string html_of_main_figures(const ReportInput& input) {
  return "<dl class=\"figures headline\">\n" + tiles_of_results(input) + "</dl>\n<dl class=\"figures\">\n" +
         tiles_of_data(input) + "</dl>\n";
}

std::string html_of_findings(const ReportInput& input) {
  std::string html = "<ul class=\"findings\">\n";
  for (const std::string& finding :
       input.runs.size() == 1 ? findings_of_one(input) : findings_of_many(input)) {
    if (!finding.empty()) html += "<li>" + finding + "</li>\n";
  }
  return html + "</ul>\n";
}

}  // namespace crowdvote
