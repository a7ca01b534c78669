#pragma once

/// The list of commands, and the way to each.

#include "cli/command_line.hpp"

#include <string>
#include <vector>

namespace crowdvote::cli {

/// Runs the command that the first word names, or else the main job, with the first word as the file of
/// votes. Returns the code to end with; throws what the command throws.
int run_command_line(const Arguments& arguments);

/// What the commands take, the main job first.
[[nodiscard]] std::vector<DescribedCommand> describe_commands();

/// What the help of the main job ends with: commands, examples, exit codes.
[[nodiscard]] std::string main_footer();

/// The commands and three examples, for the help on one screen.
[[nodiscard]] std::string main_screen();

}  // namespace crowdvote::cli
