#pragma once

/// Shell scripts that complete command lines, generated from what the commands declare.

#include "cli/command_description.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote::cli {

/// The names of the program.
inline constexpr std::array<std::string_view, 2> kProgramNames{"aggregate", "crowdvote"};

/// \param commands all of them, the main job first
[[nodiscard]] std::string bash_completions(const std::vector<DescribedCommand>& commands);
[[nodiscard]] std::string zsh_completions(const std::vector<DescribedCommand>& commands);
[[nodiscard]] std::string fish_completions(const std::vector<DescribedCommand>& commands);

/// A few words of help, for a line of a menu.
[[nodiscard]] std::string short_help(std::string_view help);

/// "compare", or "main" for the main command: part of the names of functions.
[[nodiscard]] std::string function_name(const DescribedCommand& command);

/// A strategy in the form that the scripts need.
struct CompletedStrategy {
  struct Option {
    std::string name;  ///< "theta-conf="; without = if it may be given without a value
    std::string help;
    std::vector<std::string> words;
  };
  std::vector<std::string> names;  ///< its own name first, then the aliases
  std::string summary;
  std::vector<Option> options;
};

[[nodiscard]] std::vector<CompletedStrategy> completed_strategies();

}  // namespace crowdvote::cli
