#include "cli/command_line.hpp"

#include "cli/configuration.hpp"
#include "cli/help_formatter.hpp"
#include "cli/version.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/nearest_word.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

constexpr std::string_view kHelpHint = "'aggregate --help' lists the options";

/// The long name of "--seed" or "-o,--output".
std::string long_name(const std::string& names) { return names.substr(names.find("--")); }

/// CLI11 gives an option the word after it, whatever it is.
void check_has_value(const std::string& name, const std::string& type, const std::string& text) {
  if (text.empty()) throw OptionError(fmt::format("{} needs a value ({}), and it is empty", name, type));
  if (text.size() > 2 && text.starts_with("--")) {
    throw OptionError(fmt::format("{} needs a value ({}), and the option '{}' follows it", name, type, text));
  }
}

std::string help_with_default(const std::string& help, std::string_view shown_default) {
  return shown_default.empty() ? help : fmt::format("{} [{}]", help, shown_default);
}

bool asks_for_help(const Arguments& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  return std::any_of(arguments.begin(), end,
                     [](const std::string& word) { return word == "--help" || word == "-h"; });
}

}  // namespace

void OptionGroup::raw(const std::string& names, const std::string& type, const std::string& shown_default,
                      std::function<void(const std::string&)> take, const std::string& help) {
  const auto checked = [name = long_name(names), type, take = std::move(take)](const std::string& text) {
    check_has_value(name, type, text);
    take(text);
  };
  app_.add_option_function<std::string>(names, checked, help_with_default(help, shown_default))
      ->type_name(type)
      ->group(title_);
}

void OptionGroup::raw_flag(const std::string& names, std::function<void(const std::string&)> take,
                           const std::string& help) {
  app_.add_flag_function(
          names, [take = std::move(take)](std::int64_t count) { take(count > 0 ? "true" : "false"); }, help)
      ->group(title_);
}

void OptionGroup::file(const std::string& names, std::optional<std::string>& target,
                       const std::string& help) {
  raw(
      names, "FILE", {}, [&target](const std::string& text) { target = text; }, help);
}

void OptionGroup::file(const std::string& names, std::string& target, const std::string& help) {
  text(names, "FILE", target, help);
}

void OptionGroup::text(const std::string& names, const std::string& type, std::string& target,
                       const std::string& help) {
  raw(
      names, type, target, [&target](const std::string& given) { target = given; }, help);
}

void OptionGroup::flag(const std::string& names, bool& target, const std::string& help) {
  raw_flag(
      names, [&target](const std::string& given) { target = given == "true"; }, help);
}

void OptionGroup::list(const std::string& names, const std::string& type, std::vector<std::string>& target,
                       const std::string& help) {
  const auto checked = [&target, name = long_name(names), type](const std::vector<std::string>& given) {
    for (const std::string& text : given) check_has_value(name, type, text);
    target = given;
  };
  app_.add_option_function<std::vector<std::string>>(names, checked, help)
      ->type_name(type)
      ->allow_extra_args(false)
      ->group(title_);
}

void OptionGroup::whole_number(const std::string& names, std::uint64_t& target, WholeRange range,
                               const std::string& help, const std::string& shown_default) {
  const auto take = [&target, range, name = long_name(names)](const std::string& text) {
    target = parse_whole_number(name, text, range);
  };
  raw(names, "INT", shown_default.empty() ? std::to_string(target) : shown_default, take, help);
}

void OptionGroup::size(const std::string& names, std::optional<std::uint64_t>& target,
                       const std::string& help, const std::string& shown_default) {
  const auto take = [&target, name = long_name(names)](const std::string& text) {
    target = parse_size(name, text);
  };
  raw(names, "SIZE", shown_default, take, help);
}

void OptionGroup::number(const std::string& names, double& target, Range range, const std::string& help) {
  const auto take = [&target, range, name = long_name(names)](const std::string& text) {
    target = parse_number(name, text, range);
  };
  raw(names, "NUM", fmt::format("{}", target), take, help);
}

void OptionGroup::word(const std::string& names, std::vector<std::string> words,
                       std::string_view shown_default, std::function<void(std::size_t)> take,
                       const std::string& help) {
  const std::string type = fmt::format("{}", fmt::join(words, "|"));
  const auto checked = [name = long_name(names), words = std::move(words),
                        take = std::move(take)](const std::string& text) {
    const auto found = std::find(words.begin(), words.end(), text);
    if (found == words.end()) {
      const auto near = nearest_word(text, words);
      throw OptionError(fmt::format("{} takes {}, not '{}'{}", name, one_of(words), text,
                                    near ? fmt::format("; did you mean {}?", *near) : ""));
    }
    take(static_cast<std::size_t>(found - words.begin()));
  };
  raw(names, type, std::string(shown_default), checked, help);
}

