#include "cli/guard_options.hpp"

#include "cli/exit_codes.hpp"
#include "cli/messages.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/read_baseline.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace crowdvote::cli {

namespace {

constexpr const char* kAllFigures = "all";

}  // namespace

void bind_guard(CommandLine& line, GuardOptions& options) {
  OptionGroup group = line.group("Guard");
  group.file("--baseline", options.baseline,
             "Exit with 1 if a figure is below that of an earlier run, given as its --summary or as a "
             "comparison in JSON");
  group.list(
      "--max-drop", "[FIGURE=]NUM", options.max_drop,
      "How far figures may fall, from 0 to 1 (0 if not given); may be given several times, as in --max-drop "
      "0.005 --max-drop disagreement.accuracy=0.02");
}

DropLimits GuardOptions::limits() const {
  if (!baseline && !max_drop.empty()) {
    throw OptionError("--max-drop needs --baseline FILE, the run to compare the figures with");
  }
  double of_all = 0;
  std::vector<std::pair<std::string, double>> of_figure;
  for (const std::string& text : max_drop) {
    const std::size_t equals = text.find('=');
    const std::string figure = equals == std::string::npos ? kAllFigures : text.substr(0, equals);
    const double limit =
        parse_number("--max-drop", equals == std::string::npos ? text : text.substr(equals + 1), {0, 1});
    if (figure == kAllFigures) {
      of_all = limit;
    } else {
      of_figure.emplace_back(figure, limit);
    }
  }
  DropLimits limits(of_all);
  for (const auto& [figure, limit] : of_figure) limits.set(figure, limit);
  return limits;
}

Guard::Guard(const GuardOptions& options, const RunControl& control) : limits_(options.limits()) {
  if (options.baseline) baseline_ = read_baseline(*options.baseline, control);
}

void Guard::check_truth(bool has_truth) const {
  if (!baseline_ || has_truth) return;
  const bool needs_truth = std::any_of(baseline_->runs.begin(), baseline_->runs.end(),
                                       [](const RunFigures& run) { return run.evaluation.has_value(); });
  if (!needs_truth) return;
  throw OptionError(
      fmt::format("the baseline {} has figures against a truth, but no truth is given", baseline_->path),
      {WayOut::give_truth, {}});
}

void Guard::check_knows(const std::string& run) const {
  if (baseline_) static_cast<void>(baseline_->run_for(run));
}

void Guard::tell_other_strategy(std::string_view strategy) const {
  if (!baseline_ || baseline_->summary_strategy.empty() || baseline_->summary_strategy == strategy) return;
  spdlog::warn("the baseline {} is of the strategy {}, but this run is of {}", baseline_->path,
               baseline_->summary_strategy, strategy);
}

Verdict Guard::judge(const std::vector<RunFigures>& runs) const {
  if (!baseline_) return {{}, ""};
  std::vector<std::string> findings;
  std::size_t n_fallen = 0;
  for (const RunFigures& now : runs) {
    const std::vector<Fall> falls = find_falls(now, baseline_->run_for(now.strategy), limits_);
    if (!falls.empty()) findings.push_back(format_falls(falls, now, *baseline_));
    n_fallen += falls.size();
  }
  if (n_fallen == 0) return {{}, fmt::format("no figure fell below the baseline {}", baseline_->path)};
  return {std::move(findings),
          fmt::format("{} below the baseline {}", count_of(n_fallen, "figure fell", "figures fell"),
                      baseline_->path)};
}

Verdict::Verdict(std::vector<std::string> findings, std::string summary)
    : findings_(std::move(findings)), summary_(std::move(summary)) {}

int Verdict::code() const { return findings_.empty() ? kExitDone : kExitRegression; }

void Verdict::tell() const {
  for (const std::string& finding : findings_) show_finding(finding);
  if (!findings_.empty()) {
    (void)fail(kExitRegression, summary_);
  } else if (!summary_.empty()) {
    spdlog::info("{}", summary_);
  }
}

}  // namespace crowdvote::cli
