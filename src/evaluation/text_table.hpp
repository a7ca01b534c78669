#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote {

enum class Align { left, right };

/// Cells in rows under a header, and a title above them or none: the first column to the left, the others as
/// `align` says. As text, columns are two spaces apart. Widths count code points, so names in any script line
/// up as far as a terminal lets them.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header, Align align = Align::right, std::string title = {})
      : title_(std::move(title)), align_(align) {
    add_row(std::move(header));
  }

  /// Names in cells may be those of strangers: they stand there as visible_text has them.
  /// REQUIRES: as many cells as the header.
  void add_row(std::vector<std::string> cells);

  [[nodiscard]] const std::string& title() const { return title_; }
  [[nodiscard]] Align align() const { return align_; }
  /// The header is the first.
  [[nodiscard]] const std::vector<std::vector<std::string>>& rows() const { return rows_; }

  /// A line a row without the title; no spaces at the ends of lines.
  /// \param most_columns in a wider table, the first cell of each row stands on a line above the others
  [[nodiscard]] std::string text(std::size_t most_columns = std::numeric_limits<std::size_t>::max()) const;

 private:
  std::string title_;
  Align align_;
  std::vector<std::vector<std::string>> rows_;
};

/// How many code points a UTF-8 text has.
[[nodiscard]] std::size_t n_code_points(std::string_view text);

}  // namespace crowdvote
