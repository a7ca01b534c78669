#include "cli/run_program.hpp"

#include <csignal>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace crowdvote::testing {
namespace {

/// Runs on votes that come through a pipe, and interrupts it while it reads them.
ProgramResult run_and_interrupt(const TemporaryFolder& folder, int signal) {
  const auto pipe = folder.path() / "votes.pipe";
  EXPECT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  Program program({"votes.pipe", "-o", "labels.csv", "--users", "users.csv"}, folder.path());
  std::ofstream votes(pipe);  // waits until the program has opened it, with its outputs open
  votes << R"({"1": {"ann": 4},)" << std::flush;
  program.send(signal);
  votes.close();
  return program.wait();
}

TEST(Interrupt, ends_with_130_and_leaves_no_file) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const TemporaryFolder folder;
    const ProgramResult result = run_and_interrupt(folder, signal);
    EXPECT_EQ(result.exit_code, 130) << result.err;
    EXPECT_EQ(result.err, "aggregate: error: interrupted; no file was written\n");
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(folder.names(), ::testing::ElementsAre("votes.pipe"));
  }
}

}  // namespace
}  // namespace crowdvote::testing
