#include "evaluation/random_labels.hpp"
#include "io/temporary_file.hpp"
#include "io/write/evaluation_json.hpp"
#include <crowdvote/baseline.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/read_baseline.hpp>

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using nlohmann::ordered_json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

RunFigures random_run(unsigned seed) {
  const auto r = testing_support::random_labels(seed, 300, 6);
  const EvaluationSets sets = find_evaluation_sets(r.votes, r.truth);
  const auto n_valid = static_cast<std::size_t>(std::count(r.valid.begin(), r.valid.end(), 1));
  return {"", r.truth.size(), n_valid, evaluate(r.label, r.valid, r.votes, r.truth, sets, r.n_labels)};
}

ordered_json summary_of(const RunFigures& run) {
  return {{"version", "0.1.0"},
          {"counts", {{"observations", run.n_observations}, {"valid", run.n_valid}}},
          {"metrics", run.evaluation ? metrics_to_json(*run.evaluation) : ordered_json(nullptr)}};
}

std::vector<std::string> figures(const std::vector<Fall>& falls) {
  std::vector<std::string> names;
  for (const Fall& fall : falls) names.push_back(fall.figure);
  return names;
}

TEST(Regression, a_run_does_not_fall_below_its_own_summary) {
  for (unsigned seed = 0; seed < 5; ++seed) {
    const RunFigures run = random_run(seed);
    const TemporaryFile file(summary_of(run).dump());
    EXPECT_THAT(find_falls(run, read_baseline(file.path()).run_for("mv"), DropLimits()), IsEmpty());
  }
}

TEST(Regression, finds_what_fell_by_more_than_the_limit_and_nothing_else) {
  const RunFigures baseline = random_run(1);
  RunFigures now = baseline;
  SubsetMetrics& disagreement = now.evaluation->subsets[2];
  disagreement.accuracy = *disagreement.accuracy - 0.02;
  now.evaluation->subsets[0].macro_recall = *now.evaluation->subsets[0].macro_recall + 0.1;
  now.n_valid -= 30;
  EXPECT_THAT(figures(find_falls(now, baseline, DropLimits())),
              ElementsAre("disagreement.accuracy", "valid"));
  EXPECT_THAT(figures(find_falls(now, baseline, DropLimits(0.05))), ElementsAre("valid"));
  // A fall by exactly the limit is allowed.
  EXPECT_THAT(figures(find_falls(now, baseline, DropLimits(0.1))), IsEmpty());
  const auto falls = find_falls(now, baseline, DropLimits());
  EXPECT_NEAR(*falls[0].drop(), 0.02, 1e-12);
  EXPECT_NEAR(*falls[1].drop(), 0.1, 1e-12);
}

TEST(Regression, a_figure_that_vanished_has_fallen) {
  const RunFigures baseline = random_run(1);
  RunFigures now = baseline;
  now.evaluation = std::nullopt;
  const auto falls = find_falls(now, baseline, DropLimits(1));
  EXPECT_EQ(falls.size(), 21U);
  EXPECT_FALSE(falls[0].drop().has_value());
  EXPECT_THAT(find_falls(baseline, now, DropLimits()), IsEmpty());
}

TEST(Regression, tells_whether_the_intervals_overlap) {
  RunFigures baseline{"", 1000, 900, std::nullopt};
  const RunFigures near{"", 1000, 890, std::nullopt};
  const RunFigures far{"", 1000, 700, std::nullopt};
  EXPECT_TRUE(*find_falls(near, baseline, DropLimits())[0].intervals_overlap());
  EXPECT_FALSE(*find_falls(far, baseline, DropLimits())[0].intervals_overlap());
  EXPECT_FALSE(Fall().intervals_overlap().has_value());
}

TEST(DropLimits, the_most_particular_limit_counts) {
  DropLimits limits(0.01);
  limits.set("accuracy", 0.02);
  limits.set("disagreement.accuracy", 0.03);
  limits.set("valid", 0.5);
  EXPECT_EQ(limits.of("expert.macro_recall"), 0.01);
  EXPECT_EQ(limits.of("expert.accuracy"), 0.02);
  EXPECT_EQ(limits.of("disagreement.accuracy"), 0.03);
  EXPECT_EQ(limits.of("valid"), 0.5);
  EXPECT_EQ(limits.of("expert.valid"), 0.5);
}

TEST(DropLimits, refuses_unknown_figures_with_the_nearest_and_limits_that_are_no_share) {
  DropLimits limits;
  try {
    limits.set("expert.acuracy", 0.1);
    FAIL();
  } catch (const OptionError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("'expert.acuracy'"), HasSubstr("did you mean 'expert.accuracy'?")));
  }
  EXPECT_THROW(limits.set("accuracy", -0.1), OptionError);
  EXPECT_THROW(limits.set("accuracy", std::numeric_limits<double>::quiet_NaN()), OptionError);
  EXPECT_THROW(DropLimits(1.5), OptionError);
}

TEST(ReadBaseline, brings_back_figures_intervals_and_counts_of_a_summary) {
  RunFigures run = random_run(2);
  run.evaluation->subsets[1].macro_recall_ci = Interval{0.25, 0.5};
  const TemporaryFile file(summary_of(run).dump(2));
  const RunFigures back = read_baseline(file.path()).run_for("");
  EXPECT_EQ(back.n_valid, run.n_valid);
  for (std::size_t s = 0; s < kSubsetNames.size(); ++s) {
    const SubsetMetrics& was = run.evaluation->subsets[s];
    const SubsetMetrics& is = back.evaluation->subsets[s];
    EXPECT_EQ(is.correct, was.correct);
    EXPECT_EQ(is.label_correct, was.label_correct);
    EXPECT_EQ(is.valid, was.valid);
    EXPECT_EQ(is.classes_kept, was.classes_kept);
    EXPECT_EQ(is.accuracy_ci->low, was.accuracy_ci->low);
  }
  EXPECT_EQ(back.evaluation->subsets[1].macro_recall_ci->high, 0.5);
  EXPECT_FALSE(back.evaluation->subsets[0].macro_recall_ci.has_value());
}

