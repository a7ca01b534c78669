/// Observations named by several columns, wide tables, several labels in one vote, options for tables.

#include "io/records/column_parts.hpp"
#include "io/rows_of_votes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::rows {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// ---- Several columns.

TEST(ColumnParts, are_columns_and_constants) {
  const auto parts = parts_of_column("item+\"Q+1\"+turn");
  ASSERT_TRUE(parts.has_value());
  ASSERT_EQ(parts->size(), 3U);
  EXPECT_EQ(parts->at(1).text, "Q+1");
  EXPECT_TRUE(parts->at(1).is_constant);
  EXPECT_EQ(parts->at(2).text, "turn");
  for (const char* const name :
       {"item", "", "a+", "+a", "a++b", "\"Q1\"", "\"Q1\"+\"Q2\"", "a+\"Q", "\"Q\"b+a"}) {
    EXPECT_FALSE(parts_of_column(name).has_value()) << name;
  }
}

TEST(Composite, observations_are_told_apart_by_all_their_columns) {
  const CrowdData data = read_votes(
      case_file("c12_composite/mtbench.jsonl"),
      {.columns = {.observation = "question_id+model_a+model_b+turn", .user = "judge", .label = "winner"}});
  EXPECT_EQ(data.observations.size(), 4U);
  EXPECT_EQ(majority_of(data), "81+m1+m2+1=model_a 81+m1+m3+1=model_b 81+m1+m2+2=tie 81+m2+m1+1=model_a");

  const CrowdData questions =
      read_votes(case_file("c12_composite/zoo_flat.csv"), {.columns = {.observation = "subject_id+task"}});
  EXPECT_EQ(questions.observations.size(), 2U);
  EXPECT_EQ(questions.votes.n_votes(), 4U);
}

TEST(Composite, names_may_have_constant_parts_and_are_never_ambiguous) {
  const ReadOptions options{.columns = {.observation = "a+\"Q1\"+b"}};
  EXPECT_THAT(votes_of(read("a,b,user,label\n1,2,u,x\n1,,u,x\n", options)),
              ElementsAre("1+Q1+2 u x", "1+Q1+ u x"));
  const CrowdData data = read("a,b,user,label\nx+,y,u,l\nx,+y,u,l\nx\\,+y,u,l\nx\\+,y,u,l\n",
                              {.columns = {.observation = "a+b"}});
  EXPECT_EQ(data.observations.size(), 4U);
}

TEST(Composite, names_give_way_to_a_column_that_is_called_so) {
  EXPECT_THAT(votes_of(read("a+b,a,b,user,label\nx,1,2,u,l\n", {.columns = {.observation = "a+b"}})),
              ElementsAre("x u l"));
}

TEST(Composite, names_of_missing_columns_are_problems) {
  EXPECT_EQ(
      error_of("a,user,label\n1,u,l\n", {.columns = {.observation = "a+b"}}),
      "FILE:1: no column 'b', a part of 'a+b', which was chosen for the observation; found the columns: a, "
      "user, label");
  EXPECT_EQ(error_of("a,b,user,label\n,,u,l\n", {.columns = {.observation = "a+b"}}),
            "FILE:2:1: a vote without an observation; every vote needs its id");
}

TEST(Composite, names_with_an_object_as_a_part_are_a_problem_in_its_row) {
  EXPECT_EQ(error_of("{\"item\": 1, \"turn\": 2, \"user\": \"u\", \"label\": \"x\"}\n"
                     "{\"item\": 1, \"turn\": {\"n\": 3}, \"user\": \"u\", \"label\": \"x\"}\n",
                     {.columns = {.observation = "item+turn"}}, ".jsonl"),
            "FILE:2:2: the observation is an object; expected a number or a string");
}

TEST(Composite, columns_serve_side_files_too) {
  const TemporaryFile votes("item,turn,user,label\n1,1,u,x\n1,2,u,y\n", ".csv");
  const TemporaryFile truth("item,turn,truth\n1,2,y\n", ".csv");
  const CrowdData data = read_inputs({.votes = {votes.path()}, .truth = truth.path()},
                                     {.columns = {.observation = "item+turn"}});
  ASSERT_EQ(data.truth_of_observation.size(), 2U);
  EXPECT_EQ(data.truth_of_observation[0], kNoLabel);
  EXPECT_EQ(data.labels.str(data.truth_of_observation[1]), "y");
  EXPECT_EQ(data.counts.unknown_observations, 0U);
}

