#pragma once

/// How a command works: threads, ties, what it says.

#include "cli/command_line.hpp"
#include "cli/messages.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/run_input.hpp>

#include <cstdint>
#include <optional>

namespace crowdvote::cli {

enum class ProgressBar { automatic, never };

struct RunOptions {
  std::uint64_t threads = 0;  ///< 0: all cores
  bool quiet = false;
  bool verbose = false;
  std::optional<std::uint64_t> memory_limit;  ///< bytes; empty: the machine's memory
  ProgressBar progress = ProgressBar::automatic;

  /// Sets the verbosity. Throws OptionError if it contradicts itself.
  void apply() const;
  /// Threads as asked for, progress on a terminal, and a run that Ctrl-C ends.
  [[nodiscard]] RunControl control() const;
  /// How many threads that makes on this machine.
  [[nodiscard]] unsigned thread_count() const {
    return RunControl{.n_threads = static_cast<unsigned>(threads)}.threads();
  }
};

void bind_run(CommandLine& line, RunOptions& options);
void bind_ties(CommandLine& line, RunInputOptions& options);

}  // namespace crowdvote::cli
