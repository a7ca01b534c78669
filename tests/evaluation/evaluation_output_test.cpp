#include "evaluation/text_table.hpp"
#include "io/write/evaluation_json.hpp"
#include "io/write/figures.hpp"
#include <crowdvote/copying.hpp>
#include <crowdvote/evaluation_table.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <algorithm>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;

Evaluation one_of_two_right() {
  const VoteMatrix votes({0, 1, 3}, {0, 0, 1}, {0, 1, 1}, 2, 2);
  const std::vector<LabelId> truth{0, 1};
  const std::vector<LabelId> label{0, 1};
  const std::vector<std::uint8_t> valid{0, 1};
  return evaluate(label, valid, votes, truth, find_evaluation_sets(votes, truth), 2);
}

TEST(MetricsToJson, has_the_keys_that_scripts_depend_on_first_and_in_order) {
  const ordered_json metrics = metrics_to_json(one_of_two_right());
  std::vector<std::string> subsets;
  for (const auto& [key, value] : metrics.items()) subsets.push_back(key);
  EXPECT_THAT(subsets, testing::ElementsAre("expert", "multiple_votes", "disagreement"));
  std::vector<std::string> keys;
  for (const auto& [key, value] : metrics["expert"].items()) keys.push_back(key);
  keys.resize(10);
  EXPECT_THAT(keys, testing::ElementsAre("n", "accuracy", "accuracy_ci", "label_accuracy", "valid_accuracy",
                                         "macro_precision", "macro_recall", "classes_truth", "classes_kept",
                                         "valid"));
}

TEST(MetricsToJson, gives_shares_as_numbers_and_null_for_a_figure_over_nothing) {
  const ordered_json metrics = metrics_to_json(one_of_two_right());
  EXPECT_EQ(metrics["expert"]["n"], 2);
  EXPECT_EQ(metrics["expert"]["accuracy"], 0.5);
  EXPECT_EQ(metrics["expert"]["label_accuracy"], 1.0);
  EXPECT_EQ(metrics["expert"]["classes_truth"], 2);
  EXPECT_EQ(metrics["expert"]["classes_kept"], 0.5);
  EXPECT_NEAR(metrics["expert"]["accuracy_ci"][0].get<double>(), wilson_interval(1, 2).low, 1e-15);
  EXPECT_EQ(metrics["disagreement"]["n"], 0);
  EXPECT_TRUE(metrics["disagreement"]["accuracy"].is_null());
  EXPECT_TRUE(metrics["disagreement"]["accuracy_ci"].is_null());
  EXPECT_TRUE(metrics["disagreement"]["macro_recall"].is_null());
}

TEST(MetricsToJson, carries_ties_and_bootstrap_intervals_where_they_are_known) {
  Evaluation evaluation = one_of_two_right();
  EXPECT_TRUE(metrics_to_json(evaluation)["expert"]["ties"].is_null());
  evaluation.subsets[0].accuracy_ties = TieBounds{1, 0.0, 0.25, 0.5};
  evaluation.subsets[0].macro_recall_ci = Interval{0.25, 0.75};
  const ordered_json expert = metrics_to_json(evaluation)["expert"];
  EXPECT_EQ(expert["ties"].dump(), R"({"count":1,"lowest":0.0,"expected":0.25,"highest":0.5})");
  EXPECT_EQ(expert["macro_recall_ci"].dump(), "[0.25,0.75]");
  EXPECT_TRUE(expert["macro_precision_ci"].is_null());
  EXPECT_EQ(expert["classes_recovered"], 0.5);
}

TEST(FormatEvaluation, is_a_row_a_figure_and_a_column_a_subset) {
  const std::string text = format_evaluation(one_of_two_right());
  EXPECT_EQ(text.substr(0, text.find("label accuracy")),
            "                   expert                multiple_votes        disagreement\n"
            "observations       2                     1                     0\n"
            "valid              1                     1                     0\n"
            "accuracy           0.500 [0.095, 0.905]  1.000 [0.207, 1.000]  -\n");
  EXPECT_EQ(text.back(), '\n');
}

TEST(FormatEvaluation, tells_of_ties_only_where_they_leave_an_accuracy_wide_open) {
  Evaluation evaluation = one_of_two_right();
  evaluation.subsets[0].accuracy_ties = TieBounds{1, 0.5, 0.504, 0.508};
  EXPECT_THAT(format_evaluation(evaluation), testing::Not(HasSubstr("ties")));
  evaluation.subsets[1].accuracy_ties = TieBounds{1, 0.0, 0.5, 1.0};
  EXPECT_THAT(format_evaluation(evaluation),
              HasSubstr("by ties: worst / random / best  0.500 / 0.504 / 0.508  0.000 / 0.500 / 1.000  -"));
}

