#pragma once

/// The results of a command, and a single writer for all formats.

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

/// A row of a CSV: pairs of column name and cell. All rows have the same columns.
using FigureRow = std::vector<std::pair<std::string, std::string>>;

struct Figures {
  std::string heading;             ///< of the HTML page
  std::vector<TextTable> tables;   ///< for readers: text, Markdown, HTML
  std::vector<std::string> notes;  ///< for readers, below the tables, one line each
  nlohmann::ordered_json json;     ///< for programs
  std::vector<FigureRow> records =
      {};  ///< the rows of a CSV; without any, a row `figure,value` per value of `json`
  /// for text: see TextTable::text
  std::size_t most_columns = std::numeric_limits<std::size_t>::max();
};

/// The result ends with a line break.
[[nodiscard]] std::string format_figures(const Figures& figures, FiguresFormat format);

/// A number with the fewest digits that read back as the same number, or a text.
template <class Value>
[[nodiscard]] std::string cell_of(const Value& value) {
  return fmt::format("{}", value);
}
/// Empty for an unknown figure.
template <class Value>
[[nodiscard]] std::string cell_of(const std::optional<Value>& value) {
  return value ? cell_of(*value) : std::string();
}

}  // namespace crowdvote
