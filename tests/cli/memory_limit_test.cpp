#include "cli/run_program.hpp"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

const std::string kVotes = "tests/data/flora/votes.json";

/// Each of 300,000 observations has a vote, which makes at least 4 MB in every format.
std::string many_votes(const std::string& format) {
  std::string text = format == "json" ? "{" : format == "csv" ? "observation,user,label\n" : "";
  for (int i = 0; i < 300'000; ++i) {
    if (format == "json") {
      text += fmt::format("{}\"{}\":{{\"u{}\":{}}}", i == 0 ? "" : ",", i, i % 10, i % 7);
    } else if (format == "csv") {
      text += fmt::format("{},u{},{}\n", i, i % 10, i % 7);
    } else {
      text += fmt::format("{{\"observation\":{},\"user\":\"u{}\",\"label\":{}}}\n", i, i % 10, i % 7);
    }
  }
  return text + (format == "json" ? "}" : "");
}

class TooLittleMemory : public ::testing::TestWithParam<const char*> {};

TEST_P(TooLittleMemory, stops_the_reading_of_votes_and_leaves_no_file) {
  const TemporaryFolder folder;
  const std::string votes = folder.write("votes", many_votes(GetParam()));
  const ProgramResult result =
      run_program_in(folder.path(), {votes, "--memory-limit", "1MB", "-o", "labels.csv"});
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("aggregate: error: not enough memory for reading"));
  EXPECT_THAT(result.err, ContainsRegex("about [0-9]+ MB are needed, and the limit is 1 MB"));
  EXPECT_THAT(result.err, HasSubstr("--memory-limit"));
  EXPECT_THAT(folder.names(), ::testing::ElementsAre("votes"));
}

TEST_P(TooLittleMemory, is_not_what_a_machine_has) {
  const TemporaryFolder folder;
  const std::string votes = folder.write("votes", many_votes(GetParam()));
  EXPECT_EQ(run_program({votes, "-s", "mv", "-q", "-o", "/dev/null"}).exit_code, 0);
}

INSTANTIATE_TEST_SUITE_P(Formats, TooLittleMemory, ::testing::Values("json", "csv", "jsonl"),
                         [](const auto& suite) { return std::string(suite.param); });

TEST(TooManyProbabilities, end_a_run_that_has_the_memory_for_them) {
  const TemporaryFolder folder;
  std::string votes = "observation,user,label\n";
  for (int i = 0; i < 70'000; ++i) votes += fmt::format("{0},ann,l{0}\n{0},bob,l{0}\n", i);
  const std::string file = folder.write("votes.csv", votes);
  const ProgramResult result =
      run_program({file, "-s", "dawid-skene", "-q", "-o", "/dev/null", "--memory-limit", "1000GB"});
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_THAT(result.err,
              HasSubstr("4900000000 probabilities are too many, at most 4294967294 are possible"));
}

TEST(MemoryLimit, holds_for_every_command_that_reads_votes) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{kVotes}, {"compare", kVotes, "mv"}, {"stats", kVotes}}) {
    std::vector<std::string> arguments = command;
    arguments.insert(arguments.end(), {"--memory-limit", "100kB"});
    const ProgramResult result = run_program(arguments);
    EXPECT_EQ(result.exit_code, 4) << command.front();
    EXPECT_THAT(result.err, HasSubstr("the limit is 1 MB")) << "rounded up";
  }
}

TEST(Verbose, tells_seconds_and_peak_memory_of_each_stage) {
  for (const auto& [command, stage] :
       {std::pair{std::vector<std::string>{kVotes, "-o", "/dev/null"}, "aggregate"},
        std::pair{std::vector<std::string>{"compare", kVotes, "mv"}, "compare"},
        std::pair{std::vector<std::string>{"stats", kVotes}, "describe"}}) {
    std::vector<std::string> arguments = command;
    arguments.emplace_back("-v");
    const ProgramResult result = run_program(arguments);
    EXPECT_THAT(result.err, ContainsRegex("read: [0-9.]+ s, peak memory [0-9,]+ MB"));
    EXPECT_THAT(result.err, ContainsRegex(std::string(stage) + ": [0-9.]+ s, peak memory [0-9,]+ MB"));
  }
}

TEST(MemoryLimit, that_is_large_enough_changes_nothing) {
  const ProgramResult result = run_program({kVotes, "-q"});
  for (const char* const limit : {"800MB", "4GB", "1GiB", "512M", "2 tb", "8000000000"}) {
    const ProgramResult limited = run_program({kVotes, "-q", "--memory-limit", limit});
    EXPECT_EQ(limited.exit_code, 0) << limit << limited.err;
    EXPECT_EQ(limited.out, result.out) << limit;
  }
}

}  // namespace
}  // namespace crowdvote::testing
