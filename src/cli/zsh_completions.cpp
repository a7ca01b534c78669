#include "cli/completions.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote::cli {

namespace {

/// If it is autoloaded, the file is the body of _aggregate; if it is read by `source`, it registers its
/// function.
constexpr std::string_view kZshComplete = R"(
_aggregate() {
  local curcontext=$curcontext
  if (( CURRENT == 2 )); then
    [[ $words[2] == -* ]] || _aggregate_commands
    _aggregate_command_main
  elif (( $+functions[_aggregate_command_$words[2]] )) && [[ $words[2] != main ]]; then
    curcontext=${curcontext%:*:*}:aggregate-$words[2]:
    shift words
    (( CURRENT-- ))
    _aggregate_command_$words[1]
  else
    _aggregate_command_main
  fi
}

if [[ $funcstack[1] == _aggregate ]]; then
  _aggregate "$@"
else
)";

std::string quoted_in_zsh(std::string_view text) {
  std::string in_quotes = "'";
  for (const char c : text) in_quotes += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return in_quotes + "'";
}

/// The text with a backslash before each of the characters.
std::string escaped_in_zsh(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

/// What _arguments does to offer values.
std::string zsh_action_of(const Offer& offer) {
  switch (offer.kind) {
    case Offer::Kind::files:
      return "_files";
    case Offer::Kind::folders:
      return "_directories";
    case Offer::Kind::strategies:
      return fmt::format("_aggregate_strategies {}", fmt::join(offer.words, " "));
    case Offer::Kind::words:
      if (!offer.words.empty()) return fmt::format("({})", fmt::join(offer.words, " "));
      break;
    case Offer::Kind::nothing:
      break;
  }
  return " ";
}

/// One argument of _arguments for each name of the option.
std::string zsh_specification(const DescribedOption& option) {
  std::string lines;
  for (const std::string& name : option.names) {
    std::string text = option.repeats            ? "*"
                       : option.names.size() < 2 ? ""
                                                 : fmt::format("({})", fmt::join(option.names, " "));
    text += name;
    if (option.takes_value()) text += name.starts_with("--") ? "=" : "+";
    text += fmt::format("[{}]", escaped_in_zsh(short_help(option.help), "\\[]:"));
    if (option.takes_value())
      text += fmt::format(":{}:{}", escaped_in_zsh(option.type, ":"), zsh_action_of(option.offer));
    lines += " \\\n    " + quoted_in_zsh(text);
  }
  return lines;
}

/// The first argument is of the first kind; those after it may be of any kind.
std::string zsh_argument_specifications(const std::vector<DescribedOption>& arguments) {
  if (arguments.empty()) return "";
  const DescribedOption& first = arguments.front();
  const auto line = [](std::string_view place, const std::string& name, const std::string& action) {
    return " \\\n    " + quoted_in_zsh(fmt::format("{}:{}:{}", place, name, action));
  };
  if (arguments.size() == 1)
    return line(first.repeats ? "*" : "1", first.names.front(), zsh_action_of(first.offer));
  std::vector<std::string> names;
  std::vector<std::string> actions;
  for (const DescribedOption& argument : arguments) {
    names.push_back(argument.names.front());
    const std::string action = zsh_action_of(argument.offer);
    if (action != " ") actions.push_back(action);
  }
  return line("1", first.names.front(), zsh_action_of(first.offer)) +
         line("*", fmt::format("{}", fmt::join(names, " or ")),
              fmt::format("{{ {} }}", fmt::join(actions, "; ")));
}

std::string zsh_function_of(const DescribedCommand& command) {
  std::string code = fmt::format("_aggregate_command_{}() {{\n  _arguments -s -S", function_name(command));
  for (const DescribedOption& option : command.all_options()) code += zsh_specification(option);
  return code + zsh_argument_specifications(command.arguments) + "\n}\n\n";
}

std::string zsh_commands_function(const std::vector<DescribedCommand>& commands) {
  std::string lines;
  for (const DescribedCommand& command : commands) {
    if (command.short_name().empty()) continue;
    lines += fmt::format("    {}\n", quoted_in_zsh(fmt::format("{}:{}", command.short_name(),
                                                               escaped_in_zsh(command.summary, ":"))));
  }
  return fmt::format(
      "_aggregate_commands() {{\n  local -a commands=(\n{}  )\n"
      "  _describe -t commands command commands\n}}\n\n",
      lines);
}

std::string zsh_case_of(const CompletedStrategy& strategy) {
  std::string code = fmt::format("    ({})\n      keys=(", fmt::join(strategy.names, "|"));
  std::string choices;
  for (const CompletedStrategy::Option& option : strategy.options) {
    code += fmt::format("\n        {}",
                        quoted_in_zsh(fmt::format("{}:{}", option.name, escaped_in_zsh(option.help, ":"))));
    if (option.words.empty()) continue;
    choices += fmt::format("        ({}*) values=({}) ;;\n", option.name, fmt::join(option.words, " "));
  }
  code += ")\n";
  if (!choices.empty()) code += fmt::format("      case $given in\n{}      esac\n", choices);
  return code + "      ;;\n";
}

/// Accepts further words that stand for a strategy.
std::string zsh_strategies_function() {
  std::string names;
  std::string cases;
  for (const CompletedStrategy& strategy : completed_strategies()) {
    for (const std::string& name : strategy.names) {
      names += fmt::format("    {}\n",
                           quoted_in_zsh(fmt::format("{}:{}", name, escaped_in_zsh(strategy.summary, ":"))));
    }
    if (!strategy.options.empty()) cases += zsh_case_of(strategy);
  }
  return fmt::format(R"(_aggregate_strategies() {{
  local -a names=($@
{}  )
  local -a keys values
  if ! compset -P 1 '*:'; then
    _describe -t strategies strategy names
    return
  fi
  local name=${{${{IPREFIX%:}}##*=}}
  compset -P '*,'
  local given=$PREFIX
  case $name in
{}  esac
  if compset -P 1 '*='; then
    (( $#values )) && compadd -a values
  else
    local -a with_value=(${{(M)keys:#*=:*}}) alone=(${{keys:#*=:*}})
    (( $#with_value )) && _describe -t strategy-options 'option of the strategy' with_value -S ''
    (( $#alone )) && _describe -t strategy-options 'option of the strategy' alone -S ''
  fi
}}
)",
                     names, cases);
}

}  // namespace

std::string zsh_completions(const std::vector<DescribedCommand>& commands) {
  std::string script =
      fmt::format("#compdef {0}\n# Completions of {1}. Written by 'aggregate completions zsh'.\n\n",
                  fmt::join(kProgramNames, " "), fmt::join(kProgramNames, " and "));
  for (const DescribedCommand& command : commands) script += zsh_function_of(command);
  return script + zsh_commands_function(commands) + zsh_strategies_function() + std::string(kZshComplete) +
         fmt::format("  compdef _aggregate {}\nfi\n", fmt::join(kProgramNames, " "));
}

}  // namespace crowdvote::cli
