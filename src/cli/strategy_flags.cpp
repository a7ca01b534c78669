#include "cli/strategy_flags.hpp"

#include <crowdvote/errors.hpp>

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

/// One flag, and the strategies that have it.
struct Flag {
  OptionDescription description;
  std::vector<std::string> defaults;  ///< "plantnet: 0.7"
  std::vector<std::string> strategies;
};

/// In the order of the table; the help is the last strategy's, whose name stands behind it.
std::vector<Flag> all_flags() {
  std::vector<Flag> flags;
  for (const StrategyInfo& strategy : kStrategies) {
    for (const OptionDescription& option : describe_options(strategy.defaults)) {
      auto flag = std::find_if(flags.begin(), flags.end(),
                               [&](const Flag& f) { return f.description.name == option.name; });
      if (flag == flags.end()) flag = flags.insert(flags.end(), Flag{});
      flag->description = option;
      flag->strategies.emplace_back(strategy.name);
      flag->defaults.push_back(option.default_value.empty() || option.type == "FLAG"
                                   ? std::string(strategy.name)
                                   : fmt::format("{}: {}", strategy.name, option.default_value));
    }
  }
  return flags;
}

std::vector<std::string> option_names(const StrategyOptions& options) {
  std::vector<std::string> names;
  for (const OptionDescription& option : describe_options(options)) names.push_back(option.name);
  return names;
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The names before the = signs of `name:option=value,option`.
std::vector<std::string> options_in_spec(const std::string& spec) {
  std::vector<std::string> names;
  const std::size_t colon = spec.find(':');
  if (colon == std::string::npos) return names;
  std::istringstream parts(spec.substr(colon + 1));
  for (std::string part; std::getline(parts, part, ',');) names.push_back(part.substr(0, part.find('=')));
  return names;
}

[[noreturn]] void throw_foreign_flag(const std::string& flag, std::string_view strategy) {
  for (const Flag& known : all_flags()) {
    if (known.description.name != flag) continue;
    throw OptionError(fmt::format("the strategy {} has no --{}: leave it out, or choose --strategy {}",
                                  strategy, flag, one_of(known.strategies)));
  }
  throw OptionError(fmt::format("no strategy has an option --{}", flag));
}

}  // namespace

bool ChosenStrategy::was_given(std::string_view option) const { return contains(given, option); }

const AiStrategy* ChosenStrategy::ai_strategy() const {
  const auto* plantnet = std::get_if<PlantnetOptions>(&options);
  return plantnet == nullptr ? nullptr : &plantnet->ai_strategy;
}

void bind_strategy_flags(CommandLine& line, StrategyFlags& flags) {
  OptionGroup group = line.group("Strategy ('aggregate strategies' tells more)");
  group.text("-s,--strategy", "SPEC", flags.spec,
             fmt::format("{}; with options behind it, as in plantnet:theta-conf=3,inclusive",
                         one_of(strategy_names())));
  for (const Flag& flag : all_flags()) {
    const OptionDescription& option = flag.description;
    const auto take = [&flags, name = option.name](const std::string& text) {
      flags.values.emplace_back(name, text);
    };
    const std::string names = "--" + option.name;
    const std::string help =
        fmt::format("{} [{}]", help_with_allowed(option), fmt::join(flag.defaults, "; "));
    if (option.type == "FLAG") {
      group.raw_flag(names, take, help);
    } else {
      group.raw(names, value_type(option), {}, take, help);
    }
  }
}

ChosenStrategy choose_strategy(const StrategyFlags& flags) {
  ChosenStrategy chosen{.options = parse_strategy(flags.spec), .given = options_in_spec(flags.spec)};
  const std::vector<std::string> names = option_names(chosen.options);
  for (const auto& [name, text] : flags.values) {
    if (!contains(names, name)) throw_foreign_flag(name, chosen.name());
    if (chosen.was_given(name)) {
      throw OptionError(
          fmt::format("{0} is given twice, in --strategy {1} and as --{0}: leave one out", name, flags.spec));
    }
    set_option(chosen.options, name, text);
  }
  for (const auto& [name, text] : flags.values) chosen.given.push_back(name);
  return chosen;
}

std::string value_type(const OptionDescription& option) {
  return option.type == "CHOICE" ? "WORD" : option.type;
}

std::string help_with_allowed(const OptionDescription& option) {
  if (option.type == "FLAG" || option.allowed.empty()) return option.help;
  return fmt::format("{} ({})", option.help, option.allowed);
}

std::vector<std::string> strategy_names() {
  std::vector<std::string> names;
  for (const StrategyInfo& strategy : kStrategies) names.emplace_back(strategy.name);
  return names;
}

}  // namespace crowdvote::cli
