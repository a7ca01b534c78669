#pragma once

/// What several processes can share in a run. Anything that they cannot share is reported as an error.

#include "cli/labelling.hpp"
#include "cli/output_options.hpp"
#include "cli/report_options.hpp"
#include "cli/strategy_flags.hpp"

#include <cstddef>
#include <string>

namespace crowdvote::cli {

/// The end of the help of the program for several processes.
[[nodiscard]] std::string shared_footer();

/// Throws OptionError for an option that requires a single process, before anything is read.
void check_can_be_shared(const LabellingOptions& labelling, const OutputOptions& outputs,
                         const ReportOptions& report);
/// The same for a strategy.
void check_can_be_shared(const ChosenStrategy& strategy);

/// The number of observations that have to stay together in one process: the size of a block if the strategy
/// sums over blocks.
[[nodiscard]] std::size_t observations_together(const ChosenStrategy& strategy);

}  // namespace crowdvote::cli
