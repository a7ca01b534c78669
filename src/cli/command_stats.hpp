#pragma once

#include "cli/command_line.hpp"

namespace crowdvote::cli {

/// Describes a data set: counts, agreement, tails. Returns the code to end with.
int command_stats(const Arguments& arguments);

}  // namespace crowdvote::cli
