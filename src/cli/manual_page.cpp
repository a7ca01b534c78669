#include "cli/manual_page.hpp"

#include "cli/exit_codes.hpp"
#include "cli/roff.hpp"
#include "cli/strategy_flags.hpp"
#include "cli/version.hpp"
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <sstream>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crowdvote::cli {

namespace {

constexpr const char* kParagraph = ".PP\n";

struct Explained {
  std::string_view what;
  std::string_view meaning;
};

constexpr std::string_view kMainDescription[] = {
    "If the first word is not a command, it names the votes; ./strategies names a file called strategies. "
    "- is standard input where votes are read, and standard output for --output.",
    "Without --strategy, a strategy that suits the data is chosen, and a line says which and why. The labels "
    "go to standard output, or to the file of --output; messages go to standard error. Output files appear "
    "whole, and together; if a run fails, none is written.",
};

constexpr std::array kEnvironment{
    Explained{"CROWDVOTE_CONFIG", "A file of options, as if --config named it."},
    Explained{"CROWDVOTE_THREADS", "The number of threads where --threads is not given."},
    Explained{"CROWDVOTE_MEMORY_LIMIT", "The limit of memory where --memory-limit is not given."},
    Explained{"CROWDVOTE_DUCKDB", "The library of DuckDB (libduckdb.so), for queries and Parquet."},
    Explained{"NO_COLOR", "If it is set, messages have no colours."},
    Explained{"TERM", "If it is dumb, messages have no colours, and no progress is shown."},
};

constexpr std::string_view kConfigurationFile[] = {
    "No configuration is read by default: --config or CROWDVOTE_CONFIG names one. It is TOML. "
    "Its keys are the long names of options without their dashes; options that may be given several times "
    "take lists.",
};
constexpr std::string_view kConfigurationExample =
    "strategy = \"plantnet\"\n"
    "theta-conf = 3\n"
    "threads = 4\n"
    "without = [\"test-account\", \"@banned.txt\"]\n";

std::string page_name(const DescribedCommand& command) {
  std::string name = command.name;
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string in_capitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string as_sentence(const std::string& summary) {
  return in_capitals(summary.substr(0, 1)) + summary.substr(1) + ".";
}

std::string paragraphs(std::span<const std::string_view> texts) {
  std::string section;
  for (const std::string_view text : texts) section += kParagraph + roff_prose(text) + "\n";
  return section;
}

std::string titled_section(std::string_view title, const std::string& body) {
  return body.empty() ? "" : roff_title("SH", title) + body;
}

template <std::size_t n>
std::string explained_items(const std::array<Explained, n>& list) {
  std::string body;
  for (const auto& [what, meaning] : list) body += roff_item(roff_bold(what), roff_prose(meaning));
  return body;
}

/// Formats a word of the usage: placeholders are in capitals.
std::string usage_word(const std::string& word) {
  const bool is_literal =
      word.starts_with('-') ||
      std::none_of(word.begin(), word.end(), [](unsigned char c) { return std::isupper(c) != 0; });
  return is_literal && word != "[options]" && word != "[...]" ? roff_bold(word) : roff_italic(word);
}

std::string synopsis(const DescribedCommand& command) {
  std::string body;
  std::istringstream lines(command.name + " " + command.usage);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::vector<std::string> in_roff;
    for (std::string word; words >> word;) in_roff.push_back(usage_word(word));
    body += fmt::format("{}\n{}\n", body.empty() ? ".PP" : ".br", fmt::join(in_roff, " "));
  }
  return body;
}

/// The footer of the help: paragraphs, some with a title and lines below it.
struct Footer {
  std::vector<std::string> notes;
  std::string examples;
};

Footer parse_footer(const std::string& text) {
  Footer footer;
  std::istringstream lines(text);
  std::string title;
  bool is_new_note = true;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) {
      title.clear();
      is_new_note = true;
    } else if (title.empty() && is_new_note && line.ends_with(':')) {
      title = line;
    } else if (title.starts_with("Example")) {
      footer.examples += line.substr(std::min<std::size_t>(2, line.find_first_not_of(' '))) + "\n";
    } else if (title.empty() && std::exchange(is_new_note, false)) {
      footer.notes.push_back(line);
    } else if (title.empty()) {
      footer.notes.back() += " " + line;
    }
  }
  return footer;
}

std::string tag_of(const DescribedOption& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back(roff_bold(name));
  std::string tag = fmt::format("{}", fmt::join(names, ", "));
  if (!option.takes_value()) return tag;
  const bool is_choice = option.type == fmt::format("{}", fmt::join(option.offer.words, "|"));
  return tag + " " + (is_choice ? roff_bold(option.type) : roff_italic(option.type));
}

std::string options_section(const DescribedCommand& command) {
  std::string body;
  if (!command.arguments.empty()) body += roff_title("SS", "Arguments");
  for (const DescribedOption& argument : command.arguments) {
    body += roff_item(roff_italic(argument.names.front()), roff_prose(argument.help));
  }
  for (const DescribedGroup& group : command.groups) {
    body += roff_title("SS", group.title.substr(0, group.title.find(" (")));
    for (const DescribedOption& option : group.options)
      body += roff_item(tag_of(option), roff_prose(option.help));
  }
  return body;
}

