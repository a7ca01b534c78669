#include "io/records/values.hpp"
#include "io/side_file_helpers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kCrowd = "b,ann,4\na,ben,5\n";

std::string error_of(const Schema& kind, std::string_view content, const ReadOptions& options = {}) {
  return error_of(kind, content, crowd_of(kCrowd), options);
}

TEST(SideFileErrors, name_a_score_that_is_no_number_from_0_to_1) {
  EXPECT_EQ(error_of(kAiScores, "0.5\n  1.2\n"),
            "FILE:2:3: the score is '1.2'; expected a number from 0 to 1, or nothing where there is none");
  EXPECT_EQ(error_of(kAiScores, "nan\n-0.1\n0.5x\ninf\n"),
            "FILE:1:1: the score is 'nan'; expected a number from 0 to 1, or nothing where there is none\n"
            "FILE:2:1: the score is '-0.1'; expected a number from 0 to 1, or nothing where there is none\n"
            "FILE:3:1: the score is '0.5x'; expected a number from 0 to 1, or nothing where there is none\n"
            "FILE:4:1: the score is 'inf'; expected a number from 0 to 1, or nothing where there is none");
  EXPECT_EQ(error_of(kAiScores, "observation,score\nb,0.5\na,1.2\n"),
            "FILE:3:3: the score is '1.2'; expected a number from 0 to 1, or nothing where there is none");
  EXPECT_EQ(error_of(kAiVotes, "observation,label,score\nb,4,high\n"),
            "FILE:2:5: the score is 'high'; expected a number from 0 to 1, or nothing where there is none");
  EXPECT_EQ(
      error_of(kAiScores, "{\n\"b\": 0.5,\n\"a\": 1.2\n}"),
      "FILE:3:6: observation 'a': the score is '1.2'; expected a number from 0 to 1, or nothing where there "
      "is none");
  EXPECT_EQ(
      error_of(kAiScores, "{\n\"b\": 2,\n\"a\": true\n}"),
      "FILE:2:6: observation 'b': the score is '2'; expected a number from 0 to 1, or nothing where there is "
      "none\n"
      "FILE:3:6: observation 'a': the score is true; expected a number from 0 to 1, or nothing where there "
      "is "
      "none");
  EXPECT_EQ(error_of(kAiScores, "{\n\"b\": {\"4\": 0.5,\n\"5\": -1}}"),
            "FILE:3:6: observation 'b': the score is '-1'; expected a number from 0 to 1, or nothing where "
            "there is "
            "none");
}

TEST(SideFileErrors, name_a_weight_that_is_no_number_from_0_up) {
  EXPECT_EQ(error_of(kWeights, "user,weight\nann,-1\nben,heavy\nben,1e999\nben,nan\n"),
            "FILE:2:5: the weight is '-1'; expected a number from 0 up\n"
            "FILE:3:5: the weight is 'heavy'; expected a number from 0 up\n"
            "FILE:4:5: the weight is '1e999'; expected a number from 0 up\n"
            "FILE:5:5: the weight is 'nan'; expected a number from 0 up");
  EXPECT_EQ(error_of(kWeights, R"({"ann": -0.5})"),
            "FILE: byte 8: user 'ann': the weight is '-0.5'; expected a number from 0 up");
}

TEST(SideFileErrors, name_a_label_or_user_that_is_no_name) {
  EXPECT_EQ(
      error_of(kTruth, R"({"b": 4.5, "a": [4]})"),
      "FILE: byte 6: observation 'b': the label is the number 4.5; a number must be an integer of 64 bits; "
      "write \"4.5\" in double quotes to use it as a name\n"
      "FILE: byte 16: observation 'a': the label is an array; expected a number or a string");
  EXPECT_EQ(error_of(kTruth, R"({"b": {"ann": 4}})"),
            "FILE: byte 1: observation 'b' holds an object; expected {observation: label}");
  EXPECT_EQ(
      error_of(kAuthors, R"({"b": false})"),
      "FILE: byte 6: observation 'b': the user is false; write \"false\" in double quotes, or a number");
}

