#pragma once

/// The results of a command, and a single writer for all formats.

#include "evaluation/text_table.hpp"
#include <crowdvote/format_figures.hpp>

#include <algorithm>
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

/// Adds a table for readers, if there are any items: a row for each of the first `n_most` items, and a last row that
/// counts the others.
/// \param cells_of returns the cells of an item
template <class Item, class CellsOf>
void add_first_rows(Figures& figures, const std::vector<Item>& items, std::size_t n_most,
                    std::vector<std::string> header, const std::string& title, const CellsOf& cells_of) {
  if (items.empty()) return;
  const std::size_t n_shown = std::min(items.size(), n_most);
  std::vector<std::string> rest(header.size());
  TextTable table(std::move(header), Align::left, title);
  for (std::size_t j = 0; j < n_shown; ++j) table.add_row(cells_of(items[j]));
  if (n_shown < items.size()) {
    rest.front() = fmt::format("and {} more", with_commas(items.size() - n_shown));
    table.add_row(std::move(rest));
  }
  figures.tables.push_back(std::move(table));
}

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
