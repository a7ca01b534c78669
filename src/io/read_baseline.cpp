#include "io/byte_source.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_baseline.hpp>

#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crowdvote {

namespace {

using BaselineJson = nlohmann::json;

/// A place in the document, with what it takes to complain about it.
class Node {
 public:
  Node(const std::string& file, std::string place, const BaselineJson& value)
      : file_(file), place_(std::move(place)), value_(value) {}

  [[nodiscard]] const BaselineJson& value() const { return value_; }

  [[noreturn]] void fail(std::string_view expected) const {
    throw InputError(
        Problem{.file = file_,
                .what = fmt::format("{} is {}, expected {}", place_.empty() ? "the file" : place_,
                                    shortened(), expected)});
  }

  [[nodiscard]] Node operator[](const std::string& key) const {
    if (!value_.is_object()) fail("an object");
    const auto it = value_.find(key);
    if (it == value_.end()) {
      throw InputError(Problem{.file = file_,
                               .what = fmt::format("there is no {}/{}, so this is no baseline", place_, key),
                               .remedy = {WayOut::make_baseline, {}}});
    }
    return {file_, fmt::format("{}/{}", place_, key), *it};
  }

  [[nodiscard]] std::optional<Node> find(const std::string& key) const {
    if (!value_.is_object() || !value_.contains(key) || value_[key].is_null()) return std::nullopt;
    return (*this)[key];
  }

  [[nodiscard]] Node operator[](std::size_t i) const {
    return {file_, fmt::format("{}/{}", place_, i), value_[i]};
  }

  [[nodiscard]] std::size_t count() const {
    if (!value_.is_number_unsigned()) fail("a count");
    return value_.get<std::size_t>();
  }

  /// null is no share.
  [[nodiscard]] std::optional<double> share() const {
    if (value_.is_null()) return std::nullopt;
    if (!value_.is_number()) fail("a share from 0 to 1, or null");
    const double share = value_.get<double>();
    if (!(share >= 0 && share <= 1)) fail("a share from 0 to 1, or null");
    return share;
  }

  [[nodiscard]] std::optional<Interval> interval() const {
    if (value_.is_null()) return std::nullopt;
    if (!value_.is_array() || value_.size() != 2) fail("an interval [low, high], or null");
    const auto low = (*this)[0].share();
    const auto high = (*this)[1].share();
    if (!low || !high || *low > *high) fail("an interval [low, high], or null");
    return Interval{*low, *high};
  }

 private:
  [[nodiscard]] std::string shortened() const {
    if (value_.is_object()) return "an object";
    if (value_.is_array() && value_.size() > 2) return "an array";
    const std::string text = value_.dump(-1, ' ', false, BaselineJson::error_handler_t::replace);
    return text.size() <= 60 ? text : text.substr(0, 60) + "...";
  }

  const std::string& file_;
  std::string place_;
  const BaselineJson& value_;
};

/// The count behind a share.
std::size_t part_of(const std::optional<double>& share, std::size_t whole) {
  return share ? static_cast<std::size_t>(std::llround(*share * static_cast<double>(whole))) : 0;
}

std::optional<Interval> optional_interval(const Node& subset, const std::string& key) {
  const auto node = subset.find(key);
  return node ? node->interval() : std::nullopt;
}

SubsetMetrics read_subset(const Node& subset) {
  SubsetMetrics m;
  m.n = subset["n"].count();
  m.valid = subset["valid"].count();
  if (m.valid > m.n) subset["valid"].fail(fmt::format("at most n = {}", m.n));
  m.accuracy = subset["accuracy"].share();
  m.accuracy_ci = optional_interval(subset, "accuracy_ci");
  m.label_accuracy = subset["label_accuracy"].share();
  m.valid_accuracy = subset["valid_accuracy"].share();
  m.macro_precision = subset["macro_precision"].share();
  m.macro_recall = subset["macro_recall"].share();
  m.classes_truth = subset["classes_truth"].count();
  m.classes_kept = subset["classes_kept"].share();
  m.classes_kept_ci = optional_interval(subset, "classes_kept_ci");
  m.macro_precision_ci = optional_interval(subset, "macro_precision_ci");
  m.macro_recall_ci = optional_interval(subset, "macro_recall_ci");
  m.correct = std::min(part_of(m.accuracy, m.n), m.valid);
  m.label_correct = part_of(m.label_accuracy, m.n);
  return m;
}

std::optional<Evaluation> read_metrics(const std::optional<Node>& metrics) {
  if (!metrics) return std::nullopt;
  Evaluation evaluation;
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    const Node subset = (*metrics)[std::string(kSubsetNames[s])];
    if (s > 0 && subset.value().is_null()) {
      evaluation.knows_votes = false;
    } else {
      evaluation.subsets[s] = read_subset(subset);
    }
  }
  return evaluation;
}

RunFigures read_run(std::string strategy, const Node& n_observations, const Node& n_valid,
                    const std::optional<Node>& metrics) {
  RunFigures run{std::move(strategy), n_observations.count(), n_valid.count(), read_metrics(metrics)};
  if (run.n_valid > run.n_observations) n_valid.fail(fmt::format("at most {}", run.n_observations));
  return run;
}

std::vector<RunFigures> read_comparison(const Node& root, const Node& runs) {
  if (!runs.value().is_array() || runs.value().empty()) runs.fail("the runs of a comparison");
  std::vector<RunFigures> figures;
  for (std::size_t r = 0; r < runs.value().size(); ++r) {
    const Node run = runs[r];
    const Node strategy = run["strategy"];
    if (!strategy.value().is_string()) strategy.fail("a strategy");
    figures.push_back(read_run(strategy.value().get<std::string>(), root["observations"], run["valid"],
                               run.find("metrics")));
  }
  return figures;
}

BaselineJson parse(const std::string& path) {
  const std::string text = ByteSource(path).read_all();
  try {
    return BaselineJson::parse(text);
  } catch (const BaselineJson::parse_error& error) {
    throw InputError(Problem{.file = path,
                             .offset = error.byte == 0 ? 0 : error.byte - 1,
                             .has_offset = true,
                             .what = "this is no JSON",
                             .expected = "the summary of a run",
                             .remedy = {WayOut::make_baseline, {}}});
  }
}

}  // namespace

Baseline read_baseline(const std::string& path) {
  const BaselineJson document = parse(path);
  const Node root(path, "", document);
  Baseline baseline{.path = path, .runs = {}};
  if (const auto runs = root.find("runs")) {
    baseline.runs = read_comparison(root, *runs);
  } else {
    const Node counts = root["counts"];
    baseline.runs.push_back(read_run("", counts["observations"], counts["valid"], root.find("metrics")));
    const auto options = root.find("options");
    const auto strategy = options ? options->find("strategy") : std::nullopt;
    if (strategy && strategy->value().is_string())
      baseline.summary_strategy = strategy->value().get<std::string>();
  }
  return baseline;
}

}  // namespace crowdvote
