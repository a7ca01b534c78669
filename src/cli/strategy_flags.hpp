#pragma once

/// Which strategy runs, with which options: a SPEC, and flags that are made from the strategies' own
/// declarations.

#include "cli/command_line.hpp"
#include <crowdvote/model_file.hpp>
#include <crowdvote/strategy_table.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote::cli {

/// As given on the command line or in the configuration.
struct StrategyFlags {
  std::string spec = "plantnet";
  bool has_spec = false;                                    ///< the SPEC was given
  std::vector<std::pair<std::string, std::string>> values;  ///< flag without dashes, text
};

struct ChosenStrategy {
  StrategyOptions options;
  std::vector<std::string> given;  ///< names of the options that were set

  [[nodiscard]] bool was_given(std::string_view option) const;
  [[nodiscard]] std::string_view name() const { return strategy_of(options).name(); }
};

/// A flag for every option that any strategy has. Two strategies may have an option of one name and mean
/// different things: the help lists the options strategy by strategy, each as its own declaration has it.
void bind_strategy_flags(CommandLine& line, StrategyFlags& flags);

/// The strategy of the SPEC with the SPEC's options and the flags'. Throws OptionError, also for a flag that
/// the strategy does not have and for an option given in both ways.
[[nodiscard]] ChosenStrategy choose_strategy(const StrategyFlags& flags);

/// The strategy that made the model, with its options; `flags` gets its name. Throws OptionError if the flags
/// say otherwise.
[[nodiscard]] ChosenStrategy choose_strategy_of(const SavedModel& model, StrategyFlags& flags);

/// What the help shows of an option: the type of its value, and what it does with what it may be.
[[nodiscard]] std::string value_type(const OptionDescription& option);
[[nodiscard]] std::string help_with_allowed(const OptionDescription& option);

/// The option as a line of help.
[[nodiscard]] std::string option_help_line(const OptionDescription& option);

/// All names, in the order of the table.
[[nodiscard]] std::vector<std::string> strategy_names();

}  // namespace crowdvote::cli
