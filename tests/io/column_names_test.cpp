#include "io/records/column_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::array kVoteColumns{
    ColumnRequest{.column = Column::observation}, ColumnRequest{.column = Column::user},
    ColumnRequest{.column = Column::label}, ColumnRequest{.column = Column::author, .is_required = false}};

/// The problems found, with the column that a user could name.
std::vector<std::string> complaints(const ColumnPlaces& found) {
  std::vector<std::string> texts;
  for (const Problem& problem : found.problems) {
    EXPECT_EQ(problem.remedy.way, WayOut::name_column);
    texts.push_back(problem.message() + " -> " + problem.remedy.value);
  }
  return texts;
}

ColumnPlaces find(const std::vector<std::string>& names, const ColumnNames& chosen = {}) {
  return find_columns(names, kVoteColumns, chosen);
}

/// The positions of observation, user and label.
std::vector<std::size_t> places(const ColumnPlaces& found) {
  return {found[Column::observation], found[Column::user], found[Column::label]};
}

TEST(ColumnNames, are_found_in_any_order) {
  EXPECT_THAT(places(find({"worker", "task", "label"})), ElementsAre(1, 0, 2));
  EXPECT_THAT(places(find({"timestamp", "answer", "annotator", "item"})), ElementsAre(3, 2, 1));
}

TEST(ColumnNames, are_found_in_any_case_and_with_suffixes) {
  EXPECT_THAT(places(find({"workerId", "TASK_ID", "Species_Name"})), ElementsAre(1, 0, 2));
  EXPECT_THAT(places(find({"UserName", "docId", "CLASS"})), ElementsAre(1, 0, 2));
}

TEST(ColumnNames, of_every_known_kind_are_found) {
  for (const std::string name : {"observation", "obs", "task", "item", "question", "subject", "doc"}) {
    EXPECT_EQ(find({"x", name, "user", "label"})[Column::observation], 1U) << name;
  }
  for (const std::string name : {"user", "worker", "annotator", "performer", "rater", "username"}) {
    EXPECT_EQ(find({"task", "x", name, "label"})[Column::user], 2U) << name;
  }
  for (const std::string name : {"label", "answer", "class", "vote", "species", "response"}) {
    EXPECT_EQ(find({name, "task", "user"})[Column::label], 0U) << name;
  }
}

TEST(ColumnNames, that_only_contain_a_known_name_are_other_columns) {
  const auto found = find({"tasks", "workflow_id", "user_ip", "labels"});
  EXPECT_THAT(places(found), ElementsAre(kNoColumn, kNoColumn, kNoColumn));
}

TEST(ColumnNames, of_the_author_take_no_suffix_because_an_author_id_is_no_yes_or_no) {
  EXPECT_EQ(find({"task", "user", "label", "Author"})[Column::author], 3U);
  EXPECT_FALSE(find({"task", "user", "label", "author_id"}).has(Column::author));
  EXPECT_THAT(find({"task", "user", "label"}).problems, IsEmpty());
}

TEST(ColumnNames, with_two_candidates_are_a_problem_that_names_both) {
  const auto found = find({"user_id", "task", "subject_id", "label"});
  EXPECT_THAT(
      complaints(found),
      ElementsAre(
          "2 columns may be the observation: 'task' (column 2) and 'subject_id' (column 3) -> observation"));
}

TEST(ColumnNames, with_three_candidates_are_all_listed) {
  EXPECT_THAT(
      complaints(find({"userIds", "user_id", "user_name", "task", "label"})),
      ElementsAre("3 columns may be the user: 'userIds' (column 1), 'user_id' (column 2) and 'user_name' "
                  "(column 3) -> user"));
}

/// The notice about which column was preferred to which.
std::string notice_of(const std::vector<std::string>& names) {
  const auto found = find(names);
  EXPECT_THAT(found.problems, IsEmpty());
  return found.notices.size() == 1 ? found.notices.front().text : "";
}

TEST(ColumnNames, without_a_suffix_come_before_those_with_one) {
  EXPECT_EQ(notice_of({"task", "label_id", "user", "label"}),
            "the label is read from 'label' (column 4); 'label_id' (column 2) could hold it too");
  EXPECT_EQ(notice_of({"item", "subject_ids", "user", "label"}),
            "the observation is read from 'item' (column 1); 'subject_ids' (column 2) could hold it too");
  EXPECT_EQ(places(find({"task_id", "task", "user", "label"}))[0], 1U);
}

