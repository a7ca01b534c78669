#include "report/assets.hpp"
#include "report/charts.hpp"
#include <crowdvote/report.hpp>
#include <crowdvote/write_outputs.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace crowdvote {

namespace {

/// Vega's configuration for the light theme: "$name" stands for a colour of the theme.
Json light_configuration() {
  const Json theme = Json::parse(report_asset("theme.json"));
  std::string text = theme["config"].dump();
  for (const auto& [name, colour] : theme["light"].items()) {
    const std::string from = "\"$" + name + "\"";
    for (std::size_t place = 0; (place = text.find(from, place)) != std::string::npos;) {
      text.replace(place, from.size(), colour.dump());
    }
  }
  return Json::parse(text);
}

}  // namespace

void write_report(const std::string& path, const ReportInput& input) { write_text(path, report_html(input)); }

std::vector<ChartText> chart_texts(const ReportInput& input) {
  std::vector<ChartText> charts;
  const Json configuration = light_configuration();
  for (const ChartSection& section : chart_sections(input)) {
    for (const ChartSpec& chart : section.charts) {
      Json spec = chart.json();
      spec["config"] = configuration;
      charts.push_back({chart.id(), spec.dump(1, ' ', false, Json::error_handler_t::replace) + "\n"});
    }
  }
  return charts;
}

ChartFiles prepare_charts(const std::string& directory, const ReportInput& input) {
  ChartFiles charts{OutputFolder(directory), {}};
  for (const ChartText& chart : chart_texts(input)) {
    OutputFile& file =
        charts.files.emplace_back((std::filesystem::path(directory) / (chart.id + ".vg.json")).string());
    file.write(chart.specification);
    file.finish();
  }
  return charts;
}

void write_charts(const std::string& directory, const ReportInput& input) {
  ChartFiles charts = prepare_charts(directory, input);
  std::vector<OutputFile*> files;
  for (OutputFile& chart : charts.files) files.push_back(&chart);
  OutputFile::publish_together(files);
}

}  // namespace crowdvote
