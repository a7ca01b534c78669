#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace crowdvote {

/// A table cell: the text shown, a smaller one below it, and the value to sort by if that is not the text.
struct HtmlCell {
  std::string text;
  std::string note = {};
  std::string value = {};
  bool is_number = true;
};

[[nodiscard]] HtmlCell name_cell(std::string text);
/// "6,699,593"
[[nodiscard]] HtmlCell count_cell(std::size_t count);

/// A sortable table in a scrolling frame; texts are escaped. The first column holds the row headings.
[[nodiscard]] std::string html_table(const std::string& caption, const std::vector<std::string>& columns,
                                     const std::vector<std::vector<HtmlCell>>& rows);

}  // namespace crowdvote
