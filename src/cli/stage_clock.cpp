#include "cli/stage_clock.hpp"

#include <crowdvote/memory.hpp>

#include <algorithm>

namespace crowdvote::cli {

void StageClock::add(std::string_view stage, Clock::time_point begin) {
  const std::chrono::duration<double> seconds = Clock::now() - begin;
  stages_.push_back({std::string(stage), seconds.count(), peak_resident_memory()});
}

const Stage* StageClock::find(std::string_view stage) const {
  const auto found = std::find_if(stages_.begin(), stages_.end(),
                                  [&](const Stage& candidate) { return candidate.name == stage; });
  return found == stages_.end() ? nullptr : &*found;
}

double StageClock::seconds_of(std::string_view stage) const {
  const Stage* const found = find(stage);
  return found == nullptr ? 0 : found->seconds;
}

std::uint64_t StageClock::peak_after(std::string_view stage) const {
  const Stage* const found = find(stage);
  return found == nullptr ? 0 : found->peak_memory_bytes;
}

double StageClock::seconds_since_start() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

}  // namespace crowdvote::cli
