#include "cli/command_table.hpp"
#include "cli/roff.hpp"
#include "cli/run_program.hpp"
#include "cli/run_shell.hpp"
#include <crowdvote/strategy_table.hpp>

#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::testing {
namespace {

using cli::DescribedCommand;
using cli::DescribedOption;
using ::testing::HasSubstr;
using ::testing::Not;

std::string page_of(const DescribedCommand& command) {
  std::vector<std::string> arguments{"help", "--man"};
  if (!command.short_name().empty()) arguments.emplace_back(command.short_name());
  const ProgramResult result = run_program(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return result.out;
}

/// The page as a reader sees it.
std::string rendered(const std::string& page, int width) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.write("page.1", page);
  return run_shell(fmt::format("MANWIDTH={} MANPAGER=cat man -E ascii -l {}", width, file.string())).out;
}

/// The text as a single line, so that line breaks do not matter.
std::string unwrapped(const std::string& text) { return std::regex_replace(text, std::regex("\\s+"), " "); }

TEST(Roff, takes_no_text_for_a_request_or_an_escape) {
  EXPECT_EQ(cli::roff_literal(".so /etc/passwd"), "\\&.so /etc/passwd");
  EXPECT_EQ(cli::roff_literal("'a' \"b\""), "\\(aqa\\(aq \\(dqb\\(dq");
  EXPECT_EQ(cli::roff_literal("a\\fBb"), "a\\efBb");
  EXPECT_EQ(cli::roff_literal("2024-01-31 ~/x ^ `"), "2024\\-01\\-31 \\(ti/x \\(ha \\(ga");
}

TEST(Roff, shows_options_in_sentences_bold) {
  EXPECT_EQ(cli::roff_prose("needs --max-drop (--baseline): x--y"),
            "needs \\fB\\-\\-max\\-drop\\fR (\\fB\\-\\-baseline\\fR): x\\-\\-y");
}

TEST(ManualPage, is_accepted_by_man_without_a_warning) {
  if (!has_program("man") || !has_program("groff")) GTEST_SKIP() << "man or groff is not there";
  const TemporaryFolder folder;
  for (const DescribedCommand& command : cli::describe_commands()) {
    const std::filesystem::path file = folder.write("page.1", page_of(command));
    for (const int width : {60, 80, 120}) {
      const ShellResult result =
          run_shell(fmt::format("MANWIDTH={} man --warnings -E UTF-8 -l -Tutf8 -Z {} >{}", width,
                                file.string(), (folder.path() / "out").string()));
      EXPECT_EQ(result.exit_code, 0) << command.name;
      EXPECT_EQ(result.out, "") << command.name;
    }
  }
}

TEST(ManualPage, has_a_name_that_the_index_of_manual_pages_understands) {
  if (!has_program("lexgrog")) GTEST_SKIP() << "lexgrog is not there";
  const TemporaryFolder folder;
  for (const DescribedCommand& command : cli::describe_commands()) {
    if (!command.has_page) continue;
    const std::filesystem::path file = folder.write("page.1", page_of(command));
    const std::string name = std::regex_replace(command.name, std::regex(" "), "-");
    EXPECT_EQ(run_shell("lexgrog " + file.string()).out,
              fmt::format("{}: \"{} - {}\"\n", file.string(), name, command.summary));
  }
}

TEST(ManualPage, explains_every_option_and_argument) {
  if (!has_program("man") || !has_program("groff")) GTEST_SKIP() << "man or groff is not there";
  for (const DescribedCommand& command : cli::describe_commands()) {
    const std::string page = unwrapped(rendered(page_of(command), 100));
    for (const auto& group : command.groups) {
      for (const DescribedOption& option : group.options) {
        std::string names = option.names.front();
        for (std::size_t i = 1; i < option.names.size(); ++i) names += ", " + option.names[i];
        if (option.takes_value()) names += " " + option.type;
        EXPECT_THAT(page, HasSubstr(unwrapped(fmt::format(" {} {}", names, option.help)))) << command.name;
      }
    }
    for (const DescribedOption& argument : command.arguments) {
      EXPECT_THAT(page, HasSubstr(unwrapped(fmt::format(" {} {}", argument.names.front(), argument.help))));
    }
    for (const DescribedOption& option : command.strategy_options) {
      EXPECT_THAT(page, HasSubstr(option.names.front() + " ")) << command.name;
    }
  }
}

TEST(ManualPage, explains_every_strategy_where_one_is_given) {
  if (!has_program("man") || !has_program("groff")) GTEST_SKIP() << "man or groff is not there";
  const auto commands = cli::describe_commands();
  const std::string main_page = unwrapped(rendered(page_of(commands.front()), 100));
  const std::string of_compare = unwrapped(rendered(run_program({"help", "compare", "--man"}).out, 100));
  for (const StrategyInfo& strategy : strategies()) {
    const std::string summary = fmt::format(" {} {}.", strategy.name(), strategy.description.summary);
    EXPECT_THAT(main_page, HasSubstr(summary));
    EXPECT_THAT(of_compare, HasSubstr(summary));
    for (const OptionDescription& option : describe_options(strategy.defaults)) {
      EXPECT_THAT(main_page, HasSubstr(unwrapped(option.help))) << strategy.name();
    }
  }
  EXPECT_THAT(main_page, HasSubstr(" --theta-conf NUM "));
  EXPECT_THAT(of_compare, HasSubstr(" theta-conf=NUM "));
  EXPECT_THAT(of_compare, Not(HasSubstr("--theta-conf NUM")));
}

TEST(ManualPage, names_every_variable_of_the_environment_that_is_read) {
  const std::string page = page_of(cli::describe_commands().front());
  const std::regex variable("\"((CROWDVOTE_[A-Z_]+)|NO_COLOR|TERM)\"");
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source_folder() / "src")) {
    if (entry.path().extension() != ".cpp" || entry.path().filename() == "manual_page.cpp") continue;
    const std::string code = read_file(entry.path());
    for (std::sregex_iterator match(code.begin(), code.end(), variable), end; match != end; ++match) {
      found.insert((*match)[1]);
    }
  }
  EXPECT_THAT(found, ::testing::IsSupersetOf({"CROWDVOTE_CONFIG", "CROWDVOTE_THREADS", "NO_COLOR"}));
  for (const std::string& name : found) EXPECT_THAT(page, HasSubstr(cli::roff_bold(name)));
}

