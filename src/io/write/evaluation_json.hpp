#pragma once

#include "io/write/figures.hpp"
#include <crowdvote/calibration.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/mcnemar.hpp>

#include <array>
#include <vector>

#include <nlohmann/json.hpp>

namespace crowdvote {

/// The `metrics` of a summary: one object per subset, in the order of kSubsetNames; figures over no
/// observations are null. docs/metrics.md explains each key.
[[nodiscard]] nlohmann::ordered_json metrics_to_json(const Evaluation& evaluation);

/// {"acc": {subset: {"n", "without_value", "ece", "brier", "bins": [...]}}, "conf": …, "ai_score": …}; the
/// last only if the AI has scores.
[[nodiscard]] nlohmann::ordered_json calibration_to_json(const CalibrationReport& report);

/// {"only_this", "only_reference", "p_value"} for each subset, from the tests against the reference.
[[nodiscard]] nlohmann::ordered_json comparison_to_json(
    const std::array<McNemarTest, kSubsetNames.size()>& tests);

/// Adds the figures of a subset as cells of a CSV, named as in its JSON; `accuracy_ci` becomes `accuracy_low`
/// and `accuracy_high`. Without a subset, the cells are empty.
void add_metrics(FigureRow& row, const SubsetMetrics* metrics);
void add_ties(FigureRow& row, const SubsetMetrics* metrics);
void add_probability_scores(FigureRow& row, const SubsetMetrics* metrics);

/// One row per subset.
[[nodiscard]] std::vector<FigureRow> records_of(const Evaluation& evaluation);

}  // namespace crowdvote