/// \param are_flags whether its options can be given as flags, too
std::string strategy_subsection(const StrategyInfo& strategy, bool are_flags) {
  const StrategyDescription& description = strategy.description;
  std::string facts = fmt::format("{}.", description.summary);
  if (!description.source.empty()) facts += fmt::format(" Source: {}.", description.source);
  const std::vector<std::string_view> aliases = aliases_of(description);
  if (!aliases.empty()) facts += fmt::format(" Also called {}.", fmt::join(aliases, ", "));
  std::string body = roff_title("SS", description.name) + kParagraph + roff_prose(facts) + "\n";
  for (const OptionDescription& option : describe_options(strategy.defaults)) {
    const std::string flag = flag_of(option);
    const std::size_t blank = std::min(flag.find(' '), flag.size());
    std::string tag = roff_bold(are_flags ? flag.substr(0, blank) : option.name);
    if (blank < flag.size()) tag += (are_flags ? " " : "=") + roff_italic(flag.substr(blank + 1));
    body += roff_item(tag, roff_prose(explained(option)));
  }
  return body;
}

std::string strategies_section(const DescribedCommand& command) {
  if (!command.takes_strategy()) return "";
  std::string body = kParagraph +
                     roff_prose(
                         "A strategy is written as its name, with or without options after it, as in "
                         "plantnet:theta-conf=3,inclusive.") +
                     "\n";
  const bool are_flags = !command.strategy_options.empty();
  if (are_flags) {
    body += roff_prose("Its options can also be given as the flags below.") + "\n";
  }
  for (const StrategyInfo& strategy : strategies()) body += strategy_subsection(strategy, are_flags);
  return body;
}

std::string commands_section(const std::vector<DescribedCommand>& all) {
  std::string body;
  for (const DescribedCommand& command : all) {
    if (command.short_name().empty()) continue;
    body += roff_item(roff_bold(command.short_name()), roff_prose(as_sentence(command.summary)));
  }
  return body;
}

std::string exit_status(bool has_baseline) {
  struct Status {
    int code;
    std::string_view meaning;
  };
  constexpr std::array kStatuses{
      Status{kExitDone, "Done."},
      Status{kExitRegression, "A figure fell below the baseline's."},
      Status{kExitUsage, "Wrong usage."},
      Status{kExitBadData, "Bad data in a file; the message names the place."},
      Status{kExitFile, "A file cannot be read or written, or memory is not available."},
      Status{kExitFault, "A fault of the program."},
      Status{kExitInterrupted,
             "Stopped with Ctrl-C, SIGTERM or by closing the terminal; nothing was written."},
  };
  std::string body;
  for (const auto& [code, meaning] : kStatuses) {
    if (code == kExitRegression && !has_baseline) continue;
    body += roff_item(roff_bold(std::to_string(code)), roff_prose(meaning));
  }
  return body;
}

std::string see_also(const DescribedCommand& command, const std::vector<DescribedCommand>& all) {
  std::vector<std::string> pages;
  for (const DescribedCommand& other : all) {
    if (other.has_page && other.name != command.name)
      pages.push_back(fmt::format(".BR \\%{} (1)", roff_literal(page_name(other))));
  }
  return fmt::format("{}{}\n", kParagraph, fmt::join(pages, ",\n"));
}

bool has_option(const DescribedCommand& command, std::string_view name) {
  const std::vector<DescribedOption> all = command.all_options();
  return std::any_of(all.begin(), all.end(), [name](const DescribedOption& option) {
    return std::find(option.names.begin(), option.names.end(), name) != option.names.end();
  });
}

std::string description_of_page(const DescribedCommand& command, const Footer& footer) {
  const std::array sentence{std::string_view(command.description)};
  std::string body = paragraphs(sentence);
  if (command.short_name().empty()) body += paragraphs(kMainDescription);
  for (const std::string& note : footer.notes) body += paragraphs(std::array{std::string_view(note)});
  return body;
}

}  // namespace

std::string manual_page(const DescribedCommand& command, const std::vector<DescribedCommand>& all) {
  const std::string name = page_name(command);
  const Footer footer = parse_footer(command.footer);
  const bool has_configuration = has_option(command, "--config");
  std::string page = fmt::format(
      ".\\\" Written by 'aggregate help --man'.\n"
      ".TH {} 1 {} \"crowdvote {}\" \"User Commands\"\n.nh\n.ad l\n",
      roff_literal(in_capitals(name)), roff_literal(kVersionDate), roff_literal(kVersion));
  page +=
      titled_section("NAME", fmt::format("{} \\- {}\n", roff_literal(name), roff_literal(command.summary)));
  page += titled_section("SYNOPSIS", synopsis(command));
  page += titled_section("DESCRIPTION", description_of_page(command, footer));
  if (command.short_name().empty()) page += titled_section("COMMANDS", commands_section(all));
  page += titled_section("OPTIONS", options_section(command));
  page += titled_section("STRATEGIES", strategies_section(command));
  page += titled_section("EXIT STATUS", exit_status(has_option(command, "--baseline")));
  if (has_configuration) {
    page += titled_section("ENVIRONMENT", explained_items(kEnvironment));
    page += titled_section("FILES",
                           paragraphs(kConfigurationFile) + kParagraph + roff_example(kConfigurationExample));
  }
  if (!footer.examples.empty())
    page += titled_section("EXAMPLES", kParagraph + roff_example(footer.examples));
  return page + titled_section("SEE ALSO", see_also(command, all));
}

}  // namespace crowdvote::cli
