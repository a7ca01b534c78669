#include "io/tables/csv_reader.hpp"

#include "io/bytes/byte_source.hpp"
#include "io/temporary_file.hpp"

#include <algorithm>
#include <random>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::size_t kLongest = std::size_t{4} << 20;

using Rows = std::vector<std::vector<std::string>>;

struct ReadTable {
  Rows rows;
  std::vector<std::size_t> lines;     ///< the line on which each row begins
  std::vector<std::string> problems;  ///< in the form "line:column: what"
};

ReadTable read(std::string_view content, char separator = ',') {
  const TemporaryFile file(content, ".csv");
  ByteSource source(file.path());
  ProblemList problems(100);
  CsvReader reader(source, {.separator = separator, .has_header = false, .longest_row = kLongest}, problems);
  ReadTable table;
  while (reader.next_row()) {
    table.lines.push_back(reader.line());
    table.rows.emplace_back();
    for (std::size_t i = 0; i < reader.n_cells(); ++i) table.rows.back().emplace_back(reader.cell(i));
  }
  for (const Problem& problem : problems.problems()) {
    table.problems.push_back(fmt::format("{}:{}: {}", problem.line, problem.column, problem.what));
  }
  return table;
}

TEST(CsvReader, gives_the_cells_of_each_row_and_the_line_it_begins_on) {
  const ReadTable table = read("task,worker,label\n17,u1,4\n18,u2,\n");
  EXPECT_EQ(table.rows, (Rows{{"task", "worker", "label"}, {"17", "u1", "4"}, {"18", "u2", ""}}));
  EXPECT_THAT(table.lines, ElementsAre(1, 2, 3));
  EXPECT_THAT(table.problems, IsEmpty());
}

TEST(CsvReader, goes_to_the_rows_of_a_stretch) {
  const TemporaryFile file("a,b\n1,2\n3,\"4\n4\"\n5,6\n", ".csv");
  for (const auto& [begin, end, expected] :
       {std::tuple{0U, 8U, Rows{{"1", "2"}}}, std::tuple{8U, 16U, Rows{{"3", "4\n4"}}},
        std::tuple{16U, 100U, Rows{{"5", "6"}}}, std::tuple{0U, 4U, Rows{}}, std::tuple{20U, 20U, Rows{}}}) {
    ByteSource source(file.path());
    ProblemList problems(10);
    CsvReader reader(source, {}, problems);
    reader.go_to(begin, end);
    Rows rows;
    while (reader.next_row()) rows.push_back({std::string(reader.cell(0)), std::string(reader.cell(1))});
    EXPECT_EQ(rows, expected);
    EXPECT_THAT(reader.names(), ElementsAre("a", "b"));
    EXPECT_TRUE(problems.empty());
  }
}

TEST(CsvReader, without_a_header_a_stretch_has_the_width_of_the_first_row) {
  const TemporaryFile file("1,2\n3,4\n5,6,7\n", ".csv");
  ByteSource source(file.path());
  ProblemList problems(10);
  CsvReader reader(source, {.has_header = false}, problems);
  reader.go_to(8, 14);
  EXPECT_FALSE(reader.next_row());
  EXPECT_EQ(problems.total(), 1U);
}

TEST(CsvReader, takes_any_line_break_and_a_missing_one_at_the_end) {
  const Rows expected{{"a", "b"}, {"c", "d"}};
  for (const std::string_view text :
       {"a,b\nc,d\n", "a,b\nc,d", "a,b\r\nc,d\r\n", "a,b\r\nc,d", "a,b\rc,d\r", "a,b\rc,d"}) {
    const ReadTable table = read(text);
    EXPECT_EQ(table.rows, expected) << text;
    EXPECT_THAT(table.lines, ElementsAre(1, 2)) << text;
  }
}

TEST(CsvReader, skips_a_byte_order_mark_and_blank_lines) {
  const ReadTable table = read(
      "\xEF\xBB\xBF"
      "a,b\n\n  \t\r\nc,d\n\n\n");
  EXPECT_EQ(table.rows, (Rows{{"a", "b"}, {"c", "d"}}));
  EXPECT_THAT(table.lines, ElementsAre(1, 4));
}

TEST(CsvReader, reads_quoted_cells_with_separators_line_breaks_and_doubled_quotes) {
  const ReadTable table = read("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\r\nthree\"\nx,\"\",\" y \"\n");
  EXPECT_EQ(table.rows, (Rows{{"a,b", "say \"hi\"", "two\nlines\r\nthree"}, {"x", "", " y "}}));
  EXPECT_THAT(table.lines, ElementsAre(1, 4));
}

TEST(CsvReader, keeps_blanks_around_cells_but_not_around_quotes) {
  EXPECT_EQ(read("  a b ,\t c\t, \"d \" \n").rows, (Rows{{"  a b ", "\t c\t", "d "}}));
}

