#include "cli/completions.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote::cli {

namespace {

constexpr std::string_view kFishConditions = R"(
function __aggregate_command
    set -l words (commandline -opc)
    if contains -- "$words[2]" $__aggregate_commands
        echo $words[2]
    else
        echo main
    end
end

function __aggregate_is
    test (__aggregate_command) = $argv[1]
end

function __aggregate_has_no_word
    test (count (commandline -opc)) -eq 1
end

)";

std::string quoted_in_fish(std::string_view text) {
  std::string in_quotes = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') in_quotes += '\\';
    in_quotes += c;
  }
  return in_quotes + "'";
}

/// The flags of `complete` that describe the offer.
std::string fish_flags_of(const Offer& offer) {
  switch (offer.kind) {
    case Offer::Kind::files:
      return " -F";
    case Offer::Kind::folders:
      return " -f -a '(__fish_complete_directories)'";
    case Offer::Kind::strategies:
      return fmt::format(" -f -a '(__aggregate_strategies {})'", fmt::join(offer.words, " "));
    case Offer::Kind::words:
      if (!offer.words.empty())
        return fmt::format(" -f -a {}", quoted_in_fish(fmt::format("{}", fmt::join(offer.words, " "))));
      break;
    case Offer::Kind::nothing:
      break;
  }
  return " -f";
}

std::string fish_entry(const DescribedCommand& command) {
  return fmt::format("complete -c aggregate -n '__aggregate_is {}'", function_name(command));
}

std::string fish_entry(const DescribedCommand& command, const DescribedOption& option) {
  std::string line = fish_entry(command);
  for (const std::string& name : option.names) {
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (option.takes_value()) line += " -r" + fish_flags_of(option.offer);
  return line + fmt::format(" -d {}\n", quoted_in_fish(short_help(option.help)));
}

std::string fish_entries(const DescribedCommand& command) {
  std::string lines;
  for (const DescribedOption& option : command.all_options()) lines += fish_entry(command, option);
  for (const DescribedOption& argument : command.arguments) {
    if (argument.offer.kind != Offer::Kind::nothing)
      lines += fish_entry(command) + fish_flags_of(argument.offer) + "\n";
  }
  return lines + "\n";
}

std::string fish_case_of(const CompletedStrategy& strategy) {
  std::string code = fmt::format("        case {}\n", fmt::join(strategy.names, " "));
  for (const CompletedStrategy::Option& option : strategy.options) {
    code += fmt::format("            printf '%s\\t%s\\n' $before{} {}\n", quoted_in_fish(option.name),
                        quoted_in_fish(option.help));
    for (const std::string& word : option.words) {
      code += fmt::format("            printf '%s\\n' $before{}\n", quoted_in_fish(option.name + word));
    }
  }
  return code;
}

/// Accepts further words that stand for a strategy.
std::string fish_strategies_function() {
  std::string names;
  std::string cases;
  for (const CompletedStrategy& strategy : completed_strategies()) {
    for (const std::string& name : strategy.names) {
      names += fmt::format("        printf '%s\\t%s\\n' {} {}\n", name, quoted_in_fish(strategy.summary));
    }
    if (!strategy.options.empty()) cases += fish_case_of(strategy);
  }
  return fmt::format(R"(function __aggregate_strategies
    set -l word (commandline -ct | string replace -r '^(--[a-z-]+=|-s)' '')
    if not string match -q '*:*' -- $word
        printf '%s\n' $argv
{}        return
    end
    set -l before (string replace -r '[^:,]*$' '' -- $word)
    switch (string split -m 1 ':' -- $word)[1]
{}    end
end

)",
                     names, cases);
}

}  // namespace

std::string fish_completions(const std::vector<DescribedCommand>& commands) {
  std::vector<std::string_view> names;
  std::string lines;
  for (const DescribedCommand& command : commands) {
    lines += fish_entries(command);
    if (command.short_name().empty()) continue;
    names.push_back(command.short_name());
    lines += fmt::format("complete -c aggregate -n __aggregate_has_no_word -a {} -d {}\n",
                         command.short_name(), quoted_in_fish(command.summary));
  }
  std::string script = fmt::format(
      "# Completions of {}. Written by 'aggregate completions fish'.\n\nset -g __aggregate_commands {}\n",
      fmt::join(kProgramNames, " and "), fmt::join(names, " "));
  script +=
      std::string(kFishConditions) + fish_strategies_function() + "complete -c aggregate -f\n\n" + lines;
  for (const std::string_view name : kProgramNames) {
    if (name != kProgramNames.front())
      script += fmt::format("complete -c {} -w {}\n", name, kProgramNames.front());
  }
  return script;
}

}  // namespace crowdvote::cli
