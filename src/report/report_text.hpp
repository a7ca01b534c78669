#pragma once

/// What a report says in words and plain tables, as HTML with every outside text escaped.

#include <crowdvote/report.hpp>

#include <string>

namespace crowdvote {

/// The main numbers, large.
[[nodiscard]] std::string html_of_main_figures(const ReportInput& input);

/// What a reader should take away, a sentence an item.
[[nodiscard]] std::string html_of_findings(const ReportInput& input);

/// A row a run: labels, valid, ties, rounds.
[[nodiscard]] std::string html_of_runs(const ReportInput& input);

/// One row per run and subset: the metrics. Empty without a truth.
[[nodiscard]] std::string html_of_metrics(const ReportInput& input);

/// The files that were read, what was repaired in them, and the options of the runs.
[[nodiscard]] std::string html_of_inputs(const ReportInput& input);

/// Who copies whom, and how many labels depend on it. Empty where nothing was found.
[[nodiscard]] std::string html_of_copies(const ReportInput& input);

}  // namespace crowdvote
