#include "cli/run_program.hpp"

#include <regex>
#include <set>
#include <string>

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

}  // namespace
}  // namespace crowdvote::testing
