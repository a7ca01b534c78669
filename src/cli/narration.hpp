#pragma once

/// What a run prints on standard error: what was read, what was repaired, what came out.

#include "cli/input_options.hpp"
#include "cli/run_options.hpp"
#include "cli/stage_clock.hpp"
#include "cli/strategy_flags.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/grade.hpp>

#include <string_view>

namespace crowdvote::cli {

/// The files and what they hold; a sentence for everything that was repaired or left out.
void tell_inputs(const CrowdData& data);

/// Warns of options that are allowed and odd.
void tell_advice(const StrategyOptions& options);

/// Warns of an AI that was found inside the votes and takes no part.
void tell_ignored_ai(const CrowdData& data, const ChosenStrategy& strategy, const InputOptions& inputs);

/// The valid share, ties, rounds; with -v each round.
void tell_consensus(const ChosenStrategy& strategy, const Consensus& consensus, TieRule ties);

/// The metrics; with -v also whether acc, conf and scores mean what they promise.
void tell_grades(const Grades& grades);

/// With -v: seconds and memory.
void tell_stages(const StageClock& clock);

}  // namespace crowdvote::cli
