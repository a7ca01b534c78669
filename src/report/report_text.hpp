#pragma once

/// The texts and plain tables of a report, as HTML in which all external text is escaped.

#include <crowdvote/report.hpp>

#include <string>

namespace crowdvote {

/// The main figures, in large type.
[[nodiscard]] std::string html_of_main_figures(const ReportInput& input);

/// The main conclusions for a reader, one sentence per item.
[[nodiscard]] std::string html_of_findings(const ReportInput& input);

/// One row per run: labels, valid, ties, rounds.
[[nodiscard]] std::string html_of_runs(const ReportInput& input);

/// One row per run and subset: the metrics. Empty without a truth.
[[nodiscard]] std::string html_of_metrics(const ReportInput& input);

/// The input files, the repairs made to them, and the options of the runs.
[[nodiscard]] std::string html_of_inputs(const ReportInput& input);

/// Who copies whom, and how many labels depend on it. Empty if nothing was found.
[[nodiscard]] std::string html_of_copies(const ReportInput& input);

}  // namespace crowdvote
