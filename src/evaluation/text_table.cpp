#include "evaluation/text_table.hpp"

#include <crowdvote/visible_text.hpp>

#include <algorithm>
#include <numeric>
#include <utility>

namespace crowdvote {

std::size_t n_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void TextTable::add_row(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = visible_text(cell);
  rows_.push_back(std::move(cells));
}

std::string TextTable::text(std::size_t most_columns) const {
  constexpr std::size_t kGap = 2;
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], n_code_points(row[c]));
  }
  const std::size_t width = std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  const bool names_stand_apart = width > most_columns;
  if (names_stand_apart) widths.front() = n_code_points(rows_.front().front());
  std::string text;
  for (const auto& row : rows_) {
    const bool name_is_above = names_stand_apart && &row != &rows_.front();
    if (name_is_above) text += row.front() + '\n';
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string cell = name_is_above && c == 0 ? "" : row[c];
      const std::string padding(widths[c] - n_code_points(cell), ' ');
      const bool is_left = c == 0 || align_ == Align::left;
      if (c != 0) text.append(kGap, ' ');
      text += is_left ? cell + padding : padding + cell;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

}  // namespace crowdvote
