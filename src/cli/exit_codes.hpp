#pragma once

/// The exit codes of the program.

namespace crowdvote::cli {

enum ExitCode : int {
  kExitDone = 0,
  kExitRegression = 1,    ///< a figure fell below the baseline's
  kExitUsage = 2,         ///< OptionError
  kExitBadData = 3,       ///< InputError
  kExitFile = 4,          ///< IoError, MemoryError
  kExitFault = 70,        ///< anything else: a fault of the program
  kExitInterrupted = 130  ///< Cancelled, by Ctrl-C
};

}  // namespace crowdvote::cli
