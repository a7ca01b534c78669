#pragma once

/// The report of a run: one HTML page, and its charts as files.

#include "cli/command_line.hpp"
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

  [[nodiscard]] bool is_wanted() const { return page_ || charts_; }
  /// \param outcome without the strategy's options, which it gets from `strategy`
  void add(RunOutcome outcome, const StrategyOptions& strategy, const CrowdData& data);
  /// Writes all; it appears with publish(). REQUIRES: a run was added.
  void write(const CrowdData& data);
  void publish();

 private:
  [[nodiscard]] std::string title(const CrowdData& data) const;

  std::optional<OutputFile> page_;
  std::optional<std::string> charts_;
  std::vector<OutputFile> chart_files_;
  std::vector<ReportRun> runs_;
};

}  // namespace crowdvote::cli
