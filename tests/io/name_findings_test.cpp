#include "io/rows_of_votes.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = Finding::Kind;
using rows::case_file;
using rows::majority_of;
using rows::read;

std::vector<Kind> kinds_in(const CrowdData& data) {
  std::vector<Kind> kinds;
  for (const Finding& finding : data.findings) kinds.push_back(finding.kind);
  EXPECT_EQ(data.warnings.size(), data.findings.size()) << "a warning for each finding";
  return kinds;
}

/// The text of the only finding, without the name of the file.
std::string only_finding(const CrowdData& data) {
  EXPECT_EQ(data.findings.size(), 1U);
  return data.findings.empty() ? "" : data.findings.front().text();
}

std::string error_of(const std::string& path, const ReadOptions& options = {}) {
  try {
    (void)read_votes(path, options);
  } catch (const InputError& error) {
    return without_path(error.problems().front().text(), path);
  }
  return "no error";
}

const std::string kPlain = "task,worker,label\nt1,ann,cat\nt1,bob,cat\nt2,ann,dog\nt2,bob,cat\n";

TEST(NameFindings, are_none_where_nothing_is_odd) { EXPECT_THAT(kinds_in(read(kPlain)), IsEmpty()); }

TEST(NameFindings, are_errors_in_strict_runs) {
  const TemporaryFile file("task,worker,label\n1,a,NA\n1,b,Cat\n2,a,cat\n", ".csv");
  EXPECT_THAT(kinds_in(read_votes(file.path())), ElementsAre(Kind::missing_words, Kind::twins));
  try {
    (void)read_votes(file.path(), {.strict = true});
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_EQ(error.total(), 2U);
    EXPECT_EQ(error.problems().front().remedy.way, WayOut::settle_missing);
  }
}

// ---- Words for "no answer".

TEST(MissingLabels, are_named_with_the_words_to_settle_them) {
  const CrowdData data = read_votes(case_file("a07_placeholder_missing/votes.csv"));
  EXPECT_EQ(only_finding(data), "2 labels read as if nobody had answered: 'NaN', 'nan'");
  EXPECT_THAT(data.findings.front().remedy.choices, ElementsAre("NaN", "nan"));
}

TEST(MissingLabels, are_abstentions_where_that_is_said) {
  const CrowdData data = read_votes(case_file("a07_placeholder_missing/votes.csv"), {.missing = {"NaN"}});
  EXPECT_THAT(kinds_in(data), IsEmpty());
  EXPECT_EQ(data.counts.abstentions, 2U);
  EXPECT_EQ(data.labels.size(), 2U);
  EXPECT_EQ(majority_of(data), "1=1 2=1 3=2");

  const CrowdData from_r = read_votes(case_file("c07_r/write_csv.csv"), {.missing = {"NA"}});
  EXPECT_EQ(majority_of(from_r), "t1=yes t2=no");
  EXPECT_EQ(from_r.votes.n_votes_of(0), 1U);
}

TEST(MissingLabels, may_be_numbers_and_None_which_is_not_none) {
  const TemporaryFile file("task,worker,label\n1,a,x\n1,b,None\n2,a,none\n2,b,-9\n", ".csv");
  const CrowdData data = read_votes(file.path(), {.missing = {"None", "-9"}});
  EXPECT_EQ(data.counts.abstentions, 2U);
  EXPECT_EQ(majority_of(data), "1=x 2=none");
}

