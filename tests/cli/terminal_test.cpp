/// What the program shows on a terminal, and what it prints for scripts.

#include "cli/run_program.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// Sets an environment variable during its lifetime and then restores the old value.
class Environment {
 public:
  Environment(std::string name, const char* value) : name_(std::move(name)) {
    const char* const old = std::getenv(name_.c_str());
    if (old != nullptr) old_ = old;
    had_ = old != nullptr;
    setenv(name_.c_str(), value, 1);
  }
  ~Environment() {
    if (had_) {
      setenv(name_.c_str(), old_.c_str(), 1);
    } else {
      unsetenv(name_.c_str());
    }
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  Environment(Environment&&) = delete;
  Environment& operator=(Environment&&) = delete;

 private:
  std::string name_;
  std::string old_;
  bool had_ = false;
};

/// Twelve observations with two votes each.
std::string twelve_observations() {
  std::string votes = "task,worker,label\n";
  for (int task = 0; task < 12; ++task) {
    votes += std::to_string(task) + ",ann,4\n" + std::to_string(task) + ",bob,4\n";
  }
  return votes;
}

/// Runs with a terminal as standard output and returns what was shown, with the line breaks of a terminal.
std::string shown_on_terminal(const TemporaryFolder& folder, const std::vector<std::string>& arguments) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0) return "no terminal";
  const std::string name = ptsname(terminal);
  const int kept_open =
      open(name.c_str(), O_RDWR | O_NOCTTY);  // otherwise, unread output is lost when the program ends
  EXPECT_EQ(Program(arguments, folder.path(), "/dev/null", name).wait().exit_code, 0);
  fcntl(terminal, F_SETFL, O_NONBLOCK);
  std::string shown;
  char buffer[4096];
  for (ssize_t n = read(terminal, buffer, sizeof buffer); n > 0; n = read(terminal, buffer, sizeof buffer)) {
    shown.append(buffer, static_cast<std::size_t>(n));
  }
  close(kept_open);
  close(terminal);
  return shown;
}

std::size_t count_lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(Terminal, shows_the_first_ten_rows) {
  const TemporaryFolder folder;
  folder.write("votes.csv", twelve_observations());
  const std::string shown = shown_on_terminal(folder, {"votes.csv", "-s", "mv", "-q"});
  EXPECT_EQ(count_lines(shown), 11U) << shown;
  EXPECT_THAT(shown, HasSubstr("\n9,4,1,2,1,2"));
  EXPECT_EQ(count_lines(shown_on_terminal(folder, {"votes.csv", "-s", "mv", "-q", "--show", "all"})), 13U);
}

TEST(Show, limits_rows_says_how_many_follow_and_ends_with_the_metrics) {
  const TemporaryFolder folder;
  folder.write("votes.csv", twelve_observations());
  folder.write("truth.csv", "observation,label\n0,4\n1,5\n");
  const std::vector<std::string> all{"votes.csv", "-s", "mv", "--truth", "truth.csv"};
  EXPECT_EQ(count_lines(run_program_in(folder.path(), all).out), 13U) << "into a pipe go all rows";
  std::vector<std::string> some = all;
  some.insert(some.end(), {"--show", "3"});
  const ProgramResult result = run_program_in(folder.path(), some);
  EXPECT_EQ(count_lines(result.out), 4U);
  const std::size_t rest = result.err.find("... and 9 more rows: -o FILE writes all of them");
  ASSERT_NE(rest, std::string::npos) << result.err;
  EXPECT_GT(result.err.find("accuracy"), rest) << "the metrics come last";
}

TEST(Show, counts_valid_rows_where_only_those_are_wanted) {
  const TemporaryFolder folder;
  folder.write("votes.json",
               R"({"1": {"ann": 4}, "2": {"ann": 5, "bob": 5}, "3": {"ann": 6}, "4": {"ann": 6, "bob": 6}})");
  const ProgramResult result =
      run_program_in(folder.path(), {"votes.json", "-s", "twothird", "--only-valid", "--show", "1"});
  EXPECT_EQ(result.out, "observation,label,valid,conf,acc,votes,tie,runner_up\n2,5,1,2,1,2,0,\n");
  EXPECT_THAT(result.err, HasSubstr("... and 1 more row:"));
}

