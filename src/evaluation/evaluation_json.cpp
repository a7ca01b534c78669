#include "evaluation/evaluation_json.hpp"

namespace crowdvote {

namespace {

using nlohmann::ordered_json;

ordered_json number_or_null(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json interval_or_null(const std::optional<Interval>& interval) {
  return interval ? ordered_json::array({interval->low, interval->high}) : ordered_json(nullptr);
}

ordered_json ties_or_null(const std::optional<TieBounds>& ties) {
  if (!ties) return nullptr;
  return {{"count", ties->count},
          {"lowest", ties->lowest},
          {"expected", ties->expected},
          {"highest", ties->highest}};
}

ordered_json subset_to_json(const SubsetMetrics& m) {
  return {{"n", m.n},
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
}

}  // namespace

ordered_json metrics_to_json(const Evaluation& evaluation) {
  ordered_json metrics = ordered_json::object();
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    metrics[std::string(kSubsetNames[s])] = subset_to_json(evaluation.subsets[s]);
  }
  return metrics;
}

}  // namespace crowdvote
