#pragma once

#include "io/write/figures.hpp"
#include <crowdvote/calibration.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/mcnemar.hpp>

#include <array>
#include <vector>

#include <nlohmann/json.hpp>

namespace crowdvote {

/// The `metrics` of a summary: an object a subset, in the order of kSubsetNames; null for a figure over
/// nothing. docs/metrics.md says what each key means.
[[nodiscard]] nlohmann::ordered_json metrics_to_json(const Evaluation& evaluation);

/// {"acc": {subset: {"n", "without_value", "ece", "brier", "bins": [...]}}, "conf": …, "ai_score": …}; the
/// last only where the AI has scores.
[[nodiscard]] nlohmann::ordered_json calibration_to_json(const CalibrationReport& report);

/// {"only_this", "only_reference", "p_value"} for each subset, of tests against the reference.
[[nodiscard]] nlohmann::ordered_json comparison_to_json(
    const std::array<McNemarTest, kSubsetNames.size()>& tests);

/// Figures of a subset, called as in its JSON, as cells of a CSV: `accuracy_ci` is `accuracy_low` and `accuracy_high`.
/// Without a subset the cells are empty.
void add_metrics(FigureRow& row, const SubsetMetrics* metrics);
void add_ties(FigureRow& row, const SubsetMetrics* metrics);
void add_probability_scores(FigureRow& row, const SubsetMetrics* metrics);

/// A row per subset.
[[nodiscard]] std::vector<FigureRow> records_of(const Evaluation& evaluation);

}  // namespace crowdvote
