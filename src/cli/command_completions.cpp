#include "cli/command_table.hpp"
#include "cli/commands.hpp"
#include "cli/completions.hpp"
#include "cli/exit_codes.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace crowdvote::cli {

namespace {

struct Shell {
  std::string name;
  std::string (*completions)(const std::vector<DescribedCommand>& commands);
};

const std::array kShells{Shell{"bash", bash_completions}, Shell{"zsh", zsh_completions},
                         Shell{"fish", fish_completions}};

constexpr const char* kCompletionsFooter = R"(Examples:
  aggregate completions bash > ~/.local/share/bash-completion/completions/aggregate
  aggregate completions fish > ~/.config/fish/completions/aggregate.fish
  aggregate completions zsh > ~/.zfunc/_aggregate

An installed program has them in place. For zsh, a folder such as ~/.zfunc must be in fpath before compinit runs.
)";

std::vector<std::string> shell_names() {
  std::vector<std::string> names;
  for (const Shell& shell : kShells) names.push_back(shell.name);
  return names;
}

}  // namespace

int command_completions(const Arguments& arguments) {
  std::string name;
  CommandLine line({.name = "aggregate completions",
                    .usage = "SHELL",
                    .description = "Writes the script with which a shell completes command lines.",
                    .footer = kCompletionsFooter});
  line.positional("SHELL", name, fmt::format("{}", one_of(shell_names())));
  line.offer("SHELL", {Offer::Kind::words, shell_names()});
  if (!line.parse(arguments)) return kExitDone;
  const auto* const shell = std::find_if(kShells.begin(), kShells.end(),
                                         [&name](const Shell& known) { return known.name == name; });
  if (shell == kShells.end()) {
    throw OptionError(fmt::format("aggregate completions takes a shell ({}){}", one_of(shell_names()),
                                  name.empty() ? "" : fmt::format(", not '{}'", name)));
  }
  write_text("-", shell->completions(describe_commands()));
  return kExitDone;
}

}  // namespace crowdvote::cli
