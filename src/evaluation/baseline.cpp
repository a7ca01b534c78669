#include "evaluation/format_figures.hpp"
#include "evaluation/share.hpp"
#include "evaluation/text_table.hpp"
#include <crowdvote/baseline.hpp>
#include <crowdvote/consensus.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/nearest_word.hpp>

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote {

namespace {

struct GuardedFigure {
  std::string name;
  std::optional<double> value;
  std::optional<Interval> interval;
  bool is_known = true;  ///< false: for a subset that this run cannot determine
};

void add_subset(std::vector<GuardedFigure>& figures, std::string_view subset, const SubsetMetrics& m,
                bool is_known) {
  const auto add = [&](const char* name, const std::optional<double>& value,
                       const std::optional<Interval>& interval) {
    figures.push_back({fmt::format("{}.{}", subset, name), value, interval, is_known});
  };
  add("accuracy", m.accuracy, m.accuracy_ci);
  add("label_accuracy", m.label_accuracy, share_interval(m.label_correct, m.n));
  add("valid_accuracy", m.valid_accuracy, share_interval(m.correct, m.valid));
  add("macro_precision", m.macro_precision, m.macro_precision_ci);
  add("macro_recall", m.macro_recall, m.macro_recall_ci);
  add("classes_kept", m.classes_kept, m.classes_kept_ci);
  add("valid", share(m.valid, m.n), share_interval(m.valid, m.n));
}

/// All guarded figures, always the same ones in the same order.
std::vector<GuardedFigure> guarded_figures(const RunFigures& run) {
  std::vector<GuardedFigure> figures;
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    add_subset(figures, kSubsetNames[s], run.evaluation ? run.evaluation->subsets[s] : SubsetMetrics{},
               !run.evaluation || s < run.evaluation->n_known_subsets());
  }
  figures.push_back(
      {"valid", share(run.n_valid, run.n_observations), share_interval(run.n_valid, run.n_observations)});
  return figures;
}

double checked_limit(double limit) {
  if (!(limit >= 0 && limit <= 1)) {
    throw OptionError(fmt::format("a figure may fall by a number from 0 to 1, not by {}", limit));
  }
  return limit;
}

/// Returns "accuracy" for "disagreement.accuracy".
std::string_view without_subset(std::string_view figure) {
  const std::size_t dot = figure.find('.');
  return dot == std::string_view::npos ? figure : figure.substr(dot + 1);
}

/// Full names, and names without a subset.
std::vector<std::string> names_of_limits() {
  std::vector<std::string> names;
  for (const GuardedFigure& figure : guarded_figures({})) {
    for (const std::string_view name : {std::string_view(figure.name), without_subset(figure.name)}) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
    }
  }
  return names;
}

std::string describe_overlap(const Fall& fall) {
  const auto overlap = fall.intervals_overlap();
  return !overlap ? "-" : *overlap ? "overlap" : "apart";
}

/// A smaller truth or another set of observations often explains a fall.
std::string describe_sizes(const RunFigures& now, const RunFigures& baseline) {
  std::string text;
  const auto compare = [&](std::string_view what, std::size_t now_n, std::size_t baseline_n) {
    if (now_n != baseline_n) {
      text += fmt::format("note: {} {} observation{} now, {} in the baseline\n", what, now_n,
                          now_n == 1 ? "" : "s", baseline_n);
    }
  };
  compare("all data:", now.n_observations, baseline.n_observations);
  if (!now.evaluation || !baseline.evaluation) return text;
  for (std::size_t s = 0; s < now.evaluation->n_known_subsets(); ++s) {
    compare(fmt::format("{}:", kSubsetNames[s]), now.evaluation->subsets[s].n,
            baseline.evaluation->subsets[s].n);
  }
  return text;
}

}  // namespace

const RunFigures& Baseline::run_for(std::string_view strategy) const {
  const auto of_strategy = [&](const RunFigures& run) { return run.strategy == strategy; };
  const auto same = std::find_if(runs.begin(), runs.end(), of_strategy);
  if (same != runs.end()) return *same;
  if (runs.size() == 1 && runs.front().strategy.empty()) return runs.front();
  std::vector<std::string_view> strategies;
  for (const RunFigures& run : runs) strategies.emplace_back(run.strategy);
  throw InputError(
      Problem{.file = path,
              .what = fmt::format(
                  "the baseline has no run of {}, only of {}. Give one of these, or make the baseline again",
                  strategy, fmt::join(strategies, ", "))});
}

DropLimits::DropLimits(double of_all) : of_all_(checked_limit(of_all)) {}

void DropLimits::set(std::string_view figure, double limit) {
  const std::vector<std::string> names = names_of_limits();
  if (std::find(names.begin(), names.end(), figure) == names.end()) {
    const auto nearest = nearest_word(figure, names);
    throw OptionError(fmt::format("there is no figure '{}' to guard{}. There are: {}", figure,
                                  nearest ? fmt::format("; did you mean '{}'?", *nearest) : "",
                                  fmt::join(names, ", ")));
  }
  of_figure_[std::string(figure)] = checked_limit(limit);
}

double DropLimits::of(std::string_view figure) const {
  for (const std::string_view name : {figure, without_subset(figure)}) {
    if (const auto it = of_figure_.find(name); it != of_figure_.end()) return it->second;
  }
  return of_all_;
}

std::optional<double> Fall::drop() const {
  if (!now) return std::nullopt;
  return baseline - *now;
}

std::optional<bool> Fall::intervals_overlap() const {
  if (!baseline_ci || !now_ci) return std::nullopt;
  return baseline_ci->low <= now_ci->high && now_ci->low <= baseline_ci->high;
}

std::vector<Fall> find_falls(const RunFigures& now, const RunFigures& baseline, const DropLimits& limits) {
  const std::vector<GuardedFigure> then_figures = guarded_figures(baseline);
  const std::vector<GuardedFigure> now_figures = guarded_figures(now);
  std::vector<Fall> falls;
  for (std::size_t f = 0; f < then_figures.size(); ++f) {
    const GuardedFigure& then = then_figures[f];
    if (!then.value || !now_figures[f].is_known) continue;
    const double limit = limits.of(then.name);
    const auto& value = now_figures[f].value;
    if (value && *then.value - *value <= limit + kEpsilon) continue;
    falls.push_back({then.name, *then.value, value, limit, then.interval, now_figures[f].interval});
  }
  return falls;
}

std::string format_falls(std::span<const Fall> falls, const RunFigures& now, const Baseline& baseline) {
  if (falls.empty()) return "";
  TextTable table({"fell", "baseline", "now", "by", "allowed", "intervals"}, Align::left);
  for (const Fall& fall : falls) {
    table.add_row({fall.figure, format_share(fall.baseline, fall.baseline_ci),
                   fall.now ? format_share(fall.now, fall.now_ci) : "missing",
                   fall.now ? fmt::format("{:.4f}", *fall.drop()) : "-", fmt::format("{}", fall.max_drop),
                   describe_overlap(fall)});
  }
  const std::string strategy = now.strategy.empty() ? "" : fmt::format("{}: ", now.strategy);
  return fmt::format("{}{} figure{} below the baseline {}\n", strategy, falls.size(),
                     falls.size() == 1 ? "" : "s", baseline.path) +
         table.text() + describe_sizes(now, baseline.run_for(now.strategy));
}

}  // namespace crowdvote
