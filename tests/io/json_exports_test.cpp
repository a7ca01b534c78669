/// Exports of well-known programs that consist of JSON records, each tested with a file of that form.

#include "io/rows_of_votes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::rows {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(LabelStudioTasks, have_their_votes_in_annotations_that_are_not_cancelled) {
  const CrowdData data = read_votes(case_file("b05_label_studio/export.json"));
  EXPECT_THAT(votes_of(data), ElementsAre("1 1 Pos", "1 2 Neg"));
  EXPECT_EQ(data.counts.rows_left_out, 1U);
  EXPECT_EQ(data.files.front().format, "json, Label Studio");
  EXPECT_EQ(data.files.front().layout, "records at annotations");
  EXPECT_THAT(warnings_of(data), IsEmpty());
}

TEST(LabelStudioTasks, may_be_lines_or_one_object_and_their_users_objects) {
  const std::string task =
      R"({"id": 5, "data": {"text": "x"}, "annotations": [{"id": 11, "completed_by": {"id": 3, "email": "a@x.org"},)"
      R"("result": [{"from_name": "q", "type": "rating", "value": {"rating": 4}}]}]})"
      "\n";
  EXPECT_THAT(votes_of(read(task, {}, ".json")), ElementsAre("5 3 4"));
  EXPECT_THAT(votes_of(read(task + task, {}, ".json")), ElementsAre("5 3 4"));
  EXPECT_THAT(votes_of(read("[" + task + "]", {}, ".json")), ElementsAre("5 3 4"));
}

TEST(LabelStudioTasks, with_several_controls_need_to_know_which) {
  const std::string tasks =
      R"([{"id": 5, "data": {}, "annotations": [{"id": 11, "completed_by": 3, "result": [)"
      R"({"from_name": "mood", "type": "choices", "value": {"choices": ["happy"]}},)"
      R"({"from_name": "kind", "type": "taxonomy", "value": {"taxonomy": [["animal", "cat"]]}},)"
      R"({"from_name": "note", "type": "textarea", "value": {"text": ["sweet"]}},)"
      R"({"from_name": "box", "type": "rectanglelabels", "value": {"x": 1, "rectanglelabels": ["cat"]}}]}]}])";
  EXPECT_EQ(error_of(tasks, {}, ".json"),
            "FILE: Label Studio with the answers to 4 questions: mood, kind, note, box");
  EXPECT_THAT(votes_of(read(tasks, {.question = "mood"}, ".json")), ElementsAre("5 3 happy"));
  EXPECT_THAT(votes_of(read(tasks, {.question = "kind"}, ".json")), ElementsAre("5 3 cat"));
  EXPECT_THAT(votes_of(read(tasks, {.question = "note"}, ".json")), ElementsAre("5 3 sweet"));
  EXPECT_THAT(
      error_of(tasks, {.question = "box"}, ".json"),
      HasSubstr("the results of 'box' are of the type rectanglelabels, which marks parts of the data"));
}

TEST(LabelStudioTasks, of_one_control_have_one_result) {
  EXPECT_THAT(error_of(R"([{"id": 5, "data": {}, "annotations": [{"id": 11, "completed_by": 3, "result": [)"
                       R"({"from_name": "q", "type": "choices", "value": {"choices": ["a"]}},)"
                       R"({"from_name": "q", "type": "choices", "value": {"choices": ["b"]}}]}]}])",
                       {}, ".json"),
              HasSubstr("the label is out of reach: there is a list of 2 where 'value' is looked for"));
}

TEST(LabelStudioRecords, of_json_min_have_the_columns_of_its_tables) {
  const CrowdData data = read_votes(case_file("b05_label_studio/export_min.json"));
  EXPECT_THAT(votes_of(data), ElementsAre("1 1 Pos", "1 2 Neg"));
  EXPECT_EQ(data.files.front().format, "json, Label Studio");
}

