#pragma once

/// The list of commands, and how each is run.

#include "cli/command_line.hpp"

#include <string>
#include <vector>

namespace crowdvote::cli {

/// Runs the command that the first word names or, if it names none, the main command, with the first word as
/// the file of votes. Returns the exit code; throws what the command throws.
int run_command_line(const Arguments& arguments);

/// What the commands accept, the main command first.
[[nodiscard]] std::vector<DescribedCommand> describe_commands();

/// The end of the main command's help: commands, examples, exit codes.
[[nodiscard]] std::string main_footer();

/// The commands and three examples, for the help that fits on one screen.
[[nodiscard]] std::string main_screen();

}  // namespace crowdvote::cli
