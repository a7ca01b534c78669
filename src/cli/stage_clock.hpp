#pragma once

/// Measures time and memory of the stages of a run.

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

  /// Runs the work as a stage with this name and returns its result.
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
  /// The time of a finished stage; 0 if there was none with this name.
  [[nodiscard]] double seconds_of(std::string_view stage) const;
  /// In bytes; 0 if there was none with this name.
  [[nodiscard]] std::uint64_t peak_after(std::string_view stage) const;
  [[nodiscard]] double seconds_since_start() const;

 private:
  /// More than a run has, so that adding a stage cannot fail while files are written.
  static constexpr std::size_t kStages = 16;

  void add(std::string_view stage, Clock::time_point begin);
  /// Null if there was none with this name.
  [[nodiscard]] const Stage* find(std::string_view stage) const;

  Clock::time_point start_ = Clock::now();
  std::vector<Stage> stages_;
};

}  // namespace crowdvote::cli
