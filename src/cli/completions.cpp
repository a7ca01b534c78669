#include "cli/completions.hpp"

#include "cli/strategy_flags.hpp"
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <initializer_list>

namespace crowdvote::cli {

std::string short_help(std::string_view help) {
  constexpr std::size_t kMostBytes = 72;
  std::size_t end = help.size();
  for (const std::string_view mark : {"; ", ": ", " (", " ["}) end = std::min(end, help.find(mark));
  if (end <= kMostBytes) return std::string(help.substr(0, end));
  return std::string(help.substr(0, help.rfind(' ', kMostBytes))) + " ...";
}

std::string function_name(const DescribedCommand& command) {
  return command.short_name().empty() ? "main" : std::string(command.short_name());
}

std::vector<CompletedStrategy> completed_strategies() {
  std::vector<CompletedStrategy> completed;
  for (const StrategyInfo& strategy : strategies()) {
    CompletedStrategy entry{.names = {std::string(strategy.name())},
                            .summary = std::string(strategy.description.summary),
                            .options = {}};
    for (const std::string_view alias : aliases_of(strategy.description)) entry.names.emplace_back(alias);
    for (const OptionDescription& option : describe_options(strategy.defaults)) {
      entry.options.push_back(
          {option.name + (option.type == "FLAG" ? "" : "="), short_help(option.help), words_of(option)});
    }
    completed.push_back(std::move(entry));
  }
  return completed;
}

}  // namespace crowdvote::cli
