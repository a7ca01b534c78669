#include "io/json/json_document.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_baseline.hpp>

#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr JsonDocument::Kind kBaseline{.name = "baseline",
                                       .expected = "the summary of a run",
                                       .way_out = WayOut::make_baseline,
                                       .most_bytes = std::size_t{4} << 20};

/// Returns nothing if the share is null.
std::optional<double> share_at(const JsonNode& node) {
  if (node.value().is_null()) return std::nullopt;
  return node.number(0, 1, "a share from 0 to 1, or null");
}

std::optional<Interval> interval_at(const JsonNode& node) {
  constexpr std::string_view kExpected = "an interval [low, high], or null";
  if (node.value().is_null()) return std::nullopt;
  if (node.array_size(kExpected) != 2) node.fail(kExpected);
  const auto low = share_at(node[0]);
  const auto high = share_at(node[1]);
  if (!low || !high || *low > *high) node.fail(kExpected);
  return Interval{*low, *high};
}

/// Recovers the count from which a share was computed.
std::size_t part_of(const std::optional<double>& share, std::size_t whole) {
  return share ? static_cast<std::size_t>(std::llround(*share * static_cast<double>(whole))) : 0;
}

std::optional<Interval> optional_interval(const JsonNode& subset, const std::string& key) {
  const auto node = subset.find(key);
  return node ? interval_at(*node) : std::nullopt;
}

SubsetMetrics read_subset(const JsonNode& subset) {
  SubsetMetrics m;
  m.n = subset["n"].count();
  m.valid = subset["valid"].count();
  if (m.valid > m.n) subset["valid"].fail(fmt::format("at most n = {}", m.n));
  m.accuracy = share_at(subset["accuracy"]);
  m.accuracy_ci = optional_interval(subset, "accuracy_ci");
  m.label_accuracy = share_at(subset["label_accuracy"]);
  m.valid_accuracy = share_at(subset["valid_accuracy"]);
  m.macro_precision = share_at(subset["macro_precision"]);
  m.macro_recall = share_at(subset["macro_recall"]);
  m.classes_truth = subset["classes_truth"].count();
  m.classes_kept = share_at(subset["classes_kept"]);
  m.classes_kept_ci = optional_interval(subset, "classes_kept_ci");
  m.macro_precision_ci = optional_interval(subset, "macro_precision_ci");
  m.macro_recall_ci = optional_interval(subset, "macro_recall_ci");
  m.correct = std::min(part_of(m.accuracy, m.n), m.valid);
  m.label_correct = part_of(m.label_accuracy, m.n);
  return m;
}

std::optional<Evaluation> read_metrics(const std::optional<JsonNode>& metrics) {
  if (!metrics) return std::nullopt;
  Evaluation evaluation;
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    const JsonNode subset = (*metrics)[std::string(kSubsetNames[s])];
    if (s > 0 && subset.value().is_null()) {
      evaluation.knows_votes = false;
    } else {
      evaluation.subsets[s] = read_subset(subset);
    }
  }
  return evaluation;
}

RunFigures read_run(std::string strategy, const JsonNode& n_observations, const JsonNode& n_valid,
                    const std::optional<JsonNode>& metrics) {
  RunFigures run{std::move(strategy), n_observations.count(), n_valid.count(), read_metrics(metrics)};
  if (run.n_valid > run.n_observations) n_valid.fail(fmt::format("at most {}", run.n_observations));
  return run;
}

std::vector<RunFigures> read_comparison(const JsonNode& root, const JsonNode& runs) {
  if (!runs.value().is_array() || runs.value().empty()) runs.fail("the runs of a comparison");
  std::vector<RunFigures> figures;
  for (std::size_t r = 0; r < runs.value().size(); ++r) {
    const JsonNode run = runs[r];
    const JsonNode strategy = run["strategy"];
    if (!strategy.value().is_string()) strategy.fail("a strategy");
    figures.push_back(read_run(strategy.text(), root["observations"], run["valid"], run.find("metrics")));
  }
  return figures;
}

}  // namespace

Baseline read_baseline(const std::string& path, const RunControl& control) {
  const JsonDocument document(path, kBaseline, control);
  const JsonNode root = document.root();
  Baseline baseline{.path = path, .runs = {}};
  if (const auto runs = root.find("runs")) {
    baseline.runs = read_comparison(root, *runs);
  } else {
    const JsonNode counts = root["counts"];
    baseline.runs.push_back(read_run("", counts["observations"], counts["valid"], root.find("metrics")));
    const auto options = root.find("options");
    const auto strategy = options ? options->find("strategy") : std::nullopt;
    if (strategy && strategy->value().is_string())
      baseline.summary_strategy = strategy->value().get<std::string>();
  }
  return baseline;
}

}  // namespace crowdvote