TEST(CsvReader, takes_a_cell_of_blanks_for_an_empty_one) {
  EXPECT_EQ(read("a,  ,\t\nb, ,c\n").rows, (Rows{{"a", "", ""}, {"b", "", "c"}}));
}

TEST(CsvReader, takes_a_quote_inside_an_unquoted_cell_as_it_is) {
  const ReadTable table = read("Rosa \"Peace\",5\" pot,x\"\n");
  EXPECT_EQ(table.rows, (Rows{{"Rosa \"Peace\"", "5\" pot", "x\""}}));
  EXPECT_THAT(table.problems, IsEmpty());
}

TEST(CsvReader, reads_tabs_and_semicolons_as_separators) {
  EXPECT_EQ(read("a\tb, c\t\td\n", '\t').rows, (Rows{{"a", "b, c", "", "d"}}));
  EXPECT_EQ(read("1,5;2\n", ';').rows, (Rows{{"1,5", "2"}}));
}

TEST(CsvReader, keeps_unicode) { EXPECT_EQ(read("ñandú,日本,🌿\n").rows, (Rows{{"ñandú", "日本", "🌿"}})); }

TEST(CsvReader, gives_no_row_for_an_empty_file) {
  for (const std::string_view text : {"", "\n", "\xEF\xBB\xBF", " \r\n\t\n"}) {
    EXPECT_THAT(read(text).rows, IsEmpty());
    EXPECT_THAT(read(text).problems, IsEmpty());
  }
}

TEST(CsvReader, names_the_place_where_an_unclosed_quote_opened) {
  const ReadTable table = read("a,b\nc, \"d\ne,f\n");
  EXPECT_EQ(table.rows, (Rows{{"a", "b"}}));
  EXPECT_THAT(table.problems, ElementsAre("2:4: the quote that opens this cell is never closed"));
  EXPECT_THAT(read("\"x\ny\",\"z").problems,
              ElementsAre("2:4: the quote that opens this cell is never closed"));
}

TEST(CsvReader, names_text_behind_a_closing_quote_and_reads_on) {
  const ReadTable table = read("a,b\n1,\"2\"3\n4,5\n");
  EXPECT_EQ(table.rows, (Rows{{"a", "b"}, {"4", "5"}}));
  EXPECT_THAT(table.lines, ElementsAre(1, 3));
  EXPECT_THAT(
      table.problems,
      ElementsAre("2:6: text after the closing quote of the cell that begins at 2:3; a quote inside a "
                  "quoted cell is written twice"));
}

TEST(CsvReader, names_bytes_that_are_no_text_and_reads_on) {
  using namespace std::string_view_literals;
  const ReadTable table = read("a,b\n1,x\0y\n2,caf\xE9\n3,ok\n"sv);
  EXPECT_EQ(table.rows, (Rows{{"a", "b"}, {"3", "ok"}}));
  EXPECT_THAT(
      table.problems,
      ElementsAre("2:4: a NUL byte; the file is damaged or not text",
                  "3:6: byte 0xE9 is not valid UTF-8; convert the file, as in iconv -f latin1 -t utf-8"));
}

TEST(CsvReader, drops_a_row_with_a_bad_byte_on_any_of_its_lines) {
  const ReadTable table = read("\"a\n\xFF\",b\nc,d\n");
  EXPECT_EQ(table.rows, (Rows{{"c", "d"}}));
  EXPECT_THAT(
      table.problems,
      ElementsAre("2:1: byte 0xFF is not valid UTF-8; convert the file, as in iconv -f latin1 -t utf-8"));
}

TEST(CsvReader, gives_up_on_a_row_that_never_ends) {
  std::string text = "a,b\nc,\"";
  while (text.size() <= kLongest) text += std::string(1000, 'x') + "\n";
  const ReadTable table = read(text);
  EXPECT_EQ(table.rows, (Rows{{"a", "b"}}));
  EXPECT_THAT(table.problems,
              ElementsAre("2:3: a row that begins here, with a quote that is not closed, of more "
                          "than 4194304 bytes"));
  EXPECT_THAT(read("a,b\n" + std::string(kLongest + 1, 'x')).problems,
              ElementsAre("2:1: a row of more than 4194304 bytes"));
}

TEST(CsvReader, points_at_cells_by_line_and_byte) {
  const TemporaryFile file("é,\"x\ny\",  z ,w\n");
  ByteSource source(file.path());
  ProblemList problems(10);
  CsvReader reader(source, {.has_header = false}, problems);
  ASSERT_TRUE(reader.next_row());
  for (std::size_t i = 0; i <= reader.n_cells(); ++i) problems.add(reader.problem_at(i, "?"));
  std::vector<std::string> places;
  for (const Problem& p : problems.problems()) places.push_back(fmt::format("{}:{}", p.line, p.column));
  EXPECT_THAT(places, ElementsAre("1:1", "1:4", "2:6", "2:9", "2:10"));
}

