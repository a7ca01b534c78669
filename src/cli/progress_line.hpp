#pragma once

/// A line on a terminal that shows the progress of long work.

#include <crowdvote/run_control.hpp>

#include <chrono>
#include <string>

namespace crowdvote::cli {

/// True where standard error is a terminal that can rewrite a line.
[[nodiscard]] bool can_show_progress();

/// `read [#####---------------]  25 %, 51 of 204 MB`; without a total, the amount done and the detail.
[[nodiscard]] std::string progress_text(const Progress& progress);

/// The function for RunControl::progress. Draws at most ten times a second, and nothing for work that ends
/// before anybody could read it.
class ProgressLine {
 public:
  void operator()(const Progress& progress);

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point next_drawing_ = Clock::now() + std::chrono::milliseconds(300);
};

}  // namespace crowdvote::cli
