#include "cli/stage_clock.hpp"

#include <sys/resource.h>

namespace crowdvote::cli {

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts in kilobytes
}

StageClock::Entry::~Entry() {
  const std::chrono::duration<double> seconds = Clock::now() - begin_;
  clock_.stages_.push_back({std::move(stage_), seconds.count(), peak_memory_bytes()});
}

double StageClock::seconds_since_start() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

}  // namespace crowdvote::cli
