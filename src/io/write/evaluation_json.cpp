#include "io/write/evaluation_json.hpp"

#include "io/json/json_figures.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

using nlohmann::ordered_json;

ordered_json ties_or_null(const std::optional<TieBounds>& ties) {
  if (!ties) return nullptr;
  return {{"count", ties->count},
          {"lowest", ties->lowest},
          {"expected", ties->expected},
          {"highest", ties->highest}};
}

ordered_json scores_to_json(const ProbabilityScores& scores) {
  return {{"n", scores.n},
          {"log_loss", number_or_null(scores.log_loss)},
          {"brier", number_or_null(scores.brier)},
          {"ece", number_or_null(scores.ece)},
          {"ece_all_labels", number_or_null(scores.ece_all_labels)},
          {"truth_ruled_out", scores.truth_ruled_out}};
}

ordered_json subset_to_json(const SubsetMetrics& m) {
  ordered_json object{{"n", m.n},
                      {"accuracy", number_or_null(m.accuracy)},
                      {"accuracy_ci", interval_or_null(m.accuracy_ci)},
                      {"label_accuracy", number_or_null(m.label_accuracy)},
                      {"valid_accuracy", number_or_null(m.valid_accuracy)},
                      {"macro_precision", number_or_null(m.macro_precision)},
                      {"macro_recall", number_or_null(m.macro_recall)},
                      {"classes_truth", m.classes_truth},
                      {"classes_kept", number_or_null(m.classes_kept)},
                      {"valid", m.valid},
                      {"correct", m.correct},
                      {"label_correct", m.label_correct},
                      {"classes_predicted", m.classes_predicted},
                      {"classes_kept_ci", interval_or_null(m.classes_kept_ci)},
                      {"classes_recovered", number_or_null(m.classes_recovered)},
                      {"classes_recovered_ci", interval_or_null(m.classes_recovered_ci)},
                      {"macro_precision_ci", interval_or_null(m.macro_precision_ci)},
                      {"macro_recall_ci", interval_or_null(m.macro_recall_ci)},
                      {"ties", ties_or_null(m.accuracy_ties)},
                      {"label_accuracy_ties", ties_or_null(m.label_accuracy_ties)},
                      {"valid_accuracy_ties", ties_or_null(m.valid_accuracy_ties)}};
  if (m.probabilities) object["probabilities"] = scores_to_json(*m.probabilities);
  return object;
}

ordered_json bin_to_json(const CalibrationBin& bin) {
  return {{"low", bin.low},
          {"high", bin.high},
          {"n", bin.n},
          {"mean", bin.n == 0 ? ordered_json(nullptr) : ordered_json(bin.mean)},
          {"accuracy", number_or_null(bin.accuracy())},
          {"accuracy_ci", interval_or_null(bin.accuracy_ci())}};
}

ordered_json calibration_of_subset(const Calibration& r) {
  ordered_json bins = ordered_json::array();
  for (const CalibrationBin& bin : r.bins) bins.push_back(bin_to_json(bin));
  return {{"n", r.n},
          {"without_value", r.without_value},
          {"truth_without_score", number_or_null(r.truth_without_score)},
          {"ece", number_or_null(r.ece)},
          {"brier", number_or_null(r.brier)},
          {"bins", std::move(bins)}};
}

/// An object with one key per subset, in the order of kSubsetNames.
template <class BySubset, class ToJson>
ordered_json each_subset(const BySubset& by_subset, const ToJson& to_json) {
  ordered_json object = ordered_json::object();
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    object[std::string(kSubsetNames[s])] = to_json(by_subset[s]);
  }
  return object;
}

std::string cell_of_figure(const ordered_json& figure) {
  if (figure.is_null()) return "";
  return figure.is_number_float() ? cell_of(figure.get<double>()) : figure.dump();
}

/// \param object null if there is no such object
void add_cells(FigureRow& row, const ordered_json& object, std::initializer_list<std::string_view> names) {
  constexpr std::string_view kInterval = "_ci";
  for (const std::string_view name : names) {
    const ordered_json figure = object.is_null() ? object : object.at(std::string(name));
    if (!name.ends_with(kInterval)) {
      row.emplace_back(name, cell_of_figure(figure));
      continue;
    }
    const std::string_view stem = name.substr(0, name.size() - kInterval.size());
    row.emplace_back(fmt::format("{}_low", stem), figure.is_null() ? "" : cell_of_figure(figure[0]));
    row.emplace_back(fmt::format("{}_high", stem), figure.is_null() ? "" : cell_of_figure(figure[1]));
  }
}

}  // namespace

ordered_json metrics_to_json(const Evaluation& evaluation) {
  ordered_json metrics = each_subset(evaluation.subsets, subset_to_json);
  for (std::size_t s = evaluation.n_known_subsets(); s < kSubsetNames.size(); ++s) {
    metrics[std::string(kSubsetNames[s])] = nullptr;
  }
  return metrics;
}

ordered_json calibration_to_json(const CalibrationReport& report) {
  ordered_json object = {{"acc", each_subset(report.acc, calibration_of_subset)},
                         {"conf", each_subset(report.conf, calibration_of_subset)}};
  if (report.ai_score) object["ai_score"] = each_subset(*report.ai_score, calibration_of_subset);
  if (report.probability) object["probability"] = each_subset(*report.probability, calibration_of_subset);
  return object;
}

ordered_json comparison_to_json(const std::array<McNemarTest, kSubsetNames.size()>& tests) {
  return each_subset(tests, [](const McNemarTest& test) {
    return ordered_json{
        {"only_this", test.only_first}, {"only_reference", test.only_second}, {"p_value", test.p_value}};
  });
}

void add_metrics(FigureRow& row, const SubsetMetrics* metrics) {
  add_cells(row, metrics == nullptr ? ordered_json() : subset_to_json(*metrics),
            {"n", "accuracy", "accuracy_ci", "label_accuracy", "valid_accuracy", "macro_precision",
             "macro_precision_ci", "macro_recall", "macro_recall_ci", "classes_truth", "classes_kept",
             "classes_kept_ci", "classes_recovered", "valid"});
}

void add_ties(FigureRow& row, const SubsetMetrics* metrics) {
  FigureRow ties;
  add_cells(ties, metrics == nullptr ? ordered_json() : ties_or_null(metrics->accuracy_ties),
            {"count", "lowest", "expected", "highest"});
  for (auto& [name, cell] : ties)
    row.emplace_back(name == "count" ? "ties" : "ties_" + name, std::move(cell));
}

void add_probability_scores(FigureRow& row, const SubsetMetrics* metrics) {
  const bool has_scores = metrics != nullptr && metrics->probabilities;
  add_cells(row, has_scores ? scores_to_json(*metrics->probabilities) : ordered_json(),
            {"log_loss", "brier", "ece", "ece_all_labels", "truth_ruled_out"});
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
