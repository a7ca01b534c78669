#pragma once

/// Finds where a table can be cut.

#include "io/tables/csv_reader.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace crowdvote {

/// Returns the first line, in a text from the middle of a table, at which a row seems to begin: from there
/// on, the rows have as many cells as the table. Returns nothing if no line does. Text inside a quoted cell
/// may look the same, so the caller has to check that the row before the cut ends there.
[[nodiscard]] std::optional<std::size_t> find_row_border(std::string_view text,
                                                         const CsvReader::Options& options,
                                                         std::size_t n_cells);

}  // namespace crowdvote
