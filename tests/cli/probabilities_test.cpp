#include "cli/run_program.hpp"

#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

void write_votes(const TemporaryFolder& folder) {
  folder.write("votes.json", R"({"1": {"ann": 4, "bob": 4, "eve": "Rosa"}, "2": {"ann": 4}, "3": {}})");
}

TEST(Probabilities, of_mv_are_the_shares_of_the_votes) {
  const TemporaryFolder folder;
  write_votes(folder);
  const ProgramResult result = run_program_in(
      folder.path(), {"votes.json", "-s", "mv", "-o", "labels.csv", "--probabilities", "p.csv"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(read_file(folder.path() / "p.csv"),
            "observation,label,probability\n"
            "1,4,0.6666666666666666\n"
            "1,Rosa,0.3333333333333333\n"
            "2,4,1\n");
  EXPECT_THAT(folder.names(), ElementsAre("labels.csv", "p.csv", "votes.json"));
}

TEST(Probabilities, that_are_small_may_be_left_out) {
  const TemporaryFolder folder;
  write_votes(folder);
  const ProgramResult result = run_program_in(
      folder.path(),
      {"votes.json", "-s", "mv", "-o", "labels.csv", "--probabilities", "-", "--min-probability", "0.5"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "observation,label,probability\n1,4,0.6666666666666666\n2,4,1\n");
  const ProgramResult refused = run_program_in(folder.path(), {"votes.json", "--min-probability", "1.5"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--min-probability takes a number from 0 to 1, not '1.5'"));
}

TEST(Probabilities, as_an_array_come_with_the_labels_of_its_columns) {
  const TemporaryFolder folder;
  write_votes(folder);
  const ProgramResult result = run_program_in(
      folder.path(), {"votes.json", "-s", "dawid-skene", "-o", "labels.csv", "--probabilities", "p.npy"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(read_file(folder.path() / "p.npy").size(), 128U + 3 * 2 * sizeof(double));
  EXPECT_EQ(nlohmann::json::parse(read_file(folder.path() / "p.npy.labels.json")),
            nlohmann::json::parse(R"([4, "Rosa"])"));
}

TEST(Probabilities, of_a_model_may_be_packed_and_agree_with_its_labels) {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "p.json";
  const std::string votes = "tests/data/flora/votes.json";
  const ProgramResult result =
      run_program({votes, "-s", "ibcc", "-q", "--probabilities", path, "--min-probability", "0"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const auto probabilities = nlohmann::json::parse(read_file(path));
  std::istringstream rows(result.out);
  std::string row;
  std::getline(rows, row);
  std::size_t n_labelled = 0;
  while (std::getline(rows, row)) {
    std::vector<std::string> cells;
    std::istringstream stream(row);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    if (cells[1].empty()) continue;
    ++n_labelled;
    EXPECT_EQ(probabilities[cells[0]][cells[1]].get<double>(), std::stod(cells[4])) << row;
  }
  EXPECT_GT(n_labelled, 20U);
  const std::string packed = folder.path() / "p.jsonl.gz";
  EXPECT_EQ(run_program({votes, "-s", "ibcc", "-q", "--probabilities", packed}).exit_code, 0);
  EXPECT_EQ(read_file(packed).substr(0, 2), "\x1f\x8b");
}

TEST(Probabilities, that_cannot_be_written_leave_every_file_as_it_was) {
  const TemporaryFolder folder;
  write_votes(folder);
  folder.write("labels.csv", "of an earlier run");
  const ProgramResult result = run_program_in(
      folder.path(),
      {"votes.json", "-o", "labels.csv", "--probabilities", "/dev/full", "--users", "users.csv"});
  EXPECT_EQ(result.exit_code, 4) << result.err;
  EXPECT_EQ(read_file(folder.path() / "labels.csv"), "of an earlier run");
  EXPECT_THAT(folder.names(), ElementsAre("labels.csv", "votes.json"));
}

TEST(Probabilities, never_share_a_file_with_another_output) {
  const TemporaryFolder folder;
  write_votes(folder);
  for (const std::vector<std::string>& paths :
       {std::vector<std::string>{"-o", "p.csv", "--probabilities", "./p.csv"},
        {"--users", "p.npy.labels.json", "--probabilities", "p.npy"},
        {"--probabilities", "votes.json"},
        {"--probabilities", "-"}}) {
    std::vector<std::string> arguments{"votes.json"};
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    const ProgramResult result = run_program_in(folder.path(), arguments);
    EXPECT_EQ(result.exit_code, 2) << result.err;
    EXPECT_THAT(result.err, HasSubstr("--probabilities"));
  }
  const ProgramResult unknown = run_program_in(folder.path(), {"votes.json", "--probabilities", "p.xls"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("the ending of 'p.xls' is none of .csv"));
}

TEST(Probabilities, as_an_array_larger_than_the_memory_are_refused) {
  const TemporaryFolder folder;
  std::string votes = "task,worker,label\n";
  for (int i = 0; i < 6000; ++i) votes += std::to_string(i) + ",ann," + std::to_string(i) + "\n";
  folder.write("votes.csv", votes);
  const ProgramResult result = run_program_in(
      folder.path(), {"votes.csv", "-s", "mv", "--memory-limit", "200MB", "--probabilities", "p.npy"});
  EXPECT_EQ(result.exit_code, 4) << result.err;
  EXPECT_THAT(result.err,
              HasSubstr("not enough memory for a .npy of the probabilities of 6000 labels on 6000 "
                        "observations"));
  EXPECT_THAT(folder.names(), ElementsAre("votes.csv"));
}

}  // namespace
}  // namespace crowdvote::testing
