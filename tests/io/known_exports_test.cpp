#include "io/rows_of_votes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::rows {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string format_of(const CrowdData& data) { return data.files.front().format; }

// ---- Properties of every export.

const std::string kBatch =
    "\"HITId\",\"WorkerId\",\"AssignmentStatus\",\"Answer.kind\"\n"
    "\"H1\",\"W1\",\"Approved\",\"cat\"\n\"H1\",\"W2\",\"Rejected\",\"dog\"\n\"H2\",\"W1\",\"Submitted\","
    "\"dog\"\n";

TEST(KnownExports, are_read_without_options_and_named) {
  const CrowdData data = read(kBatch);
  EXPECT_THAT(votes_of(data), ElementsAre("H1 W1 cat", "H2 W1 dog"));
  EXPECT_EQ(data.counts.rows_left_out, 1U);
  EXPECT_EQ(format_of(data), "csv, Amazon Mechanical Turk");
  EXPECT_THAT(warnings_of(data), IsEmpty());
}

TEST(KnownExports, keep_what_was_chosen) {
  EXPECT_THAT(votes_of(read(kBatch, {.where = {{.column = "AssignmentStatus", .value = "Rejected"}}})),
              ElementsAre("H1 W2 dog"));
  const CrowdData statuses =
      read(kBatch, {.known_export = "mturk", .columns = {.label = "AssignmentStatus"}});
  EXPECT_THAT(votes_of(statuses), ElementsAre("H1 W1 Approved", "H2 W1 Submitted"));
}

TEST(KnownExports, are_files_like_any_other_once_the_label_is_chosen) {
  const CrowdData data = read(kBatch, {.columns = {.observation = "HITId", .label = "Answer.kind"}});
  EXPECT_EQ(data.votes.n_votes(), 3U);
  EXPECT_EQ(format_of(data), "csv");
}

TEST(KnownExports, that_were_chosen_say_which_sign_a_file_lacks) {
  EXPECT_EQ(error_of("task,worker,label\n1,a,x\n", {.known_export = "mturk"}),
            "FILE: the file was said to be Amazon Mechanical Turk, but is not; found the columns: task, "
            "worker, label; expected also 'HITId'");
  EXPECT_EQ(
      error_of("HITId,WorkerId,label\n1,a,x\n", {.known_export = "mturk"}),
      "FILE: the file was said to be Amazon Mechanical Turk, but is not; found the columns: HITId, WorkerId, "
      "label; expected also 'Answer.NAME'");
  EXPECT_EQ(error_of("{\"1\": {\"a\": 1}}", {.known_export = "mturk"}, ".json"),
            "FILE: the file was said to be Amazon Mechanical Turk, but is not; found json");
}

TEST(KnownExports, of_which_the_label_was_chosen_name_the_column_that_tells_rows_apart) {
  const ColumnNames chosen{.observation = "HITId", .label = "Answer.kind"};
  EXPECT_THAT(
      warnings_of(read(kBatch, {.columns = chosen})),
      ElementsAre("all rows count, because the label was chosen; in an export of Amazon Mechanical Turk the "
                  "column AssignmentStatus says which rows are votes"));
  EXPECT_THAT(warnings_of(read(kBatch, {.columns = chosen,
                                        .where = {{.column = "AssignmentStatus", .value = "Approved"}}})),
              IsEmpty());
  EXPECT_THAT(warnings_of(read("HITId,WorkerId,Answer.kind\nH1,W1,cat\n", {.columns = chosen})), IsEmpty());
}

const std::string kTwoAnswers = "HITId,WorkerId,Answer.kind,Answer.colour\nH1,W1,cat,red\nH1,W2,dog,red\n";

TEST(KnownExports, with_several_questions_need_one_to_be_chosen) {
  EXPECT_EQ(error_of(kTwoAnswers, {}),
            "FILE: Amazon Mechanical Turk with the answers to 2 questions: kind, colour");
  EXPECT_THAT(votes_of(read(kTwoAnswers, {.question = "colour"})), ElementsAre("H1 W1 red", "H1 W2 red"));
  EXPECT_THAT(votes_of(read(kTwoAnswers, {.question = "Answer.kind"})),
              ElementsAre("H1 W1 cat", "H1 W2 dog"));
  EXPECT_EQ(error_of(kTwoAnswers, {.question = "size"}),
            "FILE: no question 'size'; found the questions: kind, colour");
  EXPECT_EQ(error_of("task,worker,label\n1,a,x\n", {.question = "size"}),
            "a question was chosen, but FILE is not a known export with several questions");
}

