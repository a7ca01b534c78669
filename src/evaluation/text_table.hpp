#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote {

enum class Align { left, right };

/// Rows of cells under a header, with an optional title: the first column is aligned to the left, the others
/// as `align` says. In text, columns are two spaces apart. Widths are counted in code points, so names in any
/// script line up as far as the terminal allows.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> header, Align align = Align::right, std::string title = {})
      : title_(std::move(title)), align_(align) {
    add_row(std::move(header));
  }

  /// Names in cells may come from strangers, so cells are stored as returned by visible_text.
  /// REQUIRES: as many cells as the header.
  void add_row(std::vector<std::string> cells);

  [[nodiscard]] const std::string& title() const { return title_; }
  [[nodiscard]] Align align() const { return align_; }
  /// The first row is the header.
  [[nodiscard]] const std::vector<std::vector<std::string>>& rows() const { return rows_; }

  /// One line per row, without the title and without trailing spaces.
  /// \param most_columns in a wider table, the first cell of each row is on a line above the others
  [[nodiscard]] std::string text(std::size_t most_columns = std::numeric_limits<std::size_t>::max()) const;

 private:
  std::string title_;
  Align align_;
  std::vector<std::vector<std::string>> rows_;
};

/// The number of code points in a UTF-8 text.
[[nodiscard]] std::size_t n_code_points(std::string_view text);

}  // namespace crowdvote
