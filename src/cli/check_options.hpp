#pragma once

/// Rules between the strategy and the files it is given.

#include "cli/input_options.hpp"
#include "cli/strategy_flags.hpp"
#include <crowdvote/crowd_data.hpp>

#include <vector>

namespace crowdvote::cli {

/// Before anything is read. Throws OptionError; warns of an AI weight outside its bounds.
void check_strategy_inputs(const ChosenStrategy& strategy, const InputPaths& paths);

/// The same for strategies that are compared: files need only one strategy that takes them.
void check_compared_inputs(const std::vector<ChosenStrategy>& strategies, const InputPaths& paths);

/// After reading: warns of an AI that was found inside the votes and takes no part.
void warn_of_ignored_ai(const CrowdData& data, const ChosenStrategy& strategy, const InputOptions& inputs);

}  // namespace crowdvote::cli
