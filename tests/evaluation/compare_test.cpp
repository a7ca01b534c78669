#include <crowdvote/compare.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> texts_of(const std::vector<std::string>& specs) {
  std::vector<std::string> texts;
  for (const StrategySpec& run : expand_specs(specs)) texts.push_back(run.text);
  return texts;
}

std::string error_of(const std::vector<std::string>& specs) {
  try {
    (void)expand_specs(specs);
  } catch (const OptionError& error) {
    return error.what();
  }
  return "no error";
}

TEST(ExpandSpecs, a_range_makes_one_run_a_value_with_both_ends) {
  EXPECT_THAT(texts_of({"mv", "plantnet:ai-strategy=confident,theta-score=0.1..0.9:0.2"}),
              ElementsAre("mv", "plantnet:ai-strategy=confident,theta-score=0.1",
                          "plantnet:ai-strategy=confident,theta-score=0.3",
                          "plantnet:ai-strategy=confident,theta-score=0.5",
                          "plantnet:ai-strategy=confident,theta-score=0.7",
                          "plantnet:ai-strategy=confident,theta-score=0.9"));
}

TEST(ExpandSpecs, two_ranges_make_every_combination) {
  EXPECT_THAT(texts_of({"plantnet:theta-acc=0.6..0.7:0.1,beta=0..0.2:0.2"}),
              ElementsAre("plantnet:theta-acc=0.6,beta=0", "plantnet:theta-acc=0.6,beta=0.2",
                          "plantnet:theta-acc=0.7,beta=0", "plantnet:theta-acc=0.7,beta=0.2"));
}

TEST(ExpandSpecs, the_values_reach_the_options) {
  const auto runs = expand_specs(std::vector<std::string>{"wawa:rounds=2..4:2"});
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(std::get<WawaOptions>(runs[1].options).rounds, 4);
}

TEST(ExpandSpecs, says_what_is_wrong_with_a_range) {
  for (const char* range :
       {"0.9..0.1:0.2", "0.1..0.9", "0.1..0.9:0", "0.1..0.9:-1", "a..0.9:0.1", "0..inf:1", "0..1:"}) {
    EXPECT_THAT(error_of({std::string("plantnet:theta-acc=") + range}), HasSubstr("is not a range")) << range;
  }
  EXPECT_THAT(error_of({"plantnet:theta-acc=0..1:0.000001"}), HasSubstr("at most 1000 runs"));
  EXPECT_THAT(error_of({"plantnet:theta-acc=0..1:0.01,beta=0..1:0.01"}), HasSubstr("more than 1000 runs"));
  EXPECT_THAT(error_of({"plantnet:theta-conf=-2..0:1"}), HasSubstr("at least 0"));
  EXPECT_THAT(error_of({"mvv"}), HasSubstr("Did you mean 'mv'"));
}

/// Four observations: users 0 and 1 agree on the first and disagree on the others; user 2 votes on two of
/// these.
class CompareTest : public testing::Test {
 protected:
  VoteMatrix votes_{{0, 2, 5, 8, 9}, {0, 1, 0, 1, 2, 0, 1, 2, 0}, {0, 0, 1, 0, 0, 2, 1, 1, 2}, 3, 3};
  std::vector<LabelId> truth_{0, 1, 1, 2};
  EvaluationSets sets_ = find_evaluation_sets(votes_, truth_);
  AggregationInput input_{.votes = votes_};
  std::vector<StrategySpec> specs_ = expand_specs(std::vector<std::string>{"mv", "twothird"});
};

TEST_F(CompareTest, grades_every_run_and_tests_it_against_the_reference) {
  const Comparison comparison = compare(input_, specs_, ComparisonTruth{truth_, sets_}, {});
  ASSERT_EQ(comparison.runs.size(), 2U);
  // The labels of mv: 0 (right), 0 (wrong), 1 (right), 2 (right). twothird gives no label to a single vote.
  EXPECT_EQ(comparison.runs[0].evaluation->subsets[0].correct, 3U);
  EXPECT_EQ(comparison.runs[1].evaluation->subsets[0].correct, 2U);
  EXPECT_EQ(comparison.runs[1].n_valid, 3U);
  EXPECT_FALSE(comparison.runs[0].against_reference.has_value());
  ASSERT_TRUE(comparison.runs[1].against_reference.has_value());
  EXPECT_EQ((*comparison.runs[1].against_reference)[0].only_second, 1U);
  EXPECT_DOUBLE_EQ((*comparison.runs[1].against_reference)[0].p_value, 1.0);
}

