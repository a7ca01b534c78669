#include "cli/command_table.hpp"

#include "cli/command_aggregate.hpp"
#include "cli/command_compare.hpp"
#include "cli/command_evaluate.hpp"
#include "cli/command_inspect.hpp"
#include "cli/command_simulate.hpp"
#include "cli/command_stats.hpp"
#include "cli/command_strategies.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/nearest_word.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(const Arguments& arguments);
};

constexpr std::array kCommands{
    Command{"compare", "run several strategies side by side, and test their differences", command_compare},
    Command{"evaluate", "score labels made earlier, or by another program", command_evaluate},
    Command{"inspect", "say how files would be read, and what looks odd in them", command_inspect},
    Command{"simulate", "make a data set of the shape of a citizen-science platform", command_simulate},
    Command{"stats", "describe a data set: counts, agreement, tails", command_stats},
    Command{"strategies", "list the strategies, their options and sources", command_strategies},
};

constexpr std::string_view kExamplesAndCodes = R"(
Examples:
  aggregate votes.json > labels.csv
      the Pl@ntNet strategy with its defaults
  aggregate votes.csv --strategy twothird -o labels.json --only-valid
  aggregate votes.json --authors authors.txt --ai-votes ai_votes.json --ai-strategy fixed
  aggregate votes.json --strategy mv --truth truth.csv --summary summary.json -o labels.npy
  zcat votes.json.gz | aggregate - --strategy plantnet:theta-conf=3,inclusive

Exit codes:
  0  done                 2  wrong usage            4  a file or memory cannot be had
  1  below the baseline   3  bad data in a file    70  a fault of the program
)";

/// A word that is no file and almost the name of a command is more likely a slip than a file.
void check_for_misspelt_command(const std::string& word) {
  std::error_code ignored;
  if (word.empty() || word.starts_with('-') || word.find('/') != std::string::npos ||
      std::filesystem::exists(word, ignored)) {
    return;
  }
  std::vector<std::string> names;
  for (const Command& command : kCommands) names.emplace_back(command.name);
  const auto near = nearest_word(word, names);
  if (!near) return;
  throw OptionError(
      fmt::format("there is no command and no file '{0}'; did you mean 'aggregate {1}'? (./{0} names a file)",
                  word, *near));
}

}  // namespace

int run_command_line(const Arguments& arguments) {
  if (!arguments.empty()) {
    const auto command = std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& candidate) {
      return candidate.name == arguments.front();
    });
    if (command != kCommands.end()) return command->run({arguments.begin() + 1, arguments.end()});
    check_for_misspelt_command(arguments.front());
  }
  return command_aggregate(arguments);
}

std::string main_footer() {
  std::string text = "Commands ('aggregate COMMAND --help' describes each):\n";
  for (const Command& command : kCommands) text += fmt::format("  {:<12}{}\n", command.name, command.summary);
  return text + std::string(kExamplesAndCodes);
}

}  // namespace crowdvote::cli
