#pragma once

/// Names that combine several columns and constants.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

struct ColumnPart {
  std::string text;  ///< the name of a column, or the constant itself
  bool is_constant = false;
};

/// The parts of a name, separated by +, with constants in double quotes: `item+turn+"Q1"`. Returns nothing if
/// the name denotes a single column: there is no +, a part is empty, a quote is not closed, or no part is a
/// column.
[[nodiscard]] std::optional<std::vector<ColumnPart>> parts_of_column(std::string_view name);

/// Appends a part to a joined name, with a + before it unless it is the first. Inside a part, each + and
/// backslash is escaped by a backslash, so that different parts give different names.
void append_part(std::string& joined, std::string_view part, bool is_first);

}  // namespace crowdvote
