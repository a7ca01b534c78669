#include "cli/command_line.hpp"

#include "cli/configuration.hpp"
#include "cli/help_formatter.hpp"
#include "cli/version.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/nearest_word.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

constexpr const char* kConfigurationVariable = "CROWDVOTE_CONFIG";

/// While an object of this class exists, the command that runs describes itself instead of working.
class WantedDescription {
 public:
  explicit WantedDescription(DescribedCommand& description) { target_ = &description; }
  ~WantedDescription() { target_ = nullptr; }
  WantedDescription(const WantedDescription&) = delete;
  WantedDescription& operator=(const WantedDescription&) = delete;
  WantedDescription(WantedDescription&&) = delete;
  WantedDescription& operator=(WantedDescription&&) = delete;

  /// Null if there is no such object.
  [[nodiscard]] static DescribedCommand* target() { return target_; }

 private:
  static inline thread_local DescribedCommand* target_ = nullptr;
};

/// A value that an option does not accept.
class ValueError : public OptionError {
 public:
  /// \param option the long name with dashes
  ValueError(std::string option, const OptionError& error)
      : OptionError(error.what(), error.remedy()), option_(std::move(option)) {}

  [[nodiscard]] const std::string& option() const { return option_; }

 private:
  std::string option_;
};

/// Runs `work`; adds the option to an OptionError.
template <class Work>
void of_option(const std::string& option, const Work& work) {
  try {
    work();
  } catch (const OptionError& error) {
    throw ValueError(option, error);
  }
}

/// The first long name of "--seed", "-o,--output" or "--format,--output-format".
std::string long_name(const std::string& names) {
  const std::size_t begin = names.find("--");
  return names.substr(begin, names.find(',', begin) - begin);
}

/// CLI11 gives an option the next word, whatever it is.
void check_has_value(const std::string& name, const std::string& type, const std::string& text) {
  if (text.empty()) throw OptionError(fmt::format("{} needs a value ({}), but it is empty", name, type));
  if (text.size() > 2 && text.starts_with("--")) {
    throw OptionError(fmt::format("{} needs a value ({}), but the option '{}' follows it", name, type, text));
  }
}

std::string help_with_default(const std::string& help, std::string_view shown_default) {
  return shown_default.empty() ? help : fmt::format("{} [{}]", help, shown_default);
}

/// Whether the word is among the arguments before a "--".
bool has_word(const Arguments& arguments, std::string_view word) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  return std::find(arguments.begin(), end, word) != end;
}

/// Whether any of the arguments sets the option.
bool is_among(const CLI::Option& option, const Arguments& arguments) {
  const auto gives_it = [&](const std::string& word) {
    const auto is_long = [&](const std::string& name) {
      return word == "--" + name || word.starts_with("--" + name + "=");
    };
    const auto is_short = [&](const std::string& name) { return word.starts_with("-" + name); };
    const auto& long_names = option.get_lnames();
    const auto& short_names = option.get_snames();
    return std::any_of(long_names.begin(), long_names.end(), is_long) ||
           std::any_of(short_names.begin(), short_names.end(), is_short);
  };
  return std::any_of(arguments.begin(), arguments.end(), gives_it);
}

/// The environment may name a configuration if the command line does not.
Arguments with_configuration_of_environment(const Arguments& arguments) {
  const char* const path = std::getenv(kConfigurationVariable);
  const bool is_given = std::any_of(arguments.begin(), arguments.end(), [](const std::string& word) {
    return word == "--config" || word.starts_with("--config=");
  });
  if (path == nullptr || *path == '\0' || is_given) return arguments;
  Arguments more{"--config", path};
  more.insert(more.end(), arguments.begin(), arguments.end());
  return more;
}

}  // namespace

void OptionGroup::raw(const std::string& names, const std::string& type, const std::string& shown_default,
                      std::function<void(const std::string&)> take, const std::string& help) {
  const auto checked = [name = long_name(names), type, take = std::move(take)](const std::string& text) {
    of_option(name, [&] {
      check_has_value(name, type, text);
      take(text);
    });
  };
  app_.add_option_function<std::string>(names, checked, help_with_default(help, shown_default))
      ->type_name(type)
      ->group(title_);
}