TEST(SideFileErrors, tell_json_that_is_cut_off) {
  EXPECT_THAT(error_of(kTruth, R"({"b": 4, "a": )"), testing::HasSubstr("the file ends"));
}

TEST(SideFileErrors, say_what_was_expected_of_an_empty_file) {
  EXPECT_EQ(
      error_of(kTruth, ""),
      "FILE: the file is empty; expected a JSON object {observation: label}, or a table with the header "
      "observation,label, or text with one line for each observation");
  EXPECT_EQ(error_of(kWeights, "\n \n"),
            "FILE: the file is empty; expected a JSON object {user: weight}, or a table with the header "
            "user,weight");
  EXPECT_EQ(error_of(kExperts, "\xEF\xBB\xBF"),
            "FILE: the file is empty; expected text with one user per line, or a table with the header user");
}

TEST(SideFileErrors, refuse_json_where_it_does_not_fit) {
  EXPECT_EQ(error_of(kTruth, "[4, 5]"),
            "FILE: the file begins with '['; expected a JSON object {observation: label}, or a table with "
            "the header "
            "observation,label, or text with one line for each observation");
  EXPECT_EQ(error_of(kExperts, R"({"ann": 1})"),
            "FILE: the file begins with '{'; expected text with one user per line, or a table with the "
            "header user");
}

TEST(SideFileErrors, show_the_way_out_of_a_table_without_a_header) {
  EXPECT_EQ(
      error_of(kAuthors, "b,ann\na,ben\n"),
      "FILE:1: a line of 2 cells, none of them the name of a column; put a header such as observation,user "
      "above it, or, if the line is one value, put the values in a JSON object or in quotes in a table");
  EXPECT_EQ(
      error_of(kWeights, "ann\t1\nben\t2\n"),
      "FILE:1: a line of 2 cells, none of them the name of a column; put a header such as user,weight above "
      "it");
  EXPECT_EQ(error_of(kWeights, "1\n2\n"),
            "FILE:1: '1' is not a header; expected a JSON object {user: weight}, or a table with the header "
            "user,weight");
}

TEST(SideFileErrors, name_a_column_that_is_missing_or_stands_twice) {
  EXPECT_EQ(error_of(kWeights, "user,mass\nann,1\n"),
            "FILE:1: no column for the weight; found the columns: user, mass; expected weight");
  EXPECT_EQ(error_of(kTruth, "task,gold,truth\nb,4,4\n"),
            "FILE:1: 2 columns may be the label: 'gold' (column 2) and 'truth' (column 3)");
}

TEST(SideFileErrors, name_the_place_in_json_lines) {
  EXPECT_EQ(error_of(kAiScores,
                     "{\"task\": \"b\", \"score\": 2}\n{\"task\": null, \"score\": 1}\n{\"task\": \"a\"}\n"),
            "FILE:1:15: the score is '2'; expected a number from 0 to 1, or nothing where there is none\n"
            "FILE:2:2: the observation is missing\n"
            "FILE:3:1: no key 'score', which holds the score");
}

TEST(SideFileErrors, name_a_row_without_a_key) {
  EXPECT_EQ(error_of(kTruth, "task,label\n,4\nb\n"),
            "FILE:2:1: the observation is missing\n"
            "FILE:3:2: a row of 1 cell, but the header has 2: no label");
}

TEST(SideFileErrors, name_bytes_that_are_no_text) {
  EXPECT_EQ(error_of(kTruth, "4\ncaf\xE9\n"),
            "FILE:2:4: byte 0xE9 is not valid UTF-8; convert the file, as in iconv -f latin1 -t utf-8");
}

TEST(SideFileErrors, are_kept_up_to_max_errors_and_counted) {
  EXPECT_EQ(error_of(kAiScores, "2\n3\n4\n", {.max_errors = 1}),
            "FILE:1:1: the score is '2'; expected a number from 0 to 1, or nothing where there is none\n"
            "... and 2 more problems");
}

