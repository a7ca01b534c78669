#include "cli/run_program.hpp"

#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using namespace std::string_literals;

/// An invalid file beside a good votes.json.
struct BadFile {
  std::string test;
  std::string file;
  std::string content;
  std::vector<std::string> arguments;
  std::vector<std::string> said;  ///< parts of the message
};

std::ostream& operator<<(std::ostream& out, const BadFile& bad) { return out << bad.test; }

constexpr const char* kGoodVotes = R"({"0": {"ann": 3, "bob": 3}, "1": {"ann": 4}, "2": {"bob": 5}})";

ProgramResult run_on(const BadFile& bad, const TemporaryFolder& folder) {
  folder.write("votes.json", kGoodVotes);
  folder.write(bad.file, bad.content);
  return run_program_in(folder.path(), bad.arguments);
}

BadFile bad_votes(std::string test, std::string file, std::string content, std::vector<std::string> said) {
  return {std::move(test), file, std::move(content), {file, "-o", "labels.csv"}, std::move(said)};
}

BadFile bad_side_file(std::string test, std::string option, std::string file, std::string content,
                      std::vector<std::string> said) {
  std::vector<std::string> arguments{"votes.json", "-o", "labels.csv", option, file};
  if (option.starts_with("--ai")) arguments.insert(arguments.end(), {"--ai-strategy", "fixed"});
  if (option == "--weights") arguments.insert(arguments.end(), {"-s", "wmv"});
  return {std::move(test), std::move(file), std::move(content), std::move(arguments), std::move(said)};
}

const std::vector<BadFile> kBadFiles{
    bad_votes("words", "bad.txt", "these are no votes at all\n", {"bad.txt"}),
    bad_votes("empty", "bad.json", "", {"bad.json", "empty"}),
    bad_votes("blank", "bad.json", " \n\n", {"bad.json", "empty"}),
    bad_votes("json_not_an_object", "bad.json", "[1, 2, 3]", {"bad.json"}),
    bad_votes("json_truncated", "bad.json", R"({"o": {"ann": 3, "bob")", {"bad.json"}),
    bad_votes("json_truncated_between", "bad.json", R"({"o": {"ann": 3},)", {"bad.json"}),
    bad_votes("json_with_a_tail", "bad.json", R"({"o": {"ann": 3}} and more)", {"bad.json"}),
    bad_votes("json_without_quotes", "bad.json", "{o: {ann: 3}}", {"bad.json"}),
    bad_votes("number_too_large", "bad.json", R"({"o": {"ann": 99999999999999999999}})",
              {"bad.json", "99999999999999999999"}),
    bad_votes("fraction", "bad.json", R"({"o": {"ann": 1.5}})", {"bad.json", "1.5"}),
    bad_votes("label_is_an_object", "bad.json", R"({"o": {"ann": {"label": 3}}})", {"bad.json", "object"}),
    bad_votes("label_is_an_array", "bad.json", R"({"o": {"ann": [3, [4]]}})", {"bad.json", "array"}),
    bad_votes("votes_are_an_array", "bad.json", R"({"o": [["ann", 3]]})", {"bad.json", "array"}),
    bad_votes("invalid_utf8", "bad.json", "{\"o\": {\"ann\": \"Ros\xe9\"}}", {"bad.json", "UTF-8"}),
    bad_votes("nul_in_json", "bad.json", "{\"o\": {\"ann\": \"a\0b\"}}"s, {"bad.json"}),
    bad_votes("jsonl_line", "bad.jsonl",
              "{\"task\": 1, \"worker\": \"ann\", \"label\": 4}\n{\"task\": 2, \"worker\": \n",
              {"bad.jsonl:2"}),
    bad_votes("jsonl_key_missing", "bad.jsonl", "{\"task\": 1, \"worker\": \"ann\"}\n",
              {"bad.jsonl:1", "label"}),

    bad_votes("csv_missing_column", "bad.csv", "task,worker\n1,ann\n", {"bad.csv:1", "label", "--columns"}),
    bad_votes("csv_two_candidates", "bad.csv", "task,subject_id,worker,label\nT0,17,ann,4\n",
              {"bad.csv:1", "task", "subject_id", "--columns"}),
    bad_votes("csv_unclosed_quote", "bad.csv", "task,worker,label\n1,ann,\"4\n2,bob,5\n",
              {"bad.csv:2", "quote"}),
    bad_votes("csv_short_row", "bad.csv", "task,worker,label\n1,ann,4\n2,bob\n", {"bad.csv:3"}),
    bad_votes("csv_long_row", "bad.csv", "task,worker,label\n1,ann,4,5\n", {"bad.csv:2"}),
    bad_votes("csv_invalid_utf8", "bad.csv", "task,worker,label\n1,ann,Ros\xe9\n", {"bad.csv:2", "UTF-8"}),
    bad_votes("csv_nul", "bad.csv", "task,worker,label\n1,ann,a\0b\n"s, {"bad.csv:2", "NUL"}),

    bad_side_file("score_above_one", "--ai-scores", "s.json", R"({"0": 1.2})", {"s.json", "1.2", "1"}),
    bad_side_file("score_negative", "--ai-scores", "s.csv", "observation,score\n0,-0.1\n",
                  {"s.csv:2", "-0.1"}),
    bad_side_file("score_nan", "--ai-scores", "s.csv", "observation,score\n0,NaN\n", {"s.csv:2", "NaN"}),
    bad_side_file("score_nan_in_json", "--ai-scores", "s.json", R"({"0": NaN})", {"s.json"}),
    bad_side_file("score_word", "--ai-scores", "s.csv", "observation,score\n0,high\n", {"s.csv:2", "high"}),
    bad_side_file("text_a_line_short", "--authors", "a.txt", "ann\nbob\n", {"a.txt", "2", "3"}),
    bad_side_file("text_a_line_long", "--truth", "t.txt", "3\n4\n5\n6\n", {"t.txt", "4", "3"}),
    bad_side_file("weight_negative", "--weights", "w.json", R"({"ann": -1})", {"w.json", "-1"}),
    bad_side_file("weight_word", "--weights", "w.csv", "user,weight\nann,heavy\n", {"w.csv:2", "heavy"}),
    bad_side_file("empty_authors", "--authors", "a.txt", "", {"a.txt"}),
    bad_side_file("truth_is_an_object", "--truth", "t.json", R"({"0": {"label": 3}})", {"t.json"}),
};

