#pragma once

/// Names of columns that are made of several columns and of constants.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote {

struct ColumnPart {
  std::string text;  ///< the name of a column, or the constant itself
  bool is_constant = false;
};

/// The parts of a name with + between them, constants in double quotes: `item+turn+"Q1"`. Nothing if it is the
/// name of one column: there is no +, a part is empty, a quote is not closed, or no part is a column.
[[nodiscard]] std::optional<std::vector<ColumnPart>> parts_of_column(std::string_view name);

/// Appends a part to a joined name, with a + before it unless it is the first. Inside a part, a backslash is put
/// before every + and backslash: different parts, different names.
void append_part(std::string& joined, std::string_view part, bool is_first);

}  // namespace crowdvote
