#pragma once

/// Seconds and memory of the stages of a run.

#include <crowdvote/summary.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace crowdvote::cli {

class StageClock {
  using Clock = std::chrono::steady_clock;

 public:
  StageClock() { stages_.reserve(kStages); }

  /// Runs the work as a stage of that name and hands on what it returns.
  template <class Work>
  auto time(std::string_view stage, const Work& work) {
    const Clock::time_point begin = Clock::now();
    if constexpr (std::is_void_v<std::invoke_result_t<const Work&>>) {
      work();
      add(stage, begin);
    } else {
      auto result = work();
      add(stage, begin);
      return result;
    }
  }

  [[nodiscard]] const std::vector<Stage>& stages() const { return stages_; }
  /// Of a stage that is over; 0 if there was none of that name.
  [[nodiscard]] double seconds_of(std::string_view stage) const;
  /// In bytes, likewise.
  [[nodiscard]] std::uint64_t peak_after(std::string_view stage) const;
  [[nodiscard]] double seconds_since_start() const;

 private:
  static constexpr std::size_t kStages = 16;  ///< more than a run has: none fails when the files are written

  void add(std::string_view stage, Clock::time_point begin);
  /// Null if there was none of that name.
  [[nodiscard]] const Stage* find(std::string_view stage) const;

  Clock::time_point start_ = Clock::now();
  std::vector<Stage> stages_;
};

}  // namespace crowdvote::cli
