#pragma once

/// Access for tests to what a consensus says about users.

#include <crowdvote/consensus.hpp>

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote {

/// A column of the users, without the AI's row.
template <class Value>
std::vector<Value> column_of(const Consensus& consensus, std::string_view name) {
  const auto values = consensus.users.values<Value>(name);
  std::vector<Value> of_users(values.begin(), values.end());
  if (consensus.ai_is_user && !of_users.empty()) of_users.pop_back();
  return of_users;
}

inline std::vector<double> weights_of(const Consensus& consensus) {
  return column_of<double>(consensus, kWeightColumn);
}

inline std::vector<std::uint32_t> counts_of(const Consensus& consensus, std::string_view name) {
  return column_of<std::uint32_t>(consensus, name);
}

/// The value in the AI's row. REQUIRES: the row exists.
inline std::uint32_t ai_count_of(const Consensus& consensus, std::string_view name) {
  return consensus.users.values<std::uint32_t>(name).back();
}

/// Sets a column of users and replaces any existing one with that name.
template <class Value>
void set_column(Consensus& consensus, std::string_view name, std::vector<Value> values) {
  std::erase_if(consensus.users.columns, [&](const NamedColumn& column) { return column.name == name; });
  consensus.users.columns.push_back({std::string(name), "", std::move(values)});
}

inline void set_weights(Consensus& consensus, std::vector<double> weights) {
  set_column(consensus, kWeightColumn, std::move(weights));
}

}  // namespace crowdvote