TEST(Composite, keys_may_come_in_a_later_line) {
  const CrowdData data = read(
      "{\"item\": 1, \"turn\": \"a\", \"user\": \"u\", \"label\": \"x\"}\n"
      "{\"note\": 5, \"turn\": \"b\", \"item\": 1, \"label\": \"y\", \"user\": \"u\"}\n",
      {.columns = {.observation = "item+turn"}}, ".jsonl");
  EXPECT_THAT(votes_of(data), ElementsAre("1+a u x", "1+b u y"));
}

// ---- Wide tables.

ReadOptions wide() { return {.table = {.layout = TableFormat::Layout::wide}}; }

TEST(Wide, tables_have_a_row_per_observation_and_a_column_per_user) {
  const CrowdData data = read_votes(case_file("c14_wide/spreadsheet.csv"), wide());
  EXPECT_EQ(majority_of(data), "x=yes y=no");
  EXPECT_THAT(votes_of(data),
              ElementsAre("x Rater 1 yes", "x Rater 2 yes", "x Rater 3 no", "y Rater 1 no", "y Rater 2 no"));
  EXPECT_THAT(warnings_of(data), IsEmpty());
}

TEST(Wide, columns_named_for_labels_are_users_without_the_word) {
  EXPECT_THAT(votes_of(read_votes(case_file("c14_wide/columns_per_annotator.csv"), wide())),
              ElementsAre("x ann yes", "x bob no", "y ann no", "y bob no"));
  const CrowdData data = read("id,text,label_ann,label_bob,gold\n1,hi,a,b,a\n",
                              {.columns = {.observation = "id"}, .table = wide().table});
  EXPECT_THAT(votes_of(data), ElementsAre("1 ann a", "1 bob b"));
  EXPECT_THAT(warnings_of(data), ElementsAre("columns that were not taken for users: text, gold"));
}

TEST(Wide, tables_of_data_frames_have_ids_in_a_first_column_without_a_name) {
  const CrowdData data = read_votes(case_file("c14_wide/cleanlab.csv"), wide());
  EXPECT_THAT(votes_of(data),
              ElementsAre("0 a1 1.0", "0 a3 1.0", "1 a2 0.0", "1 a3 0.0", "2 a1 1.0", "2 a2 0.0"));
  EXPECT_THAT(warnings_of(data), IsEmpty());
  const std::string gaps = ",a,b\n0,NaN,x\n1,NA,\n";
  const CrowdData with_gaps = read(gaps, wide());
  EXPECT_THAT(votes_of(with_gaps), ElementsAre("0 b x"));
  EXPECT_EQ(with_gaps.observations.size(), 2U);
  EXPECT_EQ(with_gaps.counts.abstentions, 0U);
  EXPECT_THAT(votes_of(read(gaps, {.table = wide().table, .missing_words_are_labels = true})),
              ElementsAre("0 a NaN", "0 b x", "1 a NA"));
}

TEST(Wide, tables_of_one_cell_per_line_are_refused_because_another_separator_is_meant) {
  EXPECT_THAT(error_of("0 1 1\n1 1 -1\n", wide()), HasSubstr("a wide table has one column"));
}

TEST(Wide, tables_have_ids_in_a_first_column_that_is_called_so) {
  EXPECT_THAT(votes_of(read("ID,ann,bob\nx,yes,no\n", wide())), ElementsAre("x ann yes", "x bob no"));
}

TEST(Wide, tables_with_one_column_that_is_named_for_a_user_have_the_others_for_users_too) {
  EXPECT_THAT(votes_of(read("item,worker_ann,bob\nx,yes,no\n", wide())),
              ElementsAre("x worker_ann yes", "x bob no"));
}

TEST(Wide, tables_without_a_header_count_their_columns) {
  const CrowdData data = read_votes(case_file("c14_wide/mace.csv"), wide());
  EXPECT_THAT(votes_of(data),
              ElementsAre("0 1 0", "0 3 1", "0 5 2", "1 2 1", "1 3 1", "1 5 2", "2 1 2", "2 2 2", "2 4 2"));
  EXPECT_EQ(majority_of(read("x,1,0\ny,1,1\n", {.columns = {.observation = "1"}, .table = wide().table})),
            "x=0 y=1");
}