TEST(KnownExports, are_recognised_behind_a_byte_order_mark_and_lines_to_skip) {
  EXPECT_THAT(votes_of(read("\xef\xbb\xbfsep=;\r\nHITId;WorkerId;Answer.kind\r\nH1;W1;cat\r\n")),
              ElementsAre("H1 W1 cat"));
  EXPECT_THAT(votes_of(read("batch 7\n# by hand\nHITId,WorkerId,Answer.kind\nH1,W1,cat\n",
                            {.table = {.comment = "#", .skip_lines = 1}})),
              ElementsAre("H1 W1 cat"));
}

// ---- Single exports.

TEST(MechanicalTurk, leaves_out_what_was_rejected) {
  const CrowdData data = read_votes(case_file("b02_mturk/batch.csv"));
  EXPECT_EQ(majority_of(data), "H1=cat H2=dog H3=dog");
  EXPECT_EQ(data.counts.rows_left_out, 4U);
}

TEST(MechanicalTurk, finds_the_answers_of_forms_that_put_them_into_one_cell) {
  const CrowdData data = read_votes(case_file("b02_mturk/taskanswers.csv"));
  EXPECT_THAT(votes_of(data), ElementsAre("H1 W1 Positive", "H1 W2 Positive", "H1 W3 Neutral"));
}

TEST(Toloka, takes_assignments_that_were_approved_or_are_to_be_reviewed) {
  const CrowdData data = read(
      "INPUT:image\tOUTPUT:result\tGOLDEN:result\tASSIGNMENT:task_id\tASSIGNMENT:worker_id\tASSIGNMENT:"
      "status\n"
      "a.jpg\tcat\t\tt1\tw1\tAPPROVED\na.jpg\tdog\t\tt1\tw2\tREJECTED\nb.jpg\tdog\tdog\tt2\tw1\tSUBMITTED\n",
      {}, ".tsv");
  EXPECT_THAT(votes_of(data), ElementsAre("t1 w1 cat", "t2 w1 dog"));
  EXPECT_EQ(data.counts.rows_left_out, 1U);
  EXPECT_EQ(format_of(data), "tsv, Toloka");
}

TEST(Toloka, knows_tasks_without_ids_by_what_was_shown) {
  EXPECT_THAT(votes_of(read("INPUT:a\tINPUT:b\tOUTPUT:best\tASSIGNMENT:worker_id\nx\ty\tleft\tw1\n"
                            "x\tz\tright\tw1\n",
                            {}, ".tsv")),
              ElementsAre("x+y w1 left", "x+z w1 right"));
}

const std::string kClassifications =
    "classification_id,user_name,user_id,workflow_id,created_at,annotations,subject_ids\n"
    "1,ann,7,10,2024-02-23 16:17:48 UTC,\"[{\"\"task\"\":\"\"T0\"\",\"\"value\"\":\"\"No\"\"}]\",96588105\n";

TEST(Zooniverse, takes_the_latest_answer_of_a_user_to_the_question) {
  const std::string later =
      "0,ann,7,10,2024-02-24 09:00:00 "
      "UTC,\"[{\"\"task\"\":\"\"T0\"\",\"\"value\"\":\"\"Yes\"\"}]\",96588105\n";
  std::string text = kClassifications;
  text.insert(text.find('\n') + 1, later);
  const CrowdData data = read(text);
  EXPECT_THAT(votes_of(data), ElementsAre("96588105 ann Yes"));
  EXPECT_EQ(format_of(data), "csv, Zooniverse");
}

TEST(Zooniverse, asks_which_of_several_questions) {
  const std::string two =
      "classification_id,user_name,workflow_id,annotations,subject_ids\n"
      "1,ann,10,\"[{\"\"task\"\":\"\"T0\"\",\"\"value\"\":\"\"No\"\"},{\"\"task\"\":\"\"T1\"\",\"\"value\"\":"
      "3}]\",5\n";
  EXPECT_EQ(error_of(two, {}), "FILE: Zooniverse with the answers to 2 questions: T0, T1");
  EXPECT_THAT(votes_of(read(two, {.question = "T1"})), ElementsAre("5 ann 3"));
}

