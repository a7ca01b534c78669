#pragma once

/// How figures look in JSON.

#include <crowdvote/evaluate.hpp>

#include <optional>

#include <nlohmann/json.hpp>

namespace crowdvote {

template <class Number>
[[nodiscard]] nlohmann::ordered_json number_or_null(const std::optional<Number>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

[[nodiscard]] inline nlohmann::ordered_json interval_or_null(const std::optional<Interval>& interval) {
  return interval ? nlohmann::ordered_json::array({interval->low, interval->high})
                  : nlohmann::ordered_json(nullptr);
}

}  // namespace crowdvote
