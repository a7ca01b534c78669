#include "io/records/values.hpp"
#include "io/side_file_helpers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::NanSensitiveDoubleEq;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Observations 2, 0, 1 in this order.
constexpr std::string_view kNumbered = "2,ann,4\n0,ben,5\n1,ann,4\n1,cem,5\n";
/// Observations b, a.
constexpr std::string_view kNamed = "b,ann,4\na,ben,5\n";

std::vector<std::string> authors_of(std::string_view rows, std::string_view content) {
  CrowdData data = crowd_of(rows);
  attach(kAuthors, content, data);
  return names_of(data.author_of_observation, data.users);
}

std::vector<std::string> truth_of(std::string_view rows, std::string_view content,
                                  const ReadOptions& options = {}) {
  CrowdData data = crowd_of(rows);
  attach(kTruth, content, data, options);
  return names_of(data.truth_of_observation, data.labels);
}

TEST(PositionalText, gives_line_i_to_the_observation_called_i_where_the_ids_are_all_numbers_from_zero) {
  EXPECT_THAT(truth_of(kNumbered, "zero\none\ntwo\n"), ElementsAre("two", "zero", "one"));
}

TEST(PositionalText, gives_line_i_to_the_ith_observation_of_the_votes_otherwise) {
  EXPECT_THAT(truth_of(kNamed, "first\nsecond\n"), ElementsAre("first", "second"));
  EXPECT_THAT(truth_of("3,ann,4\n1,ben,5\n", "first\nsecond\n"), ElementsAre("first", "second"));
}

TEST(PositionalText, has_any_line_break_and_may_lack_the_last_one) {
  for (const std::string_view text : {"4\n-1\n5", "4\r\n-1\r\n5\r\n",
                                      "\xEF\xBB\xBF"
                                      "4\n-1\n 5 \n",
                                      "4\r-1\r5\r"}) {
    EXPECT_THAT(truth_of(kNumbered, text), ElementsAre("5", "4", "-")) << testing::PrintToString(text);
  }
}

TEST(PositionalText, may_end_with_blank_lines_which_count_only_where_they_are_needed) {
  EXPECT_THAT(truth_of(kNamed, "4\n5\n\n\n"), ElementsAre("4", "5"));
  EXPECT_THAT(truth_of(kNamed, "4\n\n"), ElementsAre("4", "-"));
  EXPECT_THAT(truth_of(kNamed, "\n5\n"), ElementsAre("-", "5"));
}

TEST(PositionalText, with_another_number_of_lines_than_observations_is_an_error) {
  EXPECT_EQ(
      error_of(kTruth, "4\n5\n", crowd_of(kNumbered)),
      "FILE: 2 lines, but the votes have 3 observations; a text file has one line for each observation, in "
      "their order. Give a JSON object or a table with ids where not all of them have a value");
  EXPECT_THAT(error_of(kTruth, "4\n5\n4\n5\n\n", crowd_of(kNumbered)),
              testing::StartsWith("FILE: 4 lines, but the votes have 3 observations;"));
}

TEST(PositionalText, keeps_words_with_blanks_and_leading_zeros) {
  EXPECT_THAT(truth_of(kNamed, "Rosa indica\n007\n"), ElementsAre("Rosa indica", "007"));
}

TEST(Authors, are_read_from_text_json_and_tables) {
  for (const std::string_view content :
       {"ben\ncem\nann\n", R"({"0": "ben", "1": "cem", "2": "ann"})",
        "observation,user\n2,ann\n0,ben\n1,cem\n", "user\ttask_id\nann\t2\nben\t0\ncem\t1\n",
        "obs;author\n2;ann\n0;ben\n1;cem\n"}) {
    EXPECT_THAT(authors_of(kNumbered, content), ElementsAre("ann", "ben", "cem")) << content;
  }
}

TEST(Authors, may_be_unknown) {
  EXPECT_THAT(authors_of(kNumbered, "ben\n-1\n\n"), ElementsAre("-", "ben", "-"));
  EXPECT_THAT(authors_of(kNumbered, R"({"0": null, "1": -1, "2": ""})"), ElementsAre("-", "-", "-"));
  EXPECT_THAT(authors_of(kNumbered, "observation,user\n0,ben\n"), ElementsAre("-", "ben", "-"));
}

TEST(Authors, who_did_not_vote_on_their_observation_are_counted) {
  CrowdData data = crowd_of(kNumbered);
  attach(kAuthors, "ann\ncem\nzoe\n", data);
  EXPECT_THAT(names_of(data.author_of_observation, data.users), ElementsAre("-", "ann", "cem"));
  EXPECT_EQ(data.counts.authors_who_did_not_vote, 2U);  // ann on 0, zoe on 2
}

