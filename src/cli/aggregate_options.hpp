#pragma once

/// The options of the main job.

#include "cli/guard_options.hpp"
#include "cli/input_options.hpp"
#include "cli/output_options.hpp"
#include "cli/report_options.hpp"
#include "cli/run_options.hpp"
#include "cli/strategy_flags.hpp"

namespace crowdvote::cli {

struct AggregateOptions {
  InputOptions inputs;
  StrategyFlags strategy;
  RunInputOptions run_input;
  OutputOptions outputs;
  ReportOptions report;
  GuardOptions guard;
  RunOptions run;
};

}  // namespace crowdvote::cli
