#include "cli/command_table.hpp"

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/manual_page.hpp"
#include "cli/run_options.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/nearest_word.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

int command_help(const Arguments& arguments);
int command_version(const Arguments& arguments);

struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(const Arguments& arguments);
};

constexpr std::array kCommands{
    Command{"compare", "run several strategies side by side, and test their differences", command_compare},
    Command{"convert", "write votes in another format, losing nothing", command_convert},
    Command{"evaluate", "score labels made earlier, or by another program", command_evaluate},
    Command{"explain", "say why an observation has its label, and what would change it", command_explain},
    Command{"inspect", "say how files would be read, and what looks odd in them", command_inspect},
    Command{"simulate", "make a data set like that of a citizen-science platform", command_simulate},
    Command{"stats", "describe a data set: counts, agreement, tails", command_stats},
    Command{"strategies", "list the strategies, their options and sources", command_strategies},
};

/// Commands about the program itself, which the list of commands in the help omits.
constexpr std::array kHelpCommands{
    Command{"completions", "write the completions of a shell: bash, zsh or fish", command_completions},
    Command{"help", "show the help or the manual page of the program or of a command", command_help},
    Command{"version", "show the version", command_version},
};

constexpr std::string_view kMainSummary = "turn the votes of a crowd into labels that people can trust";

constexpr std::string_view kScreenExamples = R"(
Examples:
  aggregate votes.csv > labels.csv
  aggregate votes.csv --truth truth.csv --report report.html -o labels.csv
  aggregate compare votes.csv --all --truth truth.csv

'aggregate --help' shows all options, 'aggregate help COMMAND' those of a command.
)";

constexpr std::string_view kExamplesAndCodes = R"(
Examples:
  aggregate votes.json > labels.csv
      with the strategy that fits the votes
  aggregate votes.csv --strategy twothird -o labels.json --only-valid
  aggregate votes.json --authors authors.txt --ai-votes ai_votes.json --ai-strategy fixed
  aggregate votes.json --strategy mv --truth truth.csv --summary summary.json -o labels.npy
  zcat votes.json.gz | aggregate - --strategy plantnet:theta-conf=3,inclusive

Exit codes:
  0  done                 2  wrong usage            4  a file or memory is not available
  1  below the baseline   3  bad data in a file    70  a fault of the program
)";

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Command& command : kCommands) names.emplace_back(command.name);
  for (const Command& command : kHelpCommands) names.emplace_back(command.name);
  return names;
}

/// Null if there is no such command.
const Command* find_command(std::string_view name) {
  const auto has_name = [name](const Command& command) { return command.name == name; };
  const auto* const command = std::find_if(kCommands.begin(), kCommands.end(), has_name);
  if (command != kCommands.end()) return command;
  const auto* const help = std::find_if(kHelpCommands.begin(), kHelpCommands.end(), has_name);
  return help != kHelpCommands.end() ? help : nullptr;
}

/// The command with this name; the main command for an empty name.
int (*command_named(const std::string& name))(const Arguments& arguments) {
  if (name.empty()) return command_aggregate;
  const Command* const command = find_command(name);
  if (command != nullptr) return command->run;
  const auto near = nearest_word(name, command_names());
  throw OptionError(fmt::format("there is no command '{}'; {}", name,
                                near ? fmt::format("did you mean {}?", *near)
                                     : fmt::format("the commands are {}", one_of(command_names()))));
}

int command_help(const Arguments& arguments) {
  std::string name;
  bool wants_page = false;
  CommandLine line({.name = "aggregate help",
                    .usage = "[COMMAND] [--man]",
                    .description = "Shows the help of the program, or of a command.",
                    .footer = "Examples:\n"
                              "  aggregate help compare\n"
                              "  aggregate help compare --man | man -l -\n"});
  line.positional("COMMAND", name, "A command; by default the main job");
  line.offer("COMMAND", {Offer::Kind::words, command_names()});
  line.group("Output").flag("--man", wants_page, "The manual page, as text for man");
  if (!line.parse(arguments)) return kExitDone;
  const auto command = command_named(name);
  if (!wants_page) return command == command_help ? command_aggregate({"--help"}) : command({"--help"});
  const std::vector<DescribedCommand> all = describe_commands();
  const auto described = std::find_if(
      all.begin(), all.end(), [&name](const DescribedCommand& other) { return other.short_name() == name; });
  write_text("-", manual_page(*described, all));
  return kExitDone;
}

int command_version(const Arguments& arguments) {
  CommandLine line({.name = "aggregate version",
                    .usage = "",
                    .description = "Shows the version.",
                    .footer = "Example:\n  aggregate version\n"});
  return line.parse(arguments) ? command_aggregate({"--version"}) : kExitDone;
}

/// A word that is not a file and resembles the name of a command is more likely a misspelt command than a
/// file.
void check_for_misspelt_command(const std::string& word) {
  std::error_code ignored;
  if (word.empty() || word.starts_with('-') || word.find('/') != std::string::npos ||
      std::filesystem::exists(word, ignored)) {
    return;
  }
  const auto near = nearest_word(word, command_names());
  if (!near) return;
  throw OptionError(
      fmt::format("there is no command and no file '{0}'; did you mean 'aggregate {1}'? (./{0} names a file)",
                  word, *near));
}

}  // namespace

int run_command_line(const Arguments& arguments) {
  apply_message_style(arguments);
  if (!arguments.empty()) {
    const Command* const command = find_command(arguments.front());
    if (command != nullptr) return command->run({arguments.begin() + 1, arguments.end()});
    check_for_misspelt_command(arguments.front());
  }
  return command_aggregate(arguments);
}

std::vector<DescribedCommand> describe_commands() {
  std::vector<DescribedCommand> described{description_of(command_aggregate)};
  described.front().summary = kMainSummary;
  const auto add = [&described](const Command& command, bool has_page) {
    described.push_back(description_of(command.run));
    described.back().summary = command.summary;
    described.back().has_page = has_page;
  };
  for (const Command& command : kCommands) add(command, true);
  for (const Command& command : kHelpCommands) add(command, false);
  return described;
}

std::string main_footer() {
  std::string text = "Commands ('aggregate help COMMAND' describes each):\n";
  for (const Command& command : kCommands) text += fmt::format("  {:<12}{}\n", command.name, command.summary);
  return text + std::string(kExamplesAndCodes);
}

std::string main_screen() {
  std::string text = "Commands:\n";
  for (const Command& command : kCommands) text += fmt::format("  {:<12}{}\n", command.name, command.summary);
  return text + std::string(kScreenExamples);
}

}  // namespace crowdvote::cli