TEST(ColumnNames, of_a_question_are_no_better_than_the_id_of_an_item) {
  for (const std::string question : {"task", "question"}) {
    EXPECT_THAT(complaints(find({question, "subject_ids", "user", "label"})), testing::SizeIs(1)) << question;
  }
}

TEST(ColumnNames, that_often_mean_something_else_count_where_there_is_no_other) {
  EXPECT_THAT(places(find({"unit", "coder", "category"})), ElementsAre(0, 1, 2));
  EXPECT_THAT(places(find({"image_id", "judge", "value"})), ElementsAre(0, 1, 2));
  EXPECT_EQ(notice_of({"task", "image", "user", "label"}),
            "the observation is read from 'task' (column 1); 'image' (column 2) could hold it too");
}

TEST(ColumnNames, are_the_same_with_blanks_dots_dashes_and_underscores) {
  EXPECT_THAT(places(find({"Task ID", "Worker.ID", "Label"})), ElementsAre(0, 1, 2));
  EXPECT_THAT(places(find({"_unit_id", "worker-id", " answer "})), ElementsAre(0, 1, 2));
  EXPECT_EQ(find({"x", "Worker ID", "label", "task"}, {.user = "worker_id"})[Column::user], 1U);
}

TEST(ColumnNames, that_a_file_prefers_come_before_chosen_ones) {
  constexpr std::array<std::string_view, 2> kAlso{"truth", "gold"};
  const std::array requests{
      ColumnRequest{.column = Column::label, .also_called = kAlso, .prefers_these = true}};
  const std::vector<std::string> names{"task", "response", "Gold"};
  EXPECT_EQ(find_columns(names, requests, {})[Column::label], 2U);
  const auto chosen = find_columns(names, requests, {.label = "response"}, ChosenNames::may_be_there);
  EXPECT_EQ(chosen[Column::label], 2U);
  EXPECT_THAT(chosen.notices, testing::SizeIs(1));
  const std::vector<std::string> two{"task", "truth", "gold"};
  EXPECT_THAT(find_columns(two, requests, {}).problems, testing::SizeIs(1));
  EXPECT_EQ(find_columns(two, requests, {.label = "gold"})[Column::label], 2U);
}

TEST(ColumnNames, that_are_missing_are_a_problem_that_lists_the_columns_and_the_known_names) {
  EXPECT_THAT(complaints(find({"task", "worker", "opinion"})),
              ElementsAre("no column for the label; found the columns: task, worker, opinion; expected "
                          "label, answer, class, vote, species, response, "
                          "value, choice, category (also followed by _id, Id or _name) -> label"));
}

TEST(ColumnNames, of_a_table_that_looks_wide_have_the_wide_layout_as_a_remedy) {
  const ColumnPlaces found = find({"task", "ann", "bob"});
  ASSERT_THAT(found.problems, testing::SizeIs(2));
  EXPECT_EQ(found.problems[0].remedy.way, WayOut::allow_no_user);
  EXPECT_EQ(found.problems[1].remedy.way, WayOut::wide_layout);
}

TEST(ColumnNames, in_a_single_cell_have_the_separator_as_a_remedy) {
  for (const auto& [header, word] : {std::pair{"task|worker|label", "pipe"},
                                     {"task worker label", "space"},
                                     {"task;worker;label", "semicolon"}}) {
    for (const Problem& problem : find({header}).problems) {
      EXPECT_EQ(problem.remedy.way, WayOut::choose_separator) << header;
      EXPECT_EQ(problem.remedy.value, word) << header;
    }
  }
  EXPECT_EQ(find({"these are no votes at all"}).problems.front().remedy.way, WayOut::name_column);
}

TEST(ColumnNames, of_a_wide_file_are_listed_up_to_ten) {
  std::vector<std::string> names{"user", "label"};
  for (int i = 1; i < 15; ++i) names.push_back("a" + std::to_string(i));
  EXPECT_THAT(complaints(find(names)),
              ElementsAre(HasSubstr(
                  "found the columns: user, label, a1, a2, a3, a4, a5, a6, a7, a8 and 6 more; expected")));
}

TEST(ColumnNames, chosen_by_the_user_come_before_the_known_ones) {
  const auto found = find({"user_id", "task", "subject_id", "label"}, {.observation = "subject_id"});
  EXPECT_THAT(found.problems, IsEmpty());
  EXPECT_THAT(places(found), ElementsAre(2, 0, 3));
}