TEST(ManualPage, has_the_sections_of_a_manual_page_and_is_dated) {
  const std::string page = page_of(cli::describe_commands().front());
  std::size_t at = 0;
  for (const char* title : {"NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "STRATEGIES",
                            "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO"}) {
    const std::size_t found = page.find(fmt::format(".SH \"{}\"\n", title), at);
    ASSERT_NE(found, std::string::npos) << title;
    at = found;
  }
  const std::regex header(
      "\\.TH AGGREGATE 1 20[0-9]{2}\\\\-[0-9]{2}\\\\-[0-9]{2} \"crowdvote " CROWDVOTE_VERSION "\"");
  EXPECT_TRUE(std::regex_search(page, header)) << page.substr(0, 200);
}

TEST(ManualPage, refers_to_the_pages_of_all_commands) {
  const auto commands = cli::describe_commands();
  const std::string page = page_of(commands.front());
  const std::string references = page.substr(page.find("SEE ALSO"));
  for (const DescribedCommand& command : commands) {
    if (command.short_name().empty()) continue;
    const std::string reference = fmt::format("aggregate\\-{} (1)", command.short_name());
    if (command.has_page) {
      EXPECT_THAT(references, HasSubstr(reference));
    } else {
      EXPECT_THAT(references, Not(HasSubstr(reference)));
    }
  }
}

TEST(ManualPage, of_no_command_is_wrong_usage) {
  const ProgramResult result = run_program({"help", "--man", "compar"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("did you mean compare?"));
}

}  // namespace
}  // namespace crowdvote::testing