TEST(Colour, is_there_where_it_is_asked_for_alone) {
  constexpr const char* kEscape = "\x1b[";
  EXPECT_THAT(run_program({"--zzzz"}).err, Not(HasSubstr(kEscape)));
  EXPECT_THAT(run_program({"--zzzz", "--color", "never"}).err, Not(HasSubstr(kEscape)));
  EXPECT_THAT(run_program({"--zzzz", "--color=always"}).err,
              StartsWith("aggregate: \x1b[1;31merror\x1b[0m: there is no option --zzzz"));
  const ProgramResult wrong = run_program({"votes.json", "--color", "yes"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("--color takes auto, never or always, not 'yes'"));
}

TEST(ErrorsAsJson, have_the_parts_of_an_error) {
  const TemporaryFolder folder;
  folder.write("bad.csv", "task,worker,label\n1,ann,4\n1\n");
  const ProgramResult bad = run_program_in(folder.path(), {"bad.csv", "-q", "--errors", "json"});
  EXPECT_EQ(bad.exit_code, 3);
  const auto error = nlohmann::json::parse(bad.err.substr(0, bad.err.find('\n')));
  EXPECT_EQ(error["level"], "error");
  EXPECT_EQ(error["exit_code"], 3);
  EXPECT_EQ(error["file"], "bad.csv");
  EXPECT_EQ(error["line"], 3);
  EXPECT_THAT(error["message"].get<std::string>(), StartsWith("bad.csv:3"));

  const auto usage = nlohmann::json::parse(run_program({"votes.json", "--errors", "json", "--zzzz"}).err);
  EXPECT_EQ(usage["exit_code"], 2);
  const auto missing = nlohmann::json::parse(run_program({"none.json", "--errors=json"}).err);
  EXPECT_EQ(missing["exit_code"], 4);
  EXPECT_EQ(missing["file"], "none.json");
}

TEST(ErrorsAsJson, include_warnings) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4}})");
  const ProgramResult result = run_program_in(folder.path(), {"votes.json", "--errors", "json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const std::size_t begin = result.err.find("{\"level\":\"warning\"");
  ASSERT_NE(begin, std::string::npos) << result.err;
  const auto warning = nlohmann::json::parse(result.err.substr(begin, result.err.find('\n', begin) - begin));
  EXPECT_THAT(warning["message"].get<std::string>(), HasSubstr("single votes"));
}

TEST(EnvironmentVariables, give_threads_memory_and_configuration) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4, "bob": 4}})");
  folder.write("site.toml", "strategy = \"mv\"\n");
  const std::vector<std::string> run{"votes.json", "-q", "--summary", "s.json"};
  {
    const Environment threads("CROWDVOTE_THREADS", "3");
    const Environment site("CROWDVOTE_CONFIG", "site.toml");
    EXPECT_EQ(run_program_in(folder.path(), run).exit_code, 0);
    const auto options = nlohmann::json::parse(read_file(folder.path() / "s.json"))["options"];
    EXPECT_EQ(options["threads"], 3);
    EXPECT_EQ(options["strategy"], "mv");
  }
  {
    const Environment threads("CROWDVOTE_THREADS", "many");
    const ProgramResult result = run_program_in(folder.path(), run);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, HasSubstr("CROWDVOTE_THREADS takes a whole number"));
    std::vector<std::string> flag = run;
    flag.insert(flag.end(), {"--threads", "1"});
    EXPECT_EQ(run_program_in(folder.path(), flag).exit_code, 0) << "a flag wins";
  }
  {
    const Environment limit("CROWDVOTE_MEMORY_LIMIT", "4");
    EXPECT_THAT(run_program_in(folder.path(), run).err, HasSubstr("CROWDVOTE_MEMORY_LIMIT 4: 4 bytes?"));
  }
  const Environment site("CROWDVOTE_CONFIG", "none.toml");
  EXPECT_EQ(run_program_in(folder.path(), run).exit_code, 4);
}

TEST(Numbers, take_k_m_and_g) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4, "bob": 4}})");
  EXPECT_EQ(run_program_in(folder.path(), {"votes.json", "-q", "-s", "mv", "--seed", "2k", "--memory-limit",
                                           "2G", "--max-field", "1m", "--summary", "s.json"})
                .exit_code,
            0);
  EXPECT_EQ(nlohmann::json::parse(read_file(folder.path() / "s.json"))["options"]["seed"], 2000);
}

}  // namespace
}  // namespace crowdvote::testing
