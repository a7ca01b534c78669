#include "io/described_data.hpp"
#include "io/packed_text.hpp"
#include "io/temporary_file.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/read_inputs.hpp>

#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kJson = R"({"17": {"u1": 9, "u2": 4}, "18": {"u1": "Rosa"}, "19": {}})";
const std::string kCsv = "task,worker,label\n17,u1,9\n17,u2,4\n18,u1,Rosa\n19,,\n";
const std::string kTsv = "label\ttask\tworker\n9\t17\tu1\n4\t17\tu2\nRosa\t18\tu1\n\t19\t\n";
const std::string kJsonLines =
    "{\"task\": 17, \"worker\": \"u1\", \"label\": 9}\n{\"task\": 17, \"worker\": \"u2\", \"label\": 4}\n"
    "{\"task\": 18, \"worker\": \"u1\", \"label\": \"Rosa\"}\n{\"task\": 19, \"worker\": null, \"label\": "
    "null}\n";

std::string message_of(const InputPaths& paths, const ReadOptions& options = {}) {
  try {
    const CrowdData data = read_inputs(paths, options);
    return "no error";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

TEST(ReadInputs, every_format_says_the_same) {
  const std::string expected =
      "users: u1 u2\nlabels: #4 #9 Rosa\n#17: 0=1 1=0\n#18: 0=2\n#19:\n"
      "abstentions 0, replaced 0, repeated 0, ai 0\n";
  for (const std::string& text : {kJson, kCsv, kTsv, kJsonLines}) {
    for (const std::string& stored : {text, gzip_text(text), zstd_text(text)}) {
      const TemporaryFile file(stored);
      EXPECT_EQ(described(read_votes(file.path())), expected);
    }
  }
}

TEST(ReadInputs, says_which_files_it_has_read) {
  const TemporaryFile votes(kJson);
  const TemporaryFile packed_votes(gzip_text(kCsv));
  const TemporaryFile truth("4\n-1\n9\n", ".txt");
  const CrowdData data = read_inputs({.votes = {votes.path()}, .truth = truth.path()});
  ASSERT_EQ(data.files.size(), 2U);
  EXPECT_THAT(data.files[0],
              AllOf(Field(&InputFile::role, "votes"), Field(&InputFile::path, votes.path()),
                    Field(&InputFile::format, "json"), Field(&InputFile::bytes, kJson.size())));
  EXPECT_EQ(data.files[1].role, "truth");
  EXPECT_EQ(data.files[1].format, "text");
  EXPECT_EQ(read_votes(packed_votes.path()).files[0].format, "csv.gz");
  EXPECT_EQ(read_votes(packed_votes.path()).files[0].bytes, gzip_text(kCsv).size());
}

TEST(ReadInputs, puts_all_side_files_on_the_ids_of_the_votes_and_sorts_the_labels) {
  const TemporaryFile votes(kJson);
  const TemporaryFile authors(R"({"17": "u2", "18": "u1"})");
  const TemporaryFile ai_votes(R"({"17": 5, "18": "Rosa"})");
  const TemporaryFile ai_scores("0.25\n1\n0.5\n", ".txt");
  const TemporaryFile truth("observation,label\n18,Abies\n17,4\n", ".csv");
  const TemporaryFile weights("user,weight\nu2,1.5\n", ".csv");
  for (const unsigned n_threads : {1U, 2U, 8U}) {
    const CrowdData data = read_inputs({.votes = {votes.path()},
                                        .authors = authors.path(),
                                        .ai_votes = ai_votes.path(),
                                        .ai_scores = ai_scores.path(),
                                        .truth = truth.path(),
                                        .weights = weights.path()},
                                       {}, RunControl{.n_threads = n_threads});
    EXPECT_EQ(
        described(data),
        "users: u1 u2\nlabels: #4 #5 #9 Abies Rosa\n#17: 0=2 1=0 AI=1 author=1\n#18: 0=4 AI=4 author=0\n"
        "#19: author=4294967295\nabstentions 0, replaced 0, repeated 0, ai 0\n");
    EXPECT_EQ(data.labels.str(data.truth_of_observation[0]), "4");
    EXPECT_EQ(data.labels.str(data.truth_of_observation[1]), "Abies");
    EXPECT_EQ(data.truth_of_observation[2], kNoLabel);
    EXPECT_EQ(data.votes.n_labels(), 5U);
    EXPECT_THAT(data.ai_score_of_observation, ElementsAre(0.25, 1, 0.5));
    EXPECT_TRUE(std::isnan(data.weight_of_user[0]));
    EXPECT_EQ(data.weight_of_user[1], 1.5);
    EXPECT_EQ(data.files.size(), 6U);
  }
}

TEST(ReadInputs, counts_what_each_side_file_knows_of_the_votes) {
  const TemporaryFile votes(kJson);
  const TemporaryFile authors(R"({"17": "u2"})");
  const TemporaryFile ai_votes(R"({"17": 5, "18": "Rosa"})");
  const TemporaryFile ai_scores("0.25\n1\n0.5\n", ".txt");
  const TemporaryFile truth("observation,label\n18,Abies\n17,4\n19,Salix\n", ".csv");
  const TemporaryFile gold("observation,label\n17,9\n", ".csv");
  const TemporaryFile experts("u1\nu2\n", ".txt");
  const TemporaryFile weights("user,weight\nu2,1.5\n", ".csv");
  const CrowdData data = read_inputs({.votes = {votes.path()},
                                      .authors = authors.path(),
                                      .ai_votes = ai_votes.path(),
                                      .ai_scores = ai_scores.path(),
                                      .truth = truth.path(),
                                      .gold = gold.path(),
                                      .experts = experts.path(),
                                      .weights = weights.path()});
  std::vector<std::string> known;
  for (const InputFile& file : data.files) {
    known.push_back(
        fmt::format("{}: {}, {} labels without votes", file.role, file.n_known, file.n_labels_without_votes));
  }
  EXPECT_THAT(known, testing::UnorderedElementsAre(
                         "votes: 0, 0 labels without votes", "authors: 1, 0 labels without votes",
                         "ai_votes: 2, 1 labels without votes", "truth: 3, 2 labels without votes",
                         "gold: 1, 0 labels without votes", "experts: 2, 0 labels without votes",
                         "ai_scores: 3, 0 labels without votes", "weights: 1, 0 labels without votes"));
}

TEST(ReadInputs, counts_what_it_repaired_and_leaves_telling_to_the_caller) {
  const TemporaryFile votes(R"({"1": {"a": 4, "a": 5, "b": 4, "b": 4}, "2": {}, "1": {}})");
  const CrowdData data = read_votes(votes.path());
  EXPECT_EQ(data.counts.repeated_observations, 1U);
  EXPECT_EQ(data.counts.replaced_votes, 2U);
  EXPECT_TRUE(data.warnings.empty());
}

TEST(ReadInputs, tells_the_problems_of_all_files_at_once) {
  const TemporaryFile votes(R"({"1": {"a": []}})");
  const TemporaryFile scores("observation,score\n1,1.2\n", ".csv");
  const TemporaryFile truth("observation\n1\n", ".csv");
  EXPECT_THAT(message_of({.votes = {votes.path()}, .ai_scores = scores.path(), .truth = truth.path()}),
              AllOf(HasSubstr(votes.path() + ": byte 12: the label of user 'a'"),
                    HasSubstr(scores.path() + ":2:3: "), HasSubstr(truth.path() + ":1")));
}

TEST(ReadInputs, explains_files_that_are_no_votes) {
  const TemporaryFile array(R"([["1", "ann", 4]])");
  EXPECT_EQ(
      message_of({.votes = {array.path()}}),
      array.path() +
          ": found an array of rows (pandas: orient='values'); expected {observation: {user: label}}, a "
          "list of records (pandas: orient='records'), or a CSV file");
  const TemporaryFile empty("");
  EXPECT_EQ(message_of({.votes = {empty.path()}}),
            empty.path() + ": the file is empty; expected votes as JSON, CSV, TSV or JSON lines");
  EXPECT_THAT(message_of({.votes = {"/no/such/votes.json"}}), HasSubstr("cannot open '/no/such/votes.json'"));
}

TEST(ReadInputs, refuses_options_that_do_not_fit_the_file) {
  const TemporaryFile json(kJson);
  const TemporaryFile csv(kCsv);
  ReadOptions columns;
  columns.columns.label = "label";
  EXPECT_THAT(message_of({.votes = {json.path()}}, columns),
              HasSubstr("columns were chosen by name, but " + json.path() + " is one JSON object"));
  ReadOptions by_user;
  by_user.json_order = JsonOrder::user;
  EXPECT_THAT(
      message_of({.votes = {csv.path()}}, by_user),
      HasSubstr("users were chosen as the outer keys of one JSON object, but " + csv.path() + " is csv"));
  EXPECT_EQ(message_of({.votes = {"-"}, .truth = "-"}),
            "the votes and the truth are both to come from standard input, which can be read only once: give "
            "a file for one of them");
  EXPECT_THROW(static_cast<void>(read_inputs({.votes = {json.path()}}, columns)), OptionError);
}

}  // namespace
}  // namespace crowdvote
