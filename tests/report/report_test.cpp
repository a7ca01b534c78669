#include "report/assets.hpp"
#include "report/charts.hpp"
#include "report/crowd_for_reports.hpp"
#include <crowdvote/calibration.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/mcnemar.hpp>
#include <crowdvote/profile.hpp>
#include <crowdvote/report.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote {
namespace {

using testing::ElementsAre;

const std::vector<std::string> kSpecs{"mv", "wawa:rounds=3", "plantnet", "plantnet:weight-function=sqrt"};

ReportInput report_of(const CrowdData& data, std::span<const ReportRun> runs) {
  return {.data = data, .runs = runs, .title = "A flora", .version = "1.2.3"};
}

/// Not a text matcher, which would print the whole page on failure.
bool holds(const std::string& page, const std::string& part) { return page.find(part) != std::string::npos; }

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

/// The JSON that the script of the page reads.
Json data_of(const std::string& page) {
  const std::string opening = "<script type=\"application/json\" id=\"report-data\">";
  const std::size_t begin = page.find(opening) + opening.size();
  return Json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

const Json& signal_of(const Json& chart, const std::string& name) {
  for (const Json& signal : chart["signals"]) {
    if (signal["name"] == name) return signal;
  }
  throw std::out_of_range("the chart has no signal '" + name + "'");
}

const Json& values_of(const Json& chart, const std::string& name) {
  for (const Json& data : chart["data"]) {
    if (data["name"] == name) return data["values"];
  }
  throw std::out_of_range(name);
}

TEST(Report, is_the_same_to_the_byte_for_the_same_input) {
  const CrowdData data = test::make_crowd(300);
  const auto runs = test::run_strategies(data, kSpecs);
  const auto again = test::run_strategies(data, kSpecs);
  EXPECT_TRUE(report_html(report_of(data, runs)) == report_html(report_of(data, again)));
}

TEST(Report, needs_nothing_from_outside) {
  const CrowdData data = test::make_crowd(300);
  const auto runs = test::run_strategies(data, {"plantnet"});
  const std::string page = report_html(report_of(data, runs));
  EXPECT_EQ(page.substr(0, 15), "<!doctype html>");
  EXPECT_TRUE(holds(page, "default-src 'none'; script-src 'sha256-"));
  EXPECT_FALSE(holds(page.substr(0, page.find("<title>")), "unsafe-"));
  EXPECT_FALSE(holds(page, "<script src"));
  EXPECT_FALSE(holds(page, "@import"));
  EXPECT_FALSE(holds(page, "<link"));
  EXPECT_FALSE(holds(page, "sourceMappingURL"));
}

TEST(Report, shows_hostile_names_as_text) {
  const CrowdData data = test::make_crowd(300);
  const auto runs = test::run_strategies(data, kSpecs);
  ReportInput input = report_of(data, runs);
  input.title = test::kHostileName;
  const std::string page = report_html(input);
  EXPECT_FALSE(holds(page, "<img"));
  EXPECT_EQ(occurrences(page, "<script"), 2U) << "the data and the page's own script";
  EXPECT_EQ(occurrences(page, "</script"), 2U);
  EXPECT_EQ(occurrences(page, "<!--"), 1U) << "the licences";
  EXPECT_TRUE(holds(page, "&lt;/script&gt;&lt;script&gt;document.title="));
  EXPECT_EQ(data_of(page)["tables"]["influential"]["runs"][0]["rows"][0][0].get<std::string>().substr(0, 9),
            "</script>");
}

TEST(Report, stays_small_with_many_runs_and_long_names) {
  CrowdData data = test::make_crowd(3000);
  const auto few = test::run_strategies(data, kSpecs);
  std::vector<ReportRun> many;
  for (std::size_t r = 0; r < 60; ++r) {
    many.push_back(few[r % few.size()]);
    many.back().name += ":run=" + std::to_string(r);
  }
  const std::string page = report_html(report_of(data, many));
  EXPECT_LT(page.size(), kReportBytes);
  EXPECT_TRUE(holds(page, "run=59"));
}

TEST(Report, shows_two_hundred_rows_of_a_table_at_most) {
  const CrowdData data = test::make_crowd(4000);
  const auto runs = test::run_strategies(data, {"mv"});
  const Json tables = data_of(report_html(report_of(data, runs)))["tables"];
  EXPECT_EQ(tables["influential"]["runs"][0]["rows"].size(), kReportRows);
  EXPECT_EQ(tables["contested"]["runs"][0]["rows"].size(), kReportRows);
}

TEST(Report, leaves_out_what_the_run_knows_nothing_of) {
  CrowdData data = test::make_crowd(300);
  auto runs = test::run_strategies(data, {"mv"});
  data.truth_of_observation.clear();
  runs.front().evaluation.reset();
  runs.front().calibration.reset();
  runs.front().confused_labels.clear();
  const std::string page = report_html(report_of(data, runs));
  EXPECT_FALSE(holds(page, "id=\"quality\""));
  const Json charts = data_of(page)["charts"];
  EXPECT_TRUE(charts.contains("valid"));
  EXPECT_FALSE(charts.contains("accuracy_and_classes"));
  EXPECT_FALSE(charts.contains("user_weights"));
  EXPECT_FALSE(charts.contains("weight_function"));
}

TEST(Report, stands_a_crowd_without_anything) {
  const CrowdData nothing;
  const Consensus consensus;
  const std::vector<ReportRun> runs{
      condense_run({.name = "mv", .consensus = consensus, .input = nothing.input()}, nothing)};
  EXPECT_TRUE(holds(report_html(report_of(nothing, runs)), "mv"));
}

TEST(Charts, accuracy_has_a_point_for_each_run_and_subset) {
  const CrowdData data = test::make_crowd(600);
  const auto runs = test::run_strategies(data, kSpecs);
  const Json chart = chart_accuracy_and_classes(report_of(data, runs))->json();
  const Json& points = values_of(chart, "points");
  ASSERT_EQ(points.size(), 4 * 3U);
  const SubsetMetrics& metrics = runs[2].evaluation->subsets[1];
  const Json& point = points[2 * 3 + 1];
  EXPECT_EQ(point["series"], "plantnet");
  EXPECT_EQ(point["subset"], "multiple_votes");
  EXPECT_NEAR(point["x"].get<double>(), *metrics.classes_kept, 1e-6);
  EXPECT_NEAR(point["y"].get<double>(), *metrics.accuracy, 1e-6);
  EXPECT_NEAR(point["y_low"].get<double>(), metrics.accuracy_ci->low, 1e-6);
  EXPECT_NEAR(point["y_high"].get<double>(), metrics.accuracy_ci->high, 1e-6);
  EXPECT_EQ(point["tooltip"]["Strategy"], "plantnet");
  EXPECT_EQ(signal_of(chart, "subset")["value"], "disagreement")
      << "the subset that tells strategies apart best";
}

TEST(Charts, one_run_has_no_scatter_of_its_three_points) {
  const CrowdData data = test::make_crowd(600);
  const auto runs = test::run_strategies(data, {"plantnet"});
  EXPECT_FALSE(chart_accuracy_and_classes(report_of(data, runs)));
  EXPECT_FALSE(chart_precision_and_recall(report_of(data, runs)));
}

TEST(Charts, weights_that_are_all_equal_are_not_drawn) {
  const CrowdData data = test::make_crowd(600);
  auto runs = test::run_strategies(data, {"wawa"});
  ASSERT_TRUE(chart_user_weights(report_of(data, runs)));
  runs[0].weight_bins.clear();
  runs[0].equal_weight = 1;
  EXPECT_FALSE(chart_user_weights(report_of(data, runs)));
  EXPECT_FALSE(chart_user_weights_cdf(report_of(data, runs)));
  EXPECT_TRUE(holds(report_html(report_of(data, runs)), "All users weigh the same, 1:"));
}

TEST(Charts, reliability_of_conf_needs_more_than_one_value) {
  const CrowdData data = test::make_crowd(600);
  auto runs = test::run_strategies(data, {"mv"});
  ASSERT_TRUE(chart_calibration_of_conf(report_of(data, runs)));
  for (CalibrationBin& bin : runs[0].calibration->conf[0].bins) bin.low = bin.high = 10;
  EXPECT_FALSE(chart_calibration_of_conf(report_of(data, runs)));
}

TEST(Charts, skills_of_users_with_equally_many_votes_are_not_drawn) {
  const CrowdData data = test::make_crowd(100);
  auto runs = test::run_strategies(data, {"mv"});
  runs[0].skill_spread = {{.least_votes = 10, .most_votes = 10, .users = 5, .low = 0.5, .high = 1}};
  EXPECT_FALSE(chart_skill_by_votes(report_of(data, runs)));
}

/// Two runs with a truth for 1,000 observations, 100 of them with disagreement; `right` counts for the first
/// run, then for the second.
std::vector<ReportRun> graded_runs(std::size_t right_of_first, std::size_t right_of_second) {
  std::vector<ReportRun> runs(2);
  runs[0].name = "mv";
  runs[1].name = "wawa";
  for (ReportRun& run : runs) {
    const std::size_t right = &run == &runs.front() ? right_of_first : right_of_second;
    run.n_observations = run.n_labelled = run.n_valid = 1000;
    run.evaluation.emplace();
    for (const std::size_t subset : {0U, 2U}) {
      SubsetMetrics& metrics = run.evaluation->subsets[subset];
      metrics.n = subset == 0 ? 1000 : 100;
      const std::size_t correct = subset == 0 ? right : right - 900;
      metrics.accuracy = static_cast<double>(correct) / static_cast<double>(metrics.n);
      metrics.accuracy_ci = wilson_interval(correct, metrics.n);
      metrics.classes_truth = metrics.classes_predicted = 6;
      metrics.classes_kept = 1;
    }
  }
  return runs;
}

TEST(Findings, the_overall_accuracy_comes_first_and_that_on_disagreement_second) {
  const CrowdData data = test::make_crowd(100);
  const auto runs = graded_runs(950, 960);
  const std::string page = report_html(report_of(data, std::span(runs).first(1)));
  const std::size_t overall = page.find("<dt>Accuracy</dt><dd>95.0%<small>93.5–96.2% on 1,000 observations");
  const std::size_t disagreement = page.find("<dt>Accuracy on disagreement</dt><dd>50.0%<small>");
  ASSERT_NE(overall, std::string::npos);
  ASSERT_NE(disagreement, std::string::npos);
  EXPECT_LT(overall, disagreement);
  EXPECT_TRUE(holds(page, " on 100 observations"));
  EXPECT_TRUE(holds(page, "<h3>Metrics with 95% intervals</h3>"));
}

TEST(Findings, the_most_accurate_is_named_with_its_test) {
  const CrowdData data = test::make_crowd(100);
  auto runs = graded_runs(950, 960);
  EXPECT_TRUE(holds(report_html(report_of(data, runs)), "The difference from the others was not tested."));
  runs[1].against = TestsAgainst{"mv", {{mcnemar_test(30, 20), {}, mcnemar_test(30, 1)}}};
  const std::string page = report_html(report_of(data, runs));
  EXPECT_TRUE(holds(page, "<strong><bdi>wawa</bdi></strong> has the highest accuracy on 1,000 observations"));
  EXPECT_TRUE(holds(
      page,
      "<strong><bdi>wawa</bdi></strong> is right where <strong><bdi>mv</bdi></strong> is wrong on 30 "
      "of them, and wrong where <strong><bdi>mv</bdi></strong> is right on 20: p = 0.203 (McNemar); the "
      "difference may be chance."));
  EXPECT_TRUE(holds(page, " is right on 1: p = 3.0e-08 (McNemar)."));
  EXPECT_TRUE(holds(page, "<bdi>p against mv</bdi>"));
  EXPECT_FALSE(holds(page, "most accurate"));
}

TEST(Findings, the_reference_that_is_best_is_held_against_the_next) {
  const CrowdData data = test::make_crowd(100);
  auto runs = graded_runs(960, 950);
  runs[1].against = TestsAgainst{"mv", {{mcnemar_test(20, 30), {}, mcnemar_test(20, 30)}}};
  EXPECT_TRUE(holds(report_html(report_of(data, runs)),
                    "<strong><bdi>mv</bdi></strong> is right where <strong><bdi>wawa</bdi></strong> is wrong "
                    "on 30 of them, and wrong where <strong><bdi>wawa</bdi></strong> is right on 20: p ="));
}

TEST(Findings, what_all_strategies_share_singles_out_none) {
  const CrowdData data = test::make_crowd(100);
  const auto runs = graded_runs(950, 950);
  const std::string page = report_html(report_of(data, runs));
  EXPECT_TRUE(holds(page, "Every strategy keeps equally many of the true classes there: 6 of 6 (100.0%)."));
  EXPECT_TRUE(holds(page, "Every strategy has the right, valid label on 95.0%"));
  EXPECT_TRUE(holds(page, "Every strategy makes 1,000 observations valid (100.0%)."));
}

TEST(Findings, strategies_with_equally_many_valid_observations_are_named_together) {
  const CrowdData data = test::make_crowd(100);
  auto runs = graded_runs(950, 950);
  runs.push_back(runs.front());
  runs.back().name = "twothird";
  runs.back().n_valid = 250;
  EXPECT_TRUE(
      holds(report_html(report_of(data, runs)),
            "Valid observations range from 250 (25.0%, <strong><bdi>twothird</bdi></strong>) to 1,000 "
            "(100.0%, <strong><bdi>mv</bdi></strong> and <strong><bdi>wawa</bdi></strong>)."));
}

TEST(Findings, a_user_who_holds_much_is_named) {
  const CrowdData data = test::make_crowd(100);
  auto runs = graded_runs(950, 950);
  runs[0].weight_bins.resize(1);
  runs[0].influential_users = {{.user = 1, .weight_cast = 0.58}, {.user = 2, .weight_cast = 0.02}};
  const auto one = std::span(runs).first(1);
  EXPECT_TRUE(holds(report_html(report_of(data, one)),
                    "One user, <strong><bdi>user 1</bdi></strong>, holds 58.0% of all weight."));
  runs[0].weight_bins.clear();
  runs[0].influential_users.assign(8, {.user = 1, .weight_cast = 0.08});
  EXPECT_TRUE(holds(report_html(report_of(data, one)), "Half of all votes is held by 7 of 12 users."));
}

TEST(Findings, rounds_converge_only_where_that_was_tested) {
  const CrowdData data = test::make_crowd(100);
  auto runs = graded_runs(950, 950);
  const auto one = std::span(runs).first(1);
  Diagnostics& diagnostics = runs[0].diagnostics;
  diagnostics.rounds.resize(7);
  diagnostics.stop = StopReason::tolerance;
  EXPECT_TRUE(holds(report_html(report_of(data, one)), "It converged after 7 rounds."));
  diagnostics.stop = StopReason::round_limit;
  EXPECT_TRUE(holds(report_html(report_of(data, one)), "It had not converged after 7 rounds."));
  diagnostics.is_tested = false;
  EXPECT_TRUE(holds(report_html(report_of(data, one)), "It ran for 7 rounds; convergence was not tested."));
}

TEST(Report, says_how_the_run_is_repeated) {
  const CrowdData data = test::make_crowd(100);
  const auto runs = test::run_strategies(data, {"mv"});
  ReportInput input = report_of(data, runs);
  EXPECT_FALSE(holds(report_html(input), "To repeat this run"));
  input.command = "aggregate 'a <b>.csv' --strategy mv";
  const std::string page = report_html(input);
  EXPECT_TRUE(holds(page, "<code>aggregate &#39;a &lt;b&gt;.csv&#39; --strategy mv</code>"));
  EXPECT_TRUE(holds(page, "with crowdvote 1.2.3"));
}

TEST(Charts, histogram_and_curve_of_weights_count_every_user_once) {
  const CrowdData data = test::make_crowd(600);
  const auto runs = test::run_strategies(data, {"wawa"});
  const Json histogram = chart_user_weights(report_of(data, runs))->json();
  std::size_t users = 0;
  std::size_t votes = 0;
  for (const Json& bar : values_of(histogram, "bins")) {
    users += bar["users"].get<std::size_t>();
    votes += bar["votes"].get<std::size_t>();
  }
  EXPECT_EQ(users, data.users.size());
  EXPECT_EQ(votes, data.votes.n_votes());

  const Json curve = values_of(chart_user_weights_cdf(report_of(data, runs))->json(), "curve");
  EXPECT_EQ(curve.front()["users"], 0);
  EXPECT_EQ(curve.back()["users"], 1);
  EXPECT_EQ(curve.back()["votes"], 1);
  for (std::size_t p = 1; p < curve.size(); ++p) EXPECT_GE(curve[p]["users"], curve[p - 1]["users"]);
}

TEST(Charts, convergence_has_a_point_a_round_and_skips_runs_without_rounds) {
  const CrowdData data = test::make_crowd(600);
  const auto runs = test::run_strategies(data, {"mv", "wawa:rounds=3"});
  const Json chart = chart_convergence(report_of(data, runs))->json();
  const Json& rounds = values_of(chart, "rounds");
  ASSERT_GE(runs[1].diagnostics.rounds.size(), 2U);
  ASSERT_EQ(rounds.size(), runs[1].diagnostics.rounds.size());
  for (std::size_t r = 0; r < rounds.size(); ++r) {
    EXPECT_EQ(rounds[r]["round"], r + 1);
    EXPECT_EQ(rounds[r]["users_changed"], runs[1].diagnostics.rounds[r].users_changed);
    EXPECT_EQ(rounds[r]["labels_changed"], runs[1].diagnostics.rounds[r].labels_changed);
    EXPECT_EQ(rounds[r]["valid"], runs[1].diagnostics.rounds[r].valid);
  }
  EXPECT_FALSE(chart.contains("legends")) << "one run needs no legend";
}

TEST(Charts, reliability_has_the_bins_that_hold_labels) {
  const CrowdData data = test::make_crowd(600);
  const auto runs = test::run_strategies(data, {"plantnet"});
  const CalibrationBySubset& measured = runs[0].calibration->acc;
  const Json chart = chart_calibration_of_acc(report_of(data, runs))->json();
  std::size_t n = 0;
  for (const Json& bin : values_of(chart, "bins")) {
    EXPECT_GT(bin["n"].get<std::size_t>(), 0U);
    EXPECT_LE(bin["accuracy_low"], bin["accuracy"]);
    EXPECT_GE(bin["accuracy_high"], bin["accuracy"]);
    n += bin["n"].get<std::size_t>();
  }
  EXPECT_EQ(n, measured[0].n + measured[1].n + measured[2].n);
  EXPECT_EQ(signal_of(chart, "subset")["value"], "expert");
  EXPECT_FALSE(values_of(chart, "promise").empty());
  EXPECT_TRUE(values_of(chart_calibration_of_conf(report_of(data, runs))->json(), "promise").empty())
      << "a weight is no probability";
}

TEST(Charts, reliability_of_the_ai_is_shown_once) {
  const CrowdData data = test::make_crowd(600);
  const auto runs = test::run_strategies(data, {"mv", "plantnet"});
  const Json chart = chart_calibration_of_ai_score(report_of(data, runs))->json();
  EXPECT_EQ(signal_of(chart, "run")["value"], "");
  std::size_t n = 0;
  for (const Json& bin : values_of(chart, "bins")) {
    if (bin["subset"] == "expert") n += bin["n"].get<std::size_t>();
  }
  EXPECT_EQ(n, (*runs[0].calibration->ai_score)[0].n);
}

TEST(Charts, lorenz_curves_end_where_all_votes_are) {
  const CrowdData data = test::make_crowd(600);
  const auto runs = test::run_strategies(data, {"mv"});
  const DataProfile profile = describe(data);
  ReportInput input = report_of(data, runs);
  EXPECT_FALSE(chart_lorenz(input));
  input.profile = &profile;
  const Json chart = chart_lorenz(input)->json();
  ASSERT_EQ(values_of(chart, "series").size(), 2U);
  const Json& last = values_of(chart, "curve").back();
  EXPECT_EQ(last["share"], 1);
  EXPECT_EQ(last["votes"], 1);
}

TEST(Charts, ticks_of_a_logarithmic_axis_start_at_nought) {
  const Json ticks = ticks_1_2_5(0.1, 3);
  std::vector<double> values;
  for (const Json& tick : ticks) values.push_back(tick["value"]);
  EXPECT_THAT(values, ElementsAre(0, 0.1, 0.2, 0.5, 1, 2));
}

class ReportFiles : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove_all(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static std::string content_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  std::filesystem::path folder_ =
      std::filesystem::path(testing::TempDir()) /
      ("crowdvote_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(ReportFiles, a_report_is_written_as_it_is_made) {
  std::filesystem::create_directories(folder_);
  const CrowdData data = test::make_crowd(100);
  const auto runs = test::run_strategies(data, {"mv"});
  const auto path = folder_ / "report.html";
  write_report(path.string(), report_of(data, runs));
  EXPECT_TRUE(content_of(path) == report_html(report_of(data, runs)));
}

TEST_F(ReportFiles, each_chart_is_written_as_a_specification_with_its_data_and_colours) {
  const CrowdData data = test::make_crowd(300);
  const auto runs = test::run_strategies(data, kSpecs);
  write_charts((folder_ / "deep" / "charts").string(), report_of(data, runs));
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "deep" / "charts")) {
    names.push_back(entry.path().filename().string());
    const Json spec = Json::parse(content_of(entry.path()));
    EXPECT_EQ(spec["$schema"], "https://vega.github.io/schema/vega/v5.json");
    EXPECT_EQ(spec["config"]["background"], "#ffffff");
    EXPECT_FALSE(holds(spec.dump(), "\"$surface\""));
  }
  std::sort(names.begin(), names.end());
  EXPECT_THAT(
      names, testing::IsSupersetOf({"accuracy_and_classes.vg.json", "convergence.vg.json",
                                    "precision_and_recall.vg.json", "user_weights.vg.json",
                                    "user_weights_cdf.vg.json", "valid.vg.json", "weight_function.vg.json"}));
}

TEST_F(ReportFiles, charts_that_are_not_published_leave_nothing) {
  const CrowdData data = test::make_crowd(100);
  const auto runs = test::run_strategies(data, {"mv"});
  EXPECT_FALSE(prepare_charts((folder_ / "new" / "charts").string(), report_of(data, runs)).files.empty());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "new"));
}

