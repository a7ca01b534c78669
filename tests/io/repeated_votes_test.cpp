/// Repeated votes of one user on one observation, votes of unknown users, counts of votes, times.

#include "io/records/time_text.hpp"
#include "io/rows_of_votes.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::rows {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// ---- Repeats.

TEST(Repeats, count_each_where_all_are_votes) {
  const std::string file = case_file("e04_repeats/ds79_like.csv");
  const CrowdData all = read_votes(file, {.repeats = Repeats::all});
  EXPECT_EQ(majority_of(all), "0=1 1=3");
  EXPECT_EQ(all.votes.n_votes(), 10U);
  EXPECT_EQ(all.counts.replaced_votes, 0U);
  EXPECT_EQ(majority_of(read_votes(file)), "0=1 1=4");
  EXPECT_THAT(votes_of(read_votes(file, {.repeats = Repeats::first})),
              ElementsAre("0 1 1", "0 2 1", "0 3 2", "1 1 3", "1 2 4", "1 3 3"));
}

TEST(Repeats, of_one_model_are_samples) {
  const CrowdData data =
      read_votes(case_file("c11_no_user/selfconsistency.jsonl"), {.repeats = Repeats::all});
  EXPECT_EQ(majority_of(data), "q1=A");
  EXPECT_EQ(data.votes.n_votes(), 5U);
  EXPECT_EQ(data.users.size(), 1U);
}

TEST(Repeats, are_refused_where_they_are_errors) {
  EXPECT_EQ(error_of("task,worker,label\n1,a,x\n1,a,x\n", {.repeats = Repeats::error}),
            "FILE:3: user 'a' votes again on observation '1', after line 2; leave one of the two");
  EXPECT_THAT(error_of(R"({"1": {"a": 1, "a": 2}})", {.repeats = Repeats::error}, ".json"),
              HasSubstr("user 'a' occurs a second time in observation '1'"));
  EXPECT_EQ(error_of(R"({"1": {"a": 1}, "1": {"a": 2}})", {.repeats = Repeats::error}, ".json"),
            "FILE: 1 vote is repeated: a user votes again on the same observation");
  EXPECT_EQ(error_of("task,worker,label\n1,a,x\n1,b,x\n2,a,x\n", {.repeats = Repeats::error}), "no error");
}

TEST(Repeats, are_no_repair_where_all_are_votes) {
  const std::string votes = "task,worker,label\n1,a,x\n1,a,y\n1,a,y\n";
  EXPECT_EQ(read(votes, {.repeats = Repeats::all, .strict = true}).votes.n_votes(), 3U);
  EXPECT_THAT(error_of(votes, {.repeats = Repeats::first, .strict = true}), HasSubstr("votes again"));
}

TEST(Repeats, of_json_and_of_abstentions_follow_the_same_rule) {
  const std::string votes = R"({"1": {"a": 1, "b": 2, "a": null}, "2": {"a": null, "a": 3}})";
  EXPECT_THAT(votes_of(read(votes, {.repeats = Repeats::first}, ".json")), ElementsAre("1 a 1", "1 b 2"));
  EXPECT_THAT(votes_of(read(votes, {}, ".json")), ElementsAre("1 b 2", "2 a 3"));
  const CrowdData all = read(votes, {.repeats = Repeats::all}, ".json");
  EXPECT_THAT(votes_of(all), ElementsAre("1 a 1", "1 b 2", "2 a 3"));
  EXPECT_EQ(all.counts.abstentions, 2U);
}

TEST(Repeats, of_the_ai_are_one_vote_whatever_counts) {
  const CrowdData data = read("task,worker,label\n1,AI,x\n1,a,x\n1,AI,y\n", {.repeats = Repeats::all});
  EXPECT_EQ(data.labels.str(data.ai_label_of_observation.at(0)), "y");
  EXPECT_EQ(data.counts.ai_votes_in_votes_file, 1U);
  EXPECT_EQ(data.counts.replaced_votes, 1U);
}

/// A crowd in which users vote repeatedly, in short rows and in long ones.
std::string repeating_crowd() {
  std::string votes = "task,worker,label\n";
  std::uint32_t state = 7;
  const auto next = [&state](std::uint32_t n) {
    state = state * 1664525U + 1013904223U;
    return (state >> 16U) % n;
  };
  for (std::uint32_t v = 0; v < 600; ++v) {
    votes += fmt::format("{},u{},{}\n", next(v < 500 ? 40 : 2), next(6), next(4) == 0 ? 1 : 0);
  }
  return votes;
}

