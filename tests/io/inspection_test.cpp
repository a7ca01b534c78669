#include "io/temporary_file.hpp"
#include <crowdvote/inspection.hpp>
#include <crowdvote/read_inputs.hpp>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

const std::string kVotes = "when,task,worker,answer,note\n1,t1,ann,cat,\n2,t1,bob,dog,x\n3,t2,ann,cat,\n";

std::string how_votes_were_read(const std::string& text, const ReadOptions& options = {}) {
  const TemporaryFile file(text, ".votes");
  return how_it_was_read(read_votes(file.path(), options).files.front());
}

TEST(HowItWasRead, names_the_columns_taken_and_those_left_alone) {
  EXPECT_EQ(how_votes_were_read(kVotes),
            "observation=task, user=worker, label=answer; left alone: when, note");
}

TEST(HowItWasRead, does_not_call_left_alone_what_chose_rows_or_became_part_of_a_name) {
  ReadOptions options;
  options.columns.observation = "task+when";
  options.where = {{.column = "note", .value = "x", .is_equal = false}};
  EXPECT_EQ(how_votes_were_read(kVotes, options), "observation=task+when, user=worker, label=answer");
}

TEST(HowItWasRead, names_the_keys_of_json_lines) {
  EXPECT_EQ(how_votes_were_read("{\"item\": 1, \"user\": \"ann\", \"label\": 2, \"ms\": 7}\n"),
            "observation=item, user=user, label=label; left alone: ms");
}

TEST(HowItWasRead, numbers_the_columns_of_a_table_without_a_header) {
  ReadOptions options;
  options.columns = {.observation = "2", .user = "3", .label = "1"};
  EXPECT_EQ(how_votes_were_read("cat,t1,ann\n", options), "observation=2, user=3, label=1");
}

TEST(HowItWasRead, shows_the_nesting_of_one_json_object) {
  EXPECT_EQ(how_votes_were_read(R"({"t1": {"ann": 1}})"), "{observation: {user: label}}");
  EXPECT_EQ(how_votes_were_read(R"({"ann": {"t1": 1}})", {.json_order = JsonOrder::user}),
            "{user: {observation: label}}");
}

std::string how_authors_were_read(const std::string& votes, const std::string& authors) {
  const TemporaryFile votes_file(votes, ".json");
  const TemporaryFile authors_file(authors, ".txt");
  return how_it_was_read(
      read_inputs({.votes = {votes_file.path()}, .authors = authors_file.path()}).files.back());
}

TEST(HowItWasRead, says_which_observation_a_line_belongs_to) {
  EXPECT_EQ(how_authors_were_read(R"({"1": {"ann": 1}, "0": {"bob": 1}})", "ann\nbob\n"),
            "a line per observation, line 1 for the id 0");
  EXPECT_EQ(how_authors_were_read(R"({"t1": {"ann": 1}, "t0": {"bob": 1}})", "ann\nbob\n"),
            "a line per observation, in the order of the votes");
  EXPECT_EQ(how_authors_were_read(R"({"t1": {"ann": 1}})", R"({"t1": "ann"})"), "{observation: user}");
}

TEST(HowItWasRead, tells_scores_from_scores_by_label) {
  const TemporaryFile votes(R"({"t1": {"ann": 1}})", ".json");
  const auto read_as = [&](const std::string& scores) {
    const TemporaryFile file(scores, ".json");
    return how_it_was_read(read_inputs({.votes = {votes.path()}, .ai_scores = file.path()}).files.back());
  };
  EXPECT_EQ(read_as(R"({"t1": 0.5})"), "{observation: score}");
  EXPECT_EQ(read_as(R"({"t1": {"1": 0.5}})"), "{observation: {label: score}}");
}

TEST(Inspection, has_the_files_the_first_votes_and_the_counts) {
  const TemporaryFile votes(kVotes, ".csv");
  const TemporaryFile truth("task,gold,other\nt1,cat,9\n", ".csv");
  const CrowdData data = read_inputs({.votes = {votes.path()}, .truth = truth.path()});
  const Json json = Json::parse(format_inspection(data, FiguresFormat::json, {}));
  EXPECT_EQ(json["files"][0]["columns"], Json::parse(R"({"observation": "task", "user": "worker",
                                                       "label": "answer"})"));
  EXPECT_EQ(json["files"][0]["holds"], "3 votes by 2 users on 2 observations, 2 labels");
  EXPECT_EQ(json["files"][1]["left_alone"], Json::parse(R"(["other"])"));
  EXPECT_EQ(json["first_votes"][1], Json::parse(R"({"observation": "t1", "user": "bob", "label": "dog"})"));
  EXPECT_EQ(json["counts"]["votes"], 3);
  EXPECT_EQ(json["findings"], Json::array());
}

TEST(Inspection, counts_the_rows_that_were_left_out) {
  const TemporaryFile votes(kVotes, ".csv");
  const CrowdData data =
      read_votes(votes.path(), {.where = {{.column = "note", .value = "x", .is_equal = false}}});
  EXPECT_THAT(format_inspection(data, FiguresFormat::text, {}), HasSubstr("rows_left_out: 1\n"));
}

TEST(Inspection, lists_what_looks_odd) {
  const TemporaryFile votes("task,worker,label\nt1,ann,NA\nt1,bob,cat\n", ".csv");
  const CrowdData data = read_votes(votes.path());
  const Json json = Json::parse(format_inspection(data, FiguresFormat::json, {"odd"}));
  EXPECT_EQ(json["findings"][0]["kind"], "missing_words");
  EXPECT_EQ(json["findings"][0]["examples"], Json::parse(R"(["'NA'"])"));
  EXPECT_EQ(json["warnings"], Json::parse(R"(["odd"])"));
  const std::string text = format_inspection(data, FiguresFormat::text, {"odd"});
  EXPECT_THAT(text, HasSubstr("  observation  task\n"));
  EXPECT_THAT(text, HasSubstr("warning: odd\n"));
}

}  // namespace
}  // namespace crowdvote
