#pragma once

#include "cli/command_line.hpp"

namespace crowdvote::cli {

/// Scores labels that were made earlier, or by another program. Returns the code to end with.
int command_evaluate(const Arguments& arguments);

}  // namespace crowdvote::cli