TEST(Twins, beyond_the_thousandth_are_counted_and_not_looked_at) {
  std::string votes = "task,worker,label\n";
  for (int pair = 0; pair < 1'500; ++pair) votes += fmt::format("t{0},ann,x\nT{0},bob,x\n", pair);
  const TemporaryFile file(votes, ".csv");
  const CrowdData data = read_votes(file.path());
  ASSERT_THAT(kinds_in(data), ElementsAre(Kind::twins));
  EXPECT_EQ(data.findings.front().count, 1'500U);
}

TEST(MissingLabels, are_labels_where_that_is_said) {
  const CrowdData data = read_votes(case_file("c07_r/write_csv.csv"), {.missing_words_are_labels = true});
  EXPECT_THAT(kinds_in(data), IsEmpty());
  EXPECT_EQ(majority_of(data), "t1=NA t2=no");
}

TEST(MissingLabels, are_no_labels_of_side_files_either) {
  const TemporaryFile votes(kPlain, ".csv");
  const TemporaryFile truth("task,truth\nt1,cat\nt2,n/a\n", ".csv");
  const CrowdData data = read_inputs({.votes = {votes.path()}, .truth = truth.path()}, {.missing = {"N/A"}});
  EXPECT_EQ(data.truth_of_observation[1], kNoLabel);
}

TEST(SideLabels, are_looked_at_too) {
  const TemporaryFile votes(kPlain, ".csv");
  const TemporaryFile truth("task,truth\nt1,Cat\nt2,n/a\n", ".csv");
  const CrowdData data = read_inputs({.votes = {votes.path()}, .truth = truth.path()});
  ASSERT_EQ(data.findings.size(), 2U);
  EXPECT_EQ(data.findings[0].text(), "1 label reads as if nobody had answered: 'n/a'");
  EXPECT_EQ(data.findings[1].text(),
            "1 label differs from another only in case, blanks or Unicode form: 'cat' and 'Cat'");
  EXPECT_THROW((void)read_inputs({.votes = {votes.path()}, .truth = truth.path()}, {.strict = true}),
               InputError);
}

TEST(MissingLabels, do_not_take_a_minus_beside_a_plus_for_one) {
  EXPECT_THAT(kinds_in(read("task,worker,label\n1,a,+\n1,b,-\n2,a,+\n2,b,+\n")), IsEmpty());
  EXPECT_THAT(kinds_in(read("task,worker,label\n1,a,yes\n1,b,-\n2,a,yes\n2,b,yes\n")),
              ElementsAre(Kind::missing_words));
}

// ---- Spellings.

TEST(Spellings, of_numbers_are_told_and_joined) {
  const std::string path = case_file("b01_float_labels/two_halves.csv");
  const CrowdData data = read_votes(path);
  EXPECT_EQ(only_finding(data),
            "2 labels are numbers that are also spelled another way: '1' and '1.0', '0' and '0.0'");
  EXPECT_THAT(data.findings.front().remedy.choices, ElementsAre("number"));
  const CrowdData joined = read_votes(path, {.fold = {.number = true}});
  EXPECT_THAT(kinds_in(joined), IsEmpty());
  EXPECT_EQ(majority_of(joined), "1=1 2=0");
  EXPECT_EQ(joined.labels.size(), 2U);
}

TEST(Spellings, of_users_and_observations_are_told_too) {
  EXPECT_EQ(only_finding(read("task,worker,label\n1,ann,x\n1,Ann,x\n2,bob,y\n2,ann,x\n")).substr(0, 6),
            "1 user");
  const CrowdData data = read("task,worker,label\n1,ann,x\n01,ann,x\n");
  EXPECT_EQ(only_finding(data), "1 observation is a number that is also spelled another way: '1' and '01'");
  EXPECT_EQ(data.findings.front().remedy.way, WayOut::none);
}

TEST(Spellings, that_differ_in_case_blanks_or_form_are_joined_by_what_differs) {
  const CrowdData data =
      read("task,worker,label\n1,a,Cat\n1,b,cat\n2,a,\" dog\"\n2,b,dog\n3,a,e\u0301\n3,b,é\n4,a,cat\n");
  EXPECT_EQ(
      only_finding(data),
      "3 labels differ from another only in case, blanks or Unicode form: 'cat' and 'Cat', 'dog' and ' dog', "
      "'é' and 'e\u0301'");
  EXPECT_THAT(data.findings.front().remedy.choices, ElementsAre("case", "space", "unicode"));
}

TEST(OuterBlanks, of_cells_are_part_of_the_names_and_told) {
  const CrowdData data = read("task, worker, label\nt1, ann, cat\nt1, bob, dog\n");
  EXPECT_EQ(data.users.str(0), " ann");
  ASSERT_EQ(data.findings.size(), 2U);
  EXPECT_EQ(data.findings[0].text(),
            "2 labels begin or end with a blank, which is part of the name: ' cat', ' dog'");
  EXPECT_EQ(data.findings[0].remedy.way, WayOut::fold_labels);
  EXPECT_EQ(data.findings[1].text(),
            "2 users begin or end with a blank, which is part of the name: ' ann', ' bob'");
}

TEST(OuterBlanks, tell_two_observations_apart) {
  const CrowdData data = read("task,worker,label\nt1,ann,cat\nt1 ,ann,dog\n");
  EXPECT_EQ(data.votes.n_votes(), 2U);
  EXPECT_EQ(only_finding(data),
            "1 observation differs from another only in case, blanks or Unicode form: 't1' and 't1 '");
}

TEST(OuterBlanks, make_neither_a_label_of_minus_one_nor_a_human_of_the_ai) {
  const CrowdData data = read("task,worker,label\nt1, AI ,5\nt1,ann, -1\nt1,bob,5\n");
  EXPECT_EQ(data.votes.n_votes(), 1U);
  EXPECT_EQ(data.counts.abstentions, 1U);
  EXPECT_EQ(data.counts.ai_votes_in_votes_file, 1U);
}

TEST(Spellings, that_are_joined_show_the_most_frequent_one) {
  const ReadOptions by_case{.fold = {.letter_case = true}};
  EXPECT_EQ(majority_of(read("task,worker,label\n1,a,cat\n1,b,Cat\n2,a,Cat\n2,b,dog\n2,c,CAT\n", by_case)),
            "1=Cat 2=Cat");
}

TEST(Spellings, that_are_joined_let_the_last_statement_count) {
  const CrowdData data = read("task,worker,label\n1,a,cat\n1,a,Cat\n", {.fold = {.letter_case = true}});
  EXPECT_EQ(data.votes.n_votes(), 1U);
  EXPECT_EQ(data.counts.replaced_votes, 1U);
}

TEST(Spellings, of_side_files_are_joined_with_those_of_the_votes) {
  const TemporaryFile votes("task,worker,label\nt1,ann,Rosa Indica\nt2,ann,Ficus\n", ".csv");
  const TemporaryFile truth("task,truth\nt1,rosa indica\nt2,FICUS\n", ".csv");
  const TemporaryFile scores(R"({"t1": {"ROSA indica": 0.75, "ficus": 0.25}, "t2": {"Ficus": 0.5}})");
  const CrowdData data =
      read_inputs({.votes = {votes.path()}, .ai_scores = scores.path(), .truth = truth.path()},
                  {.fold = {.letter_case = true}});
  EXPECT_EQ(data.labels.size(), 2U);
  EXPECT_EQ(data.labels.str(data.truth_of_observation[0]), "Rosa Indica");
  EXPECT_EQ(data.labels.str(data.ai_label_of_observation[0]), "Rosa Indica");
  EXPECT_EQ(data.ai_score_of_truth[1], 0.5);
}

// ---- Minus one.

const ReadOptions kTweets{.columns = {.observation = "tweet_id", .label = "sentiment"}};

TEST(MinusOne, is_told_where_it_is_dropped_among_numbers) {
  const CrowdData data = read_votes(case_file("c03_minus_one_class/votes.csv"), kTweets);
  EXPECT_EQ(only_finding(data),
            "3 statements of -1 were not counted as votes, and all labels are numbers, such as 0, 1");
  EXPECT_EQ(read(R"({"1": {"a": -1, "b": 0}, "2": {"a": 1, "b": 0}})", {}, ".json").findings.size(), 1U);
  EXPECT_THAT(kinds_in(read("task,worker,label\n1,a,-1\n1,b,cat\n2,a,dog\n")), IsEmpty());
}

TEST(MinusOne, is_a_label_where_that_is_said) {
  ReadOptions options = kTweets;
  options.minus_one_is_a_label = true;
  const CrowdData data = read_votes(case_file("c03_minus_one_class/votes.csv"), options);
  EXPECT_THAT(kinds_in(data), IsEmpty());
  EXPECT_EQ(majority_of(data), "1=-1 2=1 3=0");
}

TEST(MinusOne, is_none_without_a_word_where_that_is_said) {
  ReadOptions options = kTweets;
  options.abstain = {"-1"};
  EXPECT_THAT(kinds_in(read_votes(case_file("c03_minus_one_class/votes.csv"), options)), IsEmpty());
}

// ---- Tables that are not votes.

TEST(JsonTables, of_columns_and_of_records_are_refused_with_their_shape) {
  EXPECT_EQ(
      error_of(case_file("c01_pandas_json/columns.json")),
      "FILE: the JSON object holds columns, {column: {row: value}} (pandas: orient='columns'), with task, "
      "worker, label among the columns; expected {observation: {user: label}}, a list of records (pandas: "
      "orient='records'), or a CSV file");
  EXPECT_THAT(error_of(case_file("c01_pandas_json/index.json")),
              HasSubstr("records by their ids, {id: {column: value}} (pandas: orient='index')"));
}

TEST(JsonTables, of_other_shapes_are_refused_with_their_shape) {
  const auto shape = [](const std::string& content) {
    const TemporaryFile file(content);
    return error_of(file.path());
  };
  EXPECT_THAT(shape(R"([["t1", "a", "x"]])"), HasSubstr("orient='values'"));
  EXPECT_THAT(shape(R"({"columns": ["task"], "index": [0], "data": [["t1"]]})"), HasSubstr("orient='split'"));
  EXPECT_THAT(shape(R"({"r1": {"task": 1, "worker": "a", "label": "x", "time": 1.5}})"),
              HasSubstr("orient='index'"));
}

TEST(Records, with_unknown_words_are_told_by_users_that_never_say_the_same) {
  const CrowdData data = read(
      R"({"0": {"bild": "x1", "wer": "ann", "was": "cat"}, "1": {"bild": "x2", "wer": "bob", "was": "cat"},
          "2": {"bild": "x3", "wer": "ann", "was": "dog"}})",
      {}, ".json");
  EXPECT_EQ(only_finding(data),
            "the users look like the fields of a table, not like users: 'bild', 'wer', 'was'");
}

