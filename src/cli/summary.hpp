#pragma once

/// The file of --summary: a run as JSON, for scripts and for comparison with later runs.

#include "cli/aggregate_options.hpp"
#include "cli/grader.hpp"
#include "cli/stage_clock.hpp"
#include "cli/strategy_input.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/read_labels.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace crowdvote::cli {

struct RunRecord {
  const AggregateOptions& options;
  const ChosenStrategy& strategy;
  const CrowdData& data;
  const StrategyInput& input;
  const Consensus& consensus;
  const std::optional<Grades>& grades;
  const StageClock& clock;
};

/// Keys as docs/outputs.md has them; null for what is not known. Ends with a line break.
[[nodiscard]] std::string summary_json(const RunRecord& run);

/// The same of labels that were read; what is known of a run alone is left out.
[[nodiscard]] std::string evaluation_summary_json(const GivenLabels& labels, const CrowdData& data,
                                                  const Evaluation& evaluation, std::uint64_t seed);

}  // namespace crowdvote::cli
