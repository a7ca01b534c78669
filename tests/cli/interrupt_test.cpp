#include "cli/run_program.hpp"

#include <chrono>
#include <csignal>
#include <fstream>
#include <initializer_list>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace crowdvote::testing {
namespace {

/// Runs on votes from a pipe and sends signals while the program reads them.
ProgramResult run_and_interrupt(const TemporaryFolder& folder, std::initializer_list<int> signals) {
  const auto pipe = folder.path() / "votes.pipe";
  EXPECT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  Program program({"votes.pipe", "-o", "labels.csv", "--users", "users.csv"}, folder.path());
  std::ofstream votes(pipe);  // blocks until the program has opened the pipe, after its outputs
  votes << R"({"1": {"ann": 4},)" << std::flush;
  for (const int signal : signals) {
    program.send(signal);
    // Two equal signals that arrive together count as one.
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  votes.close();
  return program.wait();
}

TEST(Interrupt, ends_with_130_and_leaves_no_file) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const TemporaryFolder folder;
    const ProgramResult result = run_and_interrupt(folder, {signal});
    EXPECT_EQ(result.exit_code, 130) << result.err;
    EXPECT_EQ(result.err, "aggregate: error: interrupted; no file was written\n");
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(folder.names(), ::testing::ElementsAre("votes.pipe"));
  }
}

TEST(Interrupt, is_heard_while_a_pipe_waits_for_its_writer) {
  const TemporaryFolder folder;
  ASSERT_EQ(mkfifo((folder.path() / "votes.pipe").c_str(), 0600), 0);
  Program program({"votes.pipe", "-o", "labels.csv"}, folder.path());
  // The output is opened before the votes.
  while (folder.names().size() < 2) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  program.send(SIGTERM);
  EXPECT_EQ(program.wait().exit_code, 130);
  EXPECT_THAT(folder.names(), ::testing::ElementsAre("votes.pipe"));
}

TEST(Interrupt, other_signals_end_it_as_they_end_programs_and_leave_no_file) {
  for (const int signal : {SIGPIPE, SIGQUIT, SIGALRM, SIGUSR1, SIGXCPU}) {
    const TemporaryFolder folder;
    EXPECT_EQ(run_and_interrupt(folder, {signal}).exit_code, 128 + signal);
    EXPECT_THAT(folder.names(), ::testing::ElementsAre("votes.pipe"));
  }
}

TEST(Interrupt, a_reader_that_goes_away_leaves_no_file) {
  const TemporaryFolder folder;
  std::string votes = "task,user,label\n";
  for (int i = 0; i < 20'000; ++i) votes += std::to_string(i) + ",ann,1\n";
  folder.write("votes.csv", votes);
  const auto pipe = folder.path() / "labels.pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  Program program({"votes.csv", "-q", "-o", "labels.pipe", "--users", "users.csv"}, folder.path());
  { const std::ifstream labels(pipe); }
  EXPECT_EQ(program.wait().exit_code, 128 + SIGPIPE);
  EXPECT_THAT(folder.names(), ::testing::ElementsAre("labels.pipe", "votes.csv"));
}

TEST(Interrupt, a_file_beyond_the_limit_of_sizes_is_an_error_and_leaves_no_file) {
  const TemporaryFolder folder;
  std::string votes = "task,user,label\n";
  for (int i = 0; i < 20'000; ++i) votes += std::to_string(i) + ",ann,1\n";
  folder.write("votes.csv", votes);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 100'000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const ProgramResult result = run_program_in(folder.path(), {"votes.csv", "-o", "labels.csv"});
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(result.exit_code, 4) << result.err;
  EXPECT_THAT(result.err, ::testing::HasSubstr("labels.csv"));
  EXPECT_THAT(folder.names(), ::testing::ElementsAre("votes.csv"));
}

}  // namespace
}  // namespace crowdvote::testing
