#pragma once

/// The options of a strategy as JSON.

#include "io/json/json_document.hpp"
#include <crowdvote/strategy_table.hpp>

#include <nlohmann/json.hpp>

namespace crowdvote {

/// The options in effect, including those at their defaults: numbers, booleans, words; null for an option
/// that is not set.
[[nodiscard]] nlohmann::ordered_json strategy_options_json(const StrategyOptions& given);

/// The inverse of strategy_options_json. Throws InputError.
[[nodiscard]] StrategyOptions strategy_options_from(const StrategyInfo& strategy, const JsonNode& options);

}  // namespace crowdvote
