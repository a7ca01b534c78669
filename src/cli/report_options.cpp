#include "cli/report_options.hpp"

#include "cli/version.hpp"
#include <crowdvote/format_figures.hpp>

#include <filesystem>
#include <utility>

#include <fmt/format.h>

namespace crowdvote::cli {

void bind_report(CommandLine& line, ReportOptions& options) {
  OptionGroup group = line.group("Report");
  group.file("--report", options.page, "Charts and tables in one HTML page that opens offline");
  group.raw(
      "--charts", "DIR", {}, [&options](const std::string& text) { options.charts = text; },
      "The charts of the report as Vega specifications, one file each, in this folder");
}

ReportWriter::ReportWriter(const ReportOptions& options) : charts_(options.charts) {
  if (options.page) page_.emplace(*options.page);
}

void ReportWriter::add(RunOutcome outcome, const StrategyOptions& strategy, const CrowdData& data) {
  if (!is_wanted()) return;
  outcome.options = option_values(with_defaults_filled(strategy));
  runs_.push_back(condense_run(outcome, data));
}

std::string ReportWriter::title(const CrowdData& data) const {
  const std::string path = data.files.empty() ? "-" : data.files.front().path;
  const std::string votes =
      path == "-" ? "votes of standard input" : std::filesystem::path(path).filename().string();
  return runs_.size() == 1 ? runs_.front().name + " on " + votes
                           : fmt::format("{} strategies on {}", runs_.size(), votes);
}

void ReportWriter::write(const CrowdData& data) {
  if (runs_.empty()) return;
  const DataProfile profile = describe(data);
  const ReportInput input{.data = data,
                          .runs = runs_,
                          .title = title(data),
                          .version = std::string(kVersion),
                          .profile = &profile};
  if (charts_) chart_files_ = prepare_charts(*charts_, input);
  if (page_) {
    page_->write(report_html(input));
    page_->finish();
  }
}

void ReportWriter::publish() {
  for (OutputFile& file : chart_files_) file.publish();
  if (page_) page_->publish();
}

}  // namespace crowdvote::cli
