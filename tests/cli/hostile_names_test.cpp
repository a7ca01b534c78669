#include "cli/run_program.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ProgramResult run_on_json(const std::string& votes, const std::vector<std::string>& arguments) {
  const TemporaryFolder folder;
  folder.write("votes.json", votes);
  return run_program_in(folder.path(), arguments);
}

TEST(HostileNames, tables_show_commands_to_a_terminal_by_their_numbers) {
  const std::string votes = R"({"0": {"a": "\u001b]0;x\u0007", "b": "\u009b31m"}, "1": {"a": "\u202e"}})";
  for (const std::string format : {"text", "markdown", "html"}) {
    const ProgramResult result = run_on_json(votes, {"stats", "votes.json", "--format", format});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    for (const std::string& text : {result.out, result.err}) {
      EXPECT_THAT(text, Not(HasSubstr("\x1b"))) << format;
      EXPECT_THAT(text, Not(HasSubstr("\u009b"))) << format;
      EXPECT_THAT(text, Not(HasSubstr("\u202e"))) << format;
    }
    if (format == "text") {
      EXPECT_THAT(result.out, HasSubstr("\\x1b]0;x\\x07"));
    }
  }
}

TEST(HostileNames, messages_show_them_by_their_numbers_in_both_formats) {
  const std::string votes = R"({"\u009b31m": 1, "\u202e": 1})";
  for (const std::string format : {"text", "json"}) {
    const ProgramResult result = run_on_json(votes, {"votes.json", "--errors", format});
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_THAT(result.err, Not(HasSubstr("\u009b"))) << format;
    EXPECT_THAT(result.err, Not(HasSubstr("\u202e"))) << format;
  }
}

TEST(HostileNames, an_id_as_long_as_a_file_is_shown_short) {
  const std::string votes = "{\"" + std::string(1'000'000, 'x') + "\": {\"ann\": [1, 2]}}";
  for (const std::string format : {"text", "json"}) {
    const ProgramResult result = run_on_json(votes, {"votes.json", "--errors", format});
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_LT(result.err.size(), 20'000U);
    EXPECT_THAT(result.err, HasSubstr("array")) << "what stands behind the id";
  }
}

TEST(HostileNames, a_nul_character_in_a_name_is_refused_as_no_table_could_hold_it) {
  for (const std::string votes :
       {R"({"0": {"ann": "x\u0000y"}})", R"({"0": {"a\u0000": 1}})", R"({"\u0000": {"ann": 1}})",
        R"([{"task": 1, "user": 2, "label": "\u0000"}])"}) {
    const ProgramResult result = run_on_json(votes, {"votes.json"});
    EXPECT_EQ(result.exit_code, 3) << votes;
    EXPECT_THAT(result.err, HasSubstr("NUL character")) << votes;
  }
}

}  // namespace
}  // namespace crowdvote::testing
