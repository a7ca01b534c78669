#include "cli/run_program.hpp"
#include "io/needs_duckdb.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;

const std::string kQuery =
    "SELECT * FROM (VALUES ('a', 1, 'cat'), ('a', 2, 'cat'), ('b', 1, 'dog')) t(item, annotator, answer)";

TEST(SqlOptions, read_votes_and_truth_by_queries_that_the_summary_names) {
  CROWDVOTE_NEEDS_DUCKDB();
  const TemporaryFolder folder;
  const std::string truth = "SELECT 'a' AS item, 'cat' AS truth";
  const ProgramResult result = run_program_in(
      folder.path(), {"--sql", kQuery, "--truth-sql", truth, "-s", "mv", "--summary", "s.json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("\na,cat,"));
  const auto inputs = nlohmann::json::parse(read_file(folder.path() / "s.json"))["inputs"];
  EXPECT_EQ(inputs[0]["path"], "sql:" + kQuery);
  EXPECT_EQ(inputs[0]["format"], "sql");
  EXPECT_EQ(inputs[1]["path"], "sql:" + truth);
}

TEST(SqlOptions, leave_the_place_of_the_votes_to_the_strategies_of_a_comparison) {
  CROWDVOTE_NEEDS_DUCKDB();
  const ProgramResult result = run_program({"compare", "--sql", kQuery, "mv", "wawa"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("wawa"));
}

TEST(SqlOptions, write_parquet_that_is_read_again) {
  CROWDVOTE_NEEDS_DUCKDB();
  const TemporaryFolder folder;
  folder.write("truth.csv", "observation,label\na,cat\nb,cat\n");
  const ProgramResult labels = run_program_in(
      folder.path(), {"--sql", kQuery, "-s", "mv", "-o", "labels.parquet", "--users", "users.parquet"});
  EXPECT_EQ(labels.exit_code, 0) << labels.err;
  EXPECT_THAT(folder.names(), ::testing::ElementsAre("labels.parquet", "truth.csv", "users.parquet"));
  const ProgramResult figures =
      run_program_in(folder.path(), {"evaluate", "labels.parquet", "--truth", "truth.csv"});
  EXPECT_EQ(figures.exit_code, 0) << figures.err;
  EXPECT_THAT(figures.out, HasSubstr("0.5"));
}

TEST(SqlOptions, do_not_go_with_the_file_of_the_same) {
  const ProgramResult votes = run_program({"votes.csv", "--sql", kQuery});
  EXPECT_EQ(votes.exit_code, 2);
  EXPECT_THAT(votes.err, HasSubstr("the file of votes and --sql both say what is read: leave one out"));
  const ProgramResult truth = run_program({"votes.csv", "--truth", "truth.csv", "--truth-sql", "SELECT 1"});
  EXPECT_EQ(truth.exit_code, 2);
  EXPECT_THAT(truth.err, HasSubstr("--truth and --truth-sql both say what is read: leave one out"));
}

TEST(SqlOptions, say_how_to_get_the_library_where_it_is_not_there) {
  const TemporaryFolder folder;
  folder.write("votes.parquet", "PAR1\x15\x04");
  const char* const before = std::getenv("CROWDVOTE_DUCKDB");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("CROWDVOTE_DUCKDB", "/nowhere/libduckdb.so", 1);
  const ProgramResult query = run_program({"--sql", kQuery});
  const ProgramResult file = run_program_in(folder.path(), {"votes.parquet"});
  ::unsetenv("CROWDVOTE_DUCKDB");
  if (before != nullptr) ::setenv("CROWDVOTE_DUCKDB", kept.c_str(), 1);
  EXPECT_EQ(query.exit_code, 2);
  EXPECT_THAT(query.err, HasSubstr("/nowhere/libduckdb.so"));
  EXPECT_THAT(query.err, HasSubstr("scripts/install_packages --sql"));
  EXPECT_EQ(file.exit_code, 3);
  EXPECT_THAT(file.err, HasSubstr("scripts/install_packages --sql"));
}

}  // namespace
}  // namespace crowdvote::testing
