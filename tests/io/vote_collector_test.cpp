#include "io/read/vote_collector.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Passes rows to the collector, numbered as lines.
class Feeder {
 public:
  explicit Feeder(VoteCollector& collector) : collector_(collector) {}
  Feeder& row(std::string_view observation, std::string_view user, std::string_view label) {
    const ObservationId i = collector_.add_observation(Name(observation));
    collector_.add(i, Name(user), Name(label), ++line_);
    return *this;
  }
  Feeder& author(std::string_view observation, std::string_view user) {
    collector_.add_author(collector_.add_observation(Name(observation)), Name(user), ++line_);
    return *this;
  }

 private:
  VoteCollector& collector_;
  std::size_t line_ = 0;
};

std::string message_of(VoteCollector& collector) {
  try {
    const CrowdData data = collector.finish();
    return "no error";
  } catch (const InputError& error) {
    return error.what();
  }
}

TEST(VoteCollector, gives_ids_in_the_order_of_first_appearance) {
  const ReadOptions options;
  VoteCollector collector("votes", options);
  Feeder(collector).row("17", "u2", "9").row("3", "u1", "4").row("17", "u1", "4");
  const CrowdData data = collector.finish();
  EXPECT_EQ(data.observations.str(0), "17");
  EXPECT_EQ(data.users.str(0), "u2");
  EXPECT_EQ(data.labels.str(0), "9");
  EXPECT_THAT(data.votes.users_of(0), ElementsAre(0, 1));
  EXPECT_THAT(data.votes.labels_of(0), ElementsAre(0, 1));
  EXPECT_THAT(data.votes.users_of(1), ElementsAre(1));
  EXPECT_THAT(data.author_of_observation, IsEmpty());
  EXPECT_THAT(data.ai_label_of_observation, IsEmpty());
}

TEST(VoteCollector, knows_abstentions) {
  ReadOptions options;
  options.abstain = {"unsure", "99"};
  VoteCollector collector("votes", options);
  Feeder(collector)
      .row("1", "a", "-1")
      .row("1", "b", "")
      .row("1", "c", "unsure")
      .row("1", "d", "99")
      .row("1", "e", "Unsure");
  const CrowdData data = collector.finish();
  EXPECT_EQ(data.counts.abstentions, 4U);
  EXPECT_EQ(data.votes.n_votes(), 1U);
  EXPECT_EQ(data.labels.str(0), "Unsure");
  EXPECT_EQ(data.users.size(), 5U);
}

TEST(VoteCollector, takes_the_ai_out_of_the_users) {
  const ReadOptions options;
  VoteCollector collector("votes", options);
  Feeder(collector)
      .row("1", "AI", "4")
      .row("1", "a", "5")
      .row("2", "AI", "5")
      .row("2", "AI", "6")
      .row("3", "AI", "-1");
  const CrowdData data = collector.finish();
  EXPECT_EQ(data.users.size(), 1U);
  EXPECT_EQ(data.votes.n_votes(), 1U);
  EXPECT_EQ(data.counts.ai_votes_in_votes_file, 2U);
  EXPECT_EQ(data.counts.replaced_votes, 1U);
  EXPECT_EQ(data.labels.str(data.ai_label_of_observation[1]), "6");
  EXPECT_EQ(data.ai_label_of_observation[2], kNoLabel);
}

TEST(VoteCollector, the_last_of_several_authors_counts) {
  const ReadOptions options;
  VoteCollector collector("votes", options);
  Feeder(collector)
      .row("1", "a", "4")
      .row("1", "b", "4")
      .author("1", "a")
      .author("1", "b")
      .author("1", "b")
      .row("2", "a", "4");
  const CrowdData data = collector.finish();
  EXPECT_THAT(data.author_of_observation, ElementsAre(1, kNoUser));
  EXPECT_EQ(data.counts.replaced_side_values, 1U);
  ASSERT_EQ(data.warnings.size(), 1U);
  EXPECT_EQ(data.warnings[0].text, "votes: 1 author was replaced by a later one of the same observation");
}

TEST(VoteCollector, the_ai_is_no_author) {
  const ReadOptions options;
  VoteCollector collector("votes.csv", options);
  Feeder(collector).author("1", "AI");
  EXPECT_EQ(message_of(collector),
            "votes.csv:1: the AI user 'AI' is marked as the author of observation '1'; only humans make "
            "observations: mark another user");
}

TEST(VoteCollector, strict_runs_forbid_a_second_statement_and_a_second_author) {
  ReadOptions options;
  options.strict = true;
  VoteCollector collector("votes.csv", options);
  Feeder(collector)
      .row("1", "a", "4")
      .row("2", "a", "4")
      .row("1", "a", "4")
      .author("1", "a")
      .author("1", "b");
  EXPECT_EQ(message_of(collector),
            "votes.csv:3: user 'a' votes again on observation '1', after line 1; leave one of the two\n"
            "votes.csv:5: observation '1' has a second author, 'b', after 'a'; leave one of the two");
}

TEST(VoteCollector, keeps_as_many_problems_as_asked_for) {
  ReadOptions options;
  options.max_errors = 2;
  VoteCollector collector("votes.csv", options);
  for (std::size_t line = 1; line <= 5; ++line) collector.add_problem(line, "odd", {});
  EXPECT_THAT(message_of(collector), HasSubstr("votes.csv:2: odd\n... and 3 more problems"));
}

}  // namespace
}  // namespace crowdvote
