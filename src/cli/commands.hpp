#pragma once

/// The commands. Each takes the arguments after its name and returns the exit code.

#include "cli/command_line.hpp"
#include <crowdvote/exchange.hpp>

namespace crowdvote::cli {

/// The main command, which has no name: turns votes into labels.
int command_aggregate(const Arguments& arguments);
/// The same for one of several processes, all of which get the same arguments.
int aggregate_with_others(const Arguments& arguments, Exchange& processes);
/// Prints the completions for a shell.
int command_completions(const Arguments& arguments);
/// Runs several strategies side by side, reading the votes once.
int command_compare(const Arguments& arguments);
/// Converts votes from any format to another.
int command_convert(const Arguments& arguments);
/// Scores labels made earlier or by another program.
int command_evaluate(const Arguments& arguments);
/// Explains why observations have their labels, and what would change them.
int command_explain(const Arguments& arguments);
/// Shows how files would be read, and what looks odd.
int command_inspect(const Arguments& arguments);
/// Generates a data set like that of a citizen-science platform.
int command_simulate(const Arguments& arguments);
/// The same for one of several processes.
int simulate_with_others(const Arguments& arguments, Exchange& processes);
/// Describes a data set: counts, agreement, tails.
int command_stats(const Arguments& arguments);
/// Lists the strategies, or the options and source of one.
int command_strategies(const Arguments& arguments);

}  // namespace crowdvote::cli
