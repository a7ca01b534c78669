#include "cli/run_program.hpp"

#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::testing {
namespace {

using ::testing::StartsWith;

std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
  }
  return rows;
}

TEST(Confusion, of_a_user_has_all_of_their_votes) {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "confusion.csv";
  const std::string users_path = folder.path() / "users.csv";
  for (const char* strategy : {"dawid-skene", "wds", "ibcc", "ebcc:restarts=2"}) {
    const ProgramResult result = run_program(
        {"tests/data/flora/votes.json", "-s", strategy, "-q", "--confusion", path, "--users", users_path});
    ASSERT_EQ(result.exit_code, 0) << result.err;
    const auto rows = rows_of(read_file(path));
    EXPECT_EQ(rows[0], (std::vector<std::string>{"user", "truth", "label", "probability", "count"}));
    std::map<std::string, double> votes_of_user;
    std::vector<std::string> users;
    for (std::size_t r = 1; r < rows.size(); ++r) {
      ASSERT_EQ(rows[r].size(), 5U);
      const double count = std::stod(rows[r][4]);
      EXPECT_GE(count, 1e-3);
      EXPECT_LE(std::stod(rows[r][3]), 1.0);
      votes_of_user[rows[r][0]] += count;
      if (users.empty() || users.back() != rows[r][0]) users.push_back(rows[r][0]);
    }
    std::vector<std::string> voters;
    const auto of_users = rows_of(read_file(users_path));
    for (std::size_t r = 1; r < of_users.size(); ++r) {
      voters.push_back(of_users[r][0]);
      // The total, except for omitted cells with less than 0.001 votes each.
      EXPECT_NEAR(votes_of_user[of_users[r][0]], std::stod(of_users[r][1]), 0.1) << strategy;
    }
    EXPECT_EQ(users, voters) << "in the order of the users";
  }
}

TEST(Confusion, of_a_user_who_is_always_right_is_all_but_certain) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4, "bob": 4}, "2": {"ann": 5, "bob": 5}})");
  const ProgramResult result = run_program_in(
      folder.path(), {"votes.json", "-s", "dawid-skene", "-o", "labels.csv", "--confusion", "-"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto rows = rows_of(result.out);
  ASSERT_EQ(rows.size(), 5U);
  const std::vector<std::vector<std::string>> cells{
      {"ann", "4", "4"}, {"ann", "5", "5"}, {"bob", "4", "4"}, {"bob", "5", "5"}};
  for (std::size_t r = 0; r < cells.size(); ++r) {
    EXPECT_EQ(std::vector<std::string>(rows[r + 1].begin(), rows[r + 1].begin() + 3), cells[r]);
    EXPECT_NEAR(std::stod(rows[r + 1][3]), 1, 1e-9);
    EXPECT_NEAR(std::stod(rows[r + 1][4]), 1, 1e-9);
  }
}

TEST(Confusion, is_refused_where_the_strategy_learns_none_with_the_names_of_those_that_do) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4}})");
  const ProgramResult result =
      run_program_in(folder.path(), {"votes.json", "-s", "mv", "--confusion", "c.csv"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err,
              StartsWith("aggregate: error: the strategy mv does not learn how users confuse labels; "
                         "leave out --confusion, or choose --strategy dawid-skene"));
}

}  // namespace
}  // namespace crowdvote::testing