TEST(UnknownIds, of_observations_are_counted_and_warned_about) {
  CrowdData data = crowd_of(kCrowd);
  attach(kTruth, R"({"b": 4, "v": 4, "w": 4, "x": 4, "y": 4, "z": -1})", data);
  EXPECT_EQ(data.counts.unknown_observations, 4U);
  EXPECT_THAT(
      texts_of(data.warnings),
      ElementsAre("FILE: 4 observations of the file are not in the votes, such as 'v', 'w', 'x'; left out"));
}

TEST(UnknownIds, of_users_are_counted_and_warned_about) {
  CrowdData data = crowd_of(kCrowd);
  attach(kWeights, "user,weight\nzoe,1\nann,1\n", data);
  EXPECT_EQ(data.counts.unknown_users, 1U);
  EXPECT_THAT(texts_of(data.warnings),
              ElementsAre("FILE: 1 user of the file is not in the votes, such as 'zoe'; left out"));
}

TEST(UnknownIds, are_errors_of_strict_runs) {
  EXPECT_EQ(error_of(kTruth, R"({"b": 4, "z": 4})", {.strict = true}),
            "FILE: 1 observation of the file is not in the votes, such as 'z'");
  EXPECT_EQ(error_of(kExperts, "zoe\nyan\n", {.strict = true}),
            "FILE: 2 users of the file are not in the votes, such as 'zoe', 'yan'");
}

TEST(UnknownIds, alone_are_an_error_of_what_labels_are_judged_by) {
  EXPECT_EQ(error_of(kTruth, R"({"y": 4, "z": 4})"),
            "FILE: 2 observations of the file are not in the votes, such as 'y', 'z'; none of the file's ids "
            "is in them; expected ids as they are written in the votes");
  EXPECT_THAT(error_of(kGold, R"({"y": 4})"), testing::HasSubstr("none of the file's ids is in them"));
  EXPECT_THAT(error_of(kExperts, "zoe\n"), testing::HasSubstr("none of the file's ids is in them"));
  CrowdData data = crowd_of(kCrowd);
  attach(kTruth, R"({"b": -1, "z": 4})", data);
  EXPECT_EQ(data.counts.unknown_observations, 1U) << "it knows one of the ids, without a label";
}

TEST(RepeatedKeys, are_replaced_counted_and_warned_about) {
  for (const std::string_view content : {"task,label\nb,4\nb,5\n", R"({"b": 4, "b": 5})"}) {
    CrowdData data = crowd_of(kCrowd);
    attach(kTruth, content, data);
    EXPECT_THAT(names_of(data.truth_of_observation, data.labels), ElementsAre("5", "-"));
    EXPECT_EQ(data.counts.replaced_side_values, 1U);
    EXPECT_THAT(texts_of(data.warnings),
                ElementsAre("FILE: 1 value was replaced by a later one of the same observation"));
  }
}

TEST(RepeatedKeys, take_a_value_back_where_the_later_one_is_none) {
  CrowdData data = crowd_of(kCrowd);
  attach(kTruth, R"({"b": 4, "b": -1})", data);
  EXPECT_THAT(names_of(data.truth_of_observation, data.labels), ElementsAre("-", "-"));
}

TEST(RepeatedKeys, are_errors_of_strict_runs) {
  EXPECT_EQ(error_of(kTruth, "task,label\nb,4\nb,5\n", {.strict = true}),
            "FILE:3:1: observation 'b' occurs a second time; leave one of the two");
  EXPECT_EQ(error_of(kWeights, R"({"ann": 4, "ann": 5})", {.strict = true}),
            "FILE: byte 11: user 'ann' occurs a second time; leave one of the two");
  EXPECT_EQ(error_of(kExperts, "ann\nann\n", {.strict = true}),
            "FILE:2:1: user 'ann' occurs a second time; leave one of the two");
}

TEST(SideFileErrors, of_files_that_cannot_be_read_are_io_errors) {
  EXPECT_THROW((void)read_values(kTruth, "/no/such/file", {}), IoError);
}

}  // namespace
}  // namespace crowdvote
