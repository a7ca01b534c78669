#include "cli/interrupt.hpp"

#include <crowdvote/output_file.hpp>

#include <csignal>
#include <initializer_list>

namespace crowdvote::cli {

namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "only then may a signal handler set it");

/// Ends the program by the signal, so that its caller sees which one it was; does nothing while files are
/// being published.
void remove_and_end(int signal) {
  if (!remove_unfinished_outputs()) return;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void note_interrupt(int signal) {
  if (interrupted.exchange(true, std::memory_order_relaxed)) remove_and_end(signal);
}

void handle(std::initializer_list<int> signals, void (*handler)(int)) {
  for (const int signal : signals) {
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    if (action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = handler;
    sigaction(signal, &action, nullptr);
  }
}

}  // namespace

const std::atomic<bool>& cancel_on_interrupt() {
  handle({SIGINT, SIGTERM, SIGHUP}, note_interrupt);
  handle({SIGPIPE, SIGQUIT, SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2, SIGXCPU, SIGABRT}, remove_and_end);
  handle({SIGXFSZ}, SIG_IGN);
  return interrupted;
}

void end_on_interrupt() { handle({SIGINT, SIGTERM, SIGHUP}, remove_and_end); }

}  // namespace crowdvote::cli
