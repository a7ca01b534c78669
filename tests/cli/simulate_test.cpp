#include "cli/run_program.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

TEST(Simulate, makes_a_data_set_that_the_main_job_runs_on) {
  const TemporaryFolder folder;
  const ProgramResult made = run_program_in(folder.path(), {"simulate", "flora", "--observations", "2000"});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("published"));
  EXPECT_THAT(made.out, HasSubstr("plantnet: valid observations"));
  const ProgramResult run = run_program_in(
      folder.path(), {"flora/votes.json", "--authors", "flora/authors.txt", "--ai-votes",
                      "flora/ai_votes.json", "--ai-scores", "flora/ai_scores.json", "--ai-strategy",
                      "confident", "--truth", "flora/ground_truth.txt", "--summary", "summary.json", "-q"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(Json::parse(read_file(folder.path() / "summary.json"))["counts"]["observations"], 2000);
}

TEST(Simulate, makes_the_sample_flora_byte_for_byte) {
  const TemporaryFolder folder;
  const ProgramResult made = run_program_in(
      folder.path(), {"simulate", "flora", "--observations", "3000", "--seed", "1", "--no-table", "-q"});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  for (const std::string file : {"votes.json", "authors.txt", "ai_votes.json", "ai_scores.json",
                                 "ground_truth.txt", "truth_all.txt", "experts.txt", "simulation.json"}) {
    expect_golden("../../data/flora/" + file, read_file(folder.path() / "flora" / file));
  }
}

TEST(Simulate, the_seed_decides_and_not_the_threads) {
  const TemporaryFolder folder;
  const auto votes_of = [&](const std::string& seed, const std::string& threads) {
    const std::string name = "flora" + seed + threads;
    EXPECT_EQ(run_program_in(folder.path(), {"simulate", name, "--observations", "500", "--seed", seed,
                                             "--threads", threads, "--no-table", "-q"})
                  .exit_code,
              0);
    return read_file(folder.path() / name / "votes.json");
  };
  const std::string votes = votes_of("7", "1");
  EXPECT_EQ(votes_of("7", "8"), votes);
  EXPECT_NE(votes_of("8", "1"), votes);
}

TEST(Simulate, takes_the_parameters_of_its_process) {
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program_in(folder.path(), {"simulate", "flora", "--observations", "300", "--users", "40",
                                     "--species", "20", "--ai", "0", "--once-share", "0.5", "--no-table"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "flora" / "ai_votes.json"));
  EXPECT_THAT(read_file(folder.path() / "flora" / "simulation.json"), HasSubstr("0.5"));
}

TEST(Simulate, says_what_is_wrong) {
  EXPECT_EQ(run_program({"simulate"}).exit_code, 2);
  EXPECT_EQ(run_program({"simulate", "flora", "--observations", "0"}).exit_code, 2);
  EXPECT_EQ(run_program({"simulate", "flora", "--once-share", "1.5"}).exit_code, 2);
  EXPECT_EQ(run_program({"simulate", "/dev/null/flora", "--observations", "10"}).exit_code, 4);
}

TEST(Simulate, makes_a_crowd_with_sizes_of_its_own) {
  const TemporaryFolder folder;
  const ProgramResult made = run_program_in(
      folder.path(),
      {"simulate", "crowd", "--preset", "crowd", "--observations", "300", "--users", "40", "--labels", "3"});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(made.out, "") << "there are no published figures of it";
  EXPECT_THAT(made.err, HasSubstr("wrote crowd: 1,500 votes on 300 observations"));
  const Json parameters = Json::parse(read_file(folder.path() / "crowd" / "simulation.json"));
  EXPECT_EQ(parameters["preset"], "crowd");
  EXPECT_EQ(parameters["options"]["users"], 40);
  EXPECT_EQ(parameters["options"]["votes"], 5);
  const ProgramResult run = run_program_in(folder.path(), {"crowd/votes.json", "-s", "one-coin", "--truth",
                                                           "crowd/ground_truth.txt", "--summary", "s.json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_GT(Json::parse(read_file(folder.path() / "s.json"))["metrics"]["expert"]["accuracy"].get<double>(),
            0.7);
}

TEST(Simulate, refuses_options_of_another_preset) {
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program_in(folder.path(), {"simulate", "crowd", "--preset", "crowd", "--species", "30"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("--species is not an option of --preset crowd"));
}

}  // namespace
}  // namespace crowdvote::testing
