#include "cli/run_program.hpp"
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote::testing {
namespace {

void expect_golden_output(const std::vector<std::string>& arguments, const std::string& golden) {
  const ProgramResult result = run_program(arguments);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  expect_golden(golden, result.out);
}

TEST(Help, of_the_main_job_goes_to_standard_output) {
  expect_golden_output({"--help"}, "help/aggregate.txt");
}

class CommandHelp : public ::testing::TestWithParam<const char*> {};

TEST_P(CommandHelp, goes_to_standard_output) {
  expect_golden_output({GetParam(), "--help"}, std::string("help/") + GetParam() + ".txt");
}

INSTANTIATE_TEST_SUITE_P(Commands, CommandHelp,
                         ::testing::Values("compare", "convert", "evaluate", "explain", "inspect", "simulate",
                                           "stats", "strategies"),
                         [](const auto& suite) { return std::string(suite.param); });

TEST(Help, of_h_fits_one_screen) {
  expect_golden_output({"-h"}, "help/screen.txt");
  const std::string screen = run_program({"-h"}).out;
  EXPECT_LE(std::count(screen.begin(), screen.end(), '\n'), 50);
}

TEST_P(CommandHelp, of_h_fits_one_screen_and_says_where_the_rest_is) {
  const std::string command = GetParam();
  const ProgramResult screen = run_program({command, "-h"});
  EXPECT_EQ(screen.exit_code, 0) << screen.err;
  EXPECT_LE(std::count(screen.out.begin(), screen.out.end(), '\n'), 50);
  EXPECT_NE(screen.out.find("Usage: aggregate " + command), std::string::npos);
  EXPECT_NE(screen.out.find("xample"), std::string::npos);
  if (command != "strategies") {
    EXPECT_NE(screen.out.find("'aggregate " + command + " --help' shows all options."), std::string::npos);
  }
}

TEST(Help, is_a_command_too) {
  EXPECT_EQ(run_program({"help"}).out, run_program({"--help"}).out);
  EXPECT_EQ(run_program({"help", "help"}).out, run_program({"--help"}).out);
  EXPECT_EQ(run_program({"help", "compare"}).out, run_program({"compare", "--help"}).out);
  EXPECT_EQ(run_program({"version"}).out, run_program({"--version"}).out);
}

TEST(Help, wins_over_mistakes_in_other_options) {
  EXPECT_EQ(run_program({"--threads", "abc", "--help"}).out, run_program({"--help"}).out);
}

TEST(Help, is_a_file_name_behind_two_dashes) {
  const ProgramResult result = run_program({"--", "--help"});
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_EQ(result.out, "");
}

TEST(Help, that_cannot_be_written_fails) {
  const ProgramResult result = Program({"--help"}, source_folder(), "/dev/null", "/dev/full").wait();
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_NE(result.err.find("No space left on device"), std::string::npos) << result.err;
}

TEST(Version, is_printed_alone) {
  const ProgramResult result = run_program({"--version"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, "aggregate " CROWDVOTE_VERSION "\n");
  EXPECT_EQ(result.err, "");
}

TEST(Strategies, are_listed) { expect_golden_output({"strategies"}, "strategies/list.txt"); }

TEST(Strategies, tell_options_and_source) {
  for (const StrategyInfo& strategy : strategies()) {
    const std::string name(strategy.name());
    expect_golden_output({"strategies", name}, "strategies/" + name + ".txt");
  }
}

TEST(Strategies, answer_to_what_people_type) {
  const ProgramResult by_name = run_program({"tests/data/flora/votes.json", "-s", "dawid-skene", "-q"});
  EXPECT_EQ(by_name.exit_code, 0) << by_name.err;
  for (const char* name : {"DS", "dawid_skene", "Dawid Skene"}) {
    EXPECT_EQ(run_program({"tests/data/flora/votes.json", "-s", name, "-q"}).out, by_name.out) << name;
  }
  EXPECT_EQ(run_program({"strategies", "Majority-Vote"}).out, run_program({"strategies", "mv"}).out);
}

TEST(Strategies, an_unknown_name_is_an_error_with_the_nearest) {
  const ProgramResult result = run_program({"strategies", "plantnett"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err.find("plantnet"), std::string::npos) << result.err;
}

}  // namespace
}  // namespace crowdvote::testing
