#include "cli/run_program.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kFloraVotes = "tests/data/flora/votes.json";
constexpr const char* kFloraTruth = "tests/data/flora/ground_truth.txt";

/// Ann and Bob disagree with Eve; nobody voted on d.
void write_crowd(const TemporaryFolder& folder, std::string_view gold) {
  folder.write(
      "votes.json",
      R"({"a": {"ann": 4, "bob": 4, "eve": 5}, "b": {"ann": 4, "eve": 5}, "c": {"bob": 5}, "d": {}})");
  folder.write("truth.json", R"({"a": 5, "b": 4, "c": 5})");
  folder.write("gold.json", gold);
}

TEST(Gold, is_the_label_whatever_the_votes_say_and_may_occur_nowhere_else) {
  const TemporaryFolder folder;
  write_crowd(folder, R"({"a": 5, "d": "Rosa"})");
  for (const char* strategy :
       {"dawid-skene", "one-coin", "ibcc", "mace", "glad", "ebcc:restarts=2", "pool"}) {
    const ProgramResult result =
        run_program_in(folder.path(), {"votes.json", "-s", strategy, "--gold", "gold.json"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("\na,5,1,1,1,3")) << strategy;
    EXPECT_THAT(result.out, HasSubstr("\nd,Rosa,1,1,1,0")) << strategy;
    EXPECT_THAT(result.err, HasSubstr("gold labels of 2 observations"));
  }
}

TEST(Gold, that_has_a_truth_is_left_out_of_the_figures_and_counted) {
  const TemporaryFolder folder;
  write_crowd(folder, R"({"a": 5, "d": 4})");
  const ProgramResult result =
      run_program_in(folder.path(), {"votes.json", "-s", "one-coin", "--truth", "truth.json", "--gold",
                                     "gold.json", "--summary", "s.json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("left out: 1 observation with a truth, given as gold\n"));
  const auto summary = nlohmann::json::parse(read_file(folder.path() / "s.json"));
  EXPECT_EQ(summary["metrics"]["expert"]["n"], 2);
  EXPECT_EQ(summary["counts"]["truth_given_as_gold"], 1);
  EXPECT_EQ(summary["inputs"][2]["role"], "gold");
}

TEST(Gold, of_an_observation_that_the_votes_lack_is_counted_or_an_error_of_strict_runs) {
  const TemporaryFolder folder;
  write_crowd(folder, R"({"a": 5, "z": 4})");
  const std::vector<std::string> options{"votes.json", "-s", "ibcc", "--gold", "gold.json"};
  const ProgramResult counted = run_program_in(folder.path(), options);
  EXPECT_EQ(counted.exit_code, 0) << counted.err;
  EXPECT_THAT(counted.err,
              HasSubstr("warning: gold.json: 1 observation of the file is not in the votes, such as 'z'"));

  std::vector<std::string> strict = options;
  strict.push_back("--strict");
  const ProgramResult refused = run_program_in(folder.path(), strict);
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err,
              HasSubstr("gold.json: 1 observation of the file is not in the votes, such as 'z'"));
}

TEST(Gold, is_refused_where_the_strategy_cannot_use_it_with_the_names_of_those_that_can) {
  const ProgramResult result = run_program({kFloraVotes, "-s", "wawa", "--gold", kFloraTruth});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(
      result.err,
      StartsWith("aggregate: error: the strategy wawa does not use gold labels; leave out --gold, "
                 "or choose --strategy gold-mv, dawid-skene, wds, one-coin, ibcc, mace, glad, ebcc or pool"));
}

TEST(Gold, of_a_comparison_is_graded_in_no_strategy) {
  const std::vector<std::string> compared{"compare", kFloraVotes, "mv", "ibcc", "--truth", kFloraTruth};
  std::vector<std::string> with_gold = compared;
  with_gold.insert(with_gold.end(), {"--gold", kFloraTruth});
  const ProgramResult result = run_program(with_gold);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("with a truth, given as gold"));
  EXPECT_THAT(run_program(compared).err, Not(HasSubstr("given as gold")));
  const ProgramResult useless = run_program({"compare", kFloraVotes, "mv", "wawa", "--gold", kFloraTruth});
  EXPECT_EQ(useless.exit_code, 2);
  EXPECT_THAT(useless.err, HasSubstr("none of the strategies uses gold labels"));
}

}  // namespace
}  // namespace crowdvote::testing
