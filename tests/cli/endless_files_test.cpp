#include "cli/run_program.hpp"
#include "cli/run_shell.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string kVotesOfFlora = "tests/data/flora/votes.json";
const std::string kTruthOfFlora = "tests/data/flora/ground_truth.txt";

/// A command that reads files, and its message for an endless file.
struct EndlessFile {
  std::vector<std::string> arguments;  ///< the path of the file is appended
  std::string complaint;
};

TEST(EndlessPipes, that_look_like_a_baseline_are_refused_by_their_size) {
  for (const std::string line : {"[", "' '"}) {
    const ShellResult result = run_shell(
        fmt::format("yes {} | {} {} --truth {} --baseline /dev/stdin -q -o /dev/null --memory-limit 1GB",
                    line, CROWDVOTE_PROGRAM, kVotesOfFlora, kTruthOfFlora));
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_THAT(
        result.out,
        HasSubstr("/dev/stdin: the file has more than 4,194,304 bytes; expected the summary of a run"));
  }
}

TEST(EndlessPipes, of_nothing_but_errors_are_read_up_to_a_million_of_them) {
  const std::string file = R"({ echo '{"task": 1, "user": 2, "label": 3}'; yes '{"task": 1}'; })";
  const ShellResult result =
      run_shell(fmt::format("{} | {} - -q -o /dev/null --max-errors 1", file, CROWDVOTE_PROGRAM));
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.out, HasSubstr("999,999 more problems"));
}

class EndlessFiles : public ::testing::TestWithParam<EndlessFile> {};

TEST_P(EndlessFiles, are_refused_by_every_option_long_before_memory_ends) {
  for (const std::string device : {"/dev/zero", "/dev/full"}) {
    std::vector<std::string> arguments = GetParam().arguments;
    arguments.back() += device;
    arguments.insert(arguments.end(), {"-o", "/dev/null", "-q", "--memory-limit", "200MB"});
    const ProgramResult result = run_program(arguments);
    EXPECT_THAT(result.exit_code, ::testing::AnyOf(2, 3)) << result.err;
    EXPECT_THAT(result.err, AllOf(HasSubstr(device), HasSubstr(GetParam().complaint)));
  }
}

const std::string kLongLine = ":1:1: a line of more than 16777216 bytes";
const std::string kLongRow = ":1:1: a row of more than 16777216 bytes";
INSTANTIATE_TEST_SUITE_P(
    Options, EndlessFiles,
    ::testing::Values(
        EndlessFile{{""}, kLongRow}, EndlessFile{{"--input-format=json", ""}, "not JSON"},
        EndlessFile{{"inspect", ""}, kLongRow}, EndlessFile{{"stats", ""}, kLongRow},
        EndlessFile{{"convert", ""}, kLongRow}, EndlessFile{{"compare", "--all", ""}, kLongRow},
        EndlessFile{{kVotesOfFlora, "--authors", ""}, kLongLine},
        EndlessFile{{kVotesOfFlora, "--ai-votes", ""}, kLongLine},
        EndlessFile{{kVotesOfFlora, "--ai-scores", ""}, kLongLine},
        EndlessFile{{kVotesOfFlora, "--truth", ""}, kLongLine},
        EndlessFile{{kVotesOfFlora, "--gold", ""}, kLongLine},
        EndlessFile{{kVotesOfFlora, "--experts", ""}, kLongLine},
        EndlessFile{{kVotesOfFlora, "-s", "wmv", "--weights", ""}, "is not a header"},
        EndlessFile{{kVotesOfFlora, "--without", "@"},
                    "more than 67,108,864 bytes; expected a list of users"},
        EndlessFile{{kVotesOfFlora, "--config", ""}, "a configuration has 1000000 bytes at most"},
        EndlessFile{{kVotesOfFlora, "--use-model", ""}, "byte 0: this is not JSON"},
        EndlessFile{{kVotesOfFlora, "--truth", kTruthOfFlora, "--baseline", ""}, "byte 0: this is not JSON"},
        EndlessFile{{"convert", kVotesOfFlora, "--anonymise", "--salt-file", ""},
                    "more than 1,048,576 bytes; expected a short secret"},
        EndlessFile{{"evaluate", "--truth", kTruthOfFlora, ""}, kLongLine},
        EndlessFile{{"evaluate", kTruthOfFlora, "--truth", ""}, kLongLine},
        EndlessFile{{"evaluate", kTruthOfFlora, "--truth", kTruthOfFlora, "--probabilities", ""},
                    "is not a header"},
        EndlessFile{{"evaluate", kTruthOfFlora, "--truth", kTruthOfFlora, "--votes", ""}, kLongRow}),
    [](const auto& test) { return std::to_string(test.index); });

}  // namespace
}  // namespace crowdvote::testing
