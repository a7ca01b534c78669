#pragma once

#include "cli/command_line.hpp"

namespace crowdvote::cli {

/// Lists the strategies, or the options and source of one. Returns the code to end with.
int command_strategies(const Arguments& arguments);

}  // namespace crowdvote::cli
