/// The report as readers see it: in a browser, wide and narrow, light and dark. Screenshots are kept in the
/// folder given by CROWDVOTE_SCREENSHOTS.

#include "report/browser.hpp"

#include "report/crowd_for_reports.hpp"
#include <crowdvote/format_figures.hpp>
#include <crowdvote/profile.hpp>
#include <crowdvote/report.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using test::Browser;
using test::Json;
using test::Screen;
using testing::IsEmpty;
using testing::StartsWith;

const std::filesystem::path kScreenshots = CROWDVOTE_SCREENSHOTS;

class ReportInBrowser : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!Browser::is_installed()) return;
    std::filesystem::create_directories(kScreenshots);
    const CrowdData data = test::make_crowd(3000);
    write_page("one", data, {"plantnet"});
    write_page("many", data,
               {"mv", "wawa:rounds=4", "twothird", "plantnet", "plantnet:weight-function=sqrt",
                "plantnet:theta-conf=3,penalty=ratio"});
    write_page("models", data, {"dawid-skene:support=voted", "glad:support=voted"});
    browser = std::make_unique<Browser>();
    browser->save_downloads_to(kScreenshots.string());
  }
  static void TearDownTestSuite() { browser.reset(); }

  static void write_page(const std::string& name, const CrowdData& data,
                         const std::vector<std::string>& specs) {
    const auto runs = test::run_strategies(data, specs);
    const DataProfile profile = describe(data);
    const ReportInput input{
        .data = data, .runs = runs, .title = "A flora, " + name, .version = "0.0.0", .profile = &profile};
    write_report((kScreenshots / (name + ".html")).string(), input);
  }

  void SetUp() override {
    if (!browser)
      GTEST_SKIP() << "Chromium or ChromeDriver is not there (packages chromium, chromium-driver)";
    browser->console_messages();
  }

  /// Every test requires that the page reports no errors.
  void TearDown() override {
    if (!browser) return;
    EXPECT_THAT(browser->console_messages(), IsEmpty());
  }

  static void open(const std::string& page, const Screen& screen = {}) {
    browser->set_screen(screen);
    browser->open("file://" + (kScreenshots / (page + ".html")).string());
  }

  /// Returns what the page shows once it meets the expectation, or after a time limit: a browser takes some
  /// time to react to a change of its window.
  static Json settled(const std::string& javascript, const std::function<bool(const Json&)>& is_expected) {
    Json value = browser->run(javascript);
    for (int tries = 0; tries < 300 && !is_expected(value); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      value = browser->run(javascript);
    }
    return value;
  }
  static Json settled(const std::string& javascript, const Json& expected) {
    return settled(javascript, [&](const Json& value) { return value == expected; });
  }

  static inline std::unique_ptr<Browser> browser;
};

/// The number of drawn marks with data in each chart: those with a position in their mark's group.
constexpr const char* kMarksOfCharts = R"(
  return [...document.querySelectorAll("figure[data-chart]")].map((figure) => [
    figure.dataset.chart,
    figure.querySelectorAll(".plot svg .mark-symbol path, .plot svg .mark-rect path, .plot svg .mark-line path").length,
    figure.querySelector(".plot.failed") !== null,
  ]);)";

TEST_F(ReportInBrowser, draws_every_chart) {
  // A single run has no scatter plots; models have no weights, but charts of probabilities, objective, skills
  // and confusion.
  constexpr std::size_t kChartsOfMany = 11;
  const std::map<std::string, std::size_t> n_charts{
      {"one", kChartsOfMany - 2}, {"many", kChartsOfMany}, {"models", kChartsOfMany - 3 + 4}};
  for (const auto& [page, n] : n_charts) {
    open(page);
    const Json charts = browser->run(kMarksOfCharts);
    EXPECT_EQ(charts.size(), n) << page;
    for (const Json& chart : charts) {
      EXPECT_GT(chart[1].get<int>(), 0) << page << ' ' << chart[0];
      EXPECT_FALSE(chart[2].get<bool>()) << page << ' ' << chart[0];
    }
  }
}

TEST_F(ReportInBrowser, keeps_hostile_names_inert_and_shows_them_as_text) {
  for (const char* page : {"one", "many"}) {
    open(page);
    EXPECT_EQ(browser->run("return document.title"), std::string("A flora, ") + page);
    EXPECT_EQ(browser->run("return document.images.length"), 0);
    EXPECT_EQ(browser->run("return document.scripts.length"), 2);
    EXPECT_THAT(browser->run("return document.querySelector('[data-table=influential] td').textContent"),
                StartsWith("</script><script>"));
  }
}

