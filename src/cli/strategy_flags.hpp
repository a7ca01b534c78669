#pragma once

/// Which strategy runs, with which options: a SPEC, and flags that are made from the strategies' own
/// declarations.

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
    std::string place = {};  ///< "site.toml:3: " of a configuration; empty for a flag
  };
  std::string spec{kAutomaticStrategy};
  std::string spec_place = {};  ///< as Value::place
  std::vector<Value> values;

  /// Where each of them was given.
  void find_places(const CommandLine& line);
};

struct ChosenStrategy {
  std::string spec;  ///< as given; of a strategy that the data chose, with its name
  StrategyOptions options;
  std::vector<std::string> given;        ///< names of the options that were set
  std::optional<StrategyChoice> choice;  ///< why the data chose it; empty where it was named

  [[nodiscard]] bool was_given(std::string_view option) const;
  [[nodiscard]] std::string_view name() const { return strategy_of(options).name(); }
};

/// A flag for every option that any strategy has. Two strategies may have an option of one name and mean
/// different things: the help lists the options strategy by strategy, each as its own declaration has it.
void bind_strategy_flags(CommandLine& line, StrategyFlags& flags);

/// Whether the data are to choose the strategy.
[[nodiscard]] bool is_automatic(const std::string& spec);

/// Whether the word is a SPEC of a strategy or begins like one.
[[nodiscard]] bool names_strategy(const std::string& spec);

/// The strategy of the SPEC with the SPEC's options and the flags'. Throws OptionError, also for a flag that
/// the strategy does not have and for an option given in both ways.
[[nodiscard]] ChosenStrategy named_strategy(const StrategyFlags& flags);

/// The same where the data chose: the options belong to their choice, which errors name.
[[nodiscard]] ChosenStrategy strategy_of_choice(const StrategyFlags& flags, const StrategyChoice& choice);

/// The strategy that made the model, with its options; `flags` gets its name. Throws OptionError if the flags
/// say otherwise.
[[nodiscard]] ChosenStrategy choose_strategy_of(const SavedModel& model, StrategyFlags& flags);

/// Other names of the strategy.
[[nodiscard]] std::vector<std::string_view> aliases_of(const StrategyDescription& description);

/// The words that the option can be; none where it takes something else.
[[nodiscard]] std::vector<std::string> words_of(const OptionDescription& option);

/// "--theta-conf NUM"
[[nodiscard]] std::string flag_of(const OptionDescription& option);
/// What it does, what it may be and its default.
[[nodiscard]] std::string explained(const OptionDescription& option);
/// Both as a line of help.
[[nodiscard]] std::string option_help_line(const OptionDescription& option);

}  // namespace crowdvote::cli
