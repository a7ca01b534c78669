#pragma once

/// Seconds and memory of the stages of a run.

#include <crowdvote/summary.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote::cli {

class StageClock {
  using Clock = std::chrono::steady_clock;

 public:
  /// Runs the work as a stage of that name and hands on what it returns.
  template <class Work>
  auto time(std::string_view stage, const Work& work) {
    /// Adds the stage when it goes out of scope.
    struct Entry {
      StageClock& clock;
      std::string_view stage;
      Clock::time_point begin = Clock::now();
      ~Entry() { clock.add(stage, begin); }
    };
    const Entry entry{*this, stage};
    return work();
  }

  [[nodiscard]] const std::vector<Stage>& stages() const { return stages_; }
  /// Of a stage that is over; 0 if there was none of that name.
  [[nodiscard]] double seconds_of(std::string_view stage) const;
  [[nodiscard]] double seconds_since_start() const;

 private:
  void add(std::string_view stage, Clock::time_point begin);

  Clock::time_point start_ = Clock::now();
  std::vector<Stage> stages_;
};

}  // namespace crowdvote::cli
