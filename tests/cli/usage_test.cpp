#include "cli/run_program.hpp"

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;

struct Misuse {
  std::string name;  ///< of the test
  std::vector<std::string> arguments;
  std::vector<std::string> said;  ///< parts of the message
};

std::ostream& operator<<(std::ostream& out, const Misuse& misuse) { return out << misuse.name; }

const std::string kVotes = "tests/data/flora/votes.json";

class WrongUsage : public ::testing::TestWithParam<Misuse> {};

TEST_P(WrongUsage, ends_with_2_and_says_the_way_out) {
  const ProgramResult result = run_program(GetParam().arguments);
  EXPECT_EQ(result.exit_code, 2) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("aggregate: error: "));
  for (const std::string& part : GetParam().said) EXPECT_THAT(result.err, HasSubstr(part));
}

const std::vector<Misuse> kMisuses{
    {"no_votes", {}, {"no file of votes", "aggregate votes.json", "--help"}},
    {"unknown_flag", {kVotes, "--stratgy", "mv"}, {"--stratgy", "did you mean --strategy?"}},
    {"unknown_flag_like_none", {kVotes, "--zzzzzzzz"}, {"--zzzzzzzz", "aggregate --help"}},
    {"misspelt_command", {"stratgies"}, {"'stratgies'", "aggregate strategies", "./stratgies"}},
    {"convert_to_an_array", {"convert", kVotes, "-o", "votes.npy"}, {".npy", ".jsonl"}},
    {"convert_with_a_salt_alone", {"convert", kVotes, "--salt-file", "salt"}, {"--salt-file", "--anonymise"}},
    {"standard_input_twice_for_votes", {"-", "-"}, {"VOTES is '-' more than once"}},
    {"standard_input_for_votes_and_truth", {kVotes, "-", "--truth", "-"}, {"VOTES and --truth are both '-'"}},
    {"strategy_as_a_word", {kVotes, "mv"}, {"'mv' is a strategy", kVotes + " --strategy mv"}},
    {"strategy_as_the_first_word", {"DS", kVotes}, {"'DS' is a strategy", kVotes + " --strategy DS"}},
    {"compare_in_the_wrong_order",
     {"compare", "mv", "wawa", kVotes},
     {"'mv' is a strategy", "the files of votes come first", "aggregate compare " + kVotes + " mv wawa"}},
    {"compare_with_a_file_behind_the_strategies",
     {"compare", kVotes, "mv", kVotes},
     {"is a file", "the files of votes come first", "aggregate compare " + kVotes + " " + kVotes + " mv"}},
    {"compare_with_a_misspelt_strategy", {"compare", kVotes, "plantnett"}, {"plantnett", "plantnet"}},
    {"compare_without_a_file", {"compare", "mv", "wawa"}, {"aggregate compare votes.csv mv wawa"}},
    {"compare_with_auto", {"compare", kVotes, "auto"}, {"auto is not a strategy to compare", "--all"}},
    {"no_votes_of_a_command", {"stats"}, {"aggregate stats votes.json", "'aggregate stats --help'"}},
    {"unknown_flag_of_a_command", {"compare", kVotes, "mv", "--zzzzzzzz"}, {"'aggregate compare --help'"}},
    {"help_of_no_command", {"help", "compar"}, {"no command 'compar'", "did you mean compare?"}},
    {"help_of_two_commands", {"help", "stats", "compare"}, {"unexpected argument 'compare'"}},
    {"rows_without_most", {"explain", kVotes, "1001", "--rows", "5"}, {"--rows", "add --most"}},
    {"without_where_no_votes_are_read",
     {"evaluate", "labels.csv", "--truth", "truth.csv", "--without", "Mei"},
     {"--without", "add --votes FILE"}},
    {"copies_of_unknown_ending", {"stats", kVotes, "--copies", "copies.xyz"}, {"copies.xyz", ".json"}},
    {"show_beside_a_file", {kVotes, "-o", "a.csv", "--show", "5"}, {"--show", "--output"}},
    {"show_nothing", {kVotes, "--show", "0"}, {"--show", "from 1"}},
    {"flag_without_value", {kVotes, "--threads"}, {"--threads", "INT"}},
    {"flag_that_swallows_the_next", {kVotes, "--authors", "--truth"}, {"--authors", "FILE", "--truth"}},
    {"flag_given_twice", {kVotes, "--seed", "1", "--seed", "2"}, {"--seed", "2 times"}},
    {"threads_abc", {kVotes, "--threads", "abc"}, {"--threads", "whole number", "'abc'"}},
    {"threads_with_a_tail", {kVotes, "--threads", "10x"}, {"whole number", "'10x'"}},
    {"threads_zero", {kVotes, "--threads", "0"}, {"from 1", "'0'"}},
    {"memory_limit_zero", {kVotes, "--memory-limit", "0"}, {"--memory-limit", "4GB", "'0'"}},
    {"memory_limit_negative", {kVotes, "--memory-limit", "-5MB"}, {"--memory-limit", "'-5MB'"}},
    {"memory_limit_of_unknown_unit", {kVotes, "--memory-limit", "4XB"}, {"1GiB", "'4XB'"}},
    {"memory_limit_of_a_few_bytes", {kVotes, "--memory-limit", "4"}, {"--memory-limit", "4 bytes?", "4GB"}},
    {"memory_limit_fraction", {kVotes, "--memory-limit", "1.5GB"}, {"whole number", "'1.5GB'"}},
    {"memory_limit_too_large", {kVotes, "--memory-limit", "99999999999TB"}, {"'99999999999TB'"}},
    {"seed_negative", {kVotes, "--seed", "-1"}, {"--seed", "'-1'"}},
    {"seed_too_large", {kVotes, "--seed", "99999999999999999999"}, {"--seed", "18446744073709551615"}},
    {"quiet_and_verbose", {kVotes, "-q", "-v"}, {"--quiet", "--verbose"}},
    {"ties_unknown", {kVotes, "--ties", "lowst"}, {"lowest, random or undefined", "did you mean lowest?"}},
    {"input_format_unknown", {kVotes, "--input-format", "xml"}, {"json", "csv", "'xml'"}},
    {"columns_malformed", {kVotes, "--columns", "observation:A"}, {"observation=A,user=B,label=C"}},
    {"columns_twice", {kVotes, "--columns", "user=A,user=B"}, {"at most once", "user=B"}},
    {"where_malformed", {kVotes, "--where", "status"}, {"--where", "COLUMN!=VALUE", "'status'"}},
    {"where_in_json", {kVotes, "--where", "status=ok"}, {"one JSON object", "--input-format"}},
    {"separator_of_two_characters", {kVotes, "--separator", "||"}, {"--separator", "'||'"}},
    {"multi_label_as_unknown",
     {kVotes, "--multi-label", ",", "--multi-label-as", "sets"},
     {"questions or set"}},
    {"multi_label_without_separator", {kVotes, "--multi-label-as", "set"}, {"--multi-label SEP"}},
    {"as_of_without_times", {kVotes, "--as-of", "2024-01-01"}, {"--columns time=NAME"}},
    {"counts_of_users", {kVotes, "--columns", "count=n,user=u"}, {"users without a name"}},
    {"wide_without_users", {kVotes, "--layout", "wide", "--anonymous"}, {"a column per user"}},
    {"no_header_of_rows", {kVotes, "--no-header"}, {"--columns observation=1"}},

    {"strategy_unknown", {kVotes, "-s", "plantnett"}, {"plantnett", "plantnet"}},
    {"option_that_the_chosen_strategy_does_not_have",
     {"data/flora/votes.json", "--authors", "data/flora/authors.txt", "--smoothing", "1"},
     {"plantnet has no --smoothing", "chosen by --strategy auto, as authors are known"}},
    {"option_unknown_in_spec", {kVotes, "-s", "plantnet:theta-cnf=1"}, {"theta-cnf", "theta-conf"}},
    {"option_of_another_strategy",
     {kVotes, "-s", "plantnet", "--rounds", "2"},
     {"plantnet", "--rounds", "--strategy wawa"}},
    {"option_of_several_others",
     {kVotes, "-s", "mv", "--theta-conf", "2"},
     {"mv", "--theta-conf", "wmv or plantnet"}},
    {"option_in_spec_and_flag",
     {kVotes, "-s", "plantnet:theta-acc=0.6", "--theta-acc", "0.7"},
     {"theta-acc", "twice"}},
    {"threshold_abc",
     {kVotes, "-s", "plantnet", "--theta-conf", "abc"},
     {"theta-conf", "'abc'", "at least 0"}},
    {"threshold_negative", {kVotes, "-s", "plantnet", "--theta-acc", "-1"}, {"theta-acc", "'-1'", "0 to 1"}},
    {"threshold_nan", {kVotes, "-s", "plantnet", "--theta-acc", "nan"}, {"theta-acc", "'nan'", "0 to 1"}},
    {"threshold_inf", {kVotes, "-s", "plantnet", "--theta-conf", "inf"}, {"theta-conf", "'inf'"}},
    {"rounds_fraction", {kVotes, "-s", "wawa", "--rounds", "1.5"}, {"rounds", "'1.5'"}},
    {"choice_unknown",
     {kVotes, "-s", "plantnet", "--weight-function", "cube"},
     {"weight-function", "'cube'", "square"}},

    {"ai_votes_without_mode",
     {kVotes, "-s", "plantnet", "--ai-votes", "tests/data/flora/ai_votes.json"},
     {"--ai-votes", "--ai-strategy", "ignore, user, fixed, invalidate or confident"}},
    {"ai_scores_without_mode",
     {kVotes, "-s", "plantnet", "--ai-scores", "tests/data/flora/ai_scores.json"},
     {"--ai-scores", "--ai-strategy", "confident"}},
    {"ai_votes_without_plantnet",
     {kVotes, "-s", "mv", "--ai-votes", "tests/data/flora/ai_votes.json"},
     {"mv", "leave out --ai-votes", "--strategy plantnet"}},
    {"confident_without_scores",
     {kVotes, "-s", "plantnet", "--ai-strategy", "confident"},
     {"confident", "--ai-scores"}},
    {"confident_with_votes_but_no_scores",
     {kVotes, "-s", "plantnet", "--ai-strategy", "confident", "--ai-votes", "tests/data/flora/ai_votes.json"},
     {"confident", "score"}},
    {"ai_mode_without_ai",
     {kVotes, "-s", "plantnet", "--ai-strategy", "fixed"},
     {"ai-strategy", "--ai-votes"}},
    {"wmv_without_weights", {kVotes, "-s", "wmv"}, {"wmv", "--weights", "--default-weight"}},
    {"weights_without_wmv",
     {kVotes, "-s", "plantnet", "--weights", "data/worked_example/weights.json"},
     {"--weights", "--strategy wmv", "plantnet"}},
    {"hold_out_without_experts", {kVotes, "--hold-out-experts"}, {"--hold-out-experts", "--experts"}},
    {"truth_and_experts",
     {kVotes, "--truth", "tests/data/flora/ground_truth.txt", "--experts", "x.txt"},
     {"--truth", "--experts", "--hold-out-experts"}},
    {"standard_input_twice", {"-", "--authors", "-"}, {"VOTES", "--authors", "standard input"}},

    {"output_of_unknown_format", {kVotes, "-o", "labels.xls"}, {"'labels.xls'", ".csv", "--output-format"}},
    {"one_path_for_two_outputs",
     {kVotes, "-o", "a.csv", "--users", "./a.csv"},
     {"--output", "--users", "a.csv"}},
    {"standard_output_twice", {kVotes, "--users", "-"}, {"--output", "--users", "standard output"}},
    {"output_over_the_input",
     {kVotes, "-o", "tests/data/flora/../flora/votes.json"},
     {"--output", "replace"}},
    {"npy_of_the_valid_only", {kVotes, "-o", "a.npy", "--only-valid"}, {"--only-valid", ".npy"}},
    {"npy_of_words", {kVotes, "--output-format", "npy"}, {"npy", "integer"}},
};

