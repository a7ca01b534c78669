#pragma once

/// The strategy to run and its options: a SPEC, and flags generated from the declarations of the strategies.

#include "cli/command_line.hpp"
#include <crowdvote/model_file.hpp>
#include <crowdvote/strategy_fit.hpp>
#include <crowdvote/strategy_table.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote::cli {

/// As given on the command line or in the configuration.
struct StrategyFlags {
  struct Value {
    std::string name;  ///< without dashes
    std::string text;
    std::string place = {};  ///< "site.toml:3: " if from a configuration; empty for a flag
  };
  std::string spec{kAutomaticStrategy};
  std::string spec_place = {};  ///< like Value::place
  std::vector<Value> values;

  /// Finds out where each of them was given.
  void find_places(const CommandLine& line);
};

struct ChosenStrategy {
  std::string spec;  ///< as given; with the name, if the data determined the strategy
  StrategyOptions options;
  std::vector<std::string> given;        ///< names of the options that were given
  std::optional<StrategyChoice> choice;  ///< why the data determined it; empty if it was named

  [[nodiscard]] bool was_given(std::string_view option) const;
  [[nodiscard]] std::string_view name() const { return strategy_of(options).name(); }
};

/// Adds a flag for every option of any strategy. Two strategies may have options with the same name but
/// different meanings: the help lists the options by strategy, each as that strategy declares it.
void bind_strategy_flags(CommandLine& line, StrategyFlags& flags);

/// Whether the data determine the strategy.
[[nodiscard]] bool is_automatic(const std::string& spec);

/// Whether the word is a SPEC of a strategy or begins like one.
[[nodiscard]] bool names_strategy(const std::string& spec);

/// The strategy of the SPEC, with options from the SPEC and from flags. Throws OptionError, also for a flag
/// that the strategy does not have and for an option given in both ways.
[[nodiscard]] ChosenStrategy named_strategy(const StrategyFlags& flags);

/// The same if the data determined the strategy: the options are those of the chosen strategy, which errors
/// name.
[[nodiscard]] ChosenStrategy strategy_of_choice(const StrategyFlags& flags, const StrategyChoice& choice);

/// The strategy that made the model, with its options; stores its name in `flags`. Throws OptionError if the
/// flags contradict the model.
[[nodiscard]] ChosenStrategy choose_strategy_of(const SavedModel& model, StrategyFlags& flags);

/// Other names of the strategy.
[[nodiscard]] std::vector<std::string_view> aliases_of(const StrategyDescription& description);

/// The words that the option accepts; empty if it accepts other values.
[[nodiscard]] std::vector<std::string> words_of(const OptionDescription& option);

/// "--theta-conf NUM"
[[nodiscard]] std::string flag_of(const OptionDescription& option);
/// What the option does, its values and its default.
[[nodiscard]] std::string explained(const OptionDescription& option);
/// Both, as a line of help.
[[nodiscard]] std::string option_help_line(const OptionDescription& option);

}  // namespace crowdvote::cli
