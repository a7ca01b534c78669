#pragma once

/// The commands. Each takes the arguments behind its name and returns the code to end with.

#include "cli/command_line.hpp"
#include <crowdvote/exchange.hpp>

namespace crowdvote::cli {

/// The main job, which has no name: from votes to labels.
int command_aggregate(const Arguments& arguments);
/// The same in one of several processes, each of which is called with the same arguments.
int aggregate_with_others(const Arguments& arguments, Exchange& processes);
/// The completions of a shell.
int command_completions(const Arguments& arguments);
/// Several strategies on one read of the votes, side by side.
int command_compare(const Arguments& arguments);
/// Votes from any format into another.
int command_convert(const Arguments& arguments);
/// Scores labels that were made earlier, or by another program.
int command_evaluate(const Arguments& arguments);
/// Why observations have their labels, and what would change them.
int command_explain(const Arguments& arguments);
/// Says how files would be read, and what looks odd.
int command_inspect(const Arguments& arguments);
/// Makes a data set like that of a citizen-science platform.
int command_simulate(const Arguments& arguments);
/// The same in one of several processes.
int simulate_with_others(const Arguments& arguments, Exchange& processes);
/// Describes a data set: counts, agreement, tails.
int command_stats(const Arguments& arguments);
/// Lists the strategies, or the options and source of one.
int command_strategies(const Arguments& arguments);

}  // namespace crowdvote::cli
