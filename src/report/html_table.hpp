#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace crowdvote {

/// A cell of a table: the text as people read it, a smaller one below, and the value that it sorts by if that
/// is not the text.
struct HtmlCell {
  std::string text;
  std::string note = {};
  std::string value = {};
  bool is_number = true;
};

[[nodiscard]] HtmlCell name_cell(std::string text);
/// "6,699,593"
[[nodiscard]] HtmlCell count_cell(std::size_t count);

/// A sortable table in a frame that scrolls; texts are escaped. The first column heads the rows.
[[nodiscard]] std::string html_table(const std::string& caption, const std::vector<std::string>& columns,
                                     const std::vector<std::vector<HtmlCell>>& rows);

}  // namespace crowdvote
