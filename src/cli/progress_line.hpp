#pragma once

/// A line on a terminal that shows how far long work is.

#include <crowdvote/run_control.hpp>

#include <chrono>
#include <string>

namespace crowdvote::cli {

/// True where standard error is a terminal that can rewrite a line.
[[nodiscard]] bool can_show_progress();

/// `read [#####---------------]  25 %, 51 of 204 MB`; without a total, what is done and the detail.
[[nodiscard]] std::string progress_text(const Progress& progress);

/// What RunControl::progress calls. Draws ten times a second at most, and nothing of work that is over before
/// anybody could read it.
class ProgressLine {
 public:
  void operator()(const Progress& progress);

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point next_drawing_ = Clock::now() + std::chrono::milliseconds(300);
};

}  // namespace crowdvote::cli
