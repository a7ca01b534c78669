#pragma once

/// Names and ids in the JSON that crowdvote writes.

#include <crowdvote/evaluate.hpp>
#include <crowdvote/name_table.hpp>

#include <cstdint>
#include <optional>

#include <nlohmann/json.hpp>

namespace crowdvote {

/// Writes a name: an integer becomes a number.
[[nodiscard]] inline nlohmann::ordered_json name_to_json(const Name& name) {
  return name.is_integer() ? nlohmann::ordered_json(name.value()) : nlohmann::ordered_json(name.text());
}
/// The same for an id; null if it is not the id of anything.
[[nodiscard]] inline nlohmann::ordered_json name_to_json(const NameTable& names, std::uint32_t id) {
  return id == kNoId ? nlohmann::ordered_json(nullptr) : name_to_json(names[id]);
}

template <class Number>
[[nodiscard]] nlohmann::ordered_json number_or_null(const std::optional<Number>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

[[nodiscard]] inline nlohmann::ordered_json interval_or_null(const std::optional<Interval>& interval) {
  return interval ? nlohmann::ordered_json::array({interval->low, interval->high})
                  : nlohmann::ordered_json(nullptr);
}

}  // namespace crowdvote
