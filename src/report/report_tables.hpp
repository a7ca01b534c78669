#pragma once

#include "report/chart_spec.hpp"
#include <crowdvote/report.hpp>

#include <cstddef>

namespace crowdvote {

/// The sortable tables by id, as {"title", "columns": [{"title", "type", "help"}], "runs": [{"name",
/// "rows"}]}, with at most this many rows per run. The tables of what only some strategies learn, and of
/// labels that are wrong, have the runs that have rows, if any.
[[nodiscard]] Json report_tables(const ReportInput& input, std::size_t most_rows);

}  // namespace crowdvote
