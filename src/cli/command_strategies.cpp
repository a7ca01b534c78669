#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/strategy_flags.hpp"
#include <crowdvote/strategy_fit.hpp>
#include <crowdvote/strategy_table.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace crowdvote::cli {
enum class ListFormat { text, json };
}

namespace crowdvote {

template <>
struct Choices<cli::ListFormat> {
  static constexpr std::array values{Choice<cli::ListFormat>{"text", cli::ListFormat::text},
                                     Choice<cli::ListFormat>{"json", cli::ListFormat::json}};
};

}  // namespace crowdvote

namespace crowdvote::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string list_strategies() {
  std::size_t widest = 0;
  for (const StrategyInfo& strategy : strategies()) widest = std::max(widest, strategy.name().size());
  std::string text;
  for (const StrategyInfo& strategy : strategies()) {
    text += fmt::format("{:<{}}{}\n", strategy.name(), widest + 2, strategy.description.summary);
  }
  text += fmt::format("{:<{}}{}\n", kAutomaticStrategy, widest + 2, "One of them, chosen by the data");
  return text + "\n'aggregate strategies NAME' shows the options, the source and other names of one.\n";
}

std::string describe_strategy(const StrategyInfo& strategy) {
  const StrategyDescription& description = strategy.description;
  std::string text = fmt::format("{}\n  {}\n", description.name, description.summary);
  const std::vector<std::string_view> aliases = aliases_of(description);
  if (!aliases.empty()) text += fmt::format("  Also called: {}\n", fmt::join(aliases, ", "));
  if (!description.source.empty()) text += fmt::format("  Source: {}\n", description.source);
  const std::vector<std::string_view> takes = names_of(description.takes);
  const std::vector<std::string_view> gives = names_of(description.gives);
  if (!takes.empty()) text += fmt::format("  Uses: {}\n", fmt::join(takes, ", "));
  if (!gives.empty()) text += fmt::format("  Gives: {}\n", fmt::join(gives, ", "));
  const auto options = describe_options(strategy.defaults);
  text += options.empty() ? "\nNo options.\n" : "\nOptions:\n";
  for (const OptionDescription& option : options) text += option_help_line(option);
  return text + fmt::format("\nExample:\n  aggregate votes.json --strategy {}{}\n", description.name,
                            description.takes.weights ? " --weights weights.csv" : "");
}

Json json_of(const StrategyInfo& strategy) {
  const StrategyDescription& description = strategy.description;
  Json options = Json::array();
  for (const OptionDescription& option : describe_options(strategy.defaults)) {
    options.push_back({{"name", option.name},
                       {"type", option.type},
                       {"default", option.default_value.empty() ? Json(nullptr) : Json(option.default_value)},
                       {"allowed", option.allowed},
                       {"help", option.help}});
  }
  return {{"name", description.name},
          {"summary", description.summary},
          {"source", description.source},
          {"aliases", aliases_of(description)},
          {"uses", names_of(description.takes)},
          {"gives", names_of(description.gives)},
          {"options", std::move(options)}};
}

std::string json_text(const std::string& name) {
  Json json = Json::array();
  for (const StrategyInfo& strategy : strategies()) {
    if (name.empty() || strategy.name() == name) json.push_back(json_of(strategy));
  }
  return json.dump(2) + "\n";
}

}  // namespace

int command_strategies(const Arguments& arguments) {
  std::string name;
  CommandLine line({.name = "aggregate strategies",
                    .usage = "[NAME]",
                    .description = "Lists the strategies, or shows the options and the source of one.",
                    .footer = "Example:\n  aggregate strategies plantnet\n"});
  line.positional("NAME", name, "A strategy");
  line.offer("NAME", {Offer::Kind::strategies});
  ListFormat format = ListFormat::text;
  line.group("Output").choice("--format", format,
                              "Text for people, or JSON with everything that the strategies declare");
  if (!line.parse(arguments)) return kExitDone;
  if (!name.empty()) name = find_strategy(name).name();
  if (format == ListFormat::json) {
    write_text("-", json_text(name));
  } else {
    write_text("-", name.empty() ? list_strategies() : describe_strategy(find_strategy(name)));
  }
  return kExitDone;
}

}  // namespace crowdvote::cli
