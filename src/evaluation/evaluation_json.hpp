#pragma once

#include <crowdvote/evaluate.hpp>

#include <nlohmann/json.hpp>

namespace crowdvote {

/// The `metrics` of a summary: an object a subset, in the order of kSubsetNames; null for a figure over
/// nothing. docs/metrics.md says what each key means.
[[nodiscard]] nlohmann::ordered_json metrics_to_json(const Evaluation& evaluation);

}  // namespace crowdvote
