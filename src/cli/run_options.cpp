#include "cli/run_options.hpp"

#include "cli/interrupt.hpp"
#include "cli/progress_line.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/memory.hpp>

namespace crowdvote {

template <>
struct Choices<TieRule> {
  static constexpr std::array values{Choice<TieRule>{"lowest", TieRule::lowest},
                                     Choice<TieRule>{"random", TieRule::random}};
};
template <>
struct Choices<cli::ProgressBar> {
  static constexpr std::array values{Choice<cli::ProgressBar>{"auto", cli::ProgressBar::automatic},
                                     Choice<cli::ProgressBar>{"never", cli::ProgressBar::never}};
};

}  // namespace crowdvote

namespace crowdvote::cli {

namespace {
constexpr std::uint64_t kMostThreads = 4096;
}

void RunOptions::apply() const {
  if (quiet && verbose) throw OptionError("--quiet and --verbose contradict each other: leave one out");
  set_verbosity(quiet ? Verbosity::quiet : verbose ? Verbosity::verbose : Verbosity::normal);
}

RunControl RunOptions::control() const {
  RunControl control;
  control.n_threads = static_cast<unsigned>(threads);
  control.cancel = &cancel_on_interrupt();
  control.memory_limit = memory_limit ? *memory_limit : machine_memory();
  if (progress == ProgressBar::automatic && !quiet && can_show_progress()) control.progress = ProgressLine();
  return control;
}

void bind_run(CommandLine& line, RunOptions& options) {
  OptionGroup group = line.group("Running");
  group.whole_number("--threads", options.threads, {1, kMostThreads},
                     "Number of threads; the result does not depend on it", "all cores");
  group.size("--memory-limit", options.memory_limit,
             "Stop before work that would take more memory than this, as in 800MB, 4GB or 1GiB",
             "the machine's");
  group.choice("--progress", options.progress,
               "auto shows the progress of long work on a terminal, on standard error");
  group.flag("-q,--quiet", options.quiet, "Print errors only");
  group.flag("-v,--verbose", options.verbose, "Print seconds, memory and rounds too");
}

void bind_ties(CommandLine& line, RunInputOptions& options) {
  OptionGroup group = line.group("Ties");
  group.choice(
      "--ties", options.ties,
      "Which of the tied labels wins: the one that comes first (integers by value, then text), or any, by "
      "lot");
  group.whole_number("--seed", options.seed, {},
                     "Seed of random choices; the same seed gives the same output");
}

}  // namespace crowdvote::cli