TEST(Repeats, are_taken_by_every_strategy_that_needs_nothing_else) {
  const CrowdData data = read(repeating_crowd(), {.repeats = Repeats::all});
  ASSERT_EQ(data.votes.n_votes(), 600U);
  std::size_t n_run = 0;
  for (const StrategyInfo& strategy : strategies()) {
    if (!has_what_it_needs(strategy.defaults, {}) && strategy.name() != "plantnet") continue;
    const Consensus consensus = aggregate(data.input(), strategy.defaults, RunControl{});
    ++n_run;
    std::size_t n_labelled = 0;
    for (ObservationId i = 0; i < data.observations.size(); ++i) {
      n_labelled += consensus.label[i] != kNoLabel ? 1U : 0U;
      EXPECT_TRUE(std::isfinite(consensus.conf[i])) << strategy.name();
    }
    EXPECT_GT(n_labelled, data.observations.size() / 4) << strategy.name();
  }
  EXPECT_GT(n_run, 10U);
}

TEST(Repeats, first_is_the_last_of_the_reversed_rows) {
  const std::string votes = repeating_crowd();
  std::string reversed;
  for (std::size_t end = votes.size() - 1; end > votes.find('\n');) {
    const std::size_t begin = votes.rfind('\n', end - 1) + 1;
    reversed += votes.substr(begin, end - begin + 1);
    end = begin - 1;
  }
  std::vector<std::string> first = votes_of(read(votes, {.repeats = Repeats::first}));
  std::vector<std::string> last = votes_of(read("task,worker,label\n" + reversed));
  std::sort(first.begin(), first.end());
  std::sort(last.begin(), last.end());
  EXPECT_EQ(first, last);
  EXPECT_LT(first.size(), 300U);
}

// ---- Unknown users.

TEST(Anonymous, rows_are_votes_of_users_of_their_own) {
  const CrowdData data = read_votes(case_file("c11_no_user/samples.csv"), {.allows_no_user = true});
  EXPECT_THAT(votes_of(data),
              ElementsAre("q1 anonymous 1 A", "q1 anonymous 2 A", "q1 anonymous 3 B", "q2 anonymous 4 C"));
  EXPECT_EQ(data.counts.unnamed_users, 4U);
}

TEST(Anonymous, rows_stand_beside_those_of_known_users) {
  const CrowdData data = read_votes(case_file("c11_no_user/anonymous.csv"), {.allows_no_user = true});
  EXPECT_THAT(votes_of(data), ElementsAre("1 anonymous 1 yes", "1 anonymous 2 yes", "1 7 no"));
}

TEST(Anonymous, users_are_never_taken_for_a_known_one) {
  const CrowdData data = read("task,worker,label\n1,anonymous 1,x\n1,,y\n", {.allows_no_user = true});
  EXPECT_THAT(votes_of(data), ElementsAre("1 anonymous 1 x", "1 anonymous 2 y"));
  EXPECT_EQ(error_of("task,worker,label\n1,,y\n1,anonymous 1,x\n", {.allows_no_user = true}),
            "FILE:3:3: user 'anonymous 1' has a name that is given here to users whose name is not known");
}

TEST(Anonymous, rows_without_a_label_list_observations_or_abstain) {
  const CrowdData data = read("task,worker,label\n1,,\n2,,-1\n", {.allows_no_user = true});
  EXPECT_EQ(data.observations.size(), 2U);
  EXPECT_EQ(data.counts.abstentions, 1U);
}

TEST(Anonymous, columns_without_a_header_have_numbers) {
  EXPECT_THAT(
      votes_of(read("q1,A\nq1,A\n", {.columns = {.observation = "1", .label = "2"}, .allows_no_user = true})),
      ElementsAre("q1 anonymous 1 A", "q1 anonymous 2 A"));
}

TEST(Users, that_are_not_there_have_a_way_out) {
  const TemporaryFile file("question,answer\nq1,A\n", ".csv");
  try {
    (void)read_votes(file.path());
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_EQ(error.problems().front().remedy.way, WayOut::allow_no_user);
  }
}

// ---- Counts.

TEST(Counts, are_so_many_votes_of_users_without_a_name) {
  const CrowdData data =
      read_votes(case_file("c13_counts/weighted_rows.csv"), {.columns = {.count = "count"}});
  EXPECT_EQ(majority_of(data), "t1=yes");
  EXPECT_EQ(data.votes.n_votes(), 5U);
  EXPECT_EQ(data.users.size(), 5U);
}

TEST(Counts, may_be_nothing_or_written_as_fractions_without_a_remainder) {
  const CrowdData data = read("item,label,n\n1,x,2.0\n1,y,0\n2,x,0\n", {.columns = {.count = "n"}});
  EXPECT_THAT(votes_of(data), ElementsAre("1 anonymous 1 x", "1 anonymous 2 x"));
  EXPECT_EQ(data.observations.size(), 2U);
}

