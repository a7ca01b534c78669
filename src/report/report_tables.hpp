#pragma once

#include "report/chart_spec.hpp"
#include <crowdvote/report.hpp>

#include <cstddef>

namespace crowdvote {

/// The sortable tables by id, as {"title", "columns": [{"title", "type", "help"}], "runs": [{"name",
/// "rows"}]}, with at most this many rows per run. Tables of what only some strategies learn, and of wrong
/// labels, contain only the runs that have rows.
[[nodiscard]] Json report_tables(const ReportInput& input, std::size_t most_rows);

}  // namespace crowdvote
