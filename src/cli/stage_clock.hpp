#pragma once

/// Seconds and memory of the stages of a run.

#include <crowdvote/summary.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace crowdvote::cli {

class StageClock {
 public:
  /// Runs the work as a stage of that name and hands on what it returns.
  template <class Work>
  std::invoke_result_t<Work> time(std::string_view stage, Work&& work) {
    const Entry entry(*this, stage);
    return work();
  }

  [[nodiscard]] const std::vector<Stage>& stages() const { return stages_; }
  /// Of a stage that is over; 0 if there was none of that name.
  [[nodiscard]] double seconds_of(std::string_view stage) const;
  [[nodiscard]] double seconds_since_start() const;

 private:
  using Clock = std::chrono::steady_clock;

  /// Adds the stage when it goes out of scope.
  class Entry {
   public:
    Entry(StageClock& clock, std::string_view stage) : clock_(clock), stage_(stage) {}
    ~Entry();
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    Entry(Entry&&) = delete;
    Entry& operator=(Entry&&) = delete;

   private:
    StageClock& clock_;
    std::string stage_;
    Clock::time_point begin_ = Clock::now();
  };

  Clock::time_point start_ = Clock::now();
  std::vector<Stage> stages_;
};

}  // namespace crowdvote::cli
