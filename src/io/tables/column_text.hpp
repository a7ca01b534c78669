#pragma once

/// Values of named columns as text.

#include "io/bytes/field_text.hpp"
#include <crowdvote/consensus.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <type_traits>
#include <variant>

namespace crowdvote {

/// The value of row `row`; nothing where the column is null, or NaN stands there.
inline void append_value(std::string& text, DoubleText& doubles, const NamedColumn* column, std::size_t row) {
  if (column == nullptr) return;
  std::visit(
      [&](const auto& values) {
        if constexpr (std::is_same_v<std::decay_t<decltype(values)>, std::vector<double>>) {
          if (!std::isnan(values[row])) doubles.append(text, values[row]);
        } else {
          append_number(text, values[row]);
        }
      },
      column->values);
}

/// The same as JSON; null for what is no number.
inline void append_json_value(std::string& text, DoubleText& doubles, const NamedColumn& column,
                              std::size_t row) {
  std::visit(
      [&](const auto& values) {
        if constexpr (std::is_same_v<std::decay_t<decltype(values)>, std::vector<double>>) {
          doubles.append_json(text, values[row]);
        } else {
          append_number(text, values[row]);
        }
      },
      column.values);
}

}  // namespace crowdvote
