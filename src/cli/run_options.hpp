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
  ColorChoice color = ColorChoice::automatic;
  ErrorFormat errors = ErrorFormat::text;
  std::optional<std::string> configuration;  ///< the file, once it is read

  /// Sets how messages look, and takes threads and the memory limit that are not given from the environment
  /// (CROWDVOTE_THREADS, CROWDVOTE_MEMORY_LIMIT). Throws OptionError if the verbosity contradicts itself.
  void apply();
  /// Threads as asked for, progress on a terminal, and a run that Ctrl-C ends.
  [[nodiscard]] RunControl control() const;
  /// How many threads that makes on this machine.
  [[nodiscard]] unsigned thread_count() const {
    return RunControl{.n_threads = static_cast<unsigned>(threads)}.threads();
  }
};

/// Sets how messages look from --color and --errors wherever they stand, so that an error in other arguments
/// is said that way too.
void apply_message_style(const Arguments& arguments);

/// Adds these options and --config, parses, and applies what was given. False if help or the version was asked
/// for, and printed. Throws OptionError.
[[nodiscard]] bool parse_and_apply(CommandLine& line, const Arguments& arguments, RunOptions& options);
void bind_ties(CommandLine& line, RunInputOptions& options);

}  // namespace crowdvote::cli
