#pragma once

/// The guard: whether figures fell below those of an earlier run.

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

  /// Throws OptionError, also for limits without a baseline.
  [[nodiscard]] DropLimits limits() const;
};

void bind_guard(CommandLine& line, GuardOptions& options);

/// What the guard found.
class Verdict {
 public:
  /// \param findings a text for each run whose figures fell
  /// \param summary a line that says how many did, or that none did; empty where there was nothing to judge
  Verdict(std::vector<std::string> findings, std::string summary);

  /// To end the run with.
  [[nodiscard]] int code() const;
  void tell() const;

 private:
  std::vector<std::string> findings_;
  std::string summary_;
};

/// Judges nothing where there is no baseline.
class Guard {
 public:
  /// Reads the baseline, so that a bad one fails before the long work.
  Guard(const GuardOptions& options, const RunControl& control);

  /// Throws OptionError if the baseline has figures that need a truth, and there is none.
  void check_truth(bool has_truth) const;
  /// Throws InputError if the baseline has no run to compare with.
  void check_knows(const std::string& run) const;
  /// Warns if the baseline is of another strategy. \param strategy its name
  void tell_other_strategy(std::string_view strategy) const;
  [[nodiscard]] Verdict judge(const std::vector<RunFigures>& runs) const;

 private:
  DropLimits limits_;
  std::optional<Baseline> baseline_;
};

}  // namespace crowdvote::cli
