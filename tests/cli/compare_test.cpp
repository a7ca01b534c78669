#include "cli/run_program.hpp"

#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

const std::vector<std::string> kFlora{"compare",   "tests/data/flora/votes.json",
                                      "--authors", "tests/data/flora/authors.txt",
                                      "--truth",   "tests/data/flora/ground_truth.txt"};

ProgramResult compare_flora(const std::vector<std::string>& more) {
  std::vector<std::string> arguments = kFlora;
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_program(arguments);
}

/// Removes seconds, which differ between runs.
std::string without_seconds(const std::string& text) {
  return std::regex_replace(text, std::regex("  [0-9]+\\.[0-9]{3}\n"), "  SECONDS\n");
}

TEST(Compare, shows_strategies_side_by_side) {
  const ProgramResult result = compare_flora({"mv", "wawa", "twothird", "plantnet"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  expect_golden("flora/compare.txt", result.out);
  const ProgramResult all = compare_flora({"mv", "wawa", "twothird", "plantnet", "--intervals"});
  expect_golden("flora/compare_intervals.txt", without_seconds(all.out));
}

TEST(Compare, fits_100_columns_even_where_names_are_long) {
  const std::string spec = "plantnet:theta-acc=0.65,theta-conf=1.5,weight-function=sqrt,penalty=accuracy";
  const ProgramResult result = compare_flora({"mv", spec});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
  EXPECT_THAT(result.out, HasSubstr("\n" + spec + "\n"));
}

TEST(Compare, writes_all_figures_into_files) {
  const TemporaryFolder folder;
  const std::string table = folder.path() / "table.txt";
  EXPECT_EQ(compare_flora({"mv", "wawa", "-o", table}).exit_code, 0);
  EXPECT_THAT(read_file(table), HasSubstr("classes recovered"));
}

TEST(Compare, gives_the_figures_of_the_main_job) {
  const TemporaryFolder folder;
  const std::string table = folder.path() / "table.json";
  ASSERT_EQ(compare_flora({"mv", "plantnet:ai-strategy=fixed", "-o", table, "--ai-votes",
                           "tests/data/flora/ai_votes.json"})
                .exit_code,
            0);
  const std::string summary = folder.path() / "summary.json";
  ASSERT_EQ(run_program({"tests/data/flora/votes.json", "--authors", "tests/data/flora/authors.txt",
                         "--truth", "tests/data/flora/ground_truth.txt", "--ai-votes",
                         "tests/data/flora/ai_votes.json", "--ai-strategy", "fixed", "--summary", summary})
                .exit_code,
            0);
  const Json compared = Json::parse(read_file(table));
  EXPECT_EQ(compared["runs"][1]["metrics"], Json::parse(read_file(summary))["metrics"]);
  EXPECT_EQ(compared["reference"], "mv");
}

TEST(Compare, a_range_becomes_a_run_a_value) {
  const TemporaryFolder folder;
  const std::string table = folder.path() / "table.csv";
  EXPECT_EQ(compare_flora({"mv", "plantnet:theta-acc=0.5..0.7:0.1", "-o", table}).exit_code, 0);
  const std::string csv = read_file(table);
  EXPECT_THAT(csv, HasSubstr("\nplantnet:theta-acc=0.5,expert,"));
  EXPECT_THAT(csv, HasSubstr("\nplantnet:theta-acc=0.6,expert,"));
  EXPECT_THAT(csv, HasSubstr("\nplantnet:theta-acc=0.7,expert,"));
}

TEST(Compare, tests_against_the_reference_that_is_named) {
  const TemporaryFolder folder;
  const std::string table = folder.path() / "table.json";
  EXPECT_EQ(compare_flora({"mv", "twothird", "--reference", "twothird", "-o", table}).exit_code, 0);
  const Json compared = Json::parse(read_file(table));
  EXPECT_EQ(compared["reference"], "twothird");
  EXPECT_TRUE(compared["runs"][1]["mcnemar"].is_null());
  EXPECT_TRUE(compared["runs"][0]["mcnemar"]["expert"]["p_value"].is_number());
}

TEST(Compare, puts_held_out_experts_beside_the_plain_figures) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4, "bob": 4, "flo": 5}, "2": {"ann": 6, "flo": 6}})");
  folder.write("experts.txt", "flo\n");
  const ProgramResult result =
      run_program_in(folder.path(), {"compare", "votes.json", "mv", "--experts", "experts.txt",
                                     "--hold-out-experts", "--output-format", "csv"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("\nmv,expert,2,0.5,"));
  EXPECT_THAT(result.out, HasSubstr("\nmv (experts held out),expert,2,0.5,"));
}

TEST(Compare, says_what_it_misses) {
  const ProgramResult no_strategy = compare_flora({});
  EXPECT_EQ(no_strategy.exit_code, 2);
  EXPECT_THAT(no_strategy.err, HasSubstr("no strategy to compare"));

  const ProgramResult no_reference = compare_flora({"mv", "wawa", "--reference", "plantnet"});
  EXPECT_EQ(no_reference.exit_code, 2);
  EXPECT_THAT(no_reference.err, HasSubstr("expected mv or wawa"));

  const ProgramResult no_ai =
      compare_flora({"mv", "plantnet", "--ai-votes", "tests/data/flora/ai_votes.json"});
  EXPECT_EQ(no_ai.exit_code, 2);
  EXPECT_THAT(no_ai.err, HasSubstr("plantnet:ai-strategy=fixed"));

  const ProgramResult no_weights = compare_flora({"mv", "wmv"});
  EXPECT_EQ(no_weights.exit_code, 2);
  EXPECT_THAT(no_weights.err, HasSubstr("--weights"));
}

TEST(Compare, warns_of_a_strategy_that_is_far_below_the_majority) {
  const TemporaryFolder folder;
  const std::string votes = folder.path() / "votes.csv";
  std::ofstream(votes) << "task,worker,label\n1,a,x\n1,b,x\n1,c,y\n2,a,y\n2,b,y\n2,c,x\n3,c,x\n";
  const std::string weights = folder.path() / "weights.csv";
  std::ofstream(weights) << "user,weight\nc,1\n";
  const ProgramResult result = run_program({"compare", votes, "mv", "wmv", "--weights", weights});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err,
              HasSubstr("warning: the labels of wmv equal 33.3 % of the votes on the 2 observations with "
                        "at least two votes and a label, those of mv 66.7 %: 33.3 points more"));
  EXPECT_THAT(result.err, ::testing::Not(HasSubstr("the labels of mv equal")));
}

TEST(Compare, shows_how_good_probabilities_are_where_there_are_any) {
  const TemporaryFolder folder;
  const std::string table = folder.path() / "table.json";
  const ProgramResult result = compare_flora({"mv", "dawid-skene", "--intervals"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("seconds  log loss  Brier score    ECE  ECE, all labels\n"));
  ASSERT_EQ(compare_flora({"mv", "dawid-skene", "-o", table}).exit_code, 0);
  const Json runs = Json::parse(read_file(table))["runs"];
  EXPECT_FALSE(runs[0]["metrics"]["expert"].contains("probabilities"));
  EXPECT_GT(runs[1]["metrics"]["expert"]["probabilities"]["log_loss"], 0);
  EXPECT_GT(runs[0]["vote_agreement"]["share"], 0.5);
}

}  // namespace
}  // namespace crowdvote::testing
