#include "io/tables/row_border.hpp"

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

std::optional<std::size_t> border(std::string_view text, std::size_t n_cells = 3, char separator = ',') {
  return find_row_border(text, {.separator = separator}, n_cells);
}

TEST(RowBorder, is_the_next_line_of_a_plain_table) {
  EXPECT_EQ(border("1,l\na,b,c\nd,e,f\n"), 4U);
  EXPECT_EQ(border("1,l\r\na,b,c\r\nd,e,f\r\n"), 5U);
  EXPECT_EQ(border("1,l\ra,b,c\rd,e,f\r"), 4U);
  EXPECT_EQ(border("1;l\na;b;c\n", 3, ';'), 4U);
}

TEST(RowBorder, is_never_taken_before_the_first_line_break) {
  EXPECT_EQ(border("a,b,c\nd,e,f\n"), 6U);
  EXPECT_EQ(border("a,b,c"), std::nullopt);
  EXPECT_EQ(border("a,b,c\n"), std::nullopt);
  EXPECT_EQ(border(""), std::nullopt);
}

TEST(RowBorder, passes_the_lines_of_a_cell_in_quotes) {
  EXPECT_EQ(border("text\nmore text, and\nthe end\"\na,b,\"c\n\nc\"\nd,e,f\n"), 29U);
}

TEST(RowBorder, passes_a_line_with_another_number_of_cells) {
  EXPECT_EQ(border("x\na,b\nc,d,e\nf,g,h\n"), 6U);
}

TEST(RowBorder, takes_quotes_inside_a_cell_for_themselves) {
  EXPECT_EQ(border("x\na\"b,c,d\ne,f,\"g \"\"h\"\"\"\n"), 2U);
}

TEST(RowBorder, is_not_found_where_no_whole_row_shows) {
  EXPECT_EQ(border("x\na,b,\"c\n"), std::nullopt);
  EXPECT_EQ(border("x\na,b"), std::nullopt);
  EXPECT_EQ(border("x\n\"a\"b,c,d\n"), std::nullopt);
}

}  // namespace
}  // namespace crowdvote
