#include "io/write/escape.hpp"
#include "report/assets.hpp"
#include "report/charts.hpp"
#include "report/report_tables.hpp"
#include "report/report_text.hpp"
#include <crowdvote/report.hpp>

#include <filesystem>
#include <string_view>

#include <fmt/format.h>

namespace crowdvote {

namespace {

constexpr std::size_t kFewestRows = 10;

std::string html_of_chart(const ChartSpec& chart) {
  return fmt::format(R"(<figure class="card" data-chart="{0}" aria-labelledby="title-{0}">
<h3 id="title-{0}">{1}</h3><p>{2}</p>
<div class="controls"></div><div class="plot"></div></figure>
)",
                     chart.id(), escape_html(chart.title()), escape_html(chart.caption()));
}

std::string html_of_charts(const std::vector<ChartSpec>& charts) {
  if (charts.empty()) return "";
  std::string html = "<div class=\"grid\">\n";
  for (const ChartSpec& chart : charts) html += html_of_chart(chart);
  return html + "</div>\n";
}

std::string default_title(const ReportInput& input) {
  const std::vector<InputFile>& files = input.data.files;
  const std::string votes = files.empty() ? "votes"
                            : files.front().path == "-"
                                ? "votes of standard input"
                                : std::filesystem::path(files.front().path).filename().string();
  return input.runs.size() == 1 ? fmt::format("{} on {}", input.runs.front().name, votes)
                                : fmt::format("{} strategies on {}", input.runs.size(), votes);
}

/// A choice among the runs of a table; empty if there is only one.
std::string html_of_run_choice(const Json& runs) {
  if (runs.size() < 2) return "";
  std::string options;
  for (const Json& run : runs)
    options += "<option>" + escape_html(run["name"].get<std::string>()) + "</option>";
  return "<label class=\"vega-bind\">Strategy <select>" + options + "</select></label>";
}

/// The placeholder of a sortable table, which the page's script fills.
std::string html_of_table_place(const std::string& id, const std::string& text, const Json& table) {
  return fmt::format(R"(<div data-table="{0}">
<div class="table-head"><div><h3>{1}</h3><p>{2}</p></div>{3}</div>
<div class="scroll tall" role="region" tabindex="0" aria-label="{1}"></div></div>
)",
                     id, table["title"].get<std::string>(), text, html_of_run_choice(table["runs"]));
}

std::string html_of_section(const std::string& id, const std::string& title, const std::string& text,
                            const std::string& content) {
  if (content.empty()) return "";
  return fmt::format(R"(<section id="{0}" aria-labelledby="heading-{0}">
<h2 id="heading-{0}">{1}</h2>
{2}{3}</section>
)",
                     id, title, text.empty() ? "" : "<p>" + text + "</p>\n", content);
}

std::string html_of_summary(const ReportInput& input) {
  return html_of_section(
      "summary", "Summary", "",
      html_of_main_figures(input) + html_of_findings(input) + html_of_runs(input) +
          "<noscript><p>The charts and the sortable tables need JavaScript. The script is part of this page; "
          "nothing is fetched or sent.</p></noscript>\n");
}

std::string html_of_chart_section(const ChartSection& section, const ReportInput& input, const Json& tables) {
  std::string content = html_of_charts(section.charts);
  const auto add_table = [&](const char* id, const char* text) {
    if (!tables[id]["runs"].empty()) content += html_of_table_place(id, text, tables[id]);
  };
  if (section.id == "quality") {
    content += html_of_metrics(input);
    add_table("confused_labels", "Labels that differ from those of the experts.");
  }
  if (section.id == "labels") {
    add_table("contested", "Observations with the most weight against their label.");
    add_table("difficult", "Observations about whose label the strategy is least certain.");
  }
  if (section.id == "users") {
    add_table("influential", "Users who cast the most weight: weight times votes.");
    add_table("confused_votes",
              "Labels that users vote for where another one is true, as estimated by the strategy.");
  }
  return html_of_section(section.id, section.title, section.text, content);
}

/// \param sections of the page below, to which the header links
std::string html_of_header(const ReportInput& input,
                           const std::vector<std::pair<std::string, std::string>>& sections) {
  std::string links;
  for (const auto& [id, title] : sections) links += fmt::format("<a href=\"#{}\">{}</a>\n", id, title);
  return fmt::format(R"(<header class="page-header"><p class="eyebrow">crowdvote {}</p>
<h1><bdi>{}</bdi></h1>
<nav aria-label="Sections">
{}</nav></header>
)",
                     escape_html(input.version),
                     escape_html(input.title.empty() ? default_title(input) : input.title), links);
}

std::string html_of_body(const ReportInput& input, const std::vector<ChartSection>& sections,
                         const Json& tables) {
  std::vector<std::pair<std::string, std::string>> links{{"summary", "Summary"}};
  std::string main = html_of_summary(input);
  for (const ChartSection& section : sections) {
    const std::string html = html_of_chart_section(section, input, tables);
    if (!html.empty()) links.emplace_back(section.id, section.title);
    main += html;
  }
  const std::string copies =
      html_of_section("copies", "Copied votes",
                      "Users who agree more than independent voters would, or who do not vote by what they "
                      "see. A finding is a reason to look, not a proof; nothing was removed.",
                      html_of_copies(input));
  if (!copies.empty()) links.emplace_back("copies", "Copied votes");
  const std::string inputs =
      html_of_section("inputs", "Inputs", "The files that were read, and the options of the strategies.",
                      html_of_inputs(input));
  if (!inputs.empty()) links.emplace_back("inputs", "Inputs");
  return html_of_header(input, links) + "<main id=\"main\">\n" + main + copies + inputs +
         "</main>\n<footer class=\"page-footer\">Made by crowdvote. This file is self-contained: it opens "
         "offline and sends nothing.</footer>\n";
}

/// Puts texts into the places of the page marked <!--name-->. Inserted text is not searched for further
/// marks.
std::string fill_page(std::initializer_list<std::pair<std::string_view, std::string>> parts) {
  std::string_view rest = report_asset("page.html");
  std::string page;
  for (const auto& [name, text] : parts) {
    const std::string mark = fmt::format("<!--{}-->", name);
    const std::size_t place = rest.find(mark);
    page.append(rest.substr(0, place)).append(text);
    rest.remove_prefix(place + mark.size());
  }
  return page.append(rest);
}

std::string page_with_rows(const ReportInput& input, const std::vector<ChartSection>& sections,
                           std::size_t most_rows) {
  Json tables = report_tables(input, most_rows);
  const std::string body = html_of_body(input, sections, tables);
  Json charts = Json::object();
  for (const ChartSection& section : sections) {
    for (const ChartSpec& chart : section.charts) charts[chart.id()] = chart.json();
  }
  const Json data{{"theme", Json::parse(report_asset("theme.json"))},
                  {"charts", std::move(charts)},
                  {"tables", std::move(tables)}};
  return fill_page({{"title", escape_html(input.title)}, {"body", body}, {"data", json_for_script(data)}});
}

}  // namespace

std::string report_html(const ReportInput& input) {
  const std::vector<ChartSection> sections = chart_sections(input);
  std::string page;
  for (std::size_t rows = kReportRows; rows >= kFewestRows; rows /= 2) {
    page = page_with_rows(input, sections, rows);
    if (page.size() < kReportBytes) break;
  }
  return page;
}

}  // namespace crowdvote