TEST(Records, with_unknown_words_are_told_by_columns_that_never_hold_the_same) {
  const CrowdData data =
      read(R"({"bild": {"0": "x1", "1": "x1", "2": "x2"}, "wer": {"0": "ann", "1": "bob", "2": "ann"}})", {},
           ".json");
  EXPECT_EQ(only_finding(data),
            "the observations look like the fields of a table, not like observations: 'bild', 'wer'");
}

TEST(Records, are_not_seen_in_a_crowd_where_everybody_votes_on_everything) {
  EXPECT_THAT(
      kinds_in(read(R"({"a": {"0": 1, "1": 1, "2": 1}, "b": {"0": 2, "1": 2, "2": 1}})", {}, ".json")),
      IsEmpty());
}

// ---- Headers.

TEST(Headers, that_stand_again_are_skipped_and_said) {
  const CrowdData data = read_votes(case_file("c04_concatenated/votes.csv"));
  EXPECT_EQ(majority_of(data), "t1=cat t2=dog");
  EXPECT_EQ(only_finding(data), "1 row repeats the header, and was skipped: line 4");
}

TEST(Headers, that_stand_again_in_another_order_are_an_error) {
  EXPECT_EQ(
      error_of(case_file("c04_concatenated/votes_other_order.csv")),
      "FILE:4: a second header, with the columns in another order; found worker, task, label; expected task, "
      "worker, label, as above; files that differ are read one by one");
}

