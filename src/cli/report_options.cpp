#include "cli/report_options.hpp"

#include "cli/version.hpp"

#include <filesystem>

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

void ReportWriter::add(const std::string& name, const StrategyOptions& strategy, const Consensus& consensus,
                       const VoteMatrix& votes, const CrowdData& data,
                       const std::optional<Evaluation>& evaluation, double seconds) {
  if (!page_ && !charts_) return;
  runs_.push_back(condense_run({.name = name,
                                .consensus = consensus,
                                .votes = votes,
                                .evaluation = evaluation,
                                .plantnet = std::get_if<PlantnetOptions>(&strategy),
                                .options = option_values(strategy),
                                .seconds = seconds},
                               data));
}

void ReportWriter::write(const CrowdData& data) {
  if (runs_.empty()) return;
  const std::string votes = data.files.empty() ? "" : data.files.front().path;
  const ReportInput input{
      .data = data,
      .runs = runs_,
      .title = votes == "-" ? "standard input" : std::filesystem::path(votes).filename().string(),
      .version = std::string(kVersion)};
  if (charts_) write_charts(*charts_, input);
  if (page_) {
    page_->write(report_html(input));
    page_->finish();
  }
}

void ReportWriter::publish() {
  if (page_) page_->publish();
}

}  // namespace crowdvote::cli
