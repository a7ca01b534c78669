#pragma once

/// Scripts with which shells complete command lines, made of what the commands declare.

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

/// A help in a few words, for a line of a menu.
[[nodiscard]] std::string short_help(std::string_view help);

/// "compare"; "main" for the main job: a part of the names of functions.
[[nodiscard]] std::string function_name(const DescribedCommand& command);

/// A strategy as scripts need it.
struct CompletedStrategy {
  struct Option {
    std::string name;  ///< "theta-conf="; without = where it may stand alone
    std::string help;
    std::vector<std::string> words;
  };
  std::vector<std::string> names;  ///< its own name first, then the aliases
  std::string summary;
  std::vector<Option> options;
};

[[nodiscard]] std::vector<CompletedStrategy> completed_strategies();

}  // namespace crowdvote::cli
