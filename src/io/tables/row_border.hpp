#pragma once

/// Where a table can be cut.

#include "io/tables/csv_reader.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace crowdvote {

/// The first line of a text from the middle of a table at which a row seems to begin: the rows from there on have as many
/// cells as those of the table. Nothing where no line looks so. The text inside the quotes of a cell may look so, too:
/// whoever cuts there has to see that the row before ends where it was cut.
[[nodiscard]] std::optional<std::size_t> find_row_border(std::string_view text,
                                                         const CsvReader::Options& options,
                                                         std::size_t n_cells);

}  // namespace crowdvote