INSTANTIATE_TEST_SUITE_P(Usage, WrongUsage, ::testing::ValuesIn(kMisuses),
                         [](const auto& suite) { return suite.param.name; });

TEST(WrongUsage, reads_the_same_for_ever) {
  std::string text;
  for (const Misuse& misuse : kMisuses) {
    text += fmt::format("$ aggregate {}\n{}\n", fmt::join(misuse.arguments, " "),
                        run_program(misuse.arguments).err);
  }
  expect_golden("errors/usage.txt", text);
}

TEST(WrongUsage, of_a_word_near_a_command_is_no_error_where_a_file_has_that_name) {
  const TemporaryFolder folder;
  folder.write("stratgies", "{\"o\": {\"u\": 1}}");
  EXPECT_EQ(run_program_in(folder.path(), {"stratgies"}).exit_code, 0);
}

TEST(WrongUsage, a_file_named_like_a_command_is_read_with_a_path) {
  const TemporaryFolder folder;
  folder.write("strategies", "{\"o\": {\"u\": 1}}");
  const ProgramResult result = run_program_in(folder.path(), {"./strategies", "-q"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("o,1,"));
}

TEST(Configuration, gives_options_and_flags_beat_it) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"o": {"a": "x", "b": "y", "c": "y"}})");
  folder.write(
      "site.toml",
      "# defaults of our site\nstrategy = \"wawa:rounds=2\"\noutput-format = \"tsv\"\nquiet = true\n");
  const ProgramResult configured =
      run_program_in(folder.path(), {"votes.json", "--config", "site.toml", "--summary", "a.json"});
  EXPECT_EQ(configured.exit_code, 0) << configured.err;
  EXPECT_EQ(configured.err, "");
  EXPECT_THAT(configured.out, HasSubstr("observation\tlabel\t"));
  EXPECT_THAT(read_file(folder.path() / "a.json"), HasSubstr("\"rounds\": 2"));

  const ProgramResult overruled = run_program_in(
      folder.path(), {"votes.json", "--config", "site.toml", "--strategy", "mv", "--output-format", "csv"});
  EXPECT_EQ(overruled.exit_code, 0) << overruled.err;
  EXPECT_THAT(overruled.out, HasSubstr("observation,label,"));
}

