/// Votes in JSON records of every layout, and paths into the records.

#include "io/json/json_path.hpp"
#include "io/rows_of_votes.hpp"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::rows {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kThree = R"({"task": "t1", "worker": "ann", "label": "cat"})"
                           "\n"
                           R"({"task": "t1", "worker": "bob", "label": "dog"})"
                           "\n"
                           R"({"task": "t2", "worker": "ann", "label": "{\"x\": [1]}"})"
                           "\n";

CrowdData read_json(std::string_view content, const ReadOptions& options = {}) {
  return read(content, options, ".json");
}
std::string json_error(std::string_view content, const ReadOptions& options = {}) {
  return error_of(content, options, ".json");
}

// ---- Layouts.

std::vector<nlohmann::ordered_json> lines_of(const std::string& text) {
  std::vector<nlohmann::ordered_json> records;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    records.push_back(nlohmann::ordered_json::parse(text.substr(at, text.find('\n', at) - at)));
  }
  return records;
}

/// The records in every layout that occurs in practice.
std::vector<std::string> layouts_of(const std::vector<nlohmann::ordered_json>& records) {
  const nlohmann::ordered_json array = records;
  std::string pretty;
  std::string in_sequence;
  std::string on_one_line;
  for (const auto& record : records) {
    pretty += record.dump(2) + "\n";
    in_sequence += "\x1e" + record.dump() + "\n";
    on_one_line += record.dump() + " ";
  }
  return {
      array.dump(),
      "\xef\xbb\xbf\r\n" + array.dump(4),
      pretty,
      in_sequence,
      on_one_line,
      nlohmann::ordered_json{{"data", array}}.dump(),
      nlohmann::ordered_json{{"info", {{"n", 3}, {"items", array}, {"last", {1, 2}}}}, {"end", nullptr}}.dump(
          1)};
}

TEST(JsonRecords, say_the_same_in_every_layout) {
  const std::vector<std::string> votes{"t1 ann cat", "t1 bob dog", "t2 ann {\"x\": [1]}"};
  EXPECT_EQ(votes_of(read_json(kThree)), votes);
  for (const std::string& layout : layouts_of(lines_of(kThree))) {
    EXPECT_EQ(votes_of(read_json(layout)), votes) << layout;
  }
}

TEST(JsonRecords, say_the_same_in_every_layout_whatever_they_hold) {
  std::mt19937 generator(7);
  const std::vector<std::string> labels{"a\"b", "}{][", "\\", "\n,", "\xc3\xa9", "7", "\\\"]", " "};
  for (int round = 0; round < 30; ++round) {
    std::vector<nlohmann::ordered_json> records;
    std::string lines;
    for (std::size_t r = 0; r < 3 + generator() % 40; ++r) {
      nlohmann::ordered_json record{
          {"task", static_cast<int>(generator() % 9)},
          {"note", {{"deep", {labels[generator() % labels.size()], {{"x", nullptr}}}}}},
          {"worker", "u" + std::to_string(generator() % 5)}};
      if (generator() % 3 == 0) record["extra"] = 1.5;
      record["label"] = labels[generator() % labels.size()];
      lines += record.dump() + "\n";
      records.push_back(std::move(record));
    }
    const std::vector<std::string> votes = votes_of(read_json(lines));
    ASSERT_THAT(votes, testing::Not(IsEmpty()));
    for (const std::string& layout : layouts_of(records)) {
      ASSERT_EQ(votes_of(read_json(layout)), votes) << layout;
    }
  }
}

TEST(JsonRecords, are_read_from_files_of_people) {
  for (const char* const name : {"pretty.jsonl", "record_sep.jsonl"}) {
    EXPECT_THAT(votes_of(read_votes(case_file(std::string("d10_jsonl/") + name))),
                ElementsAre("t1 a cat", "t1 b cat"))
        << name;
  }
}

TEST(JsonRecords, are_said_to_be_json) {
  const CrowdData array = read_json(R"([{"task": 1, "worker": "a", "label": 2}])");
  EXPECT_EQ(array.files.front().format, "json");
  EXPECT_EQ(array.files.front().layout, "");
  EXPECT_EQ(read_json(R"({"a": {"b": [{"task": 1, "worker": "a", "label": 2}]}})").files.front().layout,
            "records at a.b");
}

TEST(JsonRecords, of_a_data_frame_with_a_schema_are_its_data) {
  EXPECT_THAT(votes_of(read_json(R"({"schema": {"fields": [{"name": "task"}]}, "data": [)"
                                 R"({"index": 0, "task": 1, "worker": "a", "label": true}]})")),
              ElementsAre("1 a true"));
}

