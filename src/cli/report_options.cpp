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

void ReportWriter::add(RunOutcome outcome, const StrategyOptions& strategy, const CrowdData& data) {
  if (!is_wanted()) return;
  for (const OptionDescription& option : describe_options(with_defaults_filled(strategy))) {
    outcome.options.emplace_back(option.name,
                                 option.default_value.empty() ? "not set" : option.default_value);
  }
  runs_.push_back(condense_run(outcome, data));
}

void ReportWriter::add_tests(const Comparison& comparison) {
  if (!is_wanted()) return;
  const std::size_t first = runs_.size() - comparison.runs.size();
  for (std::size_t r = 0; r < comparison.runs.size(); ++r) {
    const auto& tests = comparison.runs[r].against_reference;
    if (tests) runs_[first + r].against = TestsAgainst{runs_[first + comparison.reference].name, *tests};
  }
}

std::string ReportWriter::title(const CrowdData& data) const {
  if (!title_.empty()) return title_;
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
