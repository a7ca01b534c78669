#include "io/read_votes_file.hpp"
#include "io/temporary_file.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using ::testing::ElementsAre;

CrowdData read(std::string_view content, const ReadOptions& options = {}, char separator = ',') {
  const TemporaryFile file(content, ".csv");
  ByteSource source(file.path());
  VoteCollector collector("votes.csv", options);
  try {
    const FileFormat format{.kind = FileFormat::Kind::table,
                            .separator = separator,
                            .has_header = !numbered_columns(options.columns)};
    read_votes_rows(source, options, format, collector);
    return collector.finish();
  } catch (const InputError& error) {
    std::string text = error.what();
    for (std::size_t at = 0; (at = text.find(file.path())) != std::string::npos;) {
      text.replace(at, file.path().size(), "votes.csv");
    }
    throw std::runtime_error(text);
  }
}

std::string error_of(std::string_view content, const ReadOptions& options = {}) {
  try {
    (void)read(content, options);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "no error";
}

/// Every vote as "observation user label", in the order of the matrix.
std::vector<std::string> votes_of(const CrowdData& data) {
  std::vector<std::string> votes;
  for (ObservationId i = 0; i < data.votes.n_observations(); ++i) {
    for (std::size_t v = 0; v < data.votes.n_votes_of(i); ++v) {
      votes.push_back(data.observations.str(i) + " " + data.users.str(data.votes.users_of(i)[v]) + " " +
                      data.labels.str(data.votes.labels_of(i)[v]));
    }
  }
  return votes;
}

TEST(VotesCsv, are_a_row_a_vote) {
  const CrowdData data = read("task,worker,label\n17,u1,4\n18,u3,11\n17,u2,Rosa indica\n");
  EXPECT_THAT(votes_of(data), ElementsAre("17 u1 4", "17 u2 Rosa indica", "18 u3 11"));
}

TEST(VotesCsv, keep_ids_with_leading_zeros_as_strings) {
  const CrowdData data = read("task,worker,label\n007,01,4\n7,1,04\n");
  EXPECT_THAT(votes_of(data), ElementsAre("007 01 4", "7 1 04"));
}

TEST(VotesCsv, keep_quoted_unicode_names) {
  const CrowdData data = read("task,worker,label\r\n\"a, b\",ñandú,\"Rosa \"\"Peace\"\"\"\r\n");
  EXPECT_THAT(votes_of(data), ElementsAre("a, b ñandú Rosa \"Peace\""));
}

TEST(VotesCsv, count_empty_labels_and_minus_one_as_abstentions_and_keep_the_observation) {
  const CrowdData data = read("task,worker,label\n17,u1,\n18,u1,-1\n19,u1,unsure\n", {.abstain = {"unsure"}});
  EXPECT_THAT(votes_of(data), ElementsAre());
  EXPECT_EQ(data.observations.size(), 3U);
  EXPECT_EQ(data.counts.abstentions, 3U);
}

TEST(VotesCsv, replace_an_earlier_vote_and_count_it) {
  const CrowdData data = read("task,worker,label\n17,u1,4\n17,u1,5\n");
  EXPECT_THAT(votes_of(data), ElementsAre("17 u1 5"));
  EXPECT_EQ(data.counts.replaced_votes, 1U);
}

TEST(VotesCsv, list_an_observation_without_votes_as_a_row_without_user_and_label) {
  const CrowdData data = read("task,worker,label\n17,,\n18,u1,4\n");
  EXPECT_EQ(data.observations.size(), 2U);
  EXPECT_THAT(votes_of(data), ElementsAre("18 u1 4"));
  EXPECT_EQ(data.counts.abstentions, 0U);
}

TEST(VotesCsv, tell_the_author_by_a_column_of_its_own) {
  const CrowdData data = read(
      "task,worker,label,Author\n1,u1,4,1\n1,u2,4,0\n2,u2,4,TRUE\n3,u1,4,yes\n4,u1,4,\n5,u1,4,false\n6,u2,4,"
      "No\n");
  ASSERT_EQ(data.author_of_observation.size(), 6U);
  EXPECT_THAT(data.author_of_observation, ElementsAre(0U, 1U, 0U, kNoUser, kNoUser, kNoUser));
}

TEST(VotesCsv, name_the_place_of_an_author_that_is_neither_yes_nor_no) {
  EXPECT_EQ(error_of("task,worker,author,label\n1,u1,maybe,4\n"),
            "votes.csv:2:6: author is 'maybe'; expected 1, true or yes, or 0, false, no or nothing");
}

TEST(VotesCsv, need_an_observation_and_a_user_in_every_row) {
  EXPECT_EQ(error_of("task,worker,label\n,u1,4\n17,,4\n"),
            "votes.csv:2:1: a vote without an observation; every vote needs its id\n"
            "votes.csv:3:4: a vote without a user; every vote needs one");
}

TEST(VotesCsv, are_not_guessed_where_two_columns_may_be_the_observation) {
  EXPECT_EQ(error_of("user_id,task,subject_id,label\n1,T0,96588105,yes\n"),
            "votes.csv:1: 2 columns may be the observation: 'task' (column 2) and 'subject_id' (column 3)");
  const CrowdData data =
      read("user_id,task,subject_id,label\n1,T0,96588105,yes\n", {.columns = {.observation = "subject_id"}});
  EXPECT_THAT(votes_of(data), ElementsAre("96588105 1 yes"));
}

TEST(VotesCsv, without_a_header_are_read_by_column_numbers) {
  const ReadOptions options{.columns = {.observation = "2", .user = "1", .label = "3"}};
  EXPECT_THAT(votes_of(read("P0,Q0,A1\nP1,Q0,A2", options)), ElementsAre("Q0 P0 A1", "Q0 P1 A2"));
}

TEST(VotesCsv, of_an_empty_file_are_an_error) {
  EXPECT_EQ(error_of(""),
            "votes.csv: the file is empty; a header with the names of the columns was expected");
}

TEST(VotesCsv, with_a_header_alone_are_no_votes) {
  EXPECT_EQ(read("task,worker,label\n").observations.size(), 0U);
}

TEST(VotesCsv, report_every_bad_row_of_one_pass) {
  EXPECT_EQ(
      error_of("task,worker,label\n1,u1\n2,u1,4,5\n3,\"u\"1,4\n4,u1,\"4\n", {.max_errors = 3}),
      "votes.csv:2:5: a row of 2 cells, but the header has 3: no label\n"
      "votes.csv:3:8: a row of 4 cells, but the header has 3; a cell with a comma in it must be in quotes\n"
      "votes.csv:4:6: text after the closing quote of the cell that begins at 4:3; a quote inside a quoted "
      "cell is written twice\n"
      "... and 1 more problem");
}

}  // namespace
}  // namespace crowdvote