TEST(Headers, that_vote_are_told) {
  const ReadOptions numbers{.columns = {.observation = "1", .user = "2", .label = "3"}};
  const CrowdData data = read_votes(case_file("c15_headers/spaces.csv"), numbers);
  EXPECT_THAT(kinds_in(data),
              ElementsAre(Kind::header_votes, Kind::outer_blanks, Kind::outer_blanks, Kind::outer_blanks));
  EXPECT_EQ(data.findings.front().text(),
            "a header seems to have been read as a vote: 'Task ID', 'Worker ID', 'Label'");
  EXPECT_THAT(kinds_in(read_votes(case_file("c15_headers/spaces.csv"))), IsEmpty());
  EXPECT_THAT(kinds_in(read("task,worker,label,x\nt1,ann,cat,1\nt1,bob,cat,1\ntask,worker,label,y\n")),
              ElementsAre(Kind::header_votes));
}

TEST(Headers, with_two_words_for_the_observation_are_an_error) {
  EXPECT_THAT(error_of(case_file("f01_zoo_flattened/tiny.csv")),
              HasSubstr("2 columns may be the observation"));
  EXPECT_THAT(error_of(case_file("f01_zoo_flattened/flat_species.csv")),
              HasSubstr("2 columns may be the observation"));
}

TEST(Columns, of_a_file_beside_the_votes_can_be_chosen_apart) {
  const TemporaryFile votes("task,worker,label\nt1,ann,cat\n", ".csv");
  const TemporaryFile truth("gold,what,checked\ndog,t1,cat\n", ".csv");
  ReadOptions options;
  options.columns_of_files["truth"] = {.observation = "what", .label = "checked"};
  const CrowdData data = read_inputs({.votes = {votes.path()}, .truth = truth.path()}, options);
  EXPECT_EQ(data.labels.str(data.truth_of_observation[0]), "cat");
  EXPECT_EQ(data.files.back().left_alone, std::vector<std::string>{"gold"});
}

