#pragma once

#include "cli/command_line.hpp"

namespace crowdvote::cli {

/// Makes a data set of the shape of a citizen-science platform. Returns the code to end with.
int command_simulate(const Arguments& arguments);

}  // namespace crowdvote::cli
