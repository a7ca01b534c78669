#include "io/rows_of_votes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::rows {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kReviewed =
    "task,worker,label,status\n1,a,cat,ok\n1,b,dog,rejected\n2,a,cat,ok\n2,c,dog,late\n3,b,cat,rejected\n";

TEST(Where, leaves_out_what_is_unequal_to_a_value_or_equal_to_a_forbidden_one) {
  const CrowdData good = read(kReviewed, {.where = {{.column = "status", .value = "ok"}}});
  EXPECT_THAT(votes_of(good), ElementsAre("1 a cat", "2 a cat"));
  EXPECT_EQ(good.counts.rows_left_out, 3U);
  EXPECT_EQ(good.observations.size(), 2U);

  const CrowdData others =
      read(kReviewed, {.where = {{.column = "status", .value = "rejected", .is_equal = false}}});
  EXPECT_THAT(votes_of(others), ElementsAre("1 a cat", "2 a cat", "2 c dog"));
  EXPECT_EQ(others.counts.rows_left_out, 2U);
  EXPECT_THAT(warnings_of(others), IsEmpty());
}

TEST(Where, takes_one_of_several_values_of_a_column_and_all_conditions_on_different_ones) {
  const RowCondition ok{.column = "status", .value = "ok"};
  const RowCondition late{.column = "status", .value = "late"};
  EXPECT_THAT(votes_of(read(kReviewed, {.where = {ok, late}})), ElementsAre("1 a cat", "2 a cat", "2 c dog"));
  EXPECT_THAT(votes_of(read(kReviewed, {.where = {ok, late, {.column = "worker", .value = "c"}}})),
              ElementsAre("2 c dog"));
}

TEST(Where, finds_columns_whatever_their_case_but_compares_values_byte_by_byte) {
  const CrowdData data = read(kReviewed, {.where = {{.column = "Status", .value = "OK"}}});
  EXPECT_THAT(votes_of(data), IsEmpty());
  EXPECT_THAT(warnings_of(data),
              ElementsAre("no row has 'OK' in the column 'Status', so the condition chooses no row",
                          "the file holds no vote at all"));
}

TEST(Where, warns_of_a_forbidden_value_that_no_row_has) {
  const CrowdData data =
      read(kReviewed, {.where = {{.column = "status", .value = "Rejected", .is_equal = false}}});
  EXPECT_EQ(data.votes.n_votes(), 5U);
  EXPECT_THAT(
      warnings_of(data),
      ElementsAre("no row has 'Rejected' in the column 'status', so the condition leaves out no row"));
}

TEST(Where, names_the_columns_where_there_is_no_such_one) {
  EXPECT_EQ(
      error_of(kReviewed, {.where = {{.column = "state", .value = "ok"}}}),
      "FILE:1: no column 'state', which chooses the rows; found the columns: task, worker, label, status");
  const ReadOptions numbered{.columns = {.observation = "1", .user = "2", .label = "3"},
                             .where = {{.column = "5", .value = "x"}}};
  EXPECT_EQ(error_of("1,a,cat,ok\n", numbered),
            "FILE:1:11: no column 5, which chooses the rows, in this row");
}

TEST(Where, is_refused_where_several_columns_may_be_meant) {
  EXPECT_EQ(error_of("task,worker,label,Status,STATUS\n1,a,x,ok,no\n",
                     {.where = {{.column = "status", .value = "ok"}}}),
            "FILE:1: 2 columns may be 'status', which chooses the rows");
}

TEST(Where, takes_no_row_whose_field_is_a_list) {
  EXPECT_THAT(votes_of(read("{\"item\": 1, \"user\": \"a\", \"label\": \"x\", \"ok\": [1, 2]}\n"
                            "{\"item\": 1, \"user\": \"b\", \"label\": \"y\", \"ok\": 1}\n",
                            {.where = {{.column = "ok", .value = "1"}}}, ".jsonl")),
              ElementsAre("1 b y"));
}

TEST(Where, counts_columns_of_a_table_without_a_header) {
  const CrowdData data =
      read("1,a,cat,ok\n2,a,cat,no\n", {.columns = {.observation = "1", .user = "2", .label = "3"},
                                        .where = {{.column = "4", .value = "ok"}}});
  EXPECT_THAT(votes_of(data), ElementsAre("1 a cat"));
}

const std::string kLines =
    "{\"item\": 1, \"user\": \"a\", \"label\": \"x\", \"ok\": true, \"n\": 2}\n"
    "{\"item\": 1, \"user\": \"b\", \"label\": \"y\", \"ok\": false, \"n\": 2.5}\n"
    "{\"item\": 1, \"user\": \"c\", \"label\": \"y\", \"late\": \"yes\"}\n";

TEST(Where, takes_keys_of_json_lines_which_a_line_may_lack) {
  const auto votes_where = [](const RowCondition& condition) {
    return votes_of(read(kLines, {.where = {condition}}, ".jsonl"));
  };
  EXPECT_THAT(votes_where({.column = "ok", .value = "true"}), ElementsAre("1 a x"));
  EXPECT_THAT(votes_where({.column = "n", .value = "2.5"}), ElementsAre("1 b y"));
  EXPECT_THAT(votes_where({.column = "n", .value = "2"}), ElementsAre("1 a x"));
  EXPECT_THAT(votes_where({.column = "ok", .value = ""}), ElementsAre("1 c y"));
  EXPECT_THAT(votes_where({.column = "late", .value = "yes", .is_equal = false}),
              ElementsAre("1 a x", "1 b y"));
  EXPECT_EQ(
      error_of(kLines, {.where = {{.column = "lat", .value = "yes"}}}, ".jsonl"),
      "FILE: no column 'lat', which chooses the rows; found the columns: item, user, label, ok, n, late");
}

TEST(Where, is_refused_where_there_are_no_columns) {
  EXPECT_EQ(error_of("{\"1\": {\"a\": 1}}", {.where = {{.column = "ok", .value = "1"}}}, ".json"),
            "rows were chosen by a column, but FILE is one JSON object, which has none");
}

}  // namespace
}  // namespace crowdvote::rows