TEST(Configuration, takes_lists_and_strategy_options) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"o": {"a": "x", "b": "none", "c": "dunno"}})");
  folder.write(
      "site.toml",
      "strategy = \"plantnet\"\nabstain = [\"none\", \"dunno\"]\ntheta-conf = 0.5\ninclusive = true\n");
  const ProgramResult result =
      run_program_in(folder.path(), {"votes.json", "--config", "site.toml", "--summary", "a.json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const std::string summary = read_file(folder.path() / "a.json");
  EXPECT_THAT(summary, HasSubstr("\"abstentions\": 2"));
  EXPECT_THAT(summary, HasSubstr("\"theta-conf\": 0.5"));
  EXPECT_THAT(summary, HasSubstr("\"inclusive\": true"));
}

TEST(Configuration, an_unknown_key_is_an_error_with_the_nearest) {
  const TemporaryFolder folder;
  folder.write("site.toml", "theta-cnf = 3\n");
  const ProgramResult result = run_program_in(folder.path(), {"votes.json", "--config", "site.toml"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("site.toml:1: "));
  EXPECT_THAT(result.err, HasSubstr("'theta-cnf'"));
  EXPECT_THAT(result.err, HasSubstr("did you mean 'theta-conf'?"));
}

TEST(Configuration, a_value_is_judged_like_a_flags) {
  const TemporaryFolder folder;
  folder.write("site.toml", "threads = \"abc\"\n");
  const ProgramResult result = run_program_in(folder.path(), {"votes.json", "--config", "site.toml"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("error: site.toml:1: --threads takes a whole number"));
}

TEST(Configuration, what_is_no_toml_is_an_error_with_its_line) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"o": {"a": "x"}})");
  for (const char* text : {"quiet = true\nabstain = [\"1\"\n", "\nstrategy = mv\n", "# a\n\xff\xfe\n",
                           "quiet = true\nquiet = true\n", "\nstrict = maybe\n"}) {
    folder.write("site.toml", text);
    const ProgramResult result = run_program_in(folder.path(), {"votes.json", "--config", "site.toml"});
    EXPECT_EQ(result.exit_code, 2) << text;
    EXPECT_THAT(result.err, ::testing::ContainsRegex("error: site.toml:[123]: this is not TOML: ")) << text;
  }
}

