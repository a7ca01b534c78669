#include "cli/strategy_flags.hpp"

#include "cli/help_text.hpp"
#include <crowdvote/errors.hpp>

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

/// The name of an option's value in the help.
std::string value_type(const OptionDescription& option) {
  return option.type == "CHOICE" ? "WORD" : option.type;
}

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The names before the = signs in `name:option=value,option`.
std::vector<std::string> options_in_spec(const std::string& spec) {
  std::vector<std::string> names;
  const std::size_t colon = spec.find(':');
  if (colon == std::string::npos) return names;
  std::istringstream parts(spec.substr(colon + 1));
  for (std::string part; std::getline(parts, part, ',');) names.push_back(part.substr(0, part.find('=')));
  return names;
}

OptionError foreign_flag(const std::string& flag, std::string_view strategy) {
  return OptionError(fmt::format("the strategy {} has no --{}: leave it out, or choose --strategy {}",
                                 strategy, flag, one_of(strategies_with_option(flag))));
}

/// Runs `work`; puts the place before the text of an OptionError.
template <class Work>
auto at_place(const std::string& place, const Work& work) {
  try {
    return work();
  } catch (const OptionError& error) {
    throw OptionError(place + error.what(), error.remedy());
  }
}

}  // namespace

void StrategyFlags::find_places(const CommandLine& line) {
  spec_place = line.place_of("strategy");
  for (Value& value : values) value.place = line.place_of(value.name);
}

bool ChosenStrategy::was_given(std::string_view option) const { return contains(given, option); }

void bind_strategy_flags(CommandLine& line, StrategyFlags& flags) {
  constexpr const char* kTitle = "Strategy ('aggregate strategies' describes them)";
  line.group(kTitle).text(
      "-s,--strategy", "SPEC", flags.spec,
      fmt::format("{}, which chooses by the data, or a strategy: {}; options may follow, as in "
                  "plantnet:theta-conf=3,inclusive",
                  kAutomaticStrategy, one_of(strategies_that())));
  line.group(kTitle).offer("--strategy", {Offer::Kind::strategies, {std::string(kAutomaticStrategy)}});
  OptionGroup hidden = line.hidden_group();
  std::vector<std::string> bound;
  for (const StrategyInfo& strategy : strategies()) {
    std::string help;
    for (const OptionDescription& option : describe_options(strategy.defaults)) {
      help += option_help_line(option);
      if (contains(bound, option.name)) continue;
      bound.push_back(option.name);
      const auto take = [&flags, name = option.name](const std::string& text) {
        flags.values.push_back({name, text});
      };
      if (option.type == "FLAG") {
        hidden.raw_flag("--" + option.name, take, option.help);
      } else {
        hidden.raw("--" + option.name, value_type(option), {}, take, option.help);
        hidden.offer("--" + option.name, {Offer::Kind::words, words_of(option)});
      }
    }
    if (!help.empty()) line.add_help_section(kTitle, fmt::format("Options of {}", strategy.name()), help);
  }
}

bool is_automatic(const std::string& spec) {
  return lower_case(spec.substr(0, spec.find(':'))) == kAutomaticStrategy;
}

bool names_strategy(const std::string& spec) {
  try {
    static_cast<void>(find_strategy(spec.substr(0, spec.find(':'))));
    return true;
  } catch (const OptionError&) {
    return is_automatic(spec);
  }
}

ChosenStrategy named_strategy(const StrategyFlags& flags) {
  ChosenStrategy chosen{.spec = flags.spec,
                        .options = at_place(flags.spec_place, [&] { return parse_strategy(flags.spec); }),
                        .given = options_in_spec(flags.spec),
                        .choice = std::nullopt};
  for (const StrategyFlags::Value& value : flags.values) {
    at_place(value.place, [&] {
      const std::string& name = value.name;
      if (!contains(strategies_with_option(name), chosen.name())) throw foreign_flag(name, chosen.name());
      if (chosen.was_given(name)) {
        throw OptionError(fmt::format("{0} is given twice, in --strategy {1} and as --{0}: leave one out",
                                      name, flags.spec));
      }
      set_option(chosen.options, name, value.text);
    });
  }
  for (const StrategyFlags::Value& value : flags.values) chosen.given.push_back(value.name);
  return chosen;
}

ChosenStrategy strategy_of_choice(const StrategyFlags& flags, const StrategyChoice& choice) {
  StrategyFlags named = flags;
  named.spec.replace(0, std::min(named.spec.find(':'), named.spec.size()), choice.strategy);
  ChosenStrategy chosen = named_strategy(named);
  for (const auto& [option, value] : choice.options) {
    if (!chosen.was_given(option)) set_option(chosen.options, option, value);
  }
  chosen.choice = choice;
  return chosen;
}

ChosenStrategy choose_strategy_of(const SavedModel& model, StrategyFlags& flags) {
  const std::string_view name = strategy_of(model.strategy).name();
  if (is_automatic(flags.spec)) flags.spec = name;
  ChosenStrategy chosen = named_strategy(flags);
  if (chosen.name() != name) {
    throw OptionError(fmt::format("the model in {} is of the strategy {}, but {} is chosen", model.file.path,
                                  name, chosen.name()),
                      {WayOut::leave_out, "strategy"});
  }
  const auto value_in = [](const StrategyOptions& options, const std::string& wanted) {
    for (const auto& [option, text] : option_values(with_defaults_filled(options))) {
      if (option == wanted) return text;
    }
    return std::string();
  };
  for (const std::string& option : chosen.given) {
    const std::string in_model = value_in(model.strategy, option);
    const std::string here = value_in(chosen.options, option);
    if (here == in_model) continue;
    throw OptionError(fmt::format("the model in {} was learnt with {} {}, but {} is given", model.file.path,
                                  option, in_model.empty() ? "left out" : in_model, here),
                      {WayOut::leave_out, option});
  }
  chosen.options = model.strategy;
  return chosen;
}

std::vector<std::string> words_of(const OptionDescription& option) {
  if (option.type != "CHOICE") return {};
  std::vector<std::string> words;
  std::istringstream list(option.allowed);
  for (std::string word; std::getline(list >> std::ws, word, ',');) words.push_back(word);
  return words;
}

std::vector<std::string_view> aliases_of(const StrategyDescription& description) {
  std::vector<std::string_view> names(description.aliases.begin(), description.aliases.end());
  std::erase(names, std::string_view());
  return names;
}

std::string flag_of(const OptionDescription& option) {
  return option.type == "FLAG" ? "--" + option.name : fmt::format("--{} {}", option.name, value_type(option));
}

std::string explained(const OptionDescription& option) {
  if (option.type == "FLAG") return option.help;
  std::string help = option.help;
  if (!option.allowed.empty()) help += fmt::format(" ({})", option.allowed);
  if (!option.default_value.empty()) help += fmt::format(" [{}]", option.default_value);
  return help;
}

std::string option_help_line(const OptionDescription& option) {
  return help_line(flag_of(option), explained(option));
}

}  // namespace crowdvote::cli
