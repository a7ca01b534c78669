#pragma once

/// Columns of integers, numbered in the order of first appearance or taken as the ids that they are.

#include "names.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include <tsl/robin_map.h>

namespace crowdvote::python {

/// Numbers names in the order of first appearance.
class IdCounter {
 public:
  std::uint32_t next() {
    if (n_ == kNoId) throw std::length_error("more than 4294967294 names");
    return static_cast<std::uint32_t>(n_++);
  }
  [[nodiscard]] std::size_t size() const { return n_; }

 private:
  std::size_t n_ = 0;
};

/// The names are 0, 1, 2, ... in this order.
inline bool are_indices(std::span<const std::int64_t> names) {
  for (std::size_t id = 0; id < names.size(); ++id) {
    if (names[id] != static_cast<std::int64_t>(id)) return false;
  }
  return true;
}

/// Integers within a span that a table of all of them fits.
template <class Integer>
void number_by_table(std::span<const Integer> values, std::int64_t lowest, std::size_t n_possible,
                     std::optional<Integer> missing, Column& column) {
  std::vector<std::uint32_t> id_of(n_possible, kNoId);
  IdCounter ids;
  for (std::size_t v = 0; v < values.size(); ++v) {
    if (missing == values[v]) {
      column.own[v] = kNoId;
      continue;
    }
    std::uint32_t& id = id_of[static_cast<std::size_t>(static_cast<std::int64_t>(values[v]) - lowest)];
    if (id == kNoId) {
      id = ids.next();
      column.names.integers.push_back(static_cast<std::int64_t>(values[v]));
    }
    column.own[v] = id;
  }
}

struct HashOfInteger {
  std::size_t operator()(std::int64_t value) const {
    constexpr std::uint64_t kGoldenRatio = 0x9E3779B97F4A7C15;
    const std::uint64_t product = static_cast<std::uint64_t>(value) * kGoldenRatio;
    return product ^ (product >> 32);
  }
};

template <class Integer>
void number_by_hash(std::span<const Integer> values, std::optional<Integer> missing, Column& column) {
  tsl::robin_map<std::int64_t, std::uint32_t, HashOfInteger> id_of;
  IdCounter ids;
  for (std::size_t v = 0; v < values.size(); ++v) {
    if (missing == values[v]) {
      column.own[v] = kNoId;
      continue;
    }
    const auto value = static_cast<std::int64_t>(values[v]);
    const auto [place, is_new] = id_of.try_emplace(value, static_cast<std::uint32_t>(ids.size()));
    if (is_new) {
      ids.next();
      column.names.integers.push_back(value);
    }
    column.own[v] = place->second;
  }
}

template <class Integer>
void number(std::span<const Integer> values, std::optional<Integer> missing, Column& column) {
  column.own.resize(values.size());
  if (!values.empty()) {
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    const auto low = static_cast<std::int64_t>(*lowest);
    const auto width = static_cast<std::uint64_t>(*highest) - static_cast<std::uint64_t>(low);
    constexpr std::uint64_t kSmallTable = 4096;
    if (width < kSmallTable || width < 4 * values.size()) {
      number_by_table(values, low, static_cast<std::size_t>(width) + 1, missing, column);
    } else {
      number_by_hash(values, missing, column);
    }
  }
  column.ids = column.own;
  column.names.size = column.names.integers.size();
  if (are_indices(column.names.integers)) column.names.integers.clear();
}

/// The number of names, if the values are ids that can be taken as they are: all of 0 to n - 1 occur and, of observations,
/// they ascend.
inline std::optional<std::size_t> ids_as_they_are(std::span<const std::uint32_t> values, Role role) {
  if (values.empty()) return 0;
  if (role == Role::observation) {
    if (values.front() != 0) return std::nullopt;
    for (std::size_t v = 1; v < values.size(); ++v) {
      if (values[v] != values[v - 1] && values[v] != values[v - 1] + 1) return std::nullopt;
    }
    return std::size_t{values.back()} + 1;
  }
  std::size_t n = 0;
  for (const std::uint32_t value : values) {
    if (value == kNoId) {
      if (role != Role::label) return std::nullopt;
    } else {
      n = std::max(n, std::size_t{value} + 1);
    }
  }
  if (n > values.size()) return std::nullopt;
  std::vector<std::uint8_t> occurs(n, 0);
  for (const std::uint32_t value : values) {
    if (value != kNoId) occurs[value] = 1;
  }
  return std::find(occurs.begin(), occurs.end(), 0) == occurs.end() ? std::optional(n) : std::nullopt;
}

/// Whether the values are ids, which the column then borrows.
template <class Integer>
bool take_as_ids(std::span<const Integer> integers, Role role, bool has_missing, Column& column) {
  if (sizeof(Integer) != sizeof(std::uint32_t)) return false;
  const std::span ids(reinterpret_cast<const std::uint32_t*>(integers.data()), integers.size());
  const auto n = ids_as_they_are(ids, role);
  if (!n) return false;
  const bool has_none = role == Role::label && std::find(ids.begin(), ids.end(), kNoId) != ids.end();
  if (has_none && !has_missing) return false;
  column.ids = ids;
  column.names.size = *n;
  return true;
}

}  // namespace crowdvote::python
