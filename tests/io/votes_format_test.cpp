#include "io/packed_text.hpp"
#include "io/shapes/file_format.hpp"
#include "io/temporary_file.hpp"
#include <crowdvote/errors.hpp>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

std::string detected(const std::string& text, VotesFormat chosen = VotesFormat::automatic) {
  const TemporaryFile file(text);
  ByteSource source(file.path());
  const FileFormat detected = find_format(source, kVotes, chosen, {});
  std::string name(detected.name());
  if (detected.kind == FileFormat::Kind::table) {
    name += detected.separator == '\t' ? " by tab" : std::string(" by ") + detected.separator;
  }
  return name;
}

TEST(FindFormat, tells_one_object_from_an_object_a_line) {
  EXPECT_EQ(detected(R"({"17": {"u1": 4}})"), "json");
  EXPECT_EQ(detected("\xef\xbb\xbf \n{ \"1\\\"7\" : \n {"), "json");
  EXPECT_EQ(detected("{\n  \"17\": {\"u1\": 4},\n  \"18\": {}\n}\n"), "json");
  EXPECT_EQ(detected("{}"), "json");
  EXPECT_EQ(detected("{"), "json");
  EXPECT_EQ(detected(R"({"17": [4]})"), "json");
  EXPECT_EQ(detected(R"({"task": "17", "worker": "u1", "label": 4})"), "jsonl");
  EXPECT_EQ(detected("{\"meta\": {\"a\": 1}, \"task\": 1}\n{\"meta\": {}, \"task\": 1}\n"), "jsonl");
}

FileFormat::Kind kind_of(const std::string& text, std::string_view path = "") {
  const TemporaryFile file(text);
  ByteSource source(file.path());
  return find_format(source, kVotes, VotesFormat::automatic, {}, {}, path).kind;
}

TEST(FindFormat, tells_records_from_lines_and_from_one_object) {
  using Kind = FileFormat::Kind;
  EXPECT_EQ(kind_of(R"([{"id": 1}])"), Kind::records);
  EXPECT_EQ(kind_of(" [\n]"), Kind::records);
  EXPECT_EQ(kind_of("{\"task\": 1,\n \"label\": 2}"), Kind::records);
  EXPECT_EQ(kind_of("{\"task\": {\"id\": 1},\n \"label\": 2}\n{\"task\": 2}"), Kind::records);
  EXPECT_EQ(kind_of(R"({"task": 1} {"task": 2})"), Kind::records);
  EXPECT_EQ(kind_of("\x1e{\"task\": 1}\n\x1e{\"task\": 2}\n"), Kind::jsonl);
  EXPECT_EQ(kind_of("{\"task\": 1, \"tags\": [{\"a\": 1}]}\n"), Kind::jsonl);
  EXPECT_EQ(kind_of("{\"task\": 1, \"label\": 4\n{\"task\": 2}\n"), Kind::jsonl) << "a line is cut off";
  EXPECT_EQ(kind_of(R"({"n": 1, "data": [{"task": 1}]})"), Kind::records);
  EXPECT_EQ(kind_of(R"({"17": {"u": [4]}})"), Kind::json);
  EXPECT_EQ(kind_of(R"({"17": {"u": [4]}})", "17"), Kind::records);
  EXPECT_EQ(kind_of("{\"id\": 1, \"annotations\": []}\n{\"id\": 2}\n", "annotations"), Kind::jsonl);
}

TEST(FindFormat, tells_how_a_table_is_parted) {
  EXPECT_EQ(detected("task,worker,label\n1,2,3\n"), "csv by ,");
  EXPECT_EQ(detected("task\tworker\tlabel\n1\t2\t3\n"), "tsv by tab");
  EXPECT_EQ(detected("task;worker;label\n1;2;3\n"), "csv by ;");
  EXPECT_EQ(detected("nonsense"), "csv by ,");
}

TEST(FindFormat, looks_into_packed_files) {
  EXPECT_EQ(detected(gzip_text(R"({"17": {"u1": 4}})")), "json");
  EXPECT_EQ(detected(zstd_text("task\tworker\tlabel\n")), "tsv by tab");
}

TEST(FindFormat, believes_the_caller) {
  EXPECT_EQ(detected(R"({"17": {"u1": 4}})", VotesFormat::csv), "csv by ,");
  EXPECT_EQ(detected("a,b", VotesFormat::tsv), "tsv by tab");
  EXPECT_EQ(detected("a,b", VotesFormat::jsonl), "jsonl");
}

TEST(FindFormat, says_that_a_file_is_empty) {
  for (const char* text : {"", " \n\n", "\xef\xbb\xbf"})
    EXPECT_THROW(static_cast<void>(detected(text)), InputError);
}

}  // namespace
}  // namespace crowdvote
