#include "io/csv_table.hpp"

#include "io/byte_source.hpp"
#include "io/temporary_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::array kRequests{ColumnRequest{.column = Column::observation},
                               ColumnRequest{.column = Column::label}};

struct ReadTable {
  std::vector<std::string> rows;      ///< as "observation=label"
  std::vector<std::string> problems;  ///< as "line:column: what"
};

ReadTable read(std::string_view content, const ColumnPlaces* places = nullptr) {
  const TemporaryFile file(content, ".csv");
  ByteSource source(file.path());
  ProblemList problems(10);
  ReadTable result;
  try {
    CsvTable table = places == nullptr
                         ? CsvTable(source, ',', problems, kRequests, {}, ChosenNames::must_exist)
                         : CsvTable(source, ',', problems, *places);
    while (table.next_row()) {
      result.rows.push_back(fmt::format("{}={}", table[Column::observation], table[Column::label]));
    }
  } catch (const InputError& error) {
    EXPECT_EQ(error.problems().size(), problems.problems().size());
  }
  for (const Problem& problem : problems.problems()) {
    result.problems.push_back(fmt::format("{}:{}: {}", problem.line, problem.column, problem.what));
  }
  return result;
}

TEST(CsvTable, gives_cells_by_what_they_hold) {
  const ReadTable table = read("label,time,task\n4,noon,17\n5,night,18\n");
  EXPECT_THAT(table.rows, ElementsAre("17=4", "18=5"));
  EXPECT_THAT(table.problems, IsEmpty());
}

TEST(CsvTable, says_what_a_short_row_lacks_and_reads_on) {
  const ReadTable table = read("task,label,time\n17\n18,4\n19,5,noon\n");
  EXPECT_THAT(table.rows, ElementsAre("19=5"));
  EXPECT_THAT(table.problems, ElementsAre("2:3: a row of 1 cell, but the header has 3: no label, time",
                                          "3:5: a row of 2 cells, but the header has 3: no time"));
}

TEST(CsvTable, points_at_the_surplus_of_a_long_row_and_reads_on) {
  const ReadTable table = read("task,label\n17,Rosa indica, L.\n18,4\n");
  EXPECT_THAT(table.rows, ElementsAre("18=4"));
  EXPECT_THAT(table.problems,
              ElementsAre("2:17: a row of 3 cells, but the header has 2; a cell with a comma in it "
                          "stands in quotes"));
}

TEST(CsvTable, complains_about_all_columns_at_once) {
  const ReadTable table = read("\n\nworker,opinion\nu1,4\n");
  EXPECT_THAT(
      table.problems,
      ElementsAre("3:0: no column for the observation; the columns are: worker, opinion. It is called "
                  "observation, obs, task, item, question, subject, doc (also with _id, Id or _name behind "
                  "it); --columns observation=NAME names another.",
                  "3:0: no column for the label; the columns are: worker, opinion. It is called label, "
                  "answer, class, vote, species, response (also with _id, Id or _name behind it); --columns "
                  "label=NAME names another."));
}

TEST(CsvTable, lists_the_first_ten_columns_of_a_wide_file) {
  std::string header = "i";
  for (int i = 1; i < 15; ++i) header += fmt::format(",a{}", i);
  const ReadTable table = read(header + "\n");
  ASSERT_EQ(table.problems.size(), 2U);
  EXPECT_THAT(table.problems[0], testing::HasSubstr("i, a1, a2, a3, a4, a5, a6, a7, a8, a9 and 5 more."));
}

TEST(CsvTable, refuses_an_empty_file) {
  EXPECT_THAT(read("").problems,
              ElementsAre("0:0: the file is empty; a header with the names of the columns was expected"));
}

TEST(CsvTable, without_a_header_takes_its_width_from_the_first_row) {
  ColumnPlaces places;
  places.set(Column::observation, 1);
  places.set(Column::label, 2);
  const ReadTable table = read("u1,17,4\nu2,18\nu3,19,5\n", &places);
  EXPECT_THAT(table.rows, ElementsAre("17=4", "19=5"));
  EXPECT_THAT(table.problems, ElementsAre("2:6: a row of 2 cells, but the first row has 3"));
  EXPECT_THAT(read("17,4\n", &places).problems,
              ElementsAre("1:5: a row of 2 cells, but --columns names column 3"));
}

}  // namespace
}  // namespace crowdvote