TEST_F(ReportInBrowser, asks_nothing_of_the_network) {
  open("one");
  EXPECT_EQ(browser->run("return performance.getEntriesByType('resource').length"), 0);
}

TEST_F(ReportInBrowser, fits_wide_and_narrow_screens) {
  for (const int width : {1280, 768, 390, 320}) {
    for (const char* page : {"one", "many"}) {
      open(page, {.width = width});
      EXPECT_LE(browser->run("return document.documentElement.scrollWidth").get<int>(), width) << page;
      const Json too_wide = settled(R"(
        return drawn.filter(({ plot }) => plot.querySelector("svg").getBoundingClientRect().width > plot.clientWidth + 1)
                     .map(({ id }) => id);)",
                                    Json::array());
      EXPECT_EQ(too_wide, Json::array()) << page << " at " << width;
    }
  }
}

/// How far each legend extends below the top of the buttons under its chart; legends that do not are left
/// out.
constexpr const char* kLegendsOverButtons = R"(
  return [...document.querySelectorAll("figure[data-chart]")].flatMap((figure) => {
    const legend = figure.querySelector(".plot svg .role-legend");
    const over = legend ? legend.getBoundingClientRect().bottom - figure.querySelector(".tools button").getBoundingClientRect().top : 0;
    return over > 0 ? [[figure.dataset.chart, over]] : [];
  });)";

TEST_F(ReportInBrowser, keeps_legends_above_the_buttons_at_every_width) {
  open("many", {.width = 1400});
  EXPECT_EQ(settled(kLegendsOverButtons, Json::array()), Json::array());
  for (const int width : {1180, 1000, 760, 640, 560, 400}) {
    browser->set_screen({.width = width});
    settled("return innerWidth", width);
    EXPECT_EQ(settled(kLegendsOverButtons, Json::array()), Json::array()) << "narrowed to " << width;
    open("many", {.width = width});
    EXPECT_EQ(settled(kLegendsOverButtons, Json::array()), Json::array()) << "opened at " << width;
  }
}

TEST_F(ReportInBrowser, keeps_the_first_column_in_view_where_a_table_is_wide) {
  open("many", {.width = 400});
  const Json places = browser->run(R"(
    return [...document.querySelectorAll(".scroll")].filter((one) => one.scrollWidth > one.clientWidth + 20).map((one) => {
      const cell = one.querySelector("tbody tr").cells[0];
      const before = cell.getBoundingClientRect().left;
      one.scrollLeft = 10000;
      return [before, cell.getBoundingClientRect().left, one.scrollLeft];
    });)");
  ASSERT_FALSE(places.empty());
  for (const Json& place : places) {
    EXPECT_EQ(place[0], place[1]);
    EXPECT_GT(place[2].get<double>(), 0);
  }
}

TEST_F(ReportInBrowser, searches_counts_and_copies_the_rows_of_a_table) {
  open("many");
  const Json state = browser->run(R"(
    let copied = "";
    Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { copied = text; } } });
    const holder = document.querySelector("[data-table=influential]");
    const [search, count, button] = holder.querySelector(".table-tools").children;
    const all = count.textContent;
    search.value = "USER 7";
    search.dispatchEvent(new Event("input"));
    const shown = [...holder.querySelectorAll("tbody tr")].filter((row) => !row.hidden).length;
    button.click();
    return Promise.resolve().then(() => [all, count.textContent, shown, copied.split("\n")]);)");
  EXPECT_EQ(state[0], "200 rows");
  const auto shown = state[2].get<std::size_t>();
  EXPECT_GT(shown, 0U);
  EXPECT_LT(shown, 200U);
  EXPECT_EQ(state[1], fmt::format("{} of 200 rows", shown));
  ASSERT_EQ(state[3].size(), shown + 2) << "a header, and nothing behind the last line break";
  EXPECT_THAT(state[3][0].get<std::string>(), StartsWith("User,Votes,Weight,"));
  EXPECT_THAT(state[3][1].get<std::string>(), StartsWith("user "));
}

TEST_F(ReportInBrowser, marks_the_column_by_which_a_table_comes_in_order) {
  open("many");
  EXPECT_EQ(browser->run("return document.querySelector('[data-table=influential] [aria-sort]').textContent"),
            "Share of weight cast");
}

TEST_F(ReportInBrowser, gives_the_numbers_of_a_column_equally_many_decimals) {
  open("one");
  const Json decimals = browser->run(R"(
    const table = document.querySelector("[data-table=influential] table");
    const at = [...table.tHead.rows[0].cells].findIndex((cell) => cell.textContent === "Weight");
    return [...new Set([...table.tBodies[0].rows].map((row) => (row.cells[at].textContent.split(".")[1] || "").length))];)");
  EXPECT_EQ(decimals.size(), 1U);
}

