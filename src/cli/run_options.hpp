#pragma once

/// How a command runs: threads, ties, messages.

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
  std::optional<std::uint64_t> memory_limit;  ///< in bytes; empty: the memory of the machine
  ProgressBar progress = ProgressBar::automatic;
  ColorChoice color = ColorChoice::automatic;
  ErrorFormat errors = ErrorFormat::text;
  std::optional<std::string> configuration;  ///< the file, once it has been read

  /// Sets the style of messages, and takes the number of threads and the memory limit from the environment
  /// (CROWDVOTE_THREADS, CROWDVOTE_MEMORY_LIMIT) unless they are given. Throws OptionError if the options for
  /// verbosity contradict each other.
  void apply();
  /// The requested threads, progress on a terminal, and cancellation by Ctrl-C.
  [[nodiscard]] RunControl control() const;
  /// The resulting number of threads on this machine.
  [[nodiscard]] unsigned thread_count() const {
    return RunControl{.n_threads = static_cast<unsigned>(threads)}.threads();
  }
};

/// Sets the style of messages from --color and --errors anywhere among the arguments, so that errors in other
/// arguments are reported in that style, too.
void apply_message_style(const Arguments& arguments);

/// Adds these options and --config, parses, and applies what was given. Returns false if help or the version
/// was requested and printed. Throws OptionError.
[[nodiscard]] bool parse_and_apply(CommandLine& line, const Arguments& arguments, RunOptions& options);
void bind_ties(CommandLine& line, RunInputOptions& options);

}  // namespace crowdvote::cli
