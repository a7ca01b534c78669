#pragma once

#include <atomic>

namespace crowdvote::cli {

/// After the first call, Ctrl-C, SIGTERM and the end of the terminal (SIGHUP) set the flag, which ends the
/// work cleanly. A second such signal ends the program at once, as do all other signals that end programs;
/// temporary files are removed first. Exceeding the file size limit counts as a failure to write. Signals
/// that the caller has ignored, as nohup does, stay ignored.
[[nodiscard]] const std::atomic<bool>& cancel_on_interrupt();

/// After the call, these signals end the process at once and discard unfinished work. Meant for one of
/// several processes, which may be waiting for another that no longer exists.
void end_on_interrupt();

}  // namespace crowdvote::cli
