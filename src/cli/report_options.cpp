#include "cli/report_options.hpp"

#include "cli/version.hpp"
#include <crowdvote/format_figures.hpp>

#include <utility>

#include <fmt/format.h>

namespace crowdvote::cli {

void bind_report(CommandLine& line, ReportOptions& options) {
  OptionGroup group = line.group("Report");
  group.file("--report", options.page, "Charts and tables in one HTML page that opens offline");
  group.raw(
      "--charts", "DIR", {}, [&options](const std::string& text) { options.charts = text; },
      "The charts of the report as Vega specifications, one file each, in this folder");
  group.text("--report-title", "TEXT", options.title,
             "Title of the report; by default the strategies and the name of VOTES");
}

std::string quoted_for_shell(const Arguments& words) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ' ';
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += '\'';
  }
  return line;
}

ReportWriter::ReportWriter(const ReportOptions& options, std::string_view command, const Arguments& arguments)
    : title_(options.title),
      command_(fmt::format("{} {}", command, quoted_for_shell(arguments))),
      charts_(options.charts) {
  if (options.page) page_.emplace(*options.page);
}

void ReportWriter::add(const RunOutcome& outcome, const CrowdData& data) {
  if (is_wanted()) runs_.push_back(condense_run(outcome, data));
}

void ReportWriter::add_tests(const Comparison& comparison) {
  if (is_wanted()) crowdvote::add_tests(runs_, comparison);
}

void ReportWriter::write(const CrowdData& data) {
  if (runs_.empty()) return;
  const DataProfile profile = describe(data);
  const ReportInput input{.data = data,
                          .runs = runs_,
                          .title = title_,
                          .version = std::string(kVersion),
                          .profile = &profile,
                          .command = command_,
                          .copies = copies_ ? &*copies_ : nullptr};
  if (charts_) chart_files_.emplace(prepare_charts(*charts_, input));
  if (page_) {
    page_->write(report_html(input));
    page_->finish();
  }
}

std::vector<OutputFile*> ReportWriter::files() {
  std::vector<OutputFile*> files;
  if (chart_files_) {
    for (OutputFile& file : chart_files_->files) files.push_back(&file);
  }
  if (page_) files.push_back(&*page_);
  return files;
}

}  // namespace crowdvote::cli