/// The same rules, applied one byte at a time to the whole text; stops at the first row that breaks them.
class SlowReader {
 public:
  explicit SlowReader(std::string_view text) : text_(text) {}

  Rows read() {
    Rows rows;
    while (at_ < text_.size() && !is_broken) {
      std::vector<std::string> row = read_row();
      if (is_broken || row.empty()) continue;
      if (std::all_of(row.begin(), row.end(), [](const std::string& cell) { return cell.empty(); })) continue;
      if (rows.empty() || row.size() == rows.front().size()) {
        rows.push_back(row);
      } else {
        is_ragged = true;
      }
    }
    return rows;
  }
  bool is_broken = false;
  bool is_ragged = false;  ///< whether a row has a different number of cells than the first

 private:
  [[nodiscard]] bool at_break() const {
    return at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r');
  }
  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  std::vector<std::string> read_row() {
    const std::size_t begin = at_;
    skip_blanks();
    if (at_ == text_.size() || at_break()) {
      ++at_;
      return {};
    }
    at_ = begin;
    std::vector<std::string> row{read_cell()};
    while (!is_broken && at_ < text_.size() && text_[at_] == ',') {
      ++at_;
      row.push_back(read_cell());
    }
    ++at_;
    return row;
  }

  std::string read_cell() {
    const std::size_t begin = at_;
    skip_blanks();
    std::string cell;
    if (at_ < text_.size() && text_[at_] == '"') {
      for (++at_; at_ < text_.size(); cell += text_[at_++]) {
        if (text_[at_] != '"') continue;
        if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
          ++at_;
          continue;
        }
        ++at_;
        skip_blanks();
        is_broken = at_ < text_.size() && text_[at_] != ',' && !at_break();
        return cell;
      }
      is_broken = true;
      return cell;
    }
    at_ = begin;
    while (at_ < text_.size() && text_[at_] != ',' && !at_break()) cell += text_[at_++];
    return cell.find_first_not_of(' ') == std::string::npos ? "" : cell;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

TEST(CsvReader, reads_random_text_as_a_slow_reader_does) {
  std::mt19937 random(20240501);
  constexpr std::string_view kAlphabet = "ab,,\"\"\n\r ";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (std::size_t n = random() % 24; n > 0; --n) text += kAlphabet[random() % kAlphabet.size()];
    SlowReader slow(text);
    const Rows expected = slow.read();
    ReadTable table = read(text);
    EXPECT_EQ(slow.is_broken || slow.is_ragged, !table.problems.empty()) << testing::PrintToString(text);
    ASSERT_GE(table.rows.size(), expected.size()) << testing::PrintToString(text);
    table.rows.resize(expected.size());  // after a bad row, the fast reader continues
    EXPECT_EQ(table.rows, expected) << testing::PrintToString(text);
  }
}

TEST(CsvReader, reads_back_what_was_written_across_many_buffers) {
  std::mt19937 random(7);
  constexpr std::array<std::string_view, 8> kPieces{"a", "é", "🌿", ",", "\"", "\n", "\r\n", " "};
  Rows rows;
  std::string text;
  for (int r = 0; r < 100000; ++r) {
    rows.emplace_back();
    for (int c = 0; c < 3; ++c) {
      std::string cell = "x";
      for (std::size_t n = random() % 12; n > 0; --n) cell += kPieces[random() % kPieces.size()];
      text += c == 0 ? "\"" : ",\"";
      for (const char byte : cell) text += byte == '"' ? std::string("\"\"") : std::string(1, byte);
      text += '"';
      rows.back().push_back(std::move(cell));
    }
    text += r % 2 == 0 ? "\n" : "\r\n";
  }
  ASSERT_GT(text.size(), std::size_t{3} << 20) << "too short to need several buffers";
  const ReadTable table = read(text);
  EXPECT_THAT(table.problems, IsEmpty());
  EXPECT_TRUE(table.rows == rows);
}

TEST(FindSeparator, takes_the_one_that_stands_there_most_often_outside_quotes) {
  EXPECT_EQ(find_separator("task,worker,label"), ',');
  EXPECT_EQ(find_separator("task\tworker\tlabel, or none"), '\t');
  EXPECT_EQ(find_separator("\"a,b,c\";d"), ';');
  EXPECT_EQ(find_separator("label"), std::nullopt);
  EXPECT_EQ(find_separator(""), std::nullopt);
}

}  // namespace
}  // namespace crowdvote