TEST(ColumnNames, chosen_for_one_column_are_no_candidates_for_another) {
  const auto found = find({"user", "task", "species", "item"}, {.label = "item"});
  EXPECT_THAT(found.problems, IsEmpty());
  EXPECT_THAT(places(found), ElementsAre(1, 0, 3));
}

TEST(ColumnNames, chosen_by_the_user_match_in_other_case_only_where_none_matches_exactly) {
  EXPECT_EQ(find({"IMAGE", "image", "user", "label"}, {.observation = "image"})[Column::observation], 1U);
  EXPECT_EQ(find({"x", "IMAGE", "user", "label"}, {.observation = "image"})[Column::observation], 1U);
}

TEST(ColumnNames, chosen_but_not_there_are_a_problem_in_the_votes) {
  EXPECT_THAT(
      complaints(find({"task", "user", "label"}, {.observation = "image"})),
      ElementsAre(
          "no column 'image', which was chosen for the observation; found the columns: task, user, label -> "
          "observation"));
}

TEST(ColumnNames, chosen_but_not_there_give_way_to_the_known_ones_in_a_side_file) {
  const std::vector<std::string> names{"task", "user", "label"};
  const auto found = find_columns(names, kVoteColumns, {.observation = "image"}, ChosenNames::may_be_there);
  EXPECT_THAT(found.problems, IsEmpty());
  EXPECT_THAT(places(found), ElementsAre(0, 1, 2));
}

TEST(ColumnNames, of_one_kind_of_file_are_known_there_alone) {
  constexpr std::array<std::string_view, 2> kAlso{"truth", "gold"};
  const std::array requests{ColumnRequest{.column = Column::label, .also_called = kAlso}};
  EXPECT_EQ(find_columns(std::vector<std::string>{"taskId", "Truth"}, requests, {})[Column::label], 1U);
  EXPECT_FALSE(find({"task", "user", "truth"}).has(Column::label));
}

TEST(ColumnNames, tell_a_header_from_a_row) {
  EXPECT_TRUE(has_known_column(std::vector<std::string>{"x", "task"}, kVoteColumns, {}));
  EXPECT_TRUE(
      has_known_column(std::vector<std::string>{"x", "image"}, kVoteColumns, {.observation = "image"}));
  EXPECT_FALSE(has_known_column(std::vector<std::string>{"17", "u1", "4"}, kVoteColumns, {}));
  EXPECT_TRUE(has_known_column(std::vector<std::string>{"image", "x"}, kVoteColumns, {}));
  EXPECT_FALSE(has_known_column(std::vector<std::string>{"image"}, kVoteColumns, {}));
}

TEST(NumberedColumns, are_counted_from_one) {
  const auto found = numbered_columns({.observation = "2", .user = "1", .label = "4"});
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(places(*found), ElementsAre(1, 0, 3));
  EXPECT_FALSE(numbered_columns({.observation = "image"}).has_value());
  EXPECT_FALSE(numbered_columns({}).has_value());
}

std::string complaint_about(const ColumnNames& chosen) {
  try {
    check_chosen_names(chosen);
    (void)numbered_columns(chosen);
  } catch (const OptionError& error) {
    return error.what();
  }
  return "";
}

TEST(NumberedColumns, must_be_three_different_numbers_from_one) {
  EXPECT_EQ(
      complaint_about({.observation = "1", .user = "2"}),
      "a column that is chosen by its number means a file without a header, so all three columns need one");
  EXPECT_EQ(
      complaint_about({.observation = "1", .user = "2", .label = "answer"}),
      "a column that is chosen by its number means a file without a header, so all three columns need one");
  EXPECT_EQ(complaint_about({.observation = "0", .user = "2", .label = "3"}),
            "column 0 was chosen for the observation; columns are counted from 1");
  EXPECT_EQ(complaint_about({.observation = "3", .user = "2", .label = "3"}),
            "column '3' was chosen for both the observation and the label");
  EXPECT_EQ(complaint_about({.observation = "3", .user = "2", .label = "03"}), "column 3 was chosen twice");
}

TEST(ChosenNames, may_not_serve_two_columns) {
  EXPECT_EQ(complaint_about({.user = "id", .label = "id"}),
            "column 'id' was chosen for both the user and the label");
  EXPECT_EQ(complaint_about({.observation = "a", .user = "b", .label = "c"}), "");
}

}  // namespace
}  // namespace crowdvote
