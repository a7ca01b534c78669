#pragma once

/// The file of --summary: a run as JSON, for scripts and for comparison with later runs.

#include "cli/aggregate_options.hpp"
#include "cli/stage_clock.hpp"
#include "cli/strategy_input.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/evaluate.hpp>

#include <optional>
#include <string>

namespace crowdvote::cli {

struct RunRecord {
  const AggregateOptions& options;
  const ChosenStrategy& strategy;
  const CrowdData& data;
  const StrategyInput& input;
  const Consensus& consensus;
  const std::optional<Evaluation>& evaluation;
  const StageClock& clock;
};

/// Keys as docs/outputs.md has them; null for what is not known. Ends with a line break.
[[nodiscard]] std::string summary_json(const RunRecord& run);

}  // namespace crowdvote::cli