TEST(Wide, rows_that_nobody_voted_on_stay_observations) {
  EXPECT_EQ(majority_of(read("1,1,0\n,,\n0,0,0\n", wide())), "0=1 1= 2=0");
  EXPECT_EQ(majority_of(read("item,a,b\nx,1,1\ny,,\n,,\n", wide())), "x=1 y=");
}

TEST(Wide, header_of_numbers_gets_a_warning_whatever_it_is_taken_for) {
  const CrowdData votes = read("0,1\n1,1\n", wide());
  EXPECT_THAT(votes_of(votes), ElementsAre("0 1 0", "0 2 1", "1 1 1", "1 2 1"));
  EXPECT_THAT(warnings_of(votes),
              ElementsAre("the first line was taken for votes, not for the names of users"));
  const TableFormat no_header{.layout = TableFormat::Layout::wide, .has_no_header = true};
  EXPECT_THAT(warnings_of(read("0,1\n1,1\n", {.table = no_header})), IsEmpty());

  const CrowdData names = read("17,23\nx,y\nx,x\n", wide());
  EXPECT_THAT(votes_of(names), ElementsAre("0 17 x", "0 23 y", "1 17 x", "1 23 x"));
  EXPECT_THAT(warnings_of(names),
              ElementsAre("no column holds the ids of the observations, so they are counted from 0",
                          "the first line was taken for the names of the users: 17, 23"));
  EXPECT_THAT(warnings_of(read(",0,1\n5,1,1\n6,0,1\n", wide())), IsEmpty());
}

TEST(Wide, header_is_told_from_votes_by_what_comes_again) {
  EXPECT_THAT(votes_of(read("File,R,S,,\nf1,yes,no,,\n", wide())), testing::Contains("0 R yes"));
  EXPECT_THAT(votes_of(read("yes,no\nno,no\n", wide())),
              ElementsAre("0 1 yes", "0 2 no", "1 1 no", "1 2 no"));
  EXPECT_EQ(error_of("Item,Rater,Rater\n1,x,y\n", wide()),
            "FILE:1: two columns of a wide table are of the user 'Rater'");
}

TEST(Wide, users_may_be_chosen) {
  const std::string table = "id,ann,bob,note\n1,x,y,z\n";
  const auto votes_with = [&](const std::string& users) {
    return votes_of(read(table, {.columns = {.observation = "id", .user = users}, .table = wide().table}));
  };
  EXPECT_THAT(votes_with("ann+bob"), ElementsAre("1 ann x", "1 bob y"));
  EXPECT_THAT(votes_with("bo*"), ElementsAre("1 bob y"));
  EXPECT_EQ(error_of(table, {.columns = {.observation = "id", .user = "cyd"}, .table = wide().table}),
            "FILE:1: no column of a user in a wide table; found the columns: id, ann, bob, note");
}

TEST(Wide, rows_can_be_chosen_and_cells_have_places) {
  const std::string table = "item,status,rater_a,rater_b\n1,ok,x,y\n2,no,x,x\n";
  EXPECT_THAT(votes_of(read(table, {.table = wide().table, .where = {{.column = "status", .value = "ok"}}})),
              ElementsAre("1 rater_a x", "1 rater_b y"));
  EXPECT_EQ(error_of("item,a,b\n,x,y\n", wide()),
            "FILE:2:1: a vote without an observation; every vote needs its id");
  EXPECT_EQ(error_of("item,a,b\n1,x\n", wide()), "FILE:2:4: a row of 2 cells, but the header has 3: no b");
}

TEST(Wide, columns_of_users_may_end_in_a_number_or_a_capital) {
  EXPECT_THAT(votes_of(read("item,rater1,rater2,final\nx,5,6,5\n", wide())),
              ElementsAre("x rater1 5", "x rater2 6"));
  EXPECT_THAT(votes_of(read("item,CoderA,CoderB,sum\nx,5,6,11\n", wide())),
              ElementsAre("x CoderA 5", "x CoderB 6"));
  EXPECT_THAT(votes_of(read("item,label1,label2,users\nx,a,b,c\n", wide())), ElementsAre("x 1 a", "x 2 b"));
}

TEST(Wide, columns_that_are_hardly_users_are_told) {
  const CrowdData data =
      read("item,text,ann,bob,gold\n1,how are you,x,y,x\n2,fine,y,y,y\n3,so so,x,x,x\n", wide());
  EXPECT_THAT(warnings_of(data),
              ElementsAre("columns that were taken for users, in spite of their names: gold, text",
                          "the users look like the fields of a table, not like users: 'text'"));
  EXPECT_EQ(data.files.front().layout, "a row per observation, a column per user: text, ann, bob, gold");
}