TEST_F(CompareTest, needs_no_truth) {
  Comparison comparison = compare(input_, specs_, std::nullopt, {});
  EXPECT_FALSE(comparison.runs[0].evaluation.has_value());
  for (ComparedRun& run : comparison.runs) run.seconds = 0.25;
  EXPECT_EQ(format_comparison(comparison, FiguresFormat::text),
            "strategy  valid  share  ties  rounds  seconds\n"
            "mv            4  1.000     0       0    0.250\n"
            "twothird      3  0.750     0       0    0.250\n");
}

TEST_F(CompareTest, a_reference_that_is_no_run_is_an_error) {
  EXPECT_THROW((void)compare(input_, specs_, std::nullopt, {.reference = 2, .bootstrap = {}}), OptionError);
}

TEST_F(CompareTest, hands_every_consensus_out_before_it_is_dropped) {
  std::vector<std::string> seen;
  (void)compare(input_, specs_, std::nullopt, {}, {},
                [&](const StrategySpec& spec, Consensus&& consensus, const ComparedRun& run) {
                  EXPECT_EQ(consensus.n_valid(), run.n_valid);
                  seen.push_back(spec.text);
                });
  EXPECT_THAT(seen, ElementsAre("mv", "twothird"));
}

TEST_F(CompareTest, every_row_of_the_csv_has_the_columns_of_its_header) {
  for (const bool with_truth : {true, false}) {
    const auto truth = with_truth ? std::optional(ComparisonTruth{truth_, sets_}) : std::nullopt;
    std::istringstream lines(format_comparison(compare(input_, specs_, truth, {}), FiguresFormat::csv));
    std::string header;
    std::getline(lines, header);
    std::size_t n_rows = 0;
    for (std::string row; std::getline(lines, row); ++n_rows) {
      EXPECT_EQ(std::count(row.begin(), row.end(), ','), std::count(header.begin(), header.end(), ','))
          << row;
    }
    EXPECT_EQ(n_rows, with_truth ? 6U : 2U);
  }
}

TEST_F(CompareTest, the_json_has_the_metrics_of_a_summary_for_every_run) {
  const Comparison comparison = compare(input_, specs_, ComparisonTruth{truth_, sets_}, {});
  const auto json = nlohmann::json::parse(format_comparison(comparison, FiguresFormat::json));
  EXPECT_EQ(json["reference"], "mv");
  EXPECT_DOUBLE_EQ(json["runs"][0]["metrics"]["expert"]["accuracy"], 0.75);
  EXPECT_TRUE(json["runs"][0]["mcnemar"].is_null());
  EXPECT_EQ(json["runs"][1]["mcnemar"]["expert"]["only_reference"], 1);
}

TEST(ComparisonTable, shows_what_an_accuracy_owes_to_ties_where_it_is_much) {
  // The only observation has one vote for each of two labels.
  const VoteMatrix votes({0, 2}, {0, 1}, {0, 1}, 2, 2);
  const std::vector<LabelId> truth{0};
  const EvaluationSets sets = find_evaluation_sets(votes, truth);
  const auto specs = expand_specs(std::vector<std::string>{"mv", "twothird"});
  const Comparison comparison = compare({.votes = votes}, specs, ComparisonTruth{truth, sets}, {});
  const std::string text = format_comparison(comparison, FiguresFormat::text);
  EXPECT_THAT(text, HasSubstr("by ties: worst / random / best"));
  EXPECT_THAT(text, HasSubstr("0.000 / 0.500 / 1.000"));
  EXPECT_THAT(format_comparison(comparison, FiguresFormat::csv), HasSubstr(",1,0,0.5,1,,,,,,0.5,0.5\n"));
}

TEST_F(CompareTest, a_column_of_ties_is_left_out_where_there_is_none) {
  const Comparison comparison = compare(input_, specs_, ComparisonTruth{truth_, sets_}, {});
  EXPECT_THAT(format_comparison(comparison, FiguresFormat::text), Not(HasSubstr("by ties")));
}

TEST_F(CompareTest, markdown_escapes_what_would_break_its_table) {
  Comparison comparison = compare(input_, specs_, ComparisonTruth{truth_, sets_}, {});
  comparison.runs[0].spec = "a|b<script>";
  const std::string text = format_comparison(comparison, FiguresFormat::markdown);
  EXPECT_THAT(text, HasSubstr("### expert\n"));
  EXPECT_THAT(text, HasSubstr("| a\\|b\\<script> |"));
}

TEST_F(CompareTest, html_escapes_what_would_be_markup) {
  Comparison comparison = compare(input_, specs_, ComparisonTruth{truth_, sets_}, {});
  comparison.runs[0].spec = "a&b<script>";
  const std::string page = format_comparison(comparison, FiguresFormat::html);
  EXPECT_THAT(page, HasSubstr("<caption>expert</caption>"));
  EXPECT_THAT(page, HasSubstr("<th>a&amp;b&lt;script&gt;</th><td>"));
}

}  // namespace
}  // namespace crowdvote
