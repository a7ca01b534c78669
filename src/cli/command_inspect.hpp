#pragma once

#include "cli/command_line.hpp"

namespace crowdvote::cli {

/// `aggregate inspect`: says how files would be read, and what looks odd.
int command_inspect(const Arguments& arguments);

}  // namespace crowdvote::cli
