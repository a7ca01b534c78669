#include "io/rows_of_votes.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::rows {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = Finding::Kind;

const std::string kTable =
    "item,worker,label\nimg1,ann,cat\nimg1,bob,cat\nimg2,ann,dog\nimg2,bob,cat\nimg3,ann,dog\n";

std::vector<Kind> kinds_of(const CrowdData& data) {
  std::vector<Kind> kinds;
  for (const Finding& finding : data.findings) kinds.push_back(finding.kind);
  return kinds;
}

TEST(RowsOfTotals, are_told_in_the_words_of_spreadsheets_and_pivot_tables) {
  for (const char* const row : {"TOTAL,2,5\n", "Grand Total,2,5\n", "Gesamtergebnis,2,5\n", "mean,2,0.5\n",
                                "Total général,2,5\n", "Somme,2,5\n"}) {
    EXPECT_THAT(kinds_of(read(kTable + row)), ElementsAre(Kind::totals)) << row;
  }
  EXPECT_THAT(
      warnings_of(read(kTable + "Subtotal,2,5\nTotal,2,5\n")),
      ElementsAre("2 observations are named like a total or result of the others: 'Total', 'Subtotal'"));
}

TEST(RowsOfTotals, are_told_in_matrices) {
  const std::string matrix = "item,ann,bob\nimg1,1,1\nimg2,0,1\nmean,0.5,1\n";
  EXPECT_THAT(kinds_of(read(matrix, {.table = {.layout = TableFormat::Layout::wide}})),
              ElementsAre(Kind::totals));
}

TEST(RowsOfTotals, are_users_who_say_what_all_say) {
  EXPECT_THAT(warnings_of(read(kTable + "img1,majority,cat\nimg2,majority,cat\n")),
              ElementsAre("1 user is named like a total or result of the others: 'majority'"));
  EXPECT_THAT(
      kinds_of(read("{\"1\": {\"a\": \"x\", \"consensus\": \"x\"}, \"2\": {\"a\": \"y\", \"b\": \"x\"}}", {},
                    ".json")),
      ElementsAre(Kind::totals));
}

TEST(RowsOfTotals, are_no_totals_where_the_word_is_part_of_a_name) {
  EXPECT_THAT(kinds_of(read(kTable + "total eclipse,ann,cat\nsum-1,total recall,cat\n")), IsEmpty());
}

TEST(RowsBelowAHeader, of_types_or_rulers_are_told) {
  const std::size_t n_header = kTable.find('\n') + 1;
  for (const char* const row : {"varchar,varchar,varchar\n", "string,int,string\n", "----,------,-----\n"}) {
    std::string table = kTable;
    EXPECT_THAT(kinds_of(read(table.insert(n_header, row))), ElementsAre(Kind::header_votes)) << row;
  }
}

TEST(SecondTables, are_told_where_they_have_a_column_of_the_first) {
  EXPECT_THAT(kinds_of(read(kTable + "worker,country,age\nann,US,30\nbob,DE,40\n")),
              ElementsAre(Kind::header_votes));
}

TEST(SecondTables, and_notes_are_told_where_an_empty_line_parts_them_from_the_rows) {
  for (const char* const gap : {"\n", "  \n", ",,\n", "\n\n,,\n"}) {
    EXPECT_THAT(warnings_of(read(kTable + gap + "name,country,age\nann,US,30\n")),
                ElementsAre(HasSubstr("there is an empty line among the rows, before line")))
        << gap;
  }
  EXPECT_THAT(warnings_of(read(kTable + "\nimg4,ann,cat\n\nimg5,ann,cat\n")),
              ElementsAre(HasSubstr("before line 8 and line 10; what follows")));
}

TEST(EmptyLines, are_nothing_at_the_start_at_the_end_and_behind_each_row) {
  EXPECT_THAT(warnings_of(read("\n\n" + kTable + "\n\n,,\n")), IsEmpty());
  EXPECT_THAT(warnings_of(read("item,worker,label\n\n\nimg1,ann,cat\nimg1,bob,cat\nimg2,ann,dog\n")),
              IsEmpty());
  std::string spaced;
  for (const char c : kTable) spaced += c == '\n' ? std::string("\n\n") : std::string(1, c);
  EXPECT_THAT(warnings_of(read(spaced)), IsEmpty());
}

TEST(RowNamesOfR, without_a_header_are_an_error_that_says_how_to_write_it) {
  EXPECT_THAT(error_of("\"item\",\"worker\",\"label\"\n\"1\",\"img1\",\"ann\",\"cat\"\n", {}),
              HasSubstr("R writes a header for row names with col.names = NA"));
}

TEST(LabelLists, are_told_where_each_part_is_a_label) {
  EXPECT_THAT(warnings_of(read("item,worker,label\n1,a,cat|dog\n1,b,cat\n2,a,dog\n2,b,cat|dog\n")),
              ElementsAre("1 label seems to hold several labels: 'cat|dog'"));
  EXPECT_THAT(warnings_of(read("item;worker;label\n1;a;1,5\n1;b;1\n2;a;5\n")), IsEmpty());
}

TEST(Answers, that_are_left_alone_beside_a_column_of_labels_are_told) {
  const std::string table = "item,worker,worker_answer,label\n1,ann,cat,dog\n1,bob,dog,dog\n";
  EXPECT_THAT(
      warnings_of(read(table)),
      ElementsAre(
          "the column worker_answer is left alone; does it hold the votes, and label the true labels?"));
  EXPECT_THAT(warnings_of(read(table, {.columns = {.label = "label"}})), IsEmpty());
}

TEST(Counts, that_are_left_alone_are_told_where_rows_have_no_user) {
  const std::string table = "item,label,count\nimg1,cat,2\nimg1,dog,1\n";
  EXPECT_THAT(
      warnings_of(read(table, {.allows_no_user = true})),
      ElementsAre(HasSubstr("the column count is left alone; does it say how many votes a row stands for?")));
  const CrowdData counted = read(table, {.columns = {.count = "count"}, .allows_no_user = true});
  EXPECT_EQ(counted.votes.n_votes(), 3U);
  EXPECT_THAT(warnings_of(counted), IsEmpty());
}

TEST(Appen, leaves_out_who_failed_at_the_test_questions) {
  const CrowdData data = read(
      "_unit_id,_golden,_tainted,_trust,_worker_id,_country,what,image_url,what_gold\n"
      "1,false,false,0.9,w1,USA,cat,u1,\n1,false,true,0.1,w2,USA,dog,u1,\n2,true,false,0.8,w3,DEU,dog,u2,"
      "dog\n");
  EXPECT_THAT(votes_of(data), ElementsAre("1 w1 cat", "2 w3 dog"));
  EXPECT_EQ(data.counts.rows_left_out, 1U);
  EXPECT_EQ(data.files.front().format, "csv, Appen");
  EXPECT_THAT(warnings_of(data), IsEmpty());
}

TEST(Appen, asks_which_of_several_questions) {
  EXPECT_THAT(error_of("_unit_id,_trust,_worker_id,a,b,a_gold,b_gold\n1,1,w1,x,y,,\n", {}),
              HasSubstr("Appen with the answers to 2 questions: a, b"));
}

}  // namespace
}  // namespace crowdvote::rows