CommandLine::CommandLine(const CommandHelp& help)
    : app_(std::make_unique<CLI::App>(help.description, help.name)),
      help_(std::make_shared<HelpFormatter>(help.usage)) {
  app_->formatter(help_);
  app_->footer(help.footer);
  app_->set_help_flag();
}

CommandLine::~CommandLine() = default;

void CommandLine::positional(const std::string& name, std::string& target, const std::string& help) {
  app_->add_option(name, target, help);
}

void CommandLine::positionals(const std::string& name, std::vector<std::string>& target,
                              const std::string& help) {
  app_->add_option(name, target, help);
}

void CommandLine::add_help_section(const std::string& group, const std::string& title, const std::string& lines) {
  help_->add_section(group, title, lines);
}

void CommandLine::accept_configuration() {
  app_->set_config("--config", "",
                   "Read options from a TOML file, by their long names; options given as flags win")
      ->type_name("FILE")
      ->group("General");
  app_->config_formatter(std::make_shared<Configuration>(*app_));
}

bool CommandLine::parse(const Arguments& arguments) {
  app_->set_help_flag("-h,--help", "Show this help and exit")->group("General");
  app_->set_version_flag("--version", fmt::format("aggregate {}", kVersion), "Show the version and exit")
      ->group("General");
  if (asks_for_help(arguments)) {
    write_text("-", app_->help());
    return false;
  }
  try {
    app_->parse(Arguments(arguments.rbegin(), arguments.rend()));
    return true;
  } catch (const CLI::CallForVersion& version) {
    write_text("-", std::string(version.what()) + "\n");
    return false;
  } catch (const CLI::ExtrasError&) {
    explain_unexpected();
  } catch (const CLI::ArgumentMismatch& mismatch) {
    const std::string what = mismatch.what();
    const std::string name = what.substr(0, what.find(':'));
    const CLI::Option* option = app_->get_option_no_throw(name);
    if (option != nullptr && option->count() > 1) {
      throw OptionError(fmt::format("{} is given {} times; it takes one value", name, option->count()));
    }
    throw OptionError(
        fmt::format("{} needs a value{}", name,
                    option != nullptr ? fmt::format(" ({})", option->get_type_name()) : std::string()));
  } catch (const CLI::FileError&) {
    throw_unreadable_configuration(*app_);
  } catch (const CLI::Error& error) {
    throw OptionError(fmt::format("{}; {}", error.what(), kHelpHint));
  }
}

void CommandLine::explain_unexpected() const {
  const std::vector<std::string> left = app_->remaining();
  const auto flag = std::find_if(left.begin(), left.end(),
                                 [](const std::string& word) { return word.size() > 1 && word[0] == '-'; });
  if (flag == left.end()) {
    throw OptionError(fmt::format("'{}' is one word too many: {} takes no more files or names; {}",
                                  left.front(), app_->get_name(), kHelpHint));
  }
  const std::string name = flag->substr(0, flag->find('='));
  const auto near = nearest_word(name, option_names());
  throw OptionError(near ? fmt::format("there is no option {}; did you mean {}?", name, *near)
                         : fmt::format("there is no option {}; {}", name, kHelpHint));
}

std::vector<std::string> CommandLine::option_names() const {
  std::vector<std::string> names;
  for (const CLI::Option* option : std::as_const(*app_).get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::uint64_t parse_whole_number(std::string_view what, std::string_view text, WholeRange range) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  if (is_whole && value >= range.lowest && value <= range.highest) return value;
  throw OptionError(fmt::format("{} takes a whole number from {} to {}, not '{}'", what, range.lowest,
                                range.highest, text));
}

std::uint64_t parse_size(std::string_view what, std::string_view text) {
  std::string bytes(text);
  try {
    CLI::AsSizeValue(true)(bytes);
    const bool begins_with_digit = !text.empty() && text.front() >= '0' && text.front() <= '9';
    if (begins_with_digit) return parse_whole_number(what, bytes, {.lowest = 1});
  } catch (const std::runtime_error&) {  // of CLI11 or parse_whole_number: neither knows both text and unit
  }
  throw OptionError(fmt::format(
      "{} takes a whole number of bytes with a unit, as in 800MB, 4GB or 1GiB, not '{}'", what, text));
}

double parse_number(std::string_view what, std::string_view text, Range range) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
  if (is_number && value >= range.lowest && value <= range.highest) return value;
  const std::string allowed = std::isfinite(range.highest)
                                  ? fmt::format("from {} to {}", range.lowest, range.highest)
                              : std::isfinite(range.lowest) ? fmt::format("of at least {}", range.lowest)
                                                            : std::string("that is finite");
  throw OptionError(fmt::format("{} takes a number {}, not '{}'", what, allowed, text));
}

std::string one_of(const std::vector<std::string>& words) {
  if (words.size() < 2) return fmt::format("{}", fmt::join(words, ""));
  return fmt::format("{} or {}", fmt::join(words.begin(), words.end() - 1, ", "), words.back());
}

}  // namespace crowdvote::cli