TEST_F(ReportInBrowser, follows_the_width_of_its_window) {
  open("one", {.width = 1280});
  const double wide = browser->run("return drawn[0].view.width()");
  browser->set_screen({.width = 390});
  const double narrow =
      settled("return drawn[0].view.width()", [&](const Json& width) { return width.get<double>() <= 390; });
  EXPECT_LT(narrow, wide);
  EXPECT_LE(narrow, 390);
}

/// The colour in which the charts are drawn: that of text on an axis.
constexpr const char* kLabelColour =
    "return document.querySelector('.plot svg .role-axis-label text').getAttribute('fill')";
constexpr const char* kPageColour = "return getComputedStyle(document.body).backgroundColor";

TEST_F(ReportInBrowser, follows_the_colour_scheme_while_it_is_open) {
  open("one", {.is_dark = false});
  EXPECT_EQ(browser->run(kPageColour), "rgb(245, 246, 248)");
  EXPECT_EQ(browser->run(kLabelColour), "#566173");
  browser->set_screen({.is_dark = true});
  EXPECT_EQ(settled(kPageColour, "rgb(15, 18, 22)"), "rgb(15, 18, 22)");
  EXPECT_EQ(settled(kLabelColour, "#a3aebc"), "#a3aebc");
}

TEST_F(ReportInBrowser, keeps_the_reader_s_choice_when_the_colours_change) {
  open("many");
  browser->run(R"(
    const choice = document.querySelector("figure[data-chart=accuracy_and_classes] select");
    choice.selectedIndex = 0;
    choice.dispatchEvent(new Event("change"));)");
  browser->set_screen({.is_dark = true});
  ASSERT_EQ(settled(kLabelColour, "#a3aebc"), "#a3aebc");
  EXPECT_EQ(browser->run("return drawn[0].view.signal('subset')"), "expert");
  EXPECT_EQ(
      browser->run(
          "return document.querySelector('figure[data-chart=accuracy_and_classes] select').selectedIndex"),
      0);
}

TEST_F(ReportInBrowser, is_printed_in_light_colours) {
  open("one", {.is_dark = true});
  browser->run("dispatchEvent(new Event('beforeprint'))");
  EXPECT_EQ(browser->run(kLabelColour), "#566173");
  browser->run("dispatchEvent(new Event('afterprint'))");
  const std::string pdf = browser->print();
  EXPECT_THAT(pdf, StartsWith("%PDF"));
  std::ofstream(kScreenshots / "one.pdf", std::ios::binary) << pdf;
}

TEST_F(ReportInBrowser, sorts_its_tables_in_both_directions) {
  open("many");
  constexpr const char* kClickAndRead = R"(
    const table = document.querySelector("[data-table=influential] table");
    const head = [...table.tHead.rows[0].cells].find((cell) => cell.textContent === "Agreement");
    head.querySelector("button").click();
    return [head.getAttribute("aria-sort"),
            [...table.tBodies[0].rows].map((row) => Number(row.cells[head.cellIndex].dataset.value))];)";
  const Json falling = browser->run(kClickAndRead);
  EXPECT_EQ(falling[0], "descending");
  std::vector<double> values = falling[1];
  ASSERT_GT(values.size(), 100U);
  EXPECT_GT(values.front(), values.back());
  EXPECT_TRUE(std::is_sorted(values.rbegin(), values.rend()));
  const Json rising = browser->run(kClickAndRead);
  EXPECT_EQ(rising[0], "ascending");
  values = rising[1].get<std::vector<double>>();
  EXPECT_TRUE(std::is_sorted(values.begin(), values.end()));
}

TEST_F(ReportInBrowser, shows_the_table_of_the_run_that_is_chosen) {
  open("many");
  constexpr const char* kColumns = R"(
    return [...document.querySelectorAll("[data-table=influential] th")].map((cell) => cell.textContent);)";
  EXPECT_THAT(browser->run(kColumns), testing::Not(testing::Contains("Species"))) << "mv counts no species";
  browser->run(R"(
    const choice = document.querySelector("[data-table=influential] select");
    choice.selectedIndex = 3;
    choice.dispatchEvent(new Event("change"));)");
  EXPECT_THAT(browser->run(kColumns), testing::Contains("Species"));
}

