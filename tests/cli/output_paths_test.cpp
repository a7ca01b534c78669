#include "cli/run_program.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kVotes = "task,user,label\n1,ann,a\n1,bob,b\n2,ann,b\n";

/// Runs the program in the folder and expects it to refuse before doing anything.
void expect_refused(const TemporaryFolder& folder, const std::vector<std::string>& arguments,
                    const std::vector<std::string>& said,
                    const std::filesystem::path& standard_input = "/dev/null") {
  const std::vector<std::string> before = folder.names();
  const ProgramResult result = run_program_in(folder.path(), arguments, standard_input);
  EXPECT_EQ(result.exit_code, 2) << result.err;
  for (const std::string& part : said) EXPECT_THAT(result.err, HasSubstr(part));
  EXPECT_EQ(folder.names(), before);
}

TEST(OutputPaths, parts_are_for_several_processes) {
  const TemporaryFolder folder;
  folder.write("votes.csv", kVotes);
  expect_refused(folder, {"votes.csv", "-o", "labels-%r.csv"}, {"--output 'labels-%r.csv'", "aggregate-mpi"});
  expect_refused(folder, {"votes.csv", "-o", "a.csv", "--users", "u-%r.csv"}, {"--users 'u-%r.csv'"});
}

TEST(OutputPaths, two_outputs_that_are_one_file_are_refused) {
  const TemporaryFolder folder;
  folder.write("votes.csv", kVotes);
  std::filesystem::create_directory(folder.path() / "real");
  std::filesystem::create_directory_symlink("real", folder.path() / "link");
  std::filesystem::create_symlink("a.csv", folder.path() / "dangling.csv");
  expect_refused(folder, {"votes.csv", "-o", "real/x.csv", "--users", "link/x.csv"},
                 {"--output and --users"});
  expect_refused(folder, {"votes.csv", "-o", "a.csv", "--users", "dangling.csv"}, {"--output and --users"});
  expect_refused(folder, {"votes.csv", "-o", "a.csv", "--users", "A.csv"}, {"--output and --users"});
  expect_refused(folder, {"votes.csv", "-o", "-", "--users", "/dev/stdout"}, {"--output and --users"});
}

TEST(OutputPaths, an_output_replaces_nothing_that_is_read) {
  const TemporaryFolder folder;
  folder.write("votes.csv", kVotes);
  folder.write("site.json", "threads = 1\n");
  folder.write("baseline.json", "{}");
  std::filesystem::create_symlink("votes.csv", folder.path() / "link.csv");
  const auto read = [](const std::string& name) {
    return std::vector<std::string>{"would replace '" + name + "', which is read"};
  };
  expect_refused(folder, {"votes.csv", "-o", "link.csv"}, read("votes.csv"));
  expect_refused(folder, {"votes.csv", "--config", "site.json", "-o", "site.json"}, read("site.json"));
  expect_refused(folder, {"votes.csv", "--baseline", "baseline.json", "--summary", "baseline.json"},
                 read("baseline.json"));
  expect_refused(folder, {"stats", "votes.csv", "--config", "site.json", "-o", "site.json"},
                 read("site.json"));
  expect_refused(folder, {"-", "-o", "votes.csv"}, read("standard input"), folder.path() / "votes.csv");
}

TEST(OutputPaths, devices_may_take_several_outputs) {
  const TemporaryFolder folder;
  folder.write("votes.csv", kVotes);
  const ProgramResult result = run_program_in(
      folder.path(), {"votes.csv", "-o", "/dev/null", "--users", "/dev/null", "--output-format", "csv"});
  EXPECT_THAT(result.err, ::testing::Not(HasSubstr("both write")));
}

}  // namespace
}  // namespace crowdvote::testing