TEST(Counts, are_whole_numbers_from_0_up) {
  const ReadOptions options{.columns = {.count = "n"}};
  for (const char* const count : {"-1", "1.5", "many", "nan", "inf", "1e999"}) {
    EXPECT_EQ(error_of(fmt::format("item,label,n\n1,x,{}\n", count), options),
              fmt::format("FILE:2:5: the count is '{}'; expected a whole number from 0 up", count));
  }
  EXPECT_EQ(error_of("item,label,n\n1,x,\n", options),
            "FILE:2:5: a row without a count; expected a whole number");
}

TEST(Counts, that_are_absurd_end_before_memory_does) {
  const ReadOptions options{.columns = {.count = "n"}};
  EXPECT_EQ(error_of("item,label,n\n1,x,1e18\n", options),
            "FILE:2:5: the counts up to here make more than 4294967294 votes");
  RunControl control;
  control.memory_limit = std::uint64_t{1} << 30U;
  EXPECT_THAT(error_of("item,label,n\n1,x,3000000000\n", options, ".csv", control), HasSubstr("memory"));
}

// ---- Times.

std::int64_t seconds(std::string_view text) {
  const auto time = parse_time(text);
  EXPECT_TRUE(time.has_value()) << text;
  return time ? time->microseconds / 1'000'000 : -1;
}

TEST(Times, are_understood_as_people_write_them) {
  for (const char* const text :
       {"2024-02-23T16:17:48Z", "2024-02-23 16:17:48 UTC", "2024-02-23 16:17:48", "2024-02-23T17:17:48+01:00",
        "2024-02-23T10:47:48-0530", "2024-02-23 18:17:48 +02", "2024-02-23T16:17:48.987654321Z", "1708705068",
        "1708705068.5", "1708705068123", " 2024-02-23T16:17:48Z "}) {
    EXPECT_EQ(seconds(text), 1708705068) << text;
  }
  EXPECT_EQ(seconds("2024-02-23"), 1708646400);
  EXPECT_EQ(seconds("20240223"), 1708646400);
  EXPECT_EQ(seconds("1969-12-31T23:59:59Z"), -1);
  EXPECT_EQ(seconds("2024-02-23 16:17"), 1708705020);
  EXPECT_EQ(parse_time("2024-02-23T16:17:48.25Z")->microseconds, 1708705068250000);
}

TEST(Times, that_cannot_be_told_are_none) {
  for (const char* const text :
       {"", "yesterday", "2024-02-30", "2024-13-01", "3/1/2016 10:00:00", "2024-02-23T25:00:00Z",
        "20240223161748", "2024-02-23T16:17:48 PST", "2024-2-3", "1e9", "12:30", "99999999999999999999"}) {
    EXPECT_FALSE(parse_time(text).has_value()) << text;
  }
}

const std::string kTimed =
    "task,worker,label,at\n1,a,new,2024-03-02\n1,a,old,2024-03-01\n1,b,old,2024-03-01T12:00:00Z\n";

TEST(Times, decide_which_vote_is_the_last) {
  EXPECT_THAT(votes_of(read(kTimed)), ElementsAre("1 a old", "1 b old"));
  const ReadOptions options{.columns = {.time = "at"}};
  EXPECT_THAT(votes_of(read(kTimed, options)), ElementsAre("1 b old", "1 a new"));
  EXPECT_THAT(votes_of(read("task,worker,label,at\n1,a,x,5\n1,a,y,5\n", options)), ElementsAre("1 a y"));
  EXPECT_THAT(votes_of(read(kTimed, {.columns = {.time = "at"}, .repeats = Repeats::first})),
              ElementsAre("1 a old", "1 b old"));
}

TEST(Times, leave_out_what_was_not_there_yet) {
  const auto votes_at = [](const std::string& time) {
    return read(kTimed, {.columns = {.time = "at"}, .as_of = time});
  };
  EXPECT_THAT(votes_of(votes_at("2024-03-01")), ElementsAre("1 a old", "1 b old"));
  EXPECT_THAT(votes_of(votes_at("2024-03-01T00:00:00Z")), ElementsAre("1 a old"));
  EXPECT_EQ(votes_at("2024-03-01T00:00:00Z").counts.votes_after, 2U);
  EXPECT_THAT(votes_of(votes_at("2024-02-01")), IsEmpty());
}

TEST(Times, that_are_wrong_have_a_place) {
  EXPECT_EQ(
      error_of("task,worker,label,at\n1,a,x,soon\n", {.columns = {.time = "at"}}),
      "FILE:2:7: the time is 'soon'; expected ISO 8601, as in 2024-02-23 16:17:48, or seconds since 1970");
  EXPECT_THAT(error_of(kTimed, {.columns = {.time = "at"}, .as_of = "soon"}),
              HasSubstr("'soon' is not a time"));
  EXPECT_THAT(error_of(kTimed, {.as_of = "2024-03-01"}), HasSubstr("no column that holds the time"));
}

}  // namespace
}  // namespace crowdvote::rows
