#include "cli/run_program.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::testing {
namespace {

/// The text between `<!-- help COMMAND -->` and `<!-- end -->`, without the fence around it.
struct HelpBlock {
  std::string command;
  std::size_t begin;
  std::size_t end;
};

std::vector<HelpBlock> help_blocks(const std::string& page) {
  std::vector<HelpBlock> blocks;
  const std::string opening = "<!-- help ";
  const std::string fence = " -->\n```text\n";
  for (std::size_t at = page.find(opening); at != std::string::npos; at = page.find(opening, at + 1)) {
    const std::size_t begin = page.find(fence, at) + fence.size();
    const std::size_t name = at + opening.size();
    blocks.push_back(
        {page.substr(name, page.find(" -->", name) - name), begin, page.find("```\n<!-- end -->", begin)});
  }
  return blocks;
}

std::string help_of(const std::string& command) {
  return command == "aggregate" ? run_program({"--help"}).out : run_program({command, "--help"}).out;
}

TEST(Documentation, shows_the_help_of_every_command_as_it_is) {
  const std::string page = read_file(source_folder() / "docs" / "command-line.md");
  std::string fresh = page;
  std::vector<HelpBlock> blocks = help_blocks(page);
  std::set<std::string> commands;
  for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) {
    fresh.replace(block->begin, block->end - block->begin, help_of(block->command));
    commands.insert(block->command);
  }
  expect_golden("../../docs/command-line.md", fresh);

  std::set<std::string> expected{"aggregate"};
  const std::string help = help_of("aggregate");
  const std::string list =
      help.substr(help.find("Commands ("), help.find("Examples:") - help.find("Commands ("));
  const std::regex line("\n  ([a-z]+) ");
  for (std::sregex_iterator match(list.begin(), list.end(), line), end; match != end; ++match) {
    expected.insert((*match)[1]);
  }
  EXPECT_EQ(commands, expected);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

constexpr std::string_view kIndent = "    ";
constexpr std::string_view kPrompt = "    $ ";

/// The lines of output from `at` on, without their indentation; moves `at` behind them.
std::string output_at(const std::vector<std::string>& lines, std::size_t& at) {
  std::string output;
  for (; at < lines.size() && lines[at].starts_with(kIndent) && !lines[at].starts_with(kPrompt); ++at) {
    output += lines[at].substr(kIndent.size()) + "\n";
  }
  return output;
}

std::string indented(const std::string& text) {
  std::string result;
  for (const std::string& line : lines_of(text)) result += std::string(kIndent) + line + "\n";
  return result;
}

/// The page with the current output of its commands. `$ cat FILE` creates the file if no command has written
/// it.
std::string with_fresh_outputs(const std::string& page) {
  const TemporaryFolder folder;
  std::filesystem::create_directory_symlink(source_folder() / "data", folder.path() / "data");
  const std::vector<std::string> lines = lines_of(page);
  std::string fresh;
  for (std::size_t at = 0; at < lines.size();) {
    std::string command = lines[at++];
    fresh += command + "\n";
    if (!command.starts_with(kPrompt)) continue;
    while (command.ends_with('\\') && at < lines.size()) {
      fresh += lines[at] + "\n";
      command = command.substr(0, command.size() - 1) + lines[at++];
    }
    std::istringstream words(command.substr(kPrompt.size()));
    const std::vector<std::string> arguments{std::istream_iterator<std::string>(words), {}};
    const std::string shown = output_at(lines, at);
    if (arguments[0] == "cat") {
      const std::filesystem::path file = folder.path() / arguments.at(1);
      if (!std::filesystem::exists(file)) std::ofstream(file, std::ios::binary) << shown;
      fresh += indented(read_file(file));
    } else {
      const ProgramResult result = run_program_in(folder.path(), {arguments.begin() + 1, arguments.end()});
      EXPECT_EQ(result.exit_code, 0) << command << ": " << result.err;
      fresh += indented(result.out);
    }
  }
  return fresh;
}

TEST(Documentation, shows_what_the_commands_of_the_guides_print) {
  for (const std::string name : {"tutorial.md", "cookbook.md", "explain.md"}) {
    expect_golden("../../docs/" + name, with_fresh_outputs(read_file(source_folder() / "docs" / name)));
  }
}

TEST(Documentation, names_only_options_that_there_are) {
  std::string known;
  for (const std::string command : {"aggregate", "compare", "convert", "evaluate", "explain", "inspect",
                                    "simulate", "stats", "strategies"})
    known += help_of(command);
  const std::regex option("--[a-z][a-z-]+[a-z]");
  for (const std::string name :
       {"cookbook.md", "explain.md", "faq.md", "formats.md", "from-crowd-kit.md", "from-cleanlab.md",
        "from-peerannot.md", "models.md", "outputs.md", "tutorial.md"}) {
    const std::string page = read_file(source_folder() / "docs" / name);
    for (std::sregex_iterator match(page.begin(), page.end(), option), end; match != end; ++match) {
      EXPECT_THAT(known, ::testing::HasSubstr(match->str())) << name;
    }
  }
}

TEST(Documentation, shows_what_the_examples_of_strategies_print) {
  std::size_t n_pages = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder() / "docs" / "strategies")) {
    const std::string name = entry.path().filename();
    expect_golden("../../docs/strategies/" + name, with_fresh_outputs(read_file(entry.path())));
    ++n_pages;
  }
  EXPECT_GT(n_pages, 0U);
}

}  // namespace
}  // namespace crowdvote::testing