TEST(Zooniverse, refuses_workflows_together_as_their_questions_have_the_same_names) {
  const std::string other =
      "2,bob,8,12,2024-02-23 16:17:49 UTC,\"[{\"\"task\"\":\"\"T0\"\",\"\"value\"\":\"\"7\"\"}]\",96588105\n";
  EXPECT_THAT(error_of(kClassifications + other, {}),
              HasSubstr("the classifications of several workflows, 10, 12"));
  EXPECT_THAT(votes_of(read(kClassifications + other, {.where = {{.column = "workflow_id", .value = "10"}}})),
              ElementsAre("96588105 ann No"));
}

TEST(Zooniverse, names_its_questions) {
  EXPECT_EQ(error_of(kClassifications, {.question = "T1"}),
            "FILE: no question 'T1'; found the questions: T0");
}

TEST(Zooniverse, tells_of_workflows_together_where_the_label_is_chosen) {
  const auto told = [](const std::string& second_workflow) {
    return warnings_of(read(
        "user_name,workflow_id,annotations,subject_ids\n"
        "a,10,\"[{\"\"task\"\":\"\"T0\"\",\"\"value\"\":\"\"No\"\"}]\",5\nb," +
            second_workflow + ",\"[{\"\"task\"\":\"\"T0\"\",\"\"value\"\":\"\"Yes\"\"}]\",5\n",
        {.columns = {
             .observation = "subject_ids", .user = "user_name", .label = "annotations[task=T0].value"}}));
  };
  EXPECT_THAT(told("10"), IsEmpty());
  EXPECT_THAT(told("11"), ElementsAre(HasSubstr("the classifications of several workflows, 10, 11")));
}

TEST(Zooniverse, names_what_its_tools_make_of_classifications) {
  EXPECT_THAT(
      error_of("subject_id,workflow_id,task,reducer,data.no,data.yes\n96,10,T0,question_reducer,2,3\n", {}),
      HasSubstr("FILE: reductions of Zooniverse"));
  EXPECT_THAT(
      error_of(
          "classification_id,user_name,user_id,workflow_id,task,created_at,subject_id,extractor,data.no\n"
          "1,ann,5,10,T0,2024-02-23,96,question_extractor,1\n",
          {}),
      HasSubstr("FILE: extracts of Zooniverse"));
  EXPECT_THAT(votes_of(read("subject_id,workflow_id,reducer_key,user_id,most\n96,10,q,5,yes\n",
                            {.columns = {.observation = "subject_id", .label = "most"}})),
              ElementsAre("96 5 yes"));
}

TEST(INaturalist, takes_current_identifications) {
  const CrowdData data = read(
      "id,observation_id,taxon_id,user_id,current\n1,9,26575,u1,false\n2,9,7004,u1,true\n3,9,7004,u2,true\n");
  EXPECT_THAT(votes_of(data), ElementsAre("9 u1 7004", "9 u2 7004"));
  EXPECT_EQ(data.counts.rows_left_out, 1U);
}

TEST(LabelStudio, takes_the_column_that_is_neither_its_own_nor_what_was_shown) {
  const std::string header = "annotation_id,annotator,created_at,id,lead_time,";
  EXPECT_THAT(votes_of(read(header + "sentiment,text\n11,1,,1,3.2,Pos,x\n12,2,,1,3.0,Neg,x\n")),
              ElementsAre("1 1 Pos", "1 2 Neg"));
  EXPECT_EQ(error_of(header + "sentiment,topic\n11,1,,1,3.2,Pos,food\n", {}),
            "FILE: Label Studio with the answers to 2 questions: sentiment, topic");
}

TEST(Doccano, is_a_file_with_no_other_names_than_its_own) {
  EXPECT_THAT(votes_of(read("id,text,label,username\n1,one,pos,ann\n1,one,neg,bob\n")),
              ElementsAre("1 ann pos", "1 bob neg"));
  EXPECT_THAT(error_of("id,text,label,user,batch\n1,one,pos,ann,3\n", {}),
              HasSubstr("no column for the observation"));
}