class BadData : public ::testing::TestWithParam<BadFile> {};

TEST_P(BadData, ends_with_3_names_the_place_and_writes_nothing) {
  const TemporaryFolder folder;
  const ProgramResult result = run_on(GetParam(), folder);
  EXPECT_EQ(result.exit_code, 3) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "labels.csv"));
  EXPECT_THAT(result.err, ::testing::StartsWith("aggregate: error: " + GetParam().file + ":"));
  for (const std::string& part : GetParam().said) EXPECT_THAT(result.err, HasSubstr(part));
}

INSTANTIATE_TEST_SUITE_P(Files, BadData, ::testing::ValuesIn(kBadFiles),
                         [](const auto& suite) { return suite.param.test; });

TEST(BadData, reads_the_same_for_ever) {
  std::string text;
  for (const BadFile& bad : kBadFiles) {
    const TemporaryFolder folder;
    text += fmt::format("{}\n{}\n", bad.test, run_on(bad, folder).err);
  }
  expect_golden("errors/data.txt", text);
}

TEST(BadData, without_a_column_that_was_chosen_names_the_option_that_chooses) {
  const TemporaryFolder folder;
  folder.write("votes.csv", "task,worker,label\n1,ann,rose\n");
  const ProgramResult result =
      run_program_in(folder.path(), {"votes.csv", "-s", "mv", "--columns", "observation=image"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, HasSubstr("no column 'image', which was chosen for the observation"));
  EXPECT_THAT(result.err, HasSubstr("--columns observation=NAME names the column"));
}

TEST(BadData, all_problems_of_one_pass_are_told_up_to_max_errors) {
  const TemporaryFolder folder;
  std::string votes = "task,worker,label\n";
  for (int row = 0; row < 15; ++row) votes += "1,ann\n";
  folder.write("bad.csv", votes);
  const ProgramResult ten = run_program_in(folder.path(), {"bad.csv"});
  EXPECT_EQ(ten.exit_code, 3);
  EXPECT_THAT(ten.err, HasSubstr("bad.csv:11"));
  EXPECT_THAT(ten.err, ::testing::Not(HasSubstr("bad.csv:12")));
  EXPECT_THAT(ten.err, HasSubstr("5 more problems not shown; --max-errors 15 shows all"));
  const ProgramResult all = run_program_in(folder.path(), {"bad.csv", "--max-errors", "15"});
  EXPECT_THAT(all.err, HasSubstr("bad.csv:16"));
  EXPECT_THAT(all.err, ::testing::Not(HasSubstr("not shown")));
}

TEST(BadData, control_characters_of_names_do_not_reach_the_terminal) {
  const TemporaryFolder folder;
  folder.write("bad.csv", "task,\x1b[31mworker,label\n1,ann,4\n");
  const ProgramResult result = run_program_in(folder.path(), {"bad.csv"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_EQ(result.err.find('\x1b'), std::string::npos) << result.err;
}

TEST(GoodData, a_byte_order_mark_is_no_part_of_the_first_name) {
  const TemporaryFolder folder;
  folder.write("votes.csv", "\xef\xbb\xbftask,worker,label\n1,ann,4\n");
  folder.write("votes.json", "\xef\xbb\xbf{\"1\": {\"ann\": 4}}");
  const ProgramResult csv = run_program_in(folder.path(), {"votes.csv", "-q", "-s", "mv"});
  const ProgramResult json = run_program_in(folder.path(), {"votes.json", "-q", "-s", "mv"});
  EXPECT_EQ(csv.exit_code, 0) << csv.err;
  EXPECT_EQ(csv.out, "observation,label,valid,conf,acc,votes,tie,runner_up\n1,4,1,1,1,1,0,\n");
  EXPECT_EQ(json.out, csv.out);
}

TEST(GoodData, of_votes_that_were_replaced_while_a_time_was_left_alone_names_the_time) {
  const TemporaryFolder folder;
  folder.write("votes.csv", "task,worker,label,created_at\n1,ann,x,2026-01-02\n1,ann,y,2026-01-01\n");
  const ProgramResult as_written = run_program_in(folder.path(), {"votes.csv", "-s", "mv"});
  EXPECT_THAT(as_written.err,
              HasSubstr("statement on an observation counts; --columns time=created_at takes the latest"));
  EXPECT_THAT(as_written.out, HasSubstr("\n1,y,"));
  const ProgramResult by_time =
      run_program_in(folder.path(), {"votes.csv", "-s", "mv", "--columns", "time=created_at"});
  EXPECT_THAT(by_time.out, HasSubstr("\n1,x,"));
  EXPECT_THAT(by_time.err, testing::Not(HasSubstr("--columns time")));
}

TEST(GoodData, of_duplicate_keys_the_last_vote_counts_and_the_others_are_told) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4, "ann": 5}, "1": {"bob": 5}})");
  const ProgramResult result = run_program_in(folder.path(), {"votes.json", "-s", "mv"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, "observation,label,valid,conf,acc,votes,tie,runner_up\n1,5,1,2,1,2,0,\n");
  EXPECT_THAT(result.err, HasSubstr("1 vote was replaced"));
  EXPECT_THAT(result.err, HasSubstr("1 observation occurs more than once"));
}

