#pragma once

/// The options of a strategy in JSON.

#include "io/json/json_document.hpp"
#include <crowdvote/strategy_table.hpp>

#include <nlohmann/json.hpp>

namespace crowdvote {

/// As they apply, those at their defaults too: numbers, truth values, words; null where nothing is set.
[[nodiscard]] nlohmann::ordered_json strategy_options_json(const StrategyOptions& given);

/// Back from that. Throws InputError.
[[nodiscard]] StrategyOptions strategy_options_from(const StrategyInfo& strategy, const JsonNode& options);

}  // namespace crowdvote
