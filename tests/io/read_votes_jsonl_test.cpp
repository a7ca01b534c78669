#include "io/described_data.hpp"
#include "io/read_votes_file.hpp"
#include "io/temporary_file.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::HasSubstr;

/// What was read, or the error message.
std::string outcome(const std::string& text, const ReadOptions& options = {}) {
  const TemporaryFile file(text);
  ByteSource source(file.path());
  VoteCollector collector(source.name(), options);
  try {
    read_votes_rows(source, options, {.kind = FileFormat::Kind::jsonl}, collector);
    return described(collector.finish());
  } catch (const InputError& error) {
    return without_path(error.what(), file.path());
  }
}

TEST(ReadVotesJsonl, reads_a_vote_a_line) {
  EXPECT_EQ(outcome("{\"task\": \"17\", \"worker\": \"u1\", \"label\": 4}\n"
                    "\n"
                    "  {\"label\": \"4\", \"worker\": \"u2\", \"task\": 17}\r\n"
                    "{\"task\": \"007\", \"worker\": \"u\\u0031\", \"label\": null}"),
            "users: u1 u2\n"
            "labels: #4\n"
            "#17: 0=0 1=0\n"
            "007:\n"
            "abstentions 1, replaced 0, repeated 0, ai 0\n");
}

TEST(ReadVotesJsonl, finds_keys_by_name_and_passes_over_the_others) {
  EXPECT_EQ(outcome("{\"when\": {\"day\": 1}, \"Item_Id\": 1, \"annotatorId\": 2, \"tags\": [1, {\"a\": 2}], "
                    "\"vote\": 3, "
                    "\"sure\": true, \"time\": 1.5}\n"
                    "{\"Item_Id\": 2, \"annotatorId\": 2, \"vote\": 3, \"new\": 0.1}\n"),
            "users: #2\nlabels: #3\n#1: 0=0\n#2: 0=0\nabstentions 0, replaced 0, repeated 0, ai 0\n");
}

TEST(ReadVotesJsonl, takes_the_keys_that_the_caller_names) {
  ReadOptions options;
  options.columns.observation = "picture";
  EXPECT_THAT(outcome("{\"picture\": 5, \"task\": 0, \"user\": 2, \"label\": 3}\n", options),
              HasSubstr("\n#5: 0=0\n"));
}

TEST(ReadVotesJsonl, reads_who_is_the_author) {
  EXPECT_EQ(outcome("{\"task\": 1, \"worker\": \"a\", \"label\": 4, \"author\": true}\n"
                    "{\"task\": 1, \"worker\": \"b\", \"label\": 4, \"author\": false}\n"
                    "{\"task\": 2, \"worker\": \"a\", \"label\": 4, \"author\": null}\n"
                    "{\"task\": 2, \"worker\": \"b\", \"label\": 4, \"author\": 1}\n"
                    "{\"task\": 3, \"worker\": \"b\", \"label\": 4}\n"),
            "users: a b\nlabels: #4\n#1: 0=0 1=0 author=0\n#2: 0=0 1=0 author=1\n#3: 1=0 author=4294967295\n"
            "abstentions 0, replaced 0, repeated 0, ai 0\n");
}

TEST(ReadVotesJsonl, an_author_key_may_come_late) {
  EXPECT_THAT(outcome("{\"task\": 1, \"worker\": \"a\", \"label\": 4}\n"
                      "{\"task\": 2, \"worker\": \"b\", \"label\": 4, \"author\": \"yes\"}\n"),
              HasSubstr("#2: 1=0 author=1\n"));
}

TEST(ReadVotesJsonl, a_line_without_a_vote_keeps_its_observation) {
  EXPECT_THAT(outcome("{\"task\": 1, \"worker\": null, \"label\": null}\n"), HasSubstr("labels:\n#1:\n"));
}

TEST(ReadVotesJsonl, names_every_bad_line_and_reads_on) {
  EXPECT_EQ(
      outcome("{\"task\": 1, \"worker\": \"a\", \"label\": 4}\n"
              "{\"task\": 1, \"worker\": \"a\", \"label\": [4, 5]}\n"
              "{\"task\": 1, \"worker\": \"a\"}\n"
              "[1, 2]\n"
              "{\"task\": 1, \"worker\": \"a\n"
              "{\"task\": 1, \"worker\": \"a\", \"label\": 4.5}\n"
              "{\"task\": 1, \"worker\": \"a\", \"label\": 4\n"
              "{\"task\": 1, \"worker\": \"\", \"label\": 4}\n"
              "{\"task\": null, \"worker\": \"a\", \"label\": 4}\n"
              "  {\"task\": 1 \"worker\": \"a\"}\n"),
      "FILE:2:28: the label is an array; expected a number or a string\n"
      "FILE:3:1: no key 'label', which holds the label\n"
      "FILE:4:1: found '['; expected the '{' of an object; a line holds a vote\n"
      "FILE:5:23: the string that begins here is not closed on its line\n"
      "FILE:6:28: the label is the number 4.5; a number must be an integer of 64 bits; write \"4.5\" in "
      "double quotes to use it as a name\n"
      "FILE:7:38: the line ends inside the object; a vote must be on one line\n"
      "FILE:8:13: a vote without a user; every vote needs one\n"
      "FILE:9:2: a vote without an observation; every vote needs its id\n"
      "FILE:10:14: found '\"'; expected a ',' or a '}' after the value");
}

TEST(ReadVotesJsonl, says_when_it_cannot_tell_the_keys) {
  EXPECT_THAT(
      outcome("{\"1\": 4}\n"),
      HasSubstr("FILE:1: no column for the observation; found the columns: 1; expected observation, "));
  EXPECT_THAT(outcome("{\"task\": 1, \"worker\": \"a\", \"label\": 4}\n"
                      "{\"task\": 1, \"worker\": \"a\", \"label\": 4, \"item\": 4}\n"),
              HasSubstr("FILE:2: 2 columns may be the observation: 'task' (column 1) and 'item' (column 4)"));
}

TEST(ReadVotesJsonl, a_key_stands_once_on_a_line) {
  EXPECT_EQ(outcome("{\"task\": 1, \"worker\": \"a\", \"label\": 4, \"label\": 5}\n"),
            "FILE:1:40: the key occurs a second time in its object; leave one of the two");
}

TEST(ReadVotesJsonl, says_that_a_file_is_empty_or_no_text) {
  EXPECT_EQ(outcome(" \n\n").substr(outcome(" \n\n").find(": ")),
            ": the file is empty; expected one JSON object per line");
  EXPECT_THAT(outcome("{\"task\": 1, \"worker\": \"\xff\", \"label\": 4}\n"),
              HasSubstr("FILE:1:24: byte 0xFF is not valid UTF-8"));
}

TEST(ReadVotesJsonl, strict_runs_forbid_a_second_vote) {
  ReadOptions options;
  options.strict = true;
  EXPECT_THAT(
      outcome(
          "{\"task\": 1, \"worker\": \"a\", \"label\": 4}\n{\"task\": 1, \"worker\": \"a\", \"label\": 4}\n",
          options),
      HasSubstr("FILE:2: user 'a' votes again on observation '1', after line 1"));
}

}  // namespace
}  // namespace crowdvote
