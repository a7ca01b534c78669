/// Every output either has the format that the ending of its file implies or is refused.

#include "cli/run_program.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class FiguresOutput : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    folder_.write("votes.csv",
                  "task,worker,label\n1,ann,a\n1,bob,a\n2,ann,b\n2,bob,a\n2,cem,b\n3,ann,a\n3,bob,b\n");
    folder_.write("truth.csv", "task,label\n1,a\n2,b\n3,b\n");
    folder_.write("labels.csv", "observation,label\n1,a\n2,b\n3,a\n");
  }

  [[nodiscard]] ProgramResult run(const std::vector<std::string>& further) const {
    std::vector<std::string> arguments{GetParam(), GetParam() == "evaluate" ? "labels.csv" : "votes.csv",
                                       "-q"};
    if (GetParam() == "compare") arguments.emplace_back("mv");
    if (GetParam() == "explain") arguments.emplace_back("2");
    if (GetParam() == "compare" || GetParam() == "evaluate")
      arguments.insert(arguments.end(), {"--truth", "truth.csv"});
    arguments.insert(arguments.end(), further.begin(), further.end());
    return run_program_in(folder_.path(), arguments);
  }

  /// The content written to a file with this name.
  [[nodiscard]] std::string written_to(const std::string& name) const {
    const ProgramResult result = run({"-o", name});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, "");
    return read_file(folder_.path() / name);
  }

  TemporaryFolder folder_;
};

TEST_P(FiguresOutput, has_the_format_that_the_ending_says) {
  EXPECT_TRUE(nlohmann::json::parse(written_to("t.json")).is_object());
  EXPECT_THAT(written_to("t.html"), StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(written_to("t.md"), HasSubstr("| --- |"));
  EXPECT_THAT(written_to("t.txt"), ::testing::Not(HasSubstr("|")));
  const std::string csv = written_to("t.csv");
  EXPECT_GT(std::count(csv.begin(), csv.begin() + static_cast<std::ptrdiff_t>(csv.find('\n')), ','), 0);
  EXPECT_THAT(written_to("t.csv.gz"), StartsWith("\x1f\x8b"));
}

TEST_P(FiguresOutput, has_the_format_that_is_asked_for_whatever_the_ending) {
  const ProgramResult result = run({"--format", "json"});
  EXPECT_TRUE(nlohmann::json::accept(result.out)) << result.err;
  ASSERT_EQ(run({"-o", "t.out", "--output-format", "html"}).exit_code, 0);
  EXPECT_THAT(read_file(folder_.path() / "t.out"), StartsWith("<!DOCTYPE html>"));
}

TEST_P(FiguresOutput, refuses_an_ending_that_says_nothing_and_lists_those_that_do) {
  for (const std::string name : {"t.xlsx", "t", "t.tsv"}) {
    const ProgramResult result = run({"-o", name});
    EXPECT_EQ(result.exit_code, 2) << name;
    EXPECT_THAT(result.err,
                HasSubstr("the ending of '" + name + "' is none of .txt, .csv, .md, .html and .json"));
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / name));
  }
}

INSTANTIATE_TEST_SUITE_P(Commands, FiguresOutput,
                         ::testing::Values("evaluate", "stats", "compare", "inspect", "explain"),
                         [](const auto& suite) { return suite.param; });

TEST(OutputsOfARun, refuse_an_ending_that_is_not_theirs) {
  const TemporaryFolder folder;
  folder.write("votes.csv", "task,worker,label\n1,ann,a\n");
  const std::vector<std::vector<std::string>> refused{
      {"--summary", "s.csv"},    {"--confusion", "c.json"},    {"--save-model", "m.csv"},
      {"--report", "r.pdf"},     {"--users", "u.npy"},         {"--users", "u.xlsx"},
      {"--summary", "s.csv.gz"}, {"--probabilities", "p.html"}};
  for (const auto& option : refused) {
    const ProgramResult result =
        run_program_in(folder.path(), {"votes.csv", "-s", "dawid-skene", option[0], option[1]});
    EXPECT_EQ(result.exit_code, 2) << option[1];
    EXPECT_THAT(result.err, HasSubstr("the ending of '" + option[1] + "' is"));
  }
  EXPECT_EQ(run_program_in(folder.path(), {"votes.csv", "--summary", "summary", "-q"}).exit_code, 0)
      << "a name without an ending says nothing else";
  EXPECT_EQ(folder.names(), (std::vector<std::string>{"summary", "votes.csv"}));
}

TEST(OutputsOfARun, write_users_in_the_format_of_their_ending) {
  const TemporaryFolder folder;
  folder.write("votes.csv", "task,worker,label\n1,ann,a\n1,7,a\n2,ann,b\n");
  const auto users = [&](const std::string& name) {
    EXPECT_EQ(run_program_in(folder.path(), {"votes.csv", "-q", "-s", "wawa", "--users", name}).exit_code, 0);
    return read_file(folder.path() / name);
  };
  const auto json = nlohmann::json::parse(users("u.json"));
  EXPECT_EQ(json["ann"]["votes"], 2);
  EXPECT_EQ(json["7"]["weight"], 1.0);
  EXPECT_TRUE(json["7"]["n_species"].is_null());
  EXPECT_THAT(users("u.jsonl"), HasSubstr("{\"user\":7,\"votes\":1,"));
  EXPECT_THAT(users("u.tsv"), StartsWith("user\tvotes\tspecies_authored\t"));
}

}  // namespace
}  // namespace crowdvote::testing
