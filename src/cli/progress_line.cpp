#include "cli/progress_line.hpp"

#include "cli/messages.hpp"
#include <crowdvote/format_figures.hpp>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>
#include <unistd.h>

namespace crowdvote::cli {

namespace {

constexpr std::size_t kBarWidth = 20;
constexpr std::chrono::milliseconds kPause{100};

std::string amount_of(const Progress& progress) {
  if (progress.stage == "read") {
    return fmt::format("{} of {} MB", with_commas(progress.done / 1'000'000),
                       with_commas(progress.total / 1'000'000));
  }
  return fmt::format("{} of {}", with_commas(progress.done), with_commas(progress.total));
}

}  // namespace

bool can_show_progress() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

std::string progress_text(const Progress& progress) {
  std::string text;
  if (progress.total > 0) {
    const std::size_t done = std::min(progress.done, progress.total);
    const double share = static_cast<double>(done) / static_cast<double>(progress.total);
    const auto filled = static_cast<std::size_t>(share * kBarWidth);
    text = fmt::format("{} [{:#<{}}{:-<{}}] {:3.0f} %, {}", progress.stage, "", filled, "",
                       kBarWidth - filled, 100 * share, amount_of(progress));
  } else if (progress.stage == "aggregate") {
    text = fmt::format("{}: round {}", progress.stage, with_commas(progress.done));
  } else {
    text = fmt::format("{}: {}", progress.stage, with_commas(progress.done));
  }
  if (!progress.detail.empty()) text += fmt::format(", {}", progress.detail);
  return text;
}

void ProgressLine::operator()(const Progress& progress) {
  const Clock::time_point now = Clock::now();
  if (now < next_drawing_) return;
  next_drawing_ = now + kPause;
  show_passing_line(progress_text(progress));
}

}  // namespace crowdvote::cli