TEST(JsonRecords, larger_than_a_buffer_are_read_one_after_the_other) {
  const std::string filler(300'000, 'x');
  std::string array = R"({"about": [1, {"a": ")" + filler + R"("}], "results": [)";
  for (int i = 0; i < 12; ++i) {
    array += fmt::format("{}{{\"task\": {}, \"worker\": \"u\",\n\"text\": \"{}\", \"label\": {}}}",
                         i == 0 ? "" : ",\n", i, filler, i % 2);
  }
  array += "], \"end\": {}}";
  const CrowdData data = read_json(array);
  ASSERT_EQ(data.observations.size(), 12U);
  EXPECT_EQ(majority_of(data), "0=0 1=1 2=0 3=1 4=0 5=1 6=0 7=1 8=0 9=1 10=0 11=1");
  EXPECT_EQ(json_error(array, {.max_field_bytes = 200'000}),
            "FILE:1:300039: a record of more than 200000 bytes begins here");
  const std::string second = array.substr(0, array.size() - 13) + R"(], "more": [{"task": 1}]})";
  EXPECT_EQ(json_error(second), "FILE:24:300036: a second list of records begins here, besides 'results'");
  const std::string same_key = array.substr(0, array.size() - 13) + R"(], "results": [{"task": 1}]})";
  EXPECT_EQ(json_error(same_key), "FILE:24:300039: a second list of records begins here, besides 'results'");
}

// ---- Faults.

TEST(JsonRecords, have_places) {
  EXPECT_EQ(
      json_error("[\n  {\"task\": 1, \"worker\": \"a\", \"label\": 2},\n  {\"task\": 1,\n   \"worker\": "
                 "\"b\", \"label\": [1, 2]}\n]"),
      "FILE:4:19: the label is an array; expected a number or a string");
  EXPECT_EQ(
      json_error("[{\"task\": 1, \"worker\": \"a\", \"label\": 2}\n,\n {\"task\": 1,, \"worker\": \"a\"}]"),
      "FILE:3:13: found ','; expected a key, which is a string in double quotes");
  EXPECT_EQ(json_error("[{\"task\": 1, \"worker\": \"a\", \"label\": 2}, 5]"),
            "FILE:1:42: found '5'; expected the '{' of an object");
  EXPECT_EQ(json_error("[{\"task\": 1, \"worker\": \"a\", \"label\": 2} {\"task\": 1}]"),
            "FILE:1:41: found '{'; expected a ',' or a ']' after the value");
  EXPECT_EQ(json_error("[{\"task\": 1, \"worker\": \"a\", \"label\": 2},"),
            "FILE:1:41: the file ends too early; it is cut off: fetch or write it again");
  EXPECT_EQ(json_error("[{\"task\": 1, \"worker\": \"a\", \"label\": 2}, {\"task\": 1"),
            "FILE:1:52: the file ends inside the object; it is cut off: fetch or write it again");
  EXPECT_EQ(
      json_error("[{\"task\": 1, \"worker\": \"a\", \"label\": 2}, {\"task\": \"1}]"),
      "FILE:1:51: the string that begins here is never closed; a quote is missing, or the file is cut off");
}

TEST(JsonRecords, that_are_missing_are_an_error) {
  EXPECT_EQ(json_error("[]"), "FILE: the file holds no record");
  EXPECT_EQ(json_error(R"([{"id": 1, "text": "x"}])", {.records = "annotations"}),
            "FILE: there is no record at 'annotations'; found the keys: id, text");
  EXPECT_EQ(json_error(R"({"a": [{"task": 1}], "b": {"c": [{"task": 1}]}})"),
            "FILE: the document holds 2 lists of records: a, b.c");
  EXPECT_EQ(error_of("task,worker,label\n1,a,x\n", {.records = "data"}),
            "a path to the records was chosen, but FILE is csv, which has none");
}

// ---- Records in records.

const std::string kTasks =
    R"([{"id": 7, "by": "me", "votes": [{"id": 1, "who": "ann", "what": ["x"]},)"
    R"({"id": 2, "who": "bob", "what": "y"}]}, {"id": 8, "votes": []},)"
    R"({"id": 9, "by": "me", "votes": [{"id": 3, "who": "ann", "what": "x", "by": "her"}]}])";

TEST(InnerRecords, have_the_keys_of_those_around_them) {
  const ReadOptions options{.columns = {.observation = "/id", .user = "who", .label = "what"},
                            .records = "votes"};
  const CrowdData data = read_json(kTasks, options);
  EXPECT_THAT(votes_of(data), ElementsAre("7 ann x", "7 bob y", "9 ann x"));
  EXPECT_THAT(warnings_of(data), ElementsAre("1 record has nothing at 'votes' and is left out"));
  std::string lines;
  for (const auto& task : nlohmann::ordered_json::parse(kTasks)) lines += task.dump() + "\n";
  EXPECT_EQ(votes_of(read_json(lines, options)), votes_of(data));
}

TEST(InnerRecords, leave_a_name_to_the_record_in_which_it_came_first) {
  const auto votes_with = [](const std::string& label) {
    return votes_of(read_json(
        kTasks, {.columns = {.observation = "/id", .user = "who", .label = label}, .records = "votes"}));
  };
  EXPECT_THAT(votes_with("id"), ElementsAre("7 ann 1", "7 bob 2", "9 ann 3"));
  EXPECT_THAT(votes_with("by"), ElementsAre("7 ann me", "7 bob me", "9 ann me"));
}

TEST(InnerRecords, lie_under_objects_and_lists) {
  EXPECT_THAT(
      votes_of(read_json(R"({"page": {"tasks": [{"name": "t", "runs": [{"id": 1, "in": {"votes": [)"
                         R"({"worker": "a", "label": 1}, {"worker": "b", "label": 0}]}},)"
                         R"({"id": 2, "in": {"votes": {"worker": "a", "label": 0}}}]}]}})",
                         {.columns = {.observation = "name+id"}, .records = "page.tasks.runs.in.votes"})),
      ElementsAre("t+1 a 1", "t+1 b 0", "t+2 a 0"));
}

TEST(InnerRecords, have_places_in_the_file) {
  EXPECT_EQ(
      json_error(
          "[{\"id\": 1,\n \"votes\": [{\"task\": 1, \"worker\": \"a\", \"label\": 1},\n  {\"task\": 1,\n"
          "  \"worker\": \"b\", \"label\": {}}, 4]}]",
          {.records = "votes"}),
      "FILE:4:18: the label is an object; expected a number or a string");
}

// ---- Paths.

std::string value_at(const std::string& json, const std::string& path) {
  std::deque<std::string> texts;
  const auto steps = steps_of_path(path);
  if (!steps) return "no path";
  const Value value = follow_path({.kind = Value::Kind::object, .text = json}, *steps, texts);
  return value.kind == Value::Kind::name ? value.name.str() : value.description();
}

TEST(Paths, lead_to_members_elements_and_matches) {
  const std::string json =
      R"({"a": {"b": ["x", {"c": 5}], "d.e": true}, "l": [{"t": "T0", "v": "No"}, {"t": 1, "v": "Yes"}],)"
      R"("s": "{\"k\": [\"\\u00e9\"]}", "o": [{"z": [1, 2]}], "n": null, "f": 1.50, "q\"": 3})";
  EXPECT_EQ(value_at(json, ".a.b[0]"), "x");
  EXPECT_EQ(value_at(json, ".a.b[-1].c"), "5");
  EXPECT_EQ(value_at(json, ".a[\"d.e\"]"), "true");
  EXPECT_EQ(value_at(json, ".l[t=T0].v"), "No");
  EXPECT_EQ(value_at(json, ".l[t=1].v"), "Yes");
  EXPECT_EQ(value_at(json, ".l[\"t\"=\"T0\"].v"), "No");
  EXPECT_EQ(value_at(json, ".s.k"), "\xc3\xa9") << "JSON in a string, and a list of one";
  EXPECT_EQ(value_at(json, ".o.z[1]"), "2") << "a list of one object";
  EXPECT_EQ(value_at(json, ".f"), "the number 1.50");
  EXPECT_EQ(value_at(json, ".q\""), "3");
  EXPECT_EQ(value_at(json, ".o"), "an array");
  EXPECT_EQ(value_at(json, ".a"), "an object");
}

TEST(Paths, to_what_is_not_there_are_null_and_beyond_what_has_no_parts_out_of_reach) {
  const std::string json = R"({"a": {"b": ["x", "y"]}, "l": [{"t": "T0"}, {"t": 1}], "n": null, "e": []})";
  for (const char* const path :
       {".z", ".a.z.y", ".a.b[2]", ".a.b[-3]", ".l[t=T9].v", ".n.x", ".e.x", ".e[0]"}) {
    EXPECT_EQ(value_at(json, path), "null") << path;
  }
  EXPECT_EQ(value_at(json, ".a.b[0].c"), "out of reach: there is the string \"x\" where 'c' is looked for");
  EXPECT_EQ(value_at(json, ".a.b[0][c=1]"),
            "out of reach: there is the string \"x\" where '[c=1]' is looked for");
  EXPECT_EQ(value_at(json, ".l.t"),
            "out of reach: there is a list of 2 where 't' is looked for; choose one with [0] or [key=value] "
            "before it");
}

TEST(Records, are_found_behind_several_keys_among_other_members) {
  const std::string json =
      R"({"page": 1, "data": {"count": 2, "items": [{"item": 1, "user": "a", "label": "x"}], "more": null}})";
  EXPECT_THAT(votes_of(read(json, {.records = "data.items"}, ".json")), testing::ElementsAre("1 a x"));
  EXPECT_THAT(error_of(R"({"data": {"items": ]}})", {.records = "data.items"}, ".json"),
              testing::HasSubstr("found ']'"));
}

TEST(Paths, have_a_grammar) {
  for (const char* const path : {".", ".a.", "[", "[]", "[x]", "[0", "[=1]", "[a=]", "a", "[0]b"}) {
    EXPECT_EQ(value_at("{}", path), "no path") << path;
  }
}

TEST(Paths, serve_as_columns_parts_of_columns_and_conditions) {
  const std::string lines =
      R"({"task": {"id": 1}, "annotator": {"email": "a@x.org"}, "value": {"choices": ["x"]}, "ok": {"is": true}})"
      "\n"
      R"({"task": {"id": 1}, "annotator": {"email": "b@x.org"}, "value": {"choices": []}, "ok": {"is": true}})"
      "\n"
      R"({"task": {"id": 2}, "annotator": {"email": "a@x.org"}, "value": {"choices": ["y"]}, "ok": {"is": false}})"
      "\n";
  const ReadOptions options{
      .columns = {.observation = "task.id+\"Q\"", .user = "annotator.email", .label = "value.choices[0]"},
      .where = {{.column = "ok.is", .value = "true"}}};
  const CrowdData data = read_json(lines, options);
  EXPECT_THAT(votes_of(data), ElementsAre("1+Q a@x.org x"));
  EXPECT_EQ(data.counts.abstentions, 1U);
  EXPECT_EQ(data.counts.rows_left_out, 1U);
  EXPECT_THAT(data.files.front().left_alone, IsEmpty());
  EXPECT_THAT(votes_of(read_votes(case_file("d10_jsonl/nested.jsonl"),
                                  {.columns = {.observation = "task.id", .user = "annotator.email"}})),
              ElementsAre("1 a@example.org x", "1 b@example.org x"));
}

TEST(Paths, give_way_to_a_key_that_is_called_so) {
  EXPECT_THAT(votes_of(read_json(R"({"user": "u", "task": {"id": 1}, "task.id": 5, "label": "x"})"
                                 "\n",
                                 {.columns = {.observation = "task.id"}})),
              ElementsAre("5 u x"));
  EXPECT_THAT(votes_of(read_json(R"([{"data.a": {"b": 3}, "data": 4, "user": "u", "label": "x"}])",
                                 {.columns = {.observation = "data.a.b"}})),
              ElementsAre("3 u x"));
}

TEST(Paths, lead_into_json_in_the_cells_of_a_table) {
  const std::string table =
      "user_name,annotations,subject_ids\n"
      "ann,\"[{\"\"task\"\":\"\"T1\"\",\"\"value\"\":3},{\"\"task\"\":\"\"T0\"\",\"\"value\"\":\"\"No\"\"}]"
      "\",96\n"
      "bob,\"[{\"\"task\"\":\"\"T1\"\",\"\"value\"\":4}]\",96\n"
      "cyd,\"[{\"\"task\"\":\"\"T0\"\",\"\"value\"\":true}]\",97\n";
  const CrowdData data =
      read(table, {.columns = {.observation = "subject_ids", .label = "annotations[task=T0].value"}});
  EXPECT_THAT(votes_of(data), ElementsAre("96 ann No", "97 cyd true"));
  EXPECT_EQ(data.counts.abstentions, 1U);
  EXPECT_EQ(error_of("item,user,a\n1,u,Pos\n", {.columns = {.label = "a.choices"}}),
            "FILE:2:5: the label is out of reach: there is the string \"Pos\" where 'choices' is looked for");
}

TEST(Paths, that_never_lead_anywhere_are_a_problem) {
  EXPECT_EQ(
      json_error(R"([{"task": 1, "user": {"id": 1}, "label": "x"}, {"task": 1, "label": "x", "user": {}}])",
                 {.columns = {.user = "user.name"}}),
      "FILE:1:14: a vote without a user; every vote needs one");
  EXPECT_EQ(json_error(R"([{"task": 1, "user": 1, "value": {"choice": "x"}}])",
                       {.columns = {.label = "value.choise"}}),
            "FILE: no row has anything at 'value.choise'");
  EXPECT_THAT(json_error(R"([{"task": 1, "user": 1, "label": "x"}])", {.columns = {.label = "value.choice"}}),
              HasSubstr("no column 'value.choice', which was chosen for the label"));
}

}  // namespace
}  // namespace crowdvote::rows