TEST(ReadBaseline, takes_the_run_of_the_same_strategy_from_a_comparison) {
  const RunFigures run = random_run(3);
  const TemporaryFile file(ordered_json{
      {"observations", 300},
      {"runs",
       {{{"strategy", "mv"}, {"valid", 300}, {"metrics", nullptr}},
        {{"strategy", "plantnet"}, {"valid", run.n_valid}, {"metrics", metrics_to_json(*run.evaluation)}}}}}
                               .dump());
  const Baseline baseline = read_baseline(file.path());
  EXPECT_EQ(baseline.run_for("plantnet").n_valid, run.n_valid);
  EXPECT_FALSE(baseline.run_for("mv").evaluation.has_value());
  try {
    (void)baseline.run_for("wawa");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr(file.path()), HasSubstr("no run of wawa, only of mv, plantnet")));
  }
}

/// The error message for a file with this text.
std::string complaint_about(const std::string& text) {
  const TemporaryFile file(text);
  try {
    (void)read_baseline(file.path());
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr(file.path()));
    return error.what();
  }
  return "none";
}

TEST(ReadBaseline, names_the_place_of_what_is_no_summary) {
  EXPECT_THAT(complaint_about(""), HasSubstr("not JSON"));
  EXPECT_THAT(complaint_about("observation,label\n"), HasSubstr("byte 0: this is not JSON"));
  EXPECT_THAT(complaint_about("{\"counts\": {\"valid\": 1}"), HasSubstr("this is not JSON"));
  EXPECT_THAT(complaint_about("[1, 2, 3]"), HasSubstr("the file is an array, expected an object"));
  EXPECT_THAT(complaint_about('"' + std::string(70, 'a') + '"'),
              HasSubstr("the file is \"" + std::string(59, 'a') + "..., expected an object"));
  EXPECT_THAT(complaint_about("{\"17\": {\"u\": 1}}"), HasSubstr("no /counts, so this is not a baseline"));
  EXPECT_THAT(complaint_about(R"({"counts": {"observations": 3}})"), HasSubstr("no /counts/valid"));
  EXPECT_THAT(complaint_about(R"({"counts": {"observations": 3, "valid": 4}})"), HasSubstr("at most 3"));
  EXPECT_THAT(complaint_about(R"({"counts": {"observations": -3, "valid": 4}})"),
              HasSubstr("expected a count"));
  EXPECT_THAT(complaint_about(R"({"runs": []})"), HasSubstr("/runs is [], expected the runs"));
}

TEST(ReadBaseline, names_the_figure_that_cannot_be) {
  const ordered_json good = summary_of(random_run(4));
  const auto complaint_with = [&](const char* pointer, const ordered_json& value) {
    ordered_json bad = good;
    bad[ordered_json::json_pointer(pointer)] = value;
    return complaint_about(bad.dump());
  };
  EXPECT_THAT(complaint_with("/metrics/expert/accuracy", 1.2),
              HasSubstr("/metrics/expert/accuracy is 1.2, expected a share from 0 to 1, or null"));
  EXPECT_THAT(complaint_with("/metrics/disagreement/macro_recall", "0.5"), HasSubstr("is \"0.5\", expected"));
  EXPECT_THAT(complaint_with("/metrics/expert/accuracy_ci", {0.9, 0.1}),
              HasSubstr("an interval [low, high]"));
  EXPECT_THAT(complaint_with("/metrics/expert/valid", 301), HasSubstr("at most n ="));
  EXPECT_THAT(complaint_with("/metrics/multiple_votes", 3), HasSubstr("/metrics/multiple_votes is 3"));
}

TEST(ReadBaseline, a_missing_file_is_no_bad_data) {
  EXPECT_THROW((void)read_baseline("/nowhere/summary.json"), IoError);
}

TEST(FormatFalls, is_a_table_of_what_fell_how_far_and_whether_the_intervals_overlap) {
  const Baseline baseline{"old.json", {{"", 1000, 900, std::nullopt}}};
  const RunFigures now{"", 1200, 840, std::nullopt};
  const auto falls = find_falls(now, baseline.runs[0], DropLimits(0.01));
  EXPECT_EQ(format_falls(falls, now, baseline),
            "1 figure below the baseline old.json\n"
            "fell   baseline              now                   by      allowed  intervals\n"
            "valid  0.900 [0.880, 0.917]  0.700 [0.673, 0.725]  0.2000  0.01     apart\n"
            "note: all data: 1200 observations now, 1000 in the baseline\n");
  EXPECT_EQ(format_falls({}, now, baseline), "");
}

TEST(FormatFalls, names_the_sets_that_have_another_size) {
  RunFigures now = random_run(1);
  const Baseline baseline{"old.json", {now}};
  now.n_valid = 0;
  const auto falls = find_falls(now, baseline.runs[0], DropLimits());
  EXPECT_THAT(format_falls(falls, now, baseline), Not(HasSubstr("note:")));
  now.evaluation->subsets[2].n = 1;
  EXPECT_THAT(format_falls(falls, now, baseline),
              HasSubstr(fmt::format("note: disagreement: 1 observation now, {} in the baseline\n",
                                    baseline.runs[0].evaluation->subsets[2].n)));
}

}  // namespace
}  // namespace crowdvote
