#include "cli/completions.hpp"

#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote::cli {

namespace {

// `offer` says what can be completed besides `values`: files, folders, strategies. It is "argument" if no
// option is waiting for its value.
constexpr std::string_view kBashComplete = R"(
_aggregate() {
  local line=${COMP_LINE:0:COMP_POINT} command=main option='' current
  local offer='' options='' values=''
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  local last=$((${#words[@]} - 1))
  current=${words[last]}
  if [[ $last -gt 1 ]]; then
    option=${words[last - 1]}
    [[ " $_aggregate_commands " == *" ${words[1]} "* ]] && command=${words[1]}
  fi
  if [[ $current == --*=* ]]; then
    option=${current%%=*}
    current=${current#*=}
  fi

  "_aggregate_command_$command" "$option"
  if [[ $offer == *argument* && $current == -* ]]; then
    values=$options
    offer=''
  fi
  [[ $last -eq 1 ]] && values+=" $_aggregate_commands"
  [[ $offer == *strategies* ]] && _aggregate_strategies "$current"

  mapfile -t COMPREPLY < <(compgen -W "$values" -- "$current")
  if [[ $offer == *files* && ${#COMPREPLY[@]} -eq 0 ]]; then
    compopt -o default
  elif [[ $offer == *files* ]]; then
    compopt -o filenames
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$current")
  elif [[ $offer == *folders* ]]; then
    compopt -o dirnames
  elif [[ ${COMPREPLY[0]-} == *= ]]; then
    compopt -o nospace
  fi

  # Bash replaces what follows the last of these characters.
  local breaks=${COMP_WORDBREAKS//[^:=@]/}
  if [[ -n $breaks && $current == *["$breaks"]* ]]; then
    local kept=${current%"${current##*["$breaks"]}"}
    COMPREPLY=("${COMPREPLY[@]#"$kept"}")
  fi
}

)";

std::string_view bash_kind(Offer::Kind kind) {
  switch (kind) {
    case Offer::Kind::files:
      return "files";
    case Offer::Kind::folders:
      return "folders";
    case Offer::Kind::strategies:
      return "strategies";
    case Offer::Kind::words:
    case Offer::Kind::nothing:
      break;
  }
  return "";
}

/// The assignments that describe the offer. \param mark precedes what is offered besides the values
std::string bash_offer(const Offer& offer, std::string_view mark = "") {
  std::string code;
  const std::string_view kind = bash_kind(offer.kind);
  if (!kind.empty() || !mark.empty()) {
    code = fmt::format("offer='{}{}{}'", mark, mark.empty() || kind.empty() ? "" : " ", kind);
  }
  if (!offer.words.empty()) {
    code += fmt::format("{}values='{}'", code.empty() ? "" : " ", fmt::join(offer.words, " "));
  }
  return code.empty() ? ":" : code;
}

/// The offers of all arguments combined.
std::string bash_argument_offer(const DescribedCommand& command) {
  std::string kinds = "argument";
  std::vector<std::string> words;
  for (const DescribedOption& argument : command.arguments) {
    const std::string_view kind = bash_kind(argument.offer.kind);
    if (!kind.empty()) kinds += fmt::format(" {}", kind);
    words.insert(words.end(), argument.offer.words.begin(), argument.offer.words.end());
  }
  return bash_offer({Offer::Kind::words, words}, kinds);
}

std::string bash_function_of(const DescribedCommand& command) {
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::string>> options_with;  // options with the same offer
  for (const DescribedOption& option : command.all_options()) {
    names.insert(names.end(), option.names.begin(), option.names.end());
    if (!option.takes_value()) continue;
    auto& same = options_with[bash_offer(option.offer)];
    same.insert(same.end(), option.names.begin(), option.names.end());
  }
  std::string code = fmt::format("_aggregate_command_{}() {{\n  options='{}'\n  case $1 in\n",
                                 function_name(command), fmt::join(names, " "));
  for (const auto& [offer, options] : options_with) {
    code += fmt::format("    {}) {} ;;\n", fmt::join(options, " | "), offer);
  }
  return code + fmt::format("    *) {} ;;\n  esac\n}}\n\n", bash_argument_offer(command));
}

std::string bash_options_of(const CompletedStrategy& strategy) {
  std::vector<std::string> names;
  std::string choices;
  for (const CompletedStrategy::Option& option : strategy.options) {
    names.push_back(option.name);
    if (option.words.empty()) continue;
    choices += fmt::format("        {}*) options='{}{}' ;;\n", option.name, option.name,
                           fmt::join(option.words, " " + option.name));
  }
  std::string code = fmt::format("      options='{}'\n", fmt::join(names, " "));
  if (!choices.empty()) code += fmt::format("      case ${{given##*,}} in\n{}      esac\n", choices);
  return code;
}

std::string bash_strategies_function() {
  std::vector<std::string> names;
  std::string cases;
  for (const CompletedStrategy& strategy : completed_strategies()) {
    names.insert(names.end(), strategy.names.begin(), strategy.names.end());
    if (strategy.options.empty()) continue;
    cases +=
        fmt::format("    {})\n{}      ;;\n", fmt::join(strategy.names, " | "), bash_options_of(strategy));
  }
  return fmt::format(R"(_aggregate_strategies() {{
  if [[ $1 != *:* ]]; then
    values+=' {}'
    return
  fi
  local name=${{1%%:*}} given=${{1#*:}} options='' option
  case $name in
{}  esac
  for option in $options; do
    values+=" $name:${{given%"${{given##*,}}"}}$option"
  done
}}
)",
                     fmt::join(names, " "), cases);
}

}  // namespace

std::string bash_completions(const std::vector<DescribedCommand>& commands) {
  std::vector<std::string_view> names;
  std::string functions;
  for (const DescribedCommand& command : commands) {
    if (!command.short_name().empty()) names.push_back(command.short_name());
    functions += bash_function_of(command);
  }
  return fmt::format(
             "# shellcheck shell=bash\n"
             "# Completions of {0}. Written by 'aggregate completions bash'.\n\n"
             "_aggregate_commands='{1}'\n\n{2}",
             fmt::join(kProgramNames, " and "), fmt::join(names, " "), functions) +
         bash_strategies_function() + std::string(kBashComplete) +
         fmt::format("complete -F _aggregate {}\n", fmt::join(kProgramNames, " "));
}

}  // namespace crowdvote::cli
