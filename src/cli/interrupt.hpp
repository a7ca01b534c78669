#pragma once

#include <atomic>

namespace crowdvote::cli {

/// From the first call on, Ctrl-C (or SIGTERM) sets the flag, which ends the work cleanly. A second one ends
/// the program at once.
[[nodiscard]] const std::atomic<bool>& cancel_on_interrupt();

}  // namespace crowdvote::cli
