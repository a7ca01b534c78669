#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote {

enum class Align { left, right };

/// Cells in aligned columns, two spaces between: the first column to the left, the others as `align` says.
/// Widths count code points, so names in any script line up as far as a terminal lets them.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header, Align align = Align::right) : align_(align) {
    add_row(std::move(header));
  }

  /// REQUIRES: as many cells as the header.
  void add_row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  /// A line a row, the header first; no spaces at the ends of lines.
  [[nodiscard]] std::string text() const;

 private:
  Align align_;
  std::vector<std::vector<std::string>> rows_;
};

/// How many code points a UTF-8 text has.
[[nodiscard]] std::size_t n_code_points(std::string_view text);

}  // namespace crowdvote