TEST(Strict, makes_errors_of_replaced_votes_and_unknown_ids) {
  const TemporaryFolder folder;
  folder.write("twice.json", R"({"1": {"ann": 4, "ann": 5}})");
  EXPECT_EQ(run_program_in(folder.path(), {"twice.json", "--strict"}).exit_code, 3);
  folder.write("votes.json", kGoodVotes);
  folder.write("truth.csv", "observation,label\n0,3\n17,4\n");
  EXPECT_EQ(run_program_in(folder.path(), {"votes.json", "--truth", "truth.csv"}).exit_code, 0);
  const ProgramResult strict =
      run_program_in(folder.path(), {"votes.json", "--truth", "truth.csv", "--strict"});
  EXPECT_EQ(strict.exit_code, 3);
  EXPECT_THAT(strict.err, HasSubstr("truth.csv"));
  EXPECT_THAT(strict.err, HasSubstr("17"));
}

struct BadPlace {
  std::string test;
  std::vector<std::string> arguments;
  std::string said;
};

std::ostream& operator<<(std::ostream& out, const BadPlace& bad) { return out << bad.test; }

class Unreadable : public ::testing::TestWithParam<BadPlace> {};

TEST_P(Unreadable, ends_with_4_and_leaves_nothing_behind) {
  const TemporaryFolder folder;
  folder.write("votes.json", kGoodVotes);
  std::filesystem::create_directory(folder.path() / "folder");
  const ProgramResult result = run_program_in(folder.path(), GetParam().arguments);
  EXPECT_EQ(result.exit_code, 4) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("aggregate: error: "));
  EXPECT_THAT(result.err, HasSubstr(GetParam().said));
  EXPECT_THAT(folder.names(), ::testing::ElementsAre("folder", "votes.json"));
}

const std::vector<BadPlace> kBadPlaces{
    {"missing_votes", {"none.json"}, "'none.json': No such file or directory"},
    {"folder_as_votes", {"folder"}, "'folder': Is a directory"},
    {"path_through_a_file", {"votes.json/inside.json"}, "Not a directory"},
    {"missing_side_file", {"votes.json", "--authors", "none.txt"}, "'none.txt'"},
    {"folder_as_truth", {"votes.json", "--truth", "folder"}, "'folder': Is a directory"},
    {"output_into_no_folder", {"votes.json", "-o", "none/labels.csv"}, "'none"},
    {"output_is_a_folder",
     {"votes.json", "--output-format", "csv", "-o", "folder"},
     "'folder': Is a directory"},
    {"labels_on_a_full_disk", {"votes.json", "-o", "/dev/full"}, "No space left on device"},
    {"users_on_a_full_disk", {"votes.json", "--users", "/dev/full"}, "No space left on device"},
    {"summary_on_a_full_disk", {"votes.json", "--summary", "/dev/full"}, "No space left on device"},
    {"one_of_several_on_a_full_disk",
     {"votes.json", "-o", "labels.csv", "--users", "/dev/full", "--summary", "summary.json"},
     "No space left on device"},
};

INSTANTIATE_TEST_SUITE_P(Places, Unreadable, ::testing::ValuesIn(kBadPlaces),
                         [](const auto& suite) { return suite.param.test; });

TEST(Unreadable, without_permission) {
  const TemporaryFolder folder;
  const auto votes = folder.write("votes.json", kGoodVotes);
  std::filesystem::permissions(votes, std::filesystem::perms::none);
  const ProgramResult result = run_program_in(folder.path(), {"votes.json"});
  if (result.exit_code == 0) GTEST_SKIP() << "this user may read every file";
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_THAT(result.err, HasSubstr("Permission denied"));
}

}  // namespace
}  // namespace crowdvote::testing
