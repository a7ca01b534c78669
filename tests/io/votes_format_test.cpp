#include "io/file_format.hpp"
#include "io/packed_text.hpp"
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

TEST(FindFormat, refuses_an_array_of_records) {
  EXPECT_THROW(static_cast<void>(detected(R"([{"id": 1}])")), InputError);
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