TEST_F(ReportInBrowser, tells_what_the_mouse_points_at) {
  open("many");
  const Json place = browser->run(R"(
    document.querySelector("figure[data-chart=accuracy_and_classes]").scrollIntoView({ behavior: "instant" });
    const box = document.querySelector("figure[data-chart=accuracy_and_classes] .mark-symbol.point path")
                        .getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];)");
  browser->move_mouse_to(place[0], place[1]);
  constexpr const char* kIsHidden = "return document.getElementById('tooltip').hidden";
  EXPECT_EQ(settled(kIsHidden, false), false);
  EXPECT_THAT(browser->run("return document.getElementById('tooltip').innerText").get<std::string>(),
              testing::HasSubstr("Classes kept"));
  browser->move_mouse_to(1, 1);
  EXPECT_EQ(settled(kIsHidden, true), true);
}

/// Waits for a file that the browser saves. Throws if it does not appear.
std::string wait_for(const std::filesystem::path& path) {
  for (int tries = 0; tries < 200; ++tries) {
    if (std::filesystem::exists(path)) {
      std::ostringstream text;
      text << std::ifstream(path, std::ios::binary).rdbuf();
      return text.str();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  throw std::runtime_error(path.string() + " was not saved");
}

TEST_F(ReportInBrowser, saves_a_chart_as_svg_and_png) {
  open("one");
  for (const char* name : {"valid.svg", "valid.png"}) std::filesystem::remove(kScreenshots / name);
  browser->run(R"(
    for (const button of document.querySelectorAll("figure[data-chart=valid] .tools button")) button.click();)");
  const std::string svg = wait_for(kScreenshots / "valid.svg");
  EXPECT_THAT(svg, StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_THAT(wait_for(kScreenshots / "valid.png"), StartsWith("\x89PNG"));
}

TEST_F(ReportInBrowser, saves_every_chart_as_well_formed_svg_without_scripts) {
  open("many");
  const Json faults = browser->run(R"(
    return Promise.all(drawn.map(async (chart) => {
      const svg = new DOMParser().parseFromString(await chart.view.toSVG(), "image/svg+xml");
      return svg.querySelectorAll("parsererror, script, image, foreignObject").length;
    }));)");
  for (const Json& n : faults) EXPECT_EQ(n, 0);
}

TEST_F(ReportInBrowser, shows_the_data_of_a_chart_as_a_table) {
  open("one");
  const Json rows = browser->run(R"(
    return [...document.querySelectorAll("figure[data-chart]")].map((figure) => {
      const button = [...figure.querySelectorAll(".tools button")].find((one) => one.textContent === "Data");
      button.click();
      const table = figure.querySelector(".data table");
      return [button.getAttribute("aria-expanded"), table.tBodies[0].rows.length, table.offsetHeight];
    });)");
  for (const Json& chart : rows) {
    EXPECT_EQ(chart[0], "true");
    EXPECT_GT(chart[1].get<int>(), 0);
    EXPECT_GT(chart[2].get<int>(), 0);
  }
}

TEST_F(ReportInBrowser, names_what_it_shows_for_those_who_cannot_see_it) {
  open("many");
  const Json unnamed = browser->run(R"(
    const named = (element) => element.getAttribute("aria-label") || element.textContent.trim() ||
      document.getElementById(element.getAttribute("aria-labelledby"));
    return [...document.querySelectorAll("button, figure, section, [role=region], .plot svg, table, select")]
      .filter((element) => element.matches("select") ? !element.labels.length && !element.getAttribute("aria-label") : !named(element))
      .map((element) => element.outerHTML.slice(0, 120));)");
  EXPECT_EQ(unnamed, Json::array());
  const Json levels =
      browser->run("return [...document.querySelectorAll('h1,h2,h3')].map((h) => Number(h.tagName[1]))");
  EXPECT_EQ(levels[0], 1);
  for (std::size_t h = 1; h < levels.size(); ++h) {
    EXPECT_GT(levels[h].get<int>(), 1);
    EXPECT_LE(levels[h].get<int>(), levels[h - 1].get<int>() + 1) << "no level of headings is skipped";
  }
}

TEST_F(ReportInBrowser, is_pictured) {
  const auto picture = [](const std::string& page, const Screen& screen) {
    open(page, screen);
    const std::string name =
        fmt::format("{}_{}_{}.png", page, screen.is_dark ? "dark" : "light", screen.width);
    browser->save_screenshot((kScreenshots / name).string());
    EXPECT_GT(std::filesystem::file_size(kScreenshots / name), 50'000U);
  };
  for (const int width : {1280, 390}) {
    for (const bool is_dark : {false, true}) picture("many", {.width = width, .is_dark = is_dark});
  }
  picture("one", {.width = 1280});
  picture("one", {.width = 390, .is_dark = true});
}

}  // namespace
}  // namespace crowdvote
