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

TEST(HostileNames, a_spreadsheet_is_given_no_formulas_where_that_is_asked_for) {
  const TemporaryFolder folder;
  folder.write("votes.csv",
               "task,user,label\n-x,@ann,=1+1\n-x,bob,\"=A1,B1\"\n7,@ann,-1\n7,bob,-1\n+y,bob,plain\n");
  const std::vector<std::string> words{"votes.csv", "-s",        "mv", "-q",        "--keep-minus-one",
                                       "--users",   "users.csv", "-o", "labels.csv"};
  std::vector<std::string> safe = words;
  safe.emplace_back("--spreadsheet-safe");
  ASSERT_EQ(run_program_in(folder.path(), safe).exit_code, 0);
  const std::string labels = read_file(folder.path() / "labels.csv");
  EXPECT_THAT(labels, HasSubstr("\n'-x,'=1+1,"));
  EXPECT_THAT(labels, HasSubstr(",\"'=A1,B1\"\n")) << "the runner-up of the tie";
  EXPECT_THAT(labels, HasSubstr("\n7,-1,")) << "a number is no formula";
  EXPECT_THAT(labels, HasSubstr("\n'+y,plain,"));
  EXPECT_THAT(read_file(folder.path() / "users.csv"), HasSubstr("\n'@ann,"));

  ASSERT_EQ(run_program_in(folder.path(), words).exit_code, 0);
  EXPECT_THAT(read_file(folder.path() / "labels.csv"), HasSubstr("\n-x,=1+1,"));

  const ProgramResult converted =
      run_program_in(folder.path(), {"convert", "votes.csv", "-q", "--keep-minus-one", "--spreadsheet-safe"});
  EXPECT_THAT(converted.out, HasSubstr("'-x,'@ann,'=1+1\n"));
}

}  // namespace
}  // namespace crowdvote::testing