TEST(Authors, of_a_file_come_before_those_of_the_votes) {
  CrowdData data = crowd_of(kNamed);
  data.author_of_observation = {1, 1};
  attach(kAuthors, R"({"b": "ann"})", data);
  EXPECT_THAT(names_of(data.author_of_observation, data.users), ElementsAre("ann", "ben"));
}

TEST(AiVotes, are_read_from_text_json_and_tables) {
  for (const std::string_view content :
       {"5\n-1\nRosa\n", R"({"2": "Rosa", "0": 5})", "item,answer\n2,Rosa\n0,5\n1,\n"}) {
    CrowdData data = crowd_of(kNumbered);
    attach(kAiVotes, content, data);
    EXPECT_THAT(names_of(data.ai_label_of_observation, data.labels), ElementsAre("Rosa", "5", "-"))
        << content;
    EXPECT_THAT(data.ai_score_of_observation, IsEmpty());
  }
}

TEST(AiVotes, of_a_table_may_carry_scores) {
  CrowdData data = crowd_of(kNumbered);
  attach(kAiVotes, "observation,label,score\n2,4,0.75\n0,5,\n", data);
  EXPECT_THAT(names_of(data.ai_label_of_observation, data.labels), ElementsAre("4", "5", "-"));
  EXPECT_THAT(data.ai_score_of_observation,
              ElementsAre(0.75, NanSensitiveDoubleEq(kNan), NanSensitiveDoubleEq(kNan)));
}

TEST(AiVotes, may_be_abstentions) {
  CrowdData data = crowd_of(kNamed);
  attach(kAiVotes, "unsure\n5\n", data, {.abstain = {"unsure"}});
  EXPECT_THAT(names_of(data.ai_label_of_observation, data.labels), ElementsAre("-", "5"));
}

TEST(AiVotes, of_a_file_come_before_those_of_the_votes) {
  CrowdData data = crowd_of("b,ann,4\nb,AI,5\na,ben,5\na,AI,4\n");
  attach(kAiVotes, R"({"b": 4})", data);
  EXPECT_THAT(names_of(data.ai_label_of_observation, data.labels), ElementsAre("4", "4"));
}

TEST(AiScores, are_read_from_text_json_and_tables) {
  for (const std::string_view content : {"0.5\n\n1\n", R"({"0": 0.5, "2": 1, "1": null})",
                                         R"({"0": "0.5", "2": 1.0})", "task,score\n2,1e0\n0,.5\n"}) {
    CrowdData data = crowd_of(kNumbered);
    attach(kAiScores, content, data);
    EXPECT_THAT(data.ai_score_of_observation, ElementsAre(1.0, 0.5, NanSensitiveDoubleEq(kNan))) << content;
    EXPECT_THAT(data.ai_label_of_observation, IsEmpty());
  }
}

TEST(AiScores, without_any_ai_vote_are_warned_about) {
  CrowdData data = crowd_of(kNamed);
  attach(kAiScores, "0.5\n1\n", data);
  EXPECT_THAT(texts_of(data.warnings),
              ElementsAre("FILE: the scores count for nothing, because no file says what the AI "
                          "votes"));
  EXPECT_EQ(data.warnings[0].remedy.way, WayOut::give_ai_votes);
}

TEST(AiScores, by_label_make_the_top_label_the_vote_of_the_ai) {
  CrowdData data = crowd_of(kNumbered);
  attach(kAiScores, R"({"2": {"4": 0.1, "Rosa": 0.8, "5": 0.05}, "0": {}, "1": {"5": 0.3, "4": 0.3}})", data);
  EXPECT_THAT(names_of(data.ai_label_of_observation, data.labels), ElementsAre("Rosa", "-", "4"));
  EXPECT_THAT(data.ai_score_of_observation, ElementsAre(0.8, NanSensitiveDoubleEq(kNan), 0.3));
}

TEST(AiScores, by_label_give_the_score_of_the_label_that_the_ai_votes_for) {
  CrowdData data = crowd_of(kNumbered);
  attach(kAiVotes, R"({"2": "4", "0": "7"})", data);
  attach(kAiScores, R"({"2": {"4": 0.1, "Rosa": 0.8}, "0": {"5": 0.9}, "1": {"5": 0.6}})", data);
  EXPECT_THAT(names_of(data.ai_label_of_observation, data.labels), ElementsAre("4", "7", "5"));
  EXPECT_THAT(data.ai_score_of_observation, ElementsAre(0.1, 0.0, 0.6))
      << "a label left out has a small score";
}

