#pragma once

/// The report of a run: a single HTML page, and its charts as files.

#include "cli/command_line.hpp"
#include <crowdvote/compare.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/report.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crowdvote::cli {

struct ReportOptions {
  std::optional<std::string> page;
  std::optional<std::string> charts;  ///< a folder
  std::string title;                  ///< empty: the strategies and the votes file
};

void bind_report(CommandLine& line, ReportOptions& options);

/// The words as a line for a POSIX shell; words with special characters are in single quotes.
[[nodiscard]] std::string quoted_for_shell(const Arguments& words);

/// Collects runs and writes the requested outputs; does nothing if no report was requested.
class ReportWriter {
 public:
  /// Opens the page, so that an invalid path fails before the long work.
  /// \param command, arguments the command line as given, to be shown
  ReportWriter(const ReportOptions& options, std::string_view command, const Arguments& arguments);

  [[nodiscard]] bool is_wanted() const { return page_ || charts_; }
  void add(const RunOutcome& outcome, const CrowdData& data);
  /// \param comparison of the runs added so far
  void add_tests(const Comparison& comparison);
  void add_copies(CopiesShown copies) { copies_ = std::move(copies); }
  /// Writes everything that files() will then return. REQUIRES: a run was added.
  void write(const CrowdData& data);
  /// The files to be published.
  [[nodiscard]] std::vector<OutputFile*> files();

 private:
  std::string title_;
  std::string command_;
  std::optional<OutputFile> page_;
  std::optional<std::string> charts_;
  std::optional<ChartFiles> chart_files_;
  std::vector<ReportRun> runs_;
  std::optional<CopiesShown> copies_;
};

}  // namespace crowdvote::cli
