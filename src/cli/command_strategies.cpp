#include "cli/command_strategies.hpp"

#include "cli/exit_codes.hpp"
#include "cli/help_text.hpp"
#include "cli/strategy_flags.hpp"
#include <crowdvote/strategy_table.hpp>
#include <crowdvote/write_outputs.hpp>

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

std::string list_strategies() {
  std::string text;
  for (const StrategyInfo& strategy : kStrategies) {
    text += fmt::format("{:<10}{}\n", strategy.name, strategy.summary);
  }
  return text + "\n'aggregate strategies NAME' shows the options and the source of one.\n";
}

std::string describe_option(const OptionDescription& option) {
  if (option.type == "FLAG") return help_line("--" + option.name, option.help);
  const std::string shown_default =
      option.default_value.empty() ? "" : fmt::format(" [{}]", option.default_value);
  return help_line(fmt::format("--{} {}", option.name, value_type(option)),
                   help_with_allowed(option) + shown_default);
}

std::string describe_strategy(const StrategyInfo& strategy) {
  std::string text = fmt::format("{}\n  {}\n", strategy.name, strategy.summary);
  if (!strategy.source.empty()) text += fmt::format("  Source: {}\n", strategy.source);
  const auto options = describe_options(strategy.defaults);
  text += options.empty() ? "\nNo options.\n" : "\nOptions:\n";
  for (const OptionDescription& option : options) text += describe_option(option);
  text += fmt::format("\nExample:\n  aggregate votes.json --strategy {}{}\n", strategy.name,
                      strategy.name == "wmv" ? " --weights weights.csv" : "");
  return text;
}

}  // namespace

int command_strategies(const Arguments& arguments) {
  std::string name;
  CommandLine line({.name = "aggregate strategies",
                    .usage = "[NAME]",
                    .description = "Lists the strategies, or tells the options and the source of one.",
                    .footer = "Example:\n  aggregate strategies plantnet\n"});
  line.positional("NAME", name, "A strategy");
  if (!line.parse(arguments)) return kExitDone;
  write_text("-", name.empty() ? list_strategies() : describe_strategy(find_strategy(name)));
  return kExitDone;
}

}  // namespace crowdvote::cli
