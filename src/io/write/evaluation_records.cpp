#include "io/write/evaluation_records.hpp"

namespace crowdvote {

namespace {

/// Adds a column whose cell is `figure(metrics)`.
template <class Figure>
void add(FigureRow& row, std::string_view name, const SubsetMetrics* metrics, const Figure& figure) {
  row.emplace_back(name, metrics == nullptr ? std::string() : cell_of(figure(*metrics)));
}

using Bounded = std::optional<Interval> SubsetMetrics::*;

void add_interval(FigureRow& row, std::string_view name, const SubsetMetrics* metrics, Bounded interval) {
  const auto bound = [&](double Interval::*end) {
    return metrics == nullptr || !(metrics->*interval) ? std::string() : cell_of(*(metrics->*interval).*end);
  };
  row.emplace_back(fmt::format("{}_low", name), bound(&Interval::low));
  row.emplace_back(fmt::format("{}_high", name), bound(&Interval::high));
}

}  // namespace

void add_metrics(FigureRow& row, const SubsetMetrics* metrics) {
  using M = SubsetMetrics;
  add(row, "n", metrics, [](const M& m) { return m.n; });
  add(row, "accuracy", metrics, [](const M& m) { return m.accuracy; });
  add_interval(row, "accuracy", metrics, &M::accuracy_ci);
  add(row, "label_accuracy", metrics, [](const M& m) { return m.label_accuracy; });
  add(row, "valid_accuracy", metrics, [](const M& m) { return m.valid_accuracy; });
  add(row, "macro_precision", metrics, [](const M& m) { return m.macro_precision; });
  add_interval(row, "macro_precision", metrics, &M::macro_precision_ci);
  add(row, "macro_recall", metrics, [](const M& m) { return m.macro_recall; });
  add_interval(row, "macro_recall", metrics, &M::macro_recall_ci);
  add(row, "classes_truth", metrics, [](const M& m) { return m.classes_truth; });
  add(row, "classes_kept", metrics, [](const M& m) { return m.classes_kept; });
  add_interval(row, "classes_kept", metrics, &M::classes_kept_ci);
  add(row, "classes_recovered", metrics, [](const M& m) { return m.classes_recovered; });
  add(row, "valid", metrics, [](const M& m) { return m.valid; });
}

void add_ties(FigureRow& row, const SubsetMetrics* metrics) {
  const TieBounds* const ties =
      metrics != nullptr && metrics->accuracy_ties ? &*metrics->accuracy_ties : nullptr;
  const auto add_bound = [&](std::string_view name, auto TieBounds::*bound) {
    row.emplace_back(name, ties == nullptr ? std::string() : cell_of(ties->*bound));
  };
  add_bound("ties", &TieBounds::count);
  add_bound("ties_lowest", &TieBounds::lowest);
  add_bound("ties_expected", &TieBounds::expected);
  add_bound("ties_highest", &TieBounds::highest);
}

void add_probability_scores(FigureRow& row, const SubsetMetrics* metrics) {
  const ProbabilityScores* const scores =
      metrics != nullptr && metrics->probabilities ? &*metrics->probabilities : nullptr;
  const auto add_score = [&](std::string_view name, auto ProbabilityScores::*score) {
    row.emplace_back(name, scores == nullptr ? std::string() : cell_of(scores->*score));
  };
  add_score("log_loss", &ProbabilityScores::log_loss);
  add_score("brier", &ProbabilityScores::brier);
  add_score("ece", &ProbabilityScores::ece);
  add_score("ece_all_labels", &ProbabilityScores::ece_all_labels);
  add_score("truth_ruled_out", &ProbabilityScores::truth_ruled_out);
}

std::vector<FigureRow> records_of(const Evaluation& evaluation) {
  std::vector<FigureRow> records;
  for (std::size_t s = 0; s < evaluation.n_known_subsets(); ++s) {
    FigureRow& row = records.emplace_back();
    row.emplace_back("subset", kSubsetNames[s]);
    add_metrics(row, &evaluation.subsets[s]);
    add_ties(row, &evaluation.subsets[s]);
    add_probability_scores(row, &evaluation.subsets[s]);
  }
  return records;
}

}  // namespace crowdvote