TEST(AiScores, by_label_keep_what_the_ai_thinks_of_the_truths_apart) {
  CrowdData data = crowd_of("a,u,1\nb,u,2\nc,u,2\nd,u,2\n");
  attach(kTruth, "{\"a\": 2, \"b\": 1, \"c\": 9}", data);
  attach(kAiScores, R"({"a": {"1": 0.8, "2": 0.1}, "b": {"2": 0.9}, "d": {"2": 0.7}})", data);
  EXPECT_THAT(data.ai_score_of_truth, ElementsAre(0.1, NanSensitiveDoubleEq(kNan), NanSensitiveDoubleEq(kNan),
                                                  NanSensitiveDoubleEq(kNan)));
  CrowdData without_truth = crowd_of("a,u,1\n");
  attach(kAiScores, R"({"a": {"1": 0.8, "2": 0.1}})", without_truth);
  EXPECT_THAT(without_truth.ai_score_of_truth, IsEmpty());
}

TEST(AiScores, by_label_may_stand_in_a_table_with_a_row_each) {
  CrowdData data = crowd_of(kNamed);
  attach(kAiScores, "observation,label,score\nb,4,0.2\na,5,0.6\nb,Rosa,0.7\n", data);
  EXPECT_THAT(names_of(data.ai_label_of_observation, data.labels), ElementsAre("Rosa", "5"));
  EXPECT_THAT(data.ai_score_of_observation, ElementsAre(0.7, 0.6));
  EXPECT_EQ(data.counts.replaced_side_values, 0U);
}

TEST(AiScores, of_a_label_that_stands_twice_are_those_of_the_last) {
  CrowdData data = crowd_of(kNamed);
  attach(kAiScores, "observation,label,score\nb,4,0.9\nb,5,0.5\nb,4,0.1\n", data);
  EXPECT_THAT(names_of(data.ai_label_of_observation, data.labels), ElementsAre("5", "-"));
  EXPECT_EQ(data.counts.replaced_side_values, 1U);
}

TEST(AiScores, of_an_observation_that_stands_twice_are_those_of_the_last) {
  CrowdData data = crowd_of(kNamed);
  attach(kAiScores, R"({"b": {"4": 0.9}, "a": 0.5, "b": {"5": 0.2}, "a": {"4": 0.1}})", data);
  EXPECT_THAT(names_of(data.ai_label_of_observation, data.labels), ElementsAre("5", "4"));
  EXPECT_THAT(data.ai_score_of_observation, ElementsAre(0.2, 0.1));
  EXPECT_EQ(data.counts.replaced_side_values, 2U);
}

TEST(Truth, is_read_from_text_json_and_tables) {
  for (const std::string_view content :
       {"5\n-1\n4\n", R"({"0": "5", "1": -1, "2": 4})", R"({"0": 5, "1": "-1", "2": "4"})",
        R"({"2": 4, "0": 5})", "taskId,truth\n2,4\n0,5\n1,-1\n", "\"item\",\"gold\"\r\n2,\"4\"\r\n0,5\r\n"}) {
    EXPECT_THAT(truth_of(kNumbered, content), ElementsAre("4", "5", "-")) << content;
  }
}

TEST(Gold, is_read_like_truth_and_adds_its_own_labels) {
  for (const std::string_view content :
       {"5\n-1\nRosa\n", R"({"0": "5", "1": -1, "2": "Rosa"})", "taskId,truth\n2,Rosa\n0,5\n",
        "{\"observation\": 2, \"gold\": \"Rosa\"}\n{\"observation\": 0, \"gold\": 5}\n"}) {
    CrowdData data = crowd_of(kNumbered);
    attach(kGold, content, data);
    EXPECT_THAT(names_of(data.gold_of_observation, data.labels), ElementsAre("Rosa", "5", "-")) << content;
    EXPECT_THAT(data.truth_of_observation, IsEmpty());
    EXPECT_THAT(texts_of(data.warnings), IsEmpty());
    data.order_labels();
    EXPECT_EQ(data.input().gold_of_observation[0], data.labels.find(Name("Rosa")));
    EXPECT_EQ(data.input().votes.n_labels(), 3U);
  }
}

