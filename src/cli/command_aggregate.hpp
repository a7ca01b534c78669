#pragma once

#include "cli/command_line.hpp"

namespace crowdvote::cli {

/// The main job: from votes to labels. Returns the code to end with.
int command_aggregate(const Arguments& arguments);

}  // namespace crowdvote::cli