TEST(Wide, lines_of_json_are_read_alike) {
  EXPECT_THAT(
      votes_of(read(
          "{\"item\": 1, \"ann\": \"x\", \"bob\": null}\n{\"item\": 2, \"ann\": \"x\", \"cyd\": \"y\"}\n",
          wide(), ".jsonl")),
      ElementsAre("1 ann x", "2 ann x", "2 cyd y"));
}

TEST(Wide, tables_do_not_go_with_columns_of_rows) {
  EXPECT_THAT(error_of("item,a\n1,x\n", {.columns = {.label = "a"}, .table = wide().table}),
              HasSubstr("the labels are its cells"));
  EXPECT_THAT(error_of("{\"1\": {\"a\": 1}}", wide(), ".json"), HasSubstr("is json"));
}

TEST(Wide, tables_may_have_observations_of_several_columns_none_of_which_is_a_user) {
  const ReadOptions options{.columns = {.observation = "doc+turn"}, .table = wide().table};
  EXPECT_THAT(votes_of(read("doc,turn,ann,bob\n7,1,yes,no\n7,2,,no\n", options)),
              ElementsAre("7+1 ann yes", "7+1 bob no", "7+2 bob no"));
}

TEST(Wide, tables_without_a_header_are_refused_where_a_column_is_chosen_that_they_lack) {
  const auto error_with = [](const ColumnNames& columns) {
    return error_of("x,1,0\n", {.columns = columns, .table = wide().table});
  };
  EXPECT_THAT(error_with({.observation = "4"}),
              HasSubstr("a row of 3 cells, but column 4 was chosen for the observation"));
  EXPECT_THAT(error_with({.observation = "1", .user = "ann"}), HasSubstr("FILE has no header"));
}

TEST(Rows, refuse_options_that_contradict_each_other) {
  const std::string counted = "item,label,n,who\n1,x,3,ann\n";
  EXPECT_THAT(error_of(counted, {.columns = {.user = "who", .count = "n"}}),
              HasSubstr("leave out the column of the user, or that of the count"));
  EXPECT_THAT(error_of(counted, {.table = {.has_no_header = true}}),
              HasSubstr("by the numbers of its columns"));
}

// ---- Several labels in one vote.

TEST(LabelSets, are_one_label_in_any_order) {
  const CrowdData data =
      read_votes(case_file("b03_crowdflower/multi.csv"),
                 {.columns = {.observation = "_unit_id", .user = "_worker_id", .label = "relations"},
                  .multi_label = MultiLabel{" ", MultiLabel::Reading::set}});
  EXPECT_EQ(majority_of(data), "1=[CAUSES] [TREATS] 2=[NONE]");
  EXPECT_EQ(data.counts.abstentions, 1U);
  EXPECT_EQ(data.labels.size(), 3U);
}

TEST(LabelSets, have_each_label_once_without_blanks) {
  const CrowdData data = read("item,user,label\n1,a,x| y\n1,b,y|x|x|\n1,c,|\n1,d,x\n",
                              {.multi_label = MultiLabel{"|", MultiLabel::Reading::set}});
  EXPECT_THAT(votes_of(data), ElementsAre("1 a x|y", "1 b x|y", "1 d x"));
}

TEST(LabelSets, may_be_json_lists) {
  const CrowdData lines = read(
      "{\"item\": 1, \"user\": \"a\", \"label\": [\"y\", \"x, z\"]}\n"
      "{\"item\": 1, \"user\": \"b\", \"label\": [\"x, z\", \"y\"]}\n"
      "{\"item\": 1, \"user\": \"c\", \"label\": [\"y\"]}\n{\"item\": 1, \"user\": \"d\", \"label\": []}\n",
      {.multi_label = MultiLabel{"", MultiLabel::Reading::set}}, ".jsonl");
  EXPECT_THAT(votes_of(lines), ElementsAre("1 a [\"x, z\",\"y\"]", "1 b [\"x, z\",\"y\"]", "1 c y"));
  EXPECT_EQ(lines.counts.abstentions, 1U);
  EXPECT_THAT(votes_of(read("item,user,label\n1,a,\"[\"\"y\"\", 2]\"\n1,b,y\n",
                            {.multi_label = MultiLabel{"", MultiLabel::Reading::set}})),
              ElementsAre("1 a [\"2\",\"y\"]", "1 b y"));
}