TEST(Configuration, a_value_that_no_option_takes_is_an_error_with_its_line) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"o": {"a": "x"}})");
  for (const char* text : {"\nseed = 2020-01-01\n", "\nabstain = [[\"1\"]]\n", "\nseed = [1, 2]\n",
                           "\nstrict = \"maybe\"\n", "\nstrict = 1\n"}) {
    folder.write("site.toml", text);
    const ProgramResult result = run_program_in(folder.path(), {"votes.json", "--config", "site.toml"});
    EXPECT_EQ(result.exit_code, 2) << text << result.err;
    EXPECT_THAT(result.err, HasSubstr("site.toml:2: ")) << text;
  }
}

TEST(Configuration, a_configuration_that_cannot_be_read_is_a_file_error) {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("ring.toml", folder.path() / "ring.toml");
  // The first page of /proc/self/mem is never mapped.
  for (const std::string file : {"ring.toml", "/proc/self/mem", ".", "none.toml"}) {
    const ProgramResult result = run_program_in(folder.path(), {kVotes, "--config", file});
    EXPECT_EQ(result.exit_code, 4) << file << ": " << result.err;
    EXPECT_THAT(result.err, HasSubstr("'" + file + "'"));
  }
}

TEST(Options, a_flag_takes_true_or_false_and_nothing_else) {
  const ProgramResult wrong = run_program({kVotes, "--strict=abc"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_EQ(wrong.err, "aggregate: error: --strict takes no value, or true or false, not 'abc'\n");
  EXPECT_EQ(run_program({kVotes, "-q", "-q", "--strict=false", "-o", "/dev/null"}).exit_code, 0);
}

TEST(Configuration, names_the_votes_and_the_lines_of_its_errors) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"o": {"a": "x", "b": "y", "c": "y"}})");
  folder.write("good.toml", "votes = \"votes.json\"\nstrategy = \"mv\"\nquiet = true\n");
  const ProgramResult good = run_program_in(folder.path(), {"--config", "good.toml"});
  EXPECT_EQ(good.exit_code, 0) << good.err;
  EXPECT_THAT(good.out, HasSubstr("\no,y,1,2,"));

  folder.write("bad.toml", "# of our site\nvotes = \"votes.json\"\nstrategy = \"plantnet\"\ntheta-acc = 7\n");
  const ProgramResult bad = run_program_in(folder.path(), {"--config", "bad.toml"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("error: bad.toml:4: option 'theta-acc'"));
  const ProgramResult flag = run_program_in(folder.path(), {"--config", "bad.toml", "--theta-acc", "8"});
  EXPECT_THAT(flag.err, HasSubstr("error: option 'theta-acc'")) << "the flag wins, and is to blame";

  folder.write("worse.toml", "\nstrategy = \"plantnett\"\n");
  EXPECT_THAT(run_program_in(folder.path(), {"votes.json", "--config", "worse.toml"}).err,
              HasSubstr("error: worse.toml:2: there is no strategy 'plantnett'"));
}

