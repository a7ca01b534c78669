#pragma once

/// The arguments of a command: options in groups, positionals, help, a configuration file. CLI11 does the
/// parsing behind this interface; values are checked here, so that every message says what was found, what is
/// allowed and what to do.

#include "cli/command_description.hpp"
#include <crowdvote/nearest_word.hpp>
#include <crowdvote/options.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace crowdvote::cli {

using Arguments = std::vector<std::string>;

/// The range of allowed whole numbers; both ends are included.
struct WholeRange {
  std::uint64_t lowest = 0;
  std::uint64_t highest = std::numeric_limits<std::uint64_t>::max();
};

/// Options that are listed together in the help. A target keeps its value if the option is not given, and the
/// help shows that value as the default. A target must outlive the parsing.
class OptionGroup {
 public:
  OptionGroup(CLI::App& app, Offers& offers, std::string title)
      : app_(app), offers_(offers), title_(std::move(title)) {}

  void file(const std::string& names, std::optional<std::string>& target, const std::string& help);
  void file(const std::string& names, std::string& target, const std::string& help);
  void text(const std::string& names, const std::string& type, std::string& target, const std::string& help);
  void flag(const std::string& names, bool& target, const std::string& help);
  /// May be given several times.
  void list(const std::string& names, const std::string& type, std::vector<std::string>& target,
            const std::string& help);
  void whole_number(const std::string& names, std::uint64_t& target, WholeRange range,
                    const std::string& help, const std::string& shown_default = {});
  /// A number of bytes, as a whole number with a unit: k, M, G, T (or kB, ...) are powers of 1000, KiB, ...
  /// of 1024.
  void size(const std::string& names, std::optional<std::uint64_t>& target, const std::string& help,
            const std::string& shown_default);
  void number(const std::string& names, double& target, Range range, const std::string& help);
  template <class Enum>
  void choice(const std::string& names, Enum& target, const std::string& help) {
    choose(
        names, words_of<Enum>(), word_of(target),
        [&](std::size_t i) { target = Choices<Enum>::values[i].value; }, help);
  }
  template <class Enum>
  void choice(const std::string& names, std::optional<Enum>& target, const std::string& help) {
    choose(
        names, words_of<Enum>(), {}, [&](std::size_t i) { target = Choices<Enum>::values[i].value; }, help);
  }

  /// One of `words`; stores its index. \param type the name of the value in the help
  void word(const std::string& names, const std::string& type, std::vector<std::string> words,
            std::string_view shown_default, std::function<void(std::size_t)> take, const std::string& help);

  /// An option whose text is checked elsewhere.
  void raw(const std::string& names, const std::string& type, const std::string& shown_default,
           std::function<void(const std::string&)> take, const std::string& help);
  /// The same for an option whose value may be omitted; stores "true" or "false".
  void raw_flag(const std::string& names, std::function<void(const std::string&)> take,
                const std::string& help);
  /// What shells offer as its value, unless its words or its type determine that.
  void offer(const std::string& names, Offer offer);

 private:
  template <class Enum>
  static std::vector<std::string> words_of() {
    std::vector<std::string> words;
    for (const auto& choice : Choices<Enum>::values) words.emplace_back(choice.word);
    return words;
  }
  void choose(const std::string& names, std::vector<std::string> words, std::string_view shown_default,
              std::function<void(std::size_t)> take, const std::string& help);

  CLI::App& app_;
  Offers& offers_;
  std::string title_;
};

/// How a command presents itself.
struct CommandHelp {
  std::string name;         ///< "aggregate compare"
  std::string usage;        ///< "VOTES STRATEGY... [options]"
  std::string description;  ///< a sentence
  std::string footer;       ///< examples and notes
  /// What -h shows, on one screen: these options, followed by `screen` or, if that is empty, the footer.
  /// Empty: -h is the same as --help.
  std::vector<std::string> main_options = {};  ///< long names, in this order, with their dashes
  std::string screen = {};
};

class Configuration;
class HelpFormatter;

class CommandLine {
 public:
  explicit CommandLine(const CommandHelp& help);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;
  CommandLine(CommandLine&&) = delete;
  CommandLine& operator=(CommandLine&&) = delete;

  [[nodiscard]] OptionGroup group(const std::string& title) { return {*app_, offers_, title}; }
  /// Options that the help describes elsewhere: see add_help_section.
  [[nodiscard]] OptionGroup hidden_group() { return {*app_, offers_, ""}; }
  /// Adds a section to the help, after the group and the sections added to it before.
  /// \param lines made by help_line
  void add_help_section(const std::string& group, const std::string& title, const std::string& lines);
  /// A single word; the target stays empty if it is not given.
  void positional(const std::string& name, std::string& target, const std::string& help);
  /// All remaining words.
  void positionals(const std::string& name, std::vector<std::string>& target, const std::string& help);
  /// What shells offer for this argument, unless its name determines that.
  void offer(const std::string& name, Offer offer) { offers_[name] = std::move(offer); }
  /// Adds --config FILE.
  void accept_configuration();

  /// Returns false if help or the version was requested and printed, or if description_of is asking. Throws
  /// OptionError.
  [[nodiscard]] bool parse(const Arguments& arguments);

  /// After parsing: the file given by --config or by the environment.
  [[nodiscard]] std::optional<std::string> configuration_file() const;

  /// After parsing: "site.toml:3: " if the configuration set the option; empty if a flag did.
  /// \param option the long name without dashes
  [[nodiscard]] std::string place_of(const std::string& option) const;

 private:
  [[noreturn]] void explain_unexpected() const;
  [[nodiscard]] std::vector<std::string> option_names() const;
  [[nodiscard]] std::string help_hint() const;
  void parse_words(const Arguments& arguments);

  std::unique_ptr<CLI::App> app_;
  Offers offers_;
  std::shared_ptr<HelpFormatter> help_;
  std::shared_ptr<Configuration> configuration_;  ///< null if the command has none
  Arguments arguments_;                           ///< the parsed arguments
  std::vector<std::string> main_options_;
  std::string screen_;
};

/// What the command accepts. Commands bind their options to local variables, so each command is run, up to
/// CommandLine::parse, to find out.
[[nodiscard]] DescribedCommand description_of(int (*command)(const Arguments& arguments));

/// Parses the whole text as a whole number in the range; a suffix k, M or G means thousands, millions or
/// billions. Throws OptionError that mentions `what`, such as "--threads".
[[nodiscard]] std::uint64_t parse_whole_number(std::string_view what, std::string_view text,
                                               WholeRange range);

/// Parses the whole text as a size, such as "800MB": see OptionGroup::size. Throws OptionError.
[[nodiscard]] std::uint64_t parse_size(std::string_view what, std::string_view text);

/// Parses the whole text as a finite number in the range. Throws OptionError.
[[nodiscard]] double parse_number(std::string_view what, std::string_view text, Range range);

/// Converts ASCII letters to lower case.
[[nodiscard]] std::string lower_case(std::string text);

}  // namespace crowdvote::cli