TEST_F(ReportFiles, a_folder_of_charts_that_cannot_be_made_is_an_error) {
  std::filesystem::create_directories(folder_);
  std::ofstream(folder_ / "file") << "in the way";
  const CrowdData data = test::make_crowd(100);
  const auto runs = test::run_strategies(data, {"mv"});
  EXPECT_THROW(write_charts((folder_ / "file" / "charts").string(), report_of(data, runs)), IoError);
}

/// WCAG 2: relative luminance of "#rrggbb".
double luminance(const std::string& colour) {
  const auto channel = [&](std::size_t at) {
    const double c = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

double contrast(const std::string& a, const std::string& b) {
  const double one = luminance(a) + 0.05;
  const double other = luminance(b) + 0.05;
  return std::max(one, other) / std::min(one, other);
}

TEST(Theme, text_and_marks_stand_out_from_what_is_behind_them) {
  const Json theme = Json::parse(report_asset("theme.json"));
  for (const char* scheme : {"light", "dark"}) {
    const Json& colours = theme[scheme];
    for (const char* behind : {"page", "surface"}) {
      for (const char* text : {"text", "muted", "accent", "threshold"}) {
        EXPECT_GE(contrast(colours[text], colours[behind]), 4.5) << scheme << ' ' << text << " on " << behind;
      }
    }
    for (const auto& [name, colour] : colours.items()) {
      if (name.size() == 2 && name[0] == 'c') {
        EXPECT_GE(contrast(colour, colours["surface"]), 3) << scheme << ' ' << name;
      }
    }
  }
}

}  // namespace
}  // namespace crowdvote