void OptionGroup::raw_flag(const std::string& names, std::function<void(const std::string&)> take,
                           const std::string& help) {
  // CLI11 implements a flag as an option without a value. This does the same directly, because for values
  // other than those of a flag, the flags of CLI11 throw exceptions that are not its own.
  const auto checked = [name = long_name(names), take = std::move(take)](const std::string& text) {
    of_option(name, [&] {
      if (text != "true" && text != "false") {
        throw OptionError(fmt::format("{} takes no value, or true or false, not '{}'", name, text));
      }
      take(text);
    });
  };
  app_.add_option_function<std::string>(names, checked, help)
      ->expected(0)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->type_name("")
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
    of_option(name, [&] {
      for (const std::string& text : given) check_has_value(name, type, text);
    });
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

void OptionGroup::choose(const std::string& names, std::vector<std::string> words,
                         std::string_view shown_default, std::function<void(std::size_t)> take,
                         const std::string& help) {
  const std::string type = fmt::format("{}", fmt::join(words, "|"));
  word(names, type, std::move(words), shown_default, std::move(take), help);
}

void OptionGroup::word(const std::string& names, const std::string& type, std::vector<std::string> words,
                       std::string_view shown_default, std::function<void(std::size_t)> take,
                       const std::string& help) {
  offer(names, {Offer::Kind::words, words});
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

void OptionGroup::offer(const std::string& names, Offer offer) {
  offers_[long_name(names)] = std::move(offer);
}

CommandLine::CommandLine(const CommandHelp& help)
    : app_(std::make_unique<CLI::App>(help.description, help.name)),
      help_(std::make_shared<HelpFormatter>(help.usage)),
      main_options_(help.main_options),
      screen_(help.screen.empty()
                  ? fmt::format("{}\n'{} --help' shows all options.\n", help.footer, help.name)
                  : help.screen) {
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
  constexpr int kMostWords = 1'000'000;  // CLI11 takes a second list of words only after one with a maximum
  app_->add_option(name, target, help)->expected(1, kMostWords);
}

void CommandLine::add_help_section(const std::string& group, const std::string& title,
                                   const std::string& lines) {
  help_->add_section(group, title, lines);
}

void CommandLine::accept_configuration() {
  app_->set_config("--config", "",
                   "Read options from a TOML file, by their long names; options given as flags win. The "
                   "environment variable CROWDVOTE_CONFIG names one too")
      ->type_name("FILE")
      ->group("General");
  configuration_ = std::make_shared<Configuration>(*app_);
  app_->config_formatter(configuration_);
}

std::string CommandLine::help_hint() const {
  return fmt::format("'{} --help' lists the options", app_->get_name());
}

std::optional<std::string> CommandLine::configuration_file() const {
  const CLI::Option* const file = app_->get_config_ptr();
  return file == nullptr || file->count() == 0 ? std::nullopt : std::optional(file->as<std::string>());
}

std::string CommandLine::place_of(const std::string& option) const {
  if (configuration_ == nullptr) return "";
  const CLI::Option* const known = app_->get_option_no_throw("--" + option);
  if (known == nullptr || is_among(*known, arguments_)) return "";
  return configuration_->place_of(option);
}

bool CommandLine::parse(const Arguments& arguments) {
  const std::string program = app_->get_name().substr(0, app_->get_name().find(' '));
  app_->set_help_flag("-h,--help", main_options_.empty()
                                       ? "Show this help and exit"
                                       : "Show the help and exit: -h on one screen, --help all of it")
      ->group("General");
  app_->set_version_flag("--version", fmt::format("{} {}", program, kVersion), "Show the version and exit")
      ->group("General");
  if (DescribedCommand* const wanted = WantedDescription::target()) {
    *wanted = describe_command(*app_, help_->usage(), offers_);
    return false;
  }
  const bool wants_all = has_word(arguments, "--help");
  if (wants_all || has_word(arguments, "-h")) {
    const bool on_a_screen = !wants_all && !main_options_.empty();
    write_text("-", on_a_screen ? help_->screen(*app_, main_options_, screen_) : app_->help());
    return false;
  }
  try {
    arguments_ = configuration_ == nullptr ? arguments : with_configuration_of_environment(arguments);
    parse_words(arguments_);
    return true;
  } catch (const CLI::CallForVersion& version) {
    write_text("-", std::string(version.what()) + "\n");
    return false;
  } catch (const ValueError& error) {
    throw OptionError(place_of(error.option().substr(2)) + error.what(), error.remedy());
  }
}

void CommandLine::parse_words(const Arguments& arguments) {
  try {
    app_->parse(Arguments(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForVersion&) {
    throw;
  } catch (const CLI::ExtrasError&) {
    explain_unexpected();
  } catch (const CLI::ArgumentMismatch& mismatch) {
    const std::string what = mismatch.what();
    const std::string name = what.substr(0, what.find(':'));
    const CLI::Option* option = app_->get_option_no_throw(name);
    const std::string place = name.starts_with("--") ? place_of(name.substr(2)) : "";
    if (option != nullptr && option->count() > 1) {
      throw OptionError(
          fmt::format("{}{} is given {} times; it takes one value", place, name, option->count()));
    }
    throw OptionError(
        fmt::format("{}{} needs a value{}", place, name,
                    option != nullptr ? fmt::format(" ({})", option->get_type_name()) : std::string()));
  } catch (const CLI::FileError&) {
    throw_unreadable_configuration(*app_);
  } catch (const CLI::Error& error) {
    throw OptionError(fmt::format("{}; {}", error.what(), help_hint()));
  }
}

void CommandLine::explain_unexpected() const {
  const std::vector<std::string> left = app_->remaining();
  const auto flag = std::find_if(left.begin(), left.end(),
                                 [](const std::string& word) { return word.size() > 1 && word[0] == '-'; });
  if (flag == left.end()) {
    throw OptionError(fmt::format("unexpected argument '{}': {} takes no more files or names; {}",
                                  left.front(), app_->get_name(), help_hint()));
  }
  const std::string name = flag->substr(0, flag->find('='));
  const auto near = nearest_word(name, option_names());
  throw OptionError(near ? fmt::format("there is no option {}; did you mean {}?", name, *near)
                         : fmt::format("there is no option {}; {}", name, help_hint()));
}

std::vector<std::string> CommandLine::option_names() const {
  std::vector<std::string> names;
  for (const CLI::Option* option : std::as_const(*app_).get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

DescribedCommand description_of(int (*command)(const Arguments& arguments)) {
  DescribedCommand description;
  const WantedDescription wanted(description);
  command({});
  return description;
}

}  // namespace crowdvote::cli
