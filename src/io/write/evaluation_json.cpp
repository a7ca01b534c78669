#include "io/write/evaluation_json.hpp"

#include "io/json/json_figures.hpp"

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

/// An object with a key a subset, in the order of kSubsetNames.
template <class BySubset, class ToJson>
ordered_json each_subset(const BySubset& by_subset, const ToJson& to_json) {
  ordered_json object = ordered_json::object();
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    object[std::string(kSubsetNames[s])] = to_json(by_subset[s]);
  }
  return object;
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
        {"only_first", test.only_first}, {"only_second", test.only_second}, {"p_value", test.p_value}};
  });
}

}  // namespace crowdvote
