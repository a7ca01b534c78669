#pragma once

#include "cli/command_line.hpp"

namespace crowdvote::cli {

/// Several strategies on one read of the votes, side by side. Returns the code to end with.
int command_compare(const Arguments& arguments);

}  // namespace crowdvote::cli