TEST(Cifar10h, leaves_out_pictures_that_test_attention) {
  EXPECT_THAT(votes_of(read("annotator_id,is_attn_check,true_label,chosen_label,cifar10_test_test_idx\n"
                            "0,0,3,3,12\n0,1,4,4,-99999\n1,0,3,5,12\n")),
              ElementsAre("12 0 3", "12 1 5"));
}

TEST(SnowEtAl, names_users_and_observations_in_its_own_way) {
  EXPECT_THAT(votes_of(read("!amt_annotation_ids\t!amt_worker_ids\torig_id\tresponse\tgold\n1\tA\t25\t1\t1\n"
                            "2\tB\t25\t0\t1\n",
                            {}, ".tsv")),
              ElementsAre("25 A 1", "25 B 0"));
}

// ---- Prodigy.

TEST(Prodigy, is_recognised_and_a_choice_is_the_accepted_option) {
  const CrowdData data = read_votes(case_file("b07_prodigy/db_out.jsonl"));
  EXPECT_EQ(majority_of(data), "-101=B 102=A");
  EXPECT_THAT(votes_of(data), ElementsAre("-101 ds-x A", "-101 ds-y B", "-101 ds-z B", "102 ds-x A"));
  EXPECT_EQ(data.counts.rows_left_out, 2U);
  EXPECT_EQ(data.files.front().format, "jsonl, Prodigy");
  EXPECT_THAT(warnings_of(data), IsEmpty());
}

TEST(Prodigy, keeps_what_was_chosen) {
  const CrowdData data = read_votes(case_file("b07_prodigy/db_out.jsonl"),
                                    {.columns = {.observation = "_input_hash", .user = "_annotator_id"}});
  EXPECT_EQ(majority_of(data), "-101=B 102=A");
  const CrowdData answers =
      read_votes(case_file("b07_prodigy/db_out.jsonl"),
                 {.columns = {.observation = "_input_hash", .user = "_annotator_id", .label = "answer"}});
  EXPECT_EQ(answers.votes.n_votes(), 6U);
  EXPECT_EQ(answers.files.front().format, "jsonl");
}

TEST(Prodigy, asks_yes_or_no_of_a_text_and_a_label) {
  const CrowdData data = read(
      "{\"_input_hash\": 5, \"label\": \"SPAM\", \"_annotator_id\": \"x\", \"answer\": \"accept\"}\n"
      "{\"_input_hash\": 5, \"label\": \"SPAM\", \"_annotator_id\": \"y\", \"answer\": \"reject\"}\n"
      "{\"_input_hash\": 5, \"label\": \"HAM\", \"_annotator_id\": \"y\", \"answer\": \"accept\"}\n"
      "{\"_input_hash\": 6, \"label\": \"SPAM\", \"_annotator_id\": \"y\", \"answer\": \"ignore\"}\n",
      {}, ".jsonl");
  EXPECT_THAT(votes_of(data), ElementsAre("5+SPAM x accept", "5+SPAM y reject", "5+HAM y accept"));
}

TEST(Prodigy, asks_yes_or_no_of_what_was_shown_without_a_label) {
  const auto line = [](const std::string& rest) {
    return "{\"image\": \"a\", \"_input_hash\": 5, \"_task_hash\": 7, " + rest + "}\n";
  };
  EXPECT_THAT(votes_of(read(line(R"("answer": "accept", "_annotator_id": "x")") +
                                line(R"("answer": "ignore", "_annotator_id": "y")") +
                                line(R"("answer": "reject", "_annotator_id": "z")"),
                            {}, ".jsonl")),
              ElementsAre("7 x accept", "7 z reject"));
  const CrowdData marked =
      read(line(R"("answer": "accept", "_annotator_id": "x", "spans": [{"label": "PER"}])"), {}, ".jsonl");
  EXPECT_EQ(marked.files.front().format, "jsonl") << "marks are no answer as a whole";
}

TEST(Prodigy, is_a_choice_though_the_first_line_has_none) {
  EXPECT_THAT(
      votes_of(
          read("{\"_input_hash\": 5, \"_task_hash\": 7, \"answer\": \"ignore\", \"_annotator_id\": \"x\"}\n"
               "{\"_input_hash\": 5, \"_task_hash\": 7, \"answer\": \"accept\", \"accept\": [\"A\"], "
               "\"_annotator_id\": \"y\"}\n",
               {}, ".jsonl")),
      ElementsAre("5 y A"));
}

}  // namespace
}  // namespace crowdvote::rows