TEST(Gold, of_observations_that_the_votes_lack_is_counted_or_an_error_of_strict_runs) {
  constexpr std::string_view content = R"({"b": 4, "z": 5})";
  CrowdData data = crowd_of(kNamed);
  attach(kGold, content, data);
  EXPECT_THAT(names_of(data.gold_of_observation, data.labels), ElementsAre("4", "-"));
  EXPECT_EQ(data.counts.unknown_observations, 1U);
  EXPECT_THAT(texts_of(data.warnings),
              ElementsAre("FILE: 1 observation of the file is not in the votes, such as 'z'; left out"));
  EXPECT_THAT(error_of(kGold, content, crowd_of(kNamed), {.strict = true}),
              testing::StartsWith("FILE: 1 observation of the file is not in the votes, such as 'z'"));
}

TEST(Gold, whose_labels_nobody_ever_voted_for_is_warned_about) {
  CrowdData data = crowd_of(kNamed);
  attach(kGold, R"({"b": "4.0"})", data);
  EXPECT_THAT(
      texts_of(data.warnings),
      ElementsAre("FILE: nobody ever voted for any of its labels, such as '4.0'; are they written as in the "
                  "votes?"));
}

TEST(Truth, knows_a_label_however_it_is_written) {
  CrowdData data = crowd_of("x,ann,431\n");
  attach(kTruth, R"({"x": "431"})", data);
  EXPECT_EQ(data.truth_of_observation[0], data.votes.labels_of(0)[0]);
  EXPECT_THAT(texts_of(data.warnings), IsEmpty());
}

TEST(Truth, may_have_labels_that_nobody_voted_for) {
  CrowdData data = crowd_of(kNamed);
  attach(kTruth, R"({"b": "9", "a": 4})", data);
  EXPECT_THAT(names_of(data.truth_of_observation, data.labels), ElementsAre("9", "4"));
  EXPECT_THAT(texts_of(data.warnings), IsEmpty());
}

TEST(Truth, whose_labels_nobody_ever_voted_for_is_warned_about) {
  CrowdData data = crowd_of(kNamed);
  attach(kTruth, "4.0\n5.0\n", data);
  EXPECT_THAT(texts_of(data.warnings),
              ElementsAre("FILE: nobody ever voted for any of its labels, such as '4.0'; are they written "
                          "as in the votes?"));
}

TEST(Truth, finds_columns_called_as_in_the_votes) {
  const ReadOptions options{.columns = {.observation = "image", .label = "kind"}};
  EXPECT_THAT(truth_of(kNamed, "image,task,kind\nb,1,4\na,2,5\n", options), ElementsAre("4", "5"));
  EXPECT_THAT(truth_of(kNamed, "task,label\nb,4\na,5\n", options), ElementsAre("4", "5"));
}

TEST(Truth, needs_a_header_even_where_the_votes_have_none) {
  const ReadOptions options{.columns = {.observation = "1", .user = "2", .label = "3"}};
  EXPECT_THAT(truth_of(kNamed, "task,label\nb,4\na,5\n", options), ElementsAre("4", "5"));
  EXPECT_EQ(
      error_of(kTruth, "1,3\n2,4\n", crowd_of(kNamed), options),
      "FILE:1: a line of 2 cells, none of them the name of a column; put a header such as observation,label "
      "above it, or, if the line is one value, put the values in a JSON object or in quotes in a table");
}

TEST(Experts, are_users_one_a_line_or_in_a_table) {
  for (const std::string_view content :
       {"cem\nann", "cem\r\n\r\nann\r\n", "user\ncem\nann\n", "id,User\n1,cem\n2,ann\n"}) {
    CrowdData data = crowd_of(kNumbered);
    attach(kExperts, content, data);
    EXPECT_THAT(names_of(data.experts, data.users), ElementsAre("ann", "cem")) << content;
  }
}

TEST(Experts, tell_the_truth_where_they_agree) {
  CrowdData data = crowd_of("x,ann,4\nx,ben,5\ny,ann,4\ny,cem,4\nz,ann,4\nz,cem,5\nw,ben,4\n");
  attach(kExperts, "ann\ncem\n", data);
  EXPECT_THAT(names_of(data.truth_of_observation, data.labels), ElementsAre("4", "4", "-", "-"));
  EXPECT_EQ(data.counts.experts_in_conflict, 1U);
  EXPECT_THAT(texts_of(data.warnings),
              ElementsAre("FILE: its experts contradict each other on 1 observation, which has no truth"));
}

TEST(Experts, do_not_change_a_truth_that_was_given) {
  CrowdData data = crowd_of(kNamed);
  attach(kTruth, "5\n-1\n", data);
  attach(kExperts, "ann\n", data);
  EXPECT_THAT(names_of(data.truth_of_observation, data.labels), ElementsAre("5", "-"));
  EXPECT_THAT(names_of(data.experts, data.users), ElementsAre("ann"));
}

