#pragma once

/// Guesses based on the names of columns that are not known.

#include "io/records/column_names.hpp"

#include <span>
#include <string>
#include <string_view>

namespace crowdvote {

/// Adds remedies to the problems of columns that were not found if the columns do not look like those of a
/// file with one row per vote: the whole line is a single cell, or neither the user nor the label has a
/// column, as in a table with one column per user.
void choose_remedies(ColumnPlaces& found, std::span<const std::string> names);

/// What seems to separate the columns of a header that was read as a single cell, such as "pipe" or "tab";
/// empty if nothing does.
[[nodiscard]] std::string separator_in_one_cell(std::span<const std::string> names);

/// Whether a column with this name probably holds the time of a vote: timestamp, created_at, ...
[[nodiscard]] bool may_be_time(const std::string& name);

}  // namespace crowdvote
