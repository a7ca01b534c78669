#pragma once

#include <atomic>

namespace crowdvote::cli {

/// From the first call on, Ctrl-C, SIGTERM and the end of the terminal (SIGHUP) set the flag, which ends the
/// work cleanly. A second one ends the program at once, as do all other signals that end programs; temporary
/// files are removed before. A file beyond the limit of sizes is a failure to write. Signals that the caller
/// has ignored, as nohup does, stay so.
[[nodiscard]] const std::atomic<bool>& cancel_on_interrupt();

/// After it: these signals end the process at once, without what it has not finished. For one of several processes,
/// which may be waiting for another that is gone.
void end_on_interrupt();

}  // namespace crowdvote::cli