TEST(Columns, that_were_chosen_for_a_file_have_to_be_there) {
  const TemporaryFile votes("task,worker,label\nt1,ann,cat\n", ".csv");
  const auto error_with = [&](const std::string& weights, const ColumnNames& names) -> std::string {
    const TemporaryFile file(weights, ".csv");
    ReadOptions options;
    options.columns_of_files["weights"] = names;
    try {
      (void)read_inputs({.votes = {votes.path()}, .weights = file.path()}, options);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(error_with("user,trust\nann,2\n", {.weight = "trust"}), "");
  EXPECT_THAT(error_with("user,trust\nann,2\n", {.weight = "Weight2"}), HasSubstr("Weight2"));
  try {
    const TemporaryFile truth("task,gold\nt1,cat\n", ".csv");
    ReadOptions options;
    options.columns_of_files["truth"] = {.label = "nope"};
    (void)read_inputs({.votes = {votes.path()}, .truth = truth.path()}, options);
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_EQ(error.problems().front().remedy.way, WayOut::none) << "the advice is about the votes' columns";
  }
  EXPECT_THAT(error_with(R"({"ann": 2})", {.weight = "trust"}),
              HasSubstr("the file is json, which has none"));
}

TEST(Headers, of_a_truth_file_prefer_gold_to_what_was_chosen_for_the_votes) {
  const std::string path = case_file("d14_gold_column/rte_like.tsv");
  const CrowdData data =
      read_inputs({.votes = {path}, .truth = path},
                  {.columns = {.observation = "orig_id", .user = "!amt_worker_ids", .label = "response"}});
  const Consensus consensus = aggregate(data.input(), MvOptions{}, RunControl{});
  std::size_t n_right = 0;
  for (ObservationId i = 0; i < 4; ++i)
    n_right += consensus.label[i] == data.truth_of_observation[i] ? 1U : 0U;
  EXPECT_EQ(data.observations.size(), 4U);
  EXPECT_EQ(n_right, 3U);
}

// ---- Cells and ids.

TEST(Cells, of_several_lines_are_told) {
  EXPECT_EQ(only_finding(read("task,worker,label\n1,a,\"cat\ndog\"\n1,b,cat\n2,a,cat\n")),
            "1 label spans more than one line: 'cat'; is a quote never closed?");
  const CrowdData swallowed =
      read("task,worker,label,note\n1,a,cat,\"5 inch\n1,b,dog,ok\n2,a,cat,6\"\n2,b,cat,\n");
  EXPECT_EQ(only_finding(swallowed),
            "1 cell in quotes holds what looks like whole rows, as in line 2; is a quote never "
            "closed?");
  EXPECT_THAT(kinds_in(read("task,worker,label,note\n1,a,cat,\"a note,\nof two lines\"\n1,b,cat,\n")),
              IsEmpty());
}

TEST(Ids, that_a_spreadsheet_has_rounded_are_told) {
  EXPECT_EQ(only_finding(read("task,worker,label\n1.00235E+09,a,x\n1.00235E+09,b,x\n2e+05,a,x\n")),
            "2 observations are written as '1.00235E+09', '2e+05': a spreadsheet may have rounded them, and "
            "different ones may have become one");
  EXPECT_THAT(kinds_in(read("task,worker,label\n4e10,a,x\n12e5,a,x\nabcE+01,a,x\n")), IsEmpty());
}

// ---- No findings at all.

TEST(NoVotes, are_told) {
  EXPECT_THAT(kinds_in(read("{}", {}, ".json")), ElementsAre(Kind::no_votes));
  EXPECT_THAT(kinds_in(read("task,worker,label\n1,a,\n")), ElementsAre(Kind::no_votes));
  EXPECT_THAT(kinds_in(read("task,worker,label\n")), ElementsAre(Kind::no_votes));
  const TemporaryFile file("task,worker,label\n1,a,-1\n", ".csv");
  EXPECT_EQ(error_of(file.path(), {.strict = true}), "FILE: the file holds no vote at all");
}

}  // namespace
}  // namespace crowdvote