TEST(Configuration, of_a_comparison_names_votes_and_strategies) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"o": {"a": "x", "b": "y", "c": "y"}})");
  folder.write("site.toml", "votes = \"votes.json\"\nstrategy = [\"mv\", \"wawa\"]\n");
  const ProgramResult result = run_program_in(folder.path(), {"compare", "--config", "site.toml"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("\nwawa "));
}

TEST(Configuration, that_is_missing_or_a_folder_cannot_be_read) {
  const TemporaryFolder folder;
  const ProgramResult missing = run_program_in(folder.path(), {"votes.json", "--config", "none.toml"});
  EXPECT_EQ(missing.exit_code, 4);
  EXPECT_THAT(missing.err, HasSubstr("'none.toml': No such file"));
  EXPECT_EQ(run_program_in(folder.path(), {"votes.json", "--config", "."}).exit_code, 4);
}

TEST(Warnings, name_the_bounds_of_the_ais_weight) {
  const ProgramResult result =
      run_program({kVotes, "-s", "plantnet", "--ai-votes", "tests/data/flora/ai_votes.json", "--ai-strategy",
                   "fixed", "--ai-weight", "2.5"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("aggregate: warning: the AI's weight 2.5 is not between 0.8571 and 2"));
}

}  // namespace
}  // namespace crowdvote::testing
