#pragma once

#include <crowdvote/calibration.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/mcnemar.hpp>

#include <nlohmann/json.hpp>

namespace crowdvote {

/// The `metrics` of a summary: an object a subset, in the order of kSubsetNames; null for a figure over
/// nothing. docs/metrics.md says what each key means.
[[nodiscard]] nlohmann::ordered_json metrics_to_json(const Evaluation& evaluation);

/// {"acc": {subset: {"n", "without_value", "ece", "brier", "bins": [...]}}, "conf": …, "ai_score": …}; the
/// last only where the AI has scores.
[[nodiscard]] nlohmann::ordered_json calibration_to_json(const CalibrationReport& report);

/// {"only_first", "only_second", "p_value"} for each subset.
[[nodiscard]] nlohmann::ordered_json comparison_to_json(
    const std::array<McNemarTest, kSubsetNames.size()>& tests);

}  // namespace crowdvote
