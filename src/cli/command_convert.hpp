#pragma once

#include "cli/command_line.hpp"

namespace crowdvote::cli {

/// From any format of votes to another. Returns the code to end with.
int command_convert(const Arguments& arguments);

}  // namespace crowdvote::cli