TEST(DoccanoLines, have_a_list_of_labels) {
  EXPECT_THAT(votes_of(read("{\"id\": 1, \"text\": \"one\", \"label\": [\"pos\"], \"username\": \"ann\"}\n"
                            "{\"id\": 1, \"text\": \"one\", \"label\": [], \"username\": \"bob\"}\n",
                            {}, ".jsonl")),
              ElementsAre("1 ann pos"));
  EXPECT_THAT(
      votes_of(read("[{\"doc_id\": 20, \"text\": \"o\", \"labels\": [\"x\"], \"username\": \"admin\"}]")),
      ElementsAre("20 admin x"));
  EXPECT_THAT(votes_of(read_votes(case_file("b06_doccano/flat.jsonl"),
                                  {.multi_label = MultiLabel{.reading = MultiLabel::Reading::set}})),
              ElementsAre("1 ann pos", "1 bob [\"neg\",\"pos\"]"));
  EXPECT_THAT(error_of("{\"id\": 1, \"text\": \"one\", \"label\": [\"pos\"]}\n", {}, ".jsonl"),
              HasSubstr("no column for the user"));
}

TEST(Argilla, has_responses_under_their_question_or_with_the_values_of_all) {
  for (const char* const name : {"records.json", "records.jsonl"}) {
    const CrowdData data = read_votes(case_file(std::string("b08_argilla/") + name));
    EXPECT_THAT(votes_of(data), ElementsAre("r1 u1 pos")) << name;
    EXPECT_THAT(data.files.front().format, HasSubstr(", Argilla"));
  }
  const std::string records =
      R"([{"id": "r1", "fields": {}, "responses": [{"user_id": "u1", "status": "submitted",)"
      R"("values": {"mood": {"value": "pos"}, "is.it": {"value": 3}}},)"
      R"({"user_id": "u2", "status": "draft", "values": {"mood": {"value": "neg"}}}]}])";
  EXPECT_EQ(error_of(records, {}, ".json"), "FILE: Argilla with the answers to 2 questions: is.it, mood");
  EXPECT_THAT(votes_of(read(records, {.question = "is.it"}, ".json")), ElementsAre("r1 u1 3"));
}

TEST(INaturalistObservations, have_identifications_of_which_some_are_current) {
  const std::string observation =
      R"({"id": 9, "taxon": {"id": 1}, "identifications": [)"
      R"({"id": 1, "user": {"id": 5, "login": "ann"}, "taxon": {"id": 26575, "name": "x"}, "current": false},)"
      R"({"id": 2, "user": {"id": 5, "login": "ann"}, "taxon": {"id": 7004, "name": "y"}, "current": true},)"
      R"({"id": 3, "user": {"id": 6, "login": "bob"}, "taxon": {"id": 7004, "name": "y"}, "current": true}]})";
  const std::string page = R"({"total_results": 1, "page": 1, "results": [)" + observation + "]}";
  for (const std::string& file : {page, "[" + observation + "]", observation}) {
    const CrowdData data = read(file, {}, ".json");
    EXPECT_THAT(votes_of(data), ElementsAre("9 ann 7004", "9 bob 7004")) << file;
    EXPECT_EQ(data.counts.rows_left_out, 1U);
    EXPECT_EQ(data.files.front().format, "json, iNaturalist");
  }
}

TEST(INaturalistIdentifications, are_current_or_withdrawn) {
  const std::string both =
      R"([{"id": 1, "observation": {"id": 9}, "user": {"id": 5, "login": "ann"}, "taxon": {"id": 7}, "current": true},)"
      R"({"id": 2, "observation": {"id": 9}, "user": {"id": 6, "login": "bob"}, "taxon": {"id": 8}, "current": false}])";
  for (const std::string& file : {both, R"({"total_results": 2, "page": 1, "results": )" + both + "}"}) {
    const CrowdData data = read(file, {}, ".json");
    EXPECT_THAT(votes_of(data), ElementsAre("9 ann 7")) << file;
    EXPECT_EQ(data.files.front().format, "json, iNaturalist");
  }
}

TEST(LabelStudioRecords, may_hold_several_choices) {
  EXPECT_THAT(
      votes_of(read(
          R"([{"id": 1, "s": {"choices": ["B", "A"]}, "annotator": 1, "annotation_id": 11, "lead_time": 3.2},)"
          R"({"id": 1, "s": "A", "annotator": 2, "annotation_id": 12, "lead_time": 3.2}])",
          {.multi_label = MultiLabel{}}, ".json")),
      ElementsAre("1+A 1 yes", "1+A 2 yes", "1+B 1 yes", "1+B 2 no"));
}

}  // namespace
}  // namespace crowdvote::rows