TEST(Weights, are_read_from_json_and_tables) {
  for (const std::string_view content : {R"({"ben": 0, "ann": 2.5})", "user,weight\nann,2.5\nben,0\n",
                                         "Weight\tworker\n2.5\tann\n0e1\tben\n"}) {
    CrowdData data = crowd_of(kNumbered);
    attach(kWeights, content, data);
    EXPECT_THAT(data.weight_of_user, ElementsAre(2.5, 0.0, NanSensitiveDoubleEq(kNan))) << content;
  }
}

TEST(SideFiles, are_told_of_with_role_format_and_size) {
  CrowdData data = crowd_of(kNamed);
  attach(kTruth, "4\n5\n", data);
  attach(kAuthors, R"({"b": "ann"})", data);
  attach(kWeights, "user\tweight\nann\t1\n", data);
  ASSERT_EQ(data.files.size(), 3U);
  EXPECT_EQ(data.files[0].role, "truth");
  EXPECT_EQ(data.files[0].format, "text");
  EXPECT_EQ(data.files[0].bytes, 4U);
  EXPECT_EQ(data.files[1].role, "authors");
  EXPECT_EQ(data.files[1].format, "json");
  EXPECT_EQ(data.files[2].role, "weights");
  EXPECT_EQ(data.files[2].format, "tsv");
}

TEST(SideFiles, keep_unicode_ids_with_leading_zeros_and_quoted_cells) {
  EXPECT_THAT(truth_of("\"ñ,1\",ann,4\n007,ann,4\n7,ann,5\n",
                       "task,label\n\"ñ,1\",\"Rosa \"\"x\"\"\"\n007,a\n7,日本\n"),
              ElementsAre("Rosa \"x\"", "a", "日本"));
  EXPECT_THAT(truth_of("ñ,ann,4\n007,ann,4\n7,ann,5\n", R"({"7": "c", "007": "b", "\u00f1": "\u65e5"})"),
              ElementsAre("日", "b", "c"));
}

TEST(JsonLines, say_the_same_as_a_table) {
  EXPECT_THAT(
      authors_of(kNumbered, "{\"task\": 2, \"author\": \"ann\"}\n\n{\"author\": \"ben\", \"task\": \"0\"}"),
      ElementsAre("ann", "ben", "-"));
  CrowdData data = crowd_of(kNumbered);
  attach(kAiVotes, "{\"obs\": 2, \"label\": \"Rosa\", \"score\": 0.5}\n{\"obs\": 0, \"label\": null}\n",
         data);
  attach(kWeights, "{\"user\": \"ann\", \"weight\": 2}\n{\"user\": \"ben\", \"weight\": 0.5}\n", data);
  attach(kExperts, "{\"user\": \"ann\"}\n{\"user\": \"cem\"}\n", data);
  EXPECT_THAT(names_of(data.ai_label_of_observation, data.labels), ElementsAre("Rosa", "-", "-"));
  EXPECT_EQ(data.ai_score_of_observation[0], 0.5);
  EXPECT_THAT(data.weight_of_user, ElementsAre(2.0, 0.5, NanSensitiveDoubleEq(kNan)));
  EXPECT_THAT(names_of(data.experts, data.users), ElementsAre("ann", "cem"));
  EXPECT_EQ(data.files[0].format, "jsonl");
}

TEST(LabelScores, are_kept_of_all_labels_where_that_is_asked_for) {
  CrowdData data = crowd_of(kNamed);
  const auto n_labels = data.labels.size();
  attach(kAiScores, R"({"a": {"7": 0.25, "5": 0.75}, "c": {"5": 1}})", data, {.keeps_label_scores = true});
  const LabelScores scores = data.input().ai_scores_of_labels;
  EXPECT_THAT(scores.labels_of(0), IsEmpty());
  EXPECT_THAT(names_of({scores.labels_of(1).begin(), scores.labels_of(1).end()}, data.labels),
              ElementsAre("7", "5"));
  EXPECT_THAT(scores.scores_of(1), ElementsAre(0.25, 0.75));
  EXPECT_EQ(data.labels.size(), n_labels + 1) << "nobody voted for 7";
}

TEST(LabelScores, are_not_kept_otherwise) {
  CrowdData data = crowd_of(kNamed);
  attach(kAiScores, R"({"a": {"7": 0.25, "5": 0.75}})", data);
  EXPECT_TRUE(data.input().ai_scores_of_labels.empty());
  EXPECT_THAT(names_of(data.ai_label_of_observation, data.labels), ElementsAre("-", "5"));
}

}  // namespace
}  // namespace crowdvote
