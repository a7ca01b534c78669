#pragma once

/// The guard: checks whether figures have fallen below those of an earlier run.

#include "cli/command_line.hpp"
#include <crowdvote/baseline.hpp>
#include <crowdvote/run_control.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crowdvote::cli {

struct GuardOptions {
  std::optional<std::string> baseline;
  std::vector<std::string> max_drop;  ///< X, or FIGURE=X

  /// Throws OptionError, also if there are limits without a baseline.
  [[nodiscard]] DropLimits limits() const;
};

void bind_guard(CommandLine& line, GuardOptions& options);

/// The findings of the guard.
class Verdict {
 public:
  /// \param findings a text for each run whose figures fell
  /// \param summary a line with the number of such runs, or that there is none; empty if nothing was judged
  Verdict(std::vector<std::string> findings, std::string summary);

  /// The exit code for the run.
  [[nodiscard]] int code() const;
  void tell() const;

 private:
  std::vector<std::string> findings_;
  std::string summary_;
};

/// Does nothing if there is no baseline.
class Guard {
 public:
  /// Reads the baseline, so that an invalid one fails before the long work.
  Guard(const GuardOptions& options, const RunControl& control);

  /// Throws OptionError if the baseline has figures that need a truth, and there is none.
  void check_truth(bool has_truth) const;
  /// Throws InputError if the baseline has no such run to compare with.
  void check_knows(const std::string& run) const;
  /// Warns if the baseline was made by another strategy. \param strategy the name of this one
  void tell_other_strategy(std::string_view strategy) const;
  [[nodiscard]] Verdict judge(const std::vector<RunFigures>& runs) const;

 private:
  DropLimits limits_;
  std::optional<Baseline> baseline_;
};

}  // namespace crowdvote::cli
