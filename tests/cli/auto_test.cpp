#include "cli/run_program.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

const std::string kFloraFolder = "tests/data/flora/";

/// 40 votes by each of three users, for two labels.
std::string votes_of_three() {
  std::string votes = "task,worker,label\n";
  for (int task = 0; task < 40; ++task) {
    for (const char* user : {"ann", "bob", "eve"}) {
      const bool is_wrong = *user == 'e' && task % 3 == 0;
      votes +=
          std::to_string(task) + "," + user + "," + std::to_string((task + (is_wrong ? 1 : 0)) % 2) + "\n";
    }
  }
  return votes;
}

TEST(Auto, is_the_default_and_says_what_it_chose_and_why) {
  const TemporaryFolder folder;
  folder.write("votes.csv", votes_of_three());
  const ProgramResult result = run_program_in(folder.path(), {"votes.csv", "--summary", "s.json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err,
              HasSubstr("\nstrategy: dawid-skene, chosen because all of the observations have two votes "
                        "or more, and the median user has 20.0 votes per label (20 or more); "));
  const Json options = Json::parse(read_file(folder.path() / "s.json"))["options"];
  EXPECT_EQ(options["strategy"], "dawid-skene");
  EXPECT_THAT(options["strategy_reason"].get<std::string>(), HasSubstr("20 or more"));
  EXPECT_EQ(result.out, run_program_in(folder.path(), {"votes.csv", "-s", "dawid-skene", "-q"}).out);
  EXPECT_EQ(result.out, run_program_in(folder.path(), {"votes.csv", "-s", "AUTO", "-q"}).out);
}

TEST(Auto, takes_the_strategy_that_learns_from_authors_where_they_are_known) {
  const std::vector<std::string> votes{kFloraFolder + "votes.json", "--authors",
                                       kFloraFolder + "authors.txt"};
  std::vector<std::string> named = votes;
  named.insert(named.end(), {"-s", "plantnet"});
  const ProgramResult result = run_program(votes);
  EXPECT_THAT(result.err, HasSubstr("strategy: plantnet, chosen because authors are known"));
  EXPECT_EQ(result.out, run_program(named).out);
  EXPECT_THAT(run_program(named).err, Not(HasSubstr("chosen"))) << "who names a strategy sees no change";
}

TEST(Auto, of_single_votes_is_a_plain_vote_with_a_warning) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4}, "2": {"bob": 5}, "3": {"eve": 4, "bob": 5}})");
  const ProgramResult result = run_program_in(folder.path(), {"votes.json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err,
              HasSubstr("strategy: mv, chosen because 33.3 % of the observations have two votes or more"));
  EXPECT_THAT(result.err, HasSubstr("warning: single votes cannot be judged"));
  EXPECT_THAT(result.err, HasSubstr("--authors FILE"));
}

/// Two votes on each observation, each for a different label.
std::string votes_of_many_labels() {
  constexpr int kObservations = 10000;
  std::string votes = "task,worker,label\n";
  for (int task = 0; task < kObservations; ++task) {
    for (const int worker : {0, 1}) {
      votes += fmt::format("{0},w{1},label {0} {1}\n", task, (task + worker) % 100);
    }
  }
  return votes;
}

TEST(Auto, takes_what_fits_into_the_memory_and_says_so) {
  const TemporaryFolder folder;
  folder.write("votes.csv", votes_of_many_labels());
  const ProgramResult result =
      run_program_in(folder.path(), {"votes.csv", "--memory-limit", "500MB", "--summary", "s.json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("strategy: mace, chosen because all of the observations"));
  EXPECT_THAT(result.err,
              HasSubstr("; mace would take about 3.2 GB for 20000 labels on each of 10000 observations, "
                        "so only labels that were voted for there can be true (support voted); "));
  const Json options = Json::parse(read_file(folder.path() / "s.json"))["options"];
  EXPECT_EQ(options["strategy_options"]["support"], "voted");
  EXPECT_EQ(result.out, run_program_in(folder.path(), {"votes.csv", "-s", "mace:support=voted", "-q"}).out);
  const ProgramResult refused =
      run_program_in(folder.path(), {"votes.csv", "--memory-limit", "500MB", "--support", "all"});
  EXPECT_EQ(refused.exit_code, 4) << "what was asked for is not replaced";
}

TEST(Auto, gives_options_to_the_strategy_it_chose) {
  const std::vector<std::string> votes{kFloraFolder + "votes.json", "--authors", kFloraFolder + "authors.txt",
                                       "--theta-conf", "1"};
  std::vector<std::string> named = votes;
  named.insert(named.end(), {"-s", "plantnet"});
  EXPECT_EQ(run_program(votes).out, run_program(named).out);
  EXPECT_EQ(run_program({votes[0], votes[1], votes[2], "-s", "auto:theta-conf=1"}).out,
            run_program(named).out);

  const TemporaryFolder folder;
  folder.write("votes.csv", votes_of_three());
  const ProgramResult refused = run_program_in(folder.path(), {"votes.csv", "--theta-conf", "1"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err, HasSubstr("the strategy dawid-skene has no --theta-conf"));
  EXPECT_THAT(refused.err, HasSubstr("chosen by --strategy auto"));
}

TEST(Fit, warns_of_a_strategy_without_the_authors_it_learns_from) {
  const TemporaryFolder folder;
  folder.write("votes.csv", votes_of_three());
  const ProgramResult result = run_program_in(folder.path(), {"votes.csv", "-s", "plantnet"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err,
              HasSubstr("warning: plantnet: it learns from who made each observation, and no author "
                        "is known"));
  EXPECT_THAT(result.err, HasSubstr("--authors FILE, or use --strategy dawid-skene"));
}

TEST(Fit, tells_a_fact_of_several_compared_strategies_once) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4}, "2": {"bob": 5}, "3": {"eve": 4}, "4": {"eve": 5}})");
  const ProgramResult result =
      run_program_in(folder.path(), {"compare", "votes.json", "mv", "one-coin", "dawid-skene", "glad"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("warning: one-coin, dawid-skene, glad: it learns from several votes"));
}

TEST(Fit, warns_of_experts_who_are_graded_on_themselves) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4, "flo": 5}, "2": {"ann": 6, "flo": 6}})");
  folder.write("experts.txt", "flo\n");
  const std::vector<std::string> run{"votes.json", "-s", "mv", "--experts", "experts.txt"};
  EXPECT_THAT(run_program_in(folder.path(), run).err, HasSubstr("graded on themselves; --hold-out-experts"));
  std::vector<std::string> held_out = run;
  held_out.emplace_back("--hold-out-experts");
  EXPECT_THAT(run_program_in(folder.path(), held_out).err, Not(HasSubstr("graded on themselves")));
}

TEST(Counts, of_labels_are_of_the_votes) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4}, "2": {"ann": 5}})");
  folder.write("truth.csv", "observation,label\n1,4\n2,9\n");
  const ProgramResult result = run_program_in(
      folder.path(), {"votes.json", "-s", "mv", "--truth", "truth.csv", "--summary", "s.json"});
  EXPECT_THAT(result.err, HasSubstr("2 votes by 1 user on 2 observations, 2 labels"));
  EXPECT_THAT(result.err, HasSubstr("the truth of 2 observations; nobody voted for 1 of its labels"));
  const Json counts = Json::parse(read_file(folder.path() / "s.json"))["counts"];
  EXPECT_EQ(counts["labels"], 2);
  EXPECT_EQ(counts["labels_without_votes"], 1);
}

}  // namespace
}  // namespace crowdvote::testing
