#pragma once

/// What a command found out, and the one writer of it in every format.

#include "evaluation/text_table.hpp"
#include <crowdvote/format_figures.hpp>

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace crowdvote {

/// A row of a CSV: cells under the names of their columns, which are the same in all rows.
using FigureRow = std::vector<std::pair<std::string, std::string>>;

struct Figures {
  std::string heading;             ///< of an HTML page
  std::vector<TextTable> tables;   ///< for people: text, Markdown, HTML
  std::vector<std::string> notes;  ///< for people, below the tables: a line each
  nlohmann::ordered_json json;     ///< for programs
  std::vector<FigureRow> records =
      {};  ///< the rows of a CSV; without any, a row `figure,value` per value of `json`
  /// of text: see TextTable::text
  std::size_t most_columns = std::numeric_limits<std::size_t>::max();
};

/// Ends with a line break.
[[nodiscard]] std::string format_figures(const Figures& figures, FiguresFormat format);

/// A number with the fewest digits that read back as the same number, or a text.
template <class Value>
[[nodiscard]] std::string cell_of(const Value& value) {
  return fmt::format("{}", value);
}
/// Nothing for a figure that is not known.
template <class Value>
[[nodiscard]] std::string cell_of(const std::optional<Value>& value) {
  return value ? cell_of(*value) : std::string();
}

}  // namespace crowdvote
