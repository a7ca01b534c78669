#pragma once

/// What the names of columns suggest where they do not say it.

#include "io/records/column_names.hpp"

#include <span>
#include <string>
#include <string_view>

namespace crowdvote {

/// Gives the problems of columns that were not found their remedies where the columns are not those of a file with a row
/// per vote: the whole line is one cell, or neither the user nor the label has a column, as in a table with a column per
/// user.
void choose_remedies(ColumnPlaces& found, std::span<const std::string> names);

/// "pipe", "tab", ...: what seems to separate the columns of a header that was read as a single cell; empty if nothing
/// does.
[[nodiscard]] std::string separator_in_one_cell(std::span<const std::string> names);

/// Whether a column of this name is likely to say when a vote was given: timestamp, created_at, ...
[[nodiscard]] bool may_be_time(const std::string& name);

}  // namespace crowdvote