TEST(FormatEvaluation, says_what_was_left_out) {
  Evaluation evaluation = one_of_two_right();
  EXPECT_THAT(format_evaluation(evaluation), testing::Not(HasSubstr("left out")));
  evaluation.truth_without_votes = 3;
  evaluation.left_without_votes = 4;
  EXPECT_THAT(format_evaluation(evaluation),
              HasSubstr("left out: 3 observations with a truth and no vote\n"));
  EXPECT_THAT(format_evaluation(evaluation),
              HasSubstr("left out: 4 observations whose votes were all held out"));
  evaluation.truth_given_as_gold = 1;
  EXPECT_THAT(format_evaluation(evaluation),
              HasSubstr("left out: 1 observation with a truth, given as gold\n"));
}

TEST(ComparisonToJson, has_an_object_a_subset) {
  const ordered_json comparison = comparison_to_json({McNemarTest{2, 0, 0.5}, McNemarTest{}, McNemarTest{}});
  EXPECT_EQ(comparison["expert"].dump(), R"({"only_this":2,"only_reference":0,"p_value":0.5})");
  EXPECT_EQ(comparison["disagreement"]["p_value"], 1.0);
}

TEST(Figures, as_json_keep_names_readable_in_every_script) {
  const Figures figures{.heading = "h", .tables = {}, .notes = {}, .json = {{"label", "chêne 橡树 \xff"}}};
  EXPECT_EQ(format_figures(figures, FiguresFormat::json), "{\n  \"label\": \"chêne 橡树 \uFFFD\"\n}\n");
}

TEST(Figures, as_csv_have_a_row_for_each_value_of_the_json_under_its_path) {
  const Figures figures{
      .heading = "h",
      .tables = {},
      .notes = {},
      .json = {{"files", {{{"path", "a,b"}, {"bytes", 9}}}}, {"seed", nullptr}, {"is_valid", true}}};
  EXPECT_EQ(format_figures(figures, FiguresFormat::csv),
            "figure,value\nfiles.0.path,\"a,b\"\nfiles.0.bytes,9\nseed,\nis_valid,true\n");
}

TEST(FormatCopying, shows_the_first_names_and_rows_and_counts_the_others) {
  NameTable users;
  for (int u = 0; u < 60; ++u) users.intern(Name(u));
  NameTable labels;
  labels.intern(Name("oak"));
  CopyingReport report;
  report.pairs_tested = 1770;
  report.users_tested = 60;
  report.groups.push_back({.users = std::vector<UserId>(60), .pairs = 1200});
  std::iota(report.groups[0].users.begin(), report.groups[0].users.end(), 0);
  for (UserId u = 0; u + 1 < 60; ++u) {
    report.pairs.push_back({.first = u, .second = u + 1, .common = 1000 + u, .chance = 0.5, .p_value = 1e-9});
  }
  report.followers.push_back({.user = 5, .author = 9, .votes = 1400, .agreeing = 1390});
  report.one_label.push_back({.user = 7, .label = 0, .votes = 12, .others_against = 30, .p_value = 0.004});
  const std::string text = format_copying(report, labels, users, FiguresFormat::text);
  EXPECT_THAT(
      text, testing::StartsWith("group of users                   size  pairs\n"
                                "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …  60    1,200\n\n"
                                "never contradict each other      observations  chance to agree  p\n"
                                "0                            1   1,000         0.500            1.0e-09\n"));
  EXPECT_THAT(text,
              testing::EndsWith("49                           50  1,049         0.500            1.0e-09\n"
                                "and 9 more\n\n"
                                "repeats one author  author  votes  agreeing\n"
                                "5                   9       1,400  1,390\n\n"
                                "gives one label  label  votes  others' votes against it  p\n"
                                "7                oak    12     30                        0.004\n\n"
                                "1,770 pairs with enough common observations and 60 users with enough votes "
                                "were tested; a finding is a reason to look, not a proof.\n"));
  const std::string csv = format_copying(report, labels, users, FiguresFormat::csv);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 59 + 1 + 1);
}

TEST(TextTable, aligns_by_code_points_and_leaves_no_spaces_at_line_ends) {
  TextTable table({"name", "n"});
  table.add_row({"élan", "10"});
  table.add_row({"x", ""});
  EXPECT_EQ(table.text(), "name   n\nélan  10\nx\n");
  TextTable left({"", "left"}, Align::left);
  left.add_row({"a row", "1"});
  EXPECT_EQ(left.text(), "       left\na row  1\n");
}

TEST(TextTable, that_is_too_wide_has_the_names_of_its_rows_above_the_figures) {
  TextTable table({"name", "n"});
  table.add_row({"a long name", "10"});
  EXPECT_EQ(table.text(15), "name          n\na long name  10\n");
  EXPECT_EQ(table.text(14), "name   n\na long name\n      10\n");
}

}  // namespace
}  // namespace crowdvote
