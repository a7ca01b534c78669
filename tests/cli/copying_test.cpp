#include "cli/run_program.hpp"

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// Ann and ben agree on 60 questions, three others answer independently, and zoe always says x.
std::string votes_with_copies() {
  const auto said = [](std::uint32_t question, std::uint32_t user) {
    std::uint32_t x = question * 2654435761U + user * 2654396160U + 12345U;
    x ^= x >> 15U;
    x *= 2246822519U;
    x ^= x >> 13U;
    return std::string(1, "abcd"[x % 4]) + "\n";
  };
  std::string votes = "task,worker,label\n";
  for (std::uint32_t i = 0; i < 60; ++i) {
    const std::string task = std::to_string(i) + ",";
    votes += task + "ann," + said(i, 0) + task + "ben," + said(i, 0) + task + "cem," + said(i, 2);
    votes += task + "dia," + said(i, 3) + task + "eva," + said(i, 4) + task + "zoe,x\n";
  }
  return votes;
}

class Copying : public ::testing::Test {
 protected:
  void SetUp() override { folder_.write("votes.csv", votes_with_copies()); }
  [[nodiscard]] ProgramResult run(const std::vector<std::string>& arguments) const {
    return run_program_in(folder_.path(), arguments);
  }
  [[nodiscard]] std::string file(const std::string& name) const { return read_file(folder_.path() / name); }
  TemporaryFolder folder_;
};

TEST_F(Copying, stats_writes_who_copies_whom_in_the_format_of_the_ending) {
  for (const std::string name : {"copies.csv", "copies.txt", "copies.md", "copies.html", "copies.json"}) {
    const ProgramResult result = run({"stats", "votes.csv", "-q", "-o", "stats.txt", "--copies", name});
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }
  const std::string csv = file("copies.csv");
  EXPECT_THAT(csv, StartsWith("finding,user,other,label,votes,agreeing,chance,p_value\n"));
  EXPECT_THAT(csv, HasSubstr("pair,ann,ben,,60,60,"));
  EXPECT_THAT(csv, HasSubstr("one label,zoe,,x,60,60,,"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 3);
  EXPECT_THAT(file("copies.txt"), HasSubstr("ann, ben"));
  EXPECT_THAT(file("copies.md"), HasSubstr("| --- |"));
  EXPECT_THAT(file("copies.html"), StartsWith("<!DOCTYPE html>"));
  const auto json = nlohmann::json::parse(file("copies.json"));
  EXPECT_EQ(json["groups"][0], nlohmann::json({"ann", "ben"}));
  EXPECT_EQ(json["one_label"][0]["user"], "zoe");
  EXPECT_EQ(run({"stats", "votes.csv", "--copies", "votes.csv"}).exit_code, 2) << "it is read";
  EXPECT_EQ(run({"stats", "votes.csv", "--copies", "c.xlsx"}).exit_code, 2);
}

TEST_F(Copying, the_report_has_a_section_where_anything_was_found) {
  ASSERT_EQ(run({"votes.csv", "--strategy", "mv", "-q", "-o", "l.csv", "--report", "r.html"}).exit_code, 0);
  EXPECT_THAT(file("r.html"), HasSubstr("<h2 id=\"heading-copies\">Copied votes</h2>"));
  EXPECT_THAT(file("r.html"), HasSubstr("3 users are named below"));
  folder_.write("few.csv", "task,worker,label\n1,ann,a\n1,ben,a\n");
  ASSERT_EQ(run({"few.csv", "--strategy", "mv", "-q", "-o", "l.csv", "--report", "few.html"}).exit_code, 0);
  EXPECT_THAT(file("few.html"), Not(HasSubstr("Copied votes")));
}

TEST_F(Copying, without_users_the_labels_are_those_of_a_file_without_their_votes) {
  std::string rest;
  std::istringstream lines(votes_with_copies());
  for (std::string line; std::getline(lines, line);) {
    if (line.find(",ann,") == std::string::npos && line.find(",zoe,") == std::string::npos)
      rest += line + '\n';
  }
  folder_.write("rest.csv", rest);
  folder_.write("who.txt", "zoe\r\n\n");
  for (const std::string strategy : {"mv", "wawa", "dawid-skene"}) {
    const ProgramResult without = run({"votes.csv", "--strategy", strategy, "--without", "ann", "--without",
                                       "@who.txt", "--summary", "summary.json", "--show", "all"});
    const ProgramResult expected = run({"rest.csv", "--strategy", strategy, "-q", "--show", "all"});
    EXPECT_EQ(without.exit_code, 0) << without.err;
    EXPECT_EQ(without.out, expected.out) << strategy;
    EXPECT_THAT(without.err, HasSubstr("120 votes of 2 users that are left out are ignored"));
  }
  const auto summary = nlohmann::json::parse(file("summary.json"));
  EXPECT_EQ(summary["counts"]["users_left_out"], 2);
  EXPECT_EQ(summary["counts"]["votes_of_users_left_out"], 120);
  EXPECT_EQ(summary["options"]["without"], nlohmann::json({"ann", "zoe"}));
}

TEST_F(Copying, whoever_is_left_out_has_to_be_there) {
  const ProgramResult result = run({"votes.csv", "--strategy", "mv", "--without", "anm"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("'anm' (did you mean 'ann'?)"));
  EXPECT_NE(run({"votes.csv", "--strategy", "mv", "--without", "@nowhere.txt"}).exit_code, 0);
  EXPECT_EQ(run({"convert", "votes.csv", "-o", "v.json", "--without", "ann"}).exit_code, 2);
  EXPECT_EQ(run({"stats", "votes.csv", "-q", "--without", "ann"}).exit_code, 0);
  EXPECT_EQ(run({"compare", "votes.csv", "mv", "wawa", "-q", "--without", "ann"}).exit_code, 0);
}

TEST_F(Copying, a_simulation_says_who_its_adversaries_are) {
  const ProgramResult made =
      run({"simulate", "crowd", "--preset", "crowd", "--observations", "200", "--users", "40",
           "--adversaries", "puppets:0.25", "--adversaries", "spammers:0.05", "-q"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const std::string who = file("crowd/adversaries.csv");
  EXPECT_THAT(who, StartsWith("user,kind,group\n"));
  EXPECT_EQ(std::count(who.begin(), who.end(), '\n'), 13);
  for (const std::string wrong : {"liars:0.1", "puppets", "puppets:2", "puppets:x"}) {
    EXPECT_EQ(run({"simulate", "other", "--preset", "crowd", "--adversaries", wrong}).exit_code, 2) << wrong;
  }
}

}  // namespace
}  // namespace crowdvote::testing