TEST(Lists, of_one_element_are_that_element) {
  const CrowdData data = read(
      "{\"item\": 1, \"user\": \"a\", \"label\": [ \"x\" ]}\n{\"item\": 1, \"user\": \"b\", \"label\": [7]}\n"
      "{\"item\": 1, \"user\": \"c\", \"label\": [\"q\\\"\\u00e9\"]}\n{\"item\": 1, \"user\": \"d\", "
      "\"label\": [ ]}\n",
      {}, ".jsonl");
  EXPECT_THAT(votes_of(data), ElementsAre("1 a x", "1 b 7", "1 c q\"\xc3\xa9"));
  for (const char* const list : {"[1, 2]", "[\"a\", \"b\"]", "[[1]]", "[1.5]", "[\"a,\", \"b]\"]"}) {
    EXPECT_THAT(
        error_of(fmt::format("{{\"item\": 1, \"user\": \"a\", \"label\": {}}}\n", list), {}, ".jsonl"),
        HasSubstr("the label is an array"))
        << list;
  }
}

// ---- Options for tables.

TEST(Tables, have_the_separator_that_is_chosen) {
  EXPECT_THAT(votes_of(read("task|worker|label\n1|a|x, y\n", {.table = {.separator = '|'}})),
              ElementsAre("1 a x, y"));
  EXPECT_THAT(votes_of(read("1 a x\n1 b y\n", {.columns = {.observation = "1", .user = "2", .label = "3"},
                                               .table = {.separator = ' '}})),
              ElementsAre("1 a x", "1 b y"));
}

TEST(Tables, have_the_quotes_that_are_chosen) {
  using Quote = TableFormat::Quote;
  EXPECT_THAT(votes_of(read("task,worker,label\n1,a,\"x\n1,b,y\"\n", {.table = {.quote = Quote::none}})),
              ElementsAre("1 a \"x", "1 b y\""));
  EXPECT_THAT(votes_of(read("task,worker,label\n1,a,'x, y'\n1,b,'it''s'\n",
                            {.table = {.quote = Quote::single_quotes}})),
              ElementsAre("1 a x, y", "1 b it's"));
}

TEST(Tables, may_begin_with_lines_that_are_no_rows_and_have_comments) {
  const ReadOptions options{.table = {.comment = "#", .skip_lines = 2}};
  EXPECT_THAT(votes_of(read("Export of 2024, by us\n\n# columns\ntask;worker;label\n1;a;x\n#1;b;y\n1;c;#z\n",
                            options)),
              ElementsAre("1 a x", "1 c #z"));
}

TEST(Tables, may_name_their_separator_as_spreadsheets_do) {
  for (const char* const table :
       {"sep=;\ntask;worker;label\n1;a;x, y\n", "\xef\xbb\xbfsep=;\r\ntask;worker;label\r\n1;a;x, y\r\n",
        "sep=,\ntask,worker,label\n1,a,\"x, y\"\n", "sep=|\ntask|worker|label\n1|a|x, y\n"}) {
    EXPECT_THAT(votes_of(read(table)), ElementsAre("1 a x, y")) << table;
  }
}

TEST(Tables, may_have_rows_of_empty_cells) {
  EXPECT_THAT(votes_of(read("task,worker,label\n1,a,x\n,,\n , ,\"\"\n,,,,\n2,a,y\n")),
              ElementsAre("1 a x", "2 a y"));
  EXPECT_EQ(error_of("task,worker,label\n,,x\n", {}),
            "FILE:2:1: a vote without an observation; every vote needs its id");
}

TEST(Tables, may_have_numbers_with_a_decimal_comma) {
  const TemporaryFile votes("task,worker,label\n1,a,x\n", ".csv");
  const TemporaryFile weights("user;weight\na;0,25\n", ".csv");
  const InputPaths paths{.votes = {votes.path()}, .weights = weights.path()};
  EXPECT_THAT(read_inputs(paths, {.decimal_comma = true}).weight_of_user, ElementsAre(0.25));
  EXPECT_THROW((void)read_inputs(paths), InputError);
}

TEST(Tables, by_option_are_no_json) {
  EXPECT_EQ(error_of("{\"1\": {\"a\": 1}}", {.votes_format = VotesFormat::json, .table = {.separator = '|'}},
                     ".json"),
            "it was chosen how a table is written, but FILE is json");
}

}  // namespace
}  // namespace crowdvote::rows
