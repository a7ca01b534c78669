#pragma once

/// What several processes can share of a run. Nothing that they cannot is left out in silence.

#include "cli/labelling.hpp"
#include "cli/output_options.hpp"
#include "cli/report_options.hpp"
#include "cli/strategy_flags.hpp"

#include <cstddef>
#include <string>

namespace crowdvote::cli {

/// What the help of the program for several processes ends with.
[[nodiscard]] std::string shared_footer();

/// Throws OptionError for an option that needs a single process, before anything is read.
void check_can_be_shared(const LabellingOptions& labelling, const OutputOptions& outputs,
                         const ReportOptions& report);
/// The same for a strategy.
void check_can_be_shared(const ChosenStrategy& strategy);

/// Observations that stay together in one process: where the strategy sums over blocks, those of a block.
[[nodiscard]] std::size_t observations_together(const ChosenStrategy& strategy);

}  // namespace crowdvote::cli
