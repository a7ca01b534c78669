#pragma once

/// The report of a run: one HTML page, and its charts as files.

#include "cli/command_line.hpp"
#include "cli/strategy_input.hpp"
#include <crowdvote/output_file.hpp>
#include <crowdvote/report.hpp>
#include <crowdvote/strategy_table.hpp>

#include <optional>
#include <string>
#include <vector>

namespace crowdvote::cli {

struct ReportOptions {
  std::optional<std::string> page;
  std::optional<std::string> charts;  ///< a folder
};

void bind_report(CommandLine& line, ReportOptions& options);

/// Collects the runs and writes what is asked for; does nothing where no report is.
class ReportWriter {
 public:
  /// Opens the page, so that a bad path fails before the long work.
  explicit ReportWriter(const ReportOptions& options);

  void add(const std::string& name, const StrategyOptions& strategy, const Consensus& consensus,
           const VoteMatrix& votes, const CrowdData& data, const std::optional<Evaluation>& evaluation,
           double seconds);
  /// Writes all; the page appears with publish(). REQUIRES: a run was added.
  void write(const CrowdData& data);
  void publish();

 private:
  std::optional<OutputFile> page_;
  std::optional<std::string> charts_;
  std::vector<ReportRun> runs_;
};

}  // namespace crowdvote::cli
