#include "io/described_data.hpp"
#include "io/packed_text.hpp"
#include "io/read_votes_file.hpp"
#include "io/temporary_file.hpp"

#include <atomic>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

CrowdData read_text(const std::string& text, const ReadOptions& options = {},
                    std::size_t window_size = kJsonWindowSize, unsigned n_threads = 1) {
  const TemporaryFile file(text);
  ByteSource source(file.path());
  VoteCollector collector("votes.json", options);
  RunControl control;
  control.n_threads = n_threads;
  read_votes_json(source, options, collector, control, window_size);
  return collector.finish();
}

/// The error message, with the file named FILE.
std::string error_of(const std::string& text, const ReadOptions& options = {},
                     std::size_t window_size = kJsonWindowSize) {
  const TemporaryFile file(text);
  try {
    ByteSource source(file.path());
    VoteCollector collector(file.path(), options);
    read_votes_json(source, options, collector, RunControl{.n_threads = 1}, window_size);
    const CrowdData data = collector.finish();
    return "no error";
  } catch (const InputError& error) {
    std::string message = error.what();
    for (std::size_t at = message.find(file.path()); at != std::string::npos;
         at = message.find(file.path())) {
      message.replace(at, file.path().size(), "FILE");
    }
    return message;
  }
}

TEST(ReadVotesJson, reads_observations_users_and_labels_in_the_order_of_the_file) {
  const CrowdData data = read_text(R"({"17": {"u1": 4, "u2": 4}, "18": {"u3": 11}})");
  EXPECT_EQ(described(data),
            "users: u1 u2 u3\n"
            "labels: #4 #11\n"
            "#17: 0=0 1=0\n"
            "#18: 2=1\n"
            "abstentions 0, replaced 0, repeated 0, ai 0\n");
}

TEST(ReadVotesJson, a_label_is_the_same_however_it_is_written) {
  const CrowdData data = read_text(R"({"1": {"a": 4, "b": "4", "c": "04", "d": "\u0034"}})");
  EXPECT_THAT(data.votes.labels_of(0), ElementsAre(0, 0, 1, 0));
  EXPECT_EQ(data.labels.str(1), "04");
}

TEST(ReadVotesJson, ids_like_007_stay_strings) {
  const CrowdData data =
      read_text(R"({"007": {"00": 1, "0": 1, "-0": 1}, "7": {"-7": 2}, "99999999999999999999": {}})");
  EXPECT_THAT(described(data), HasSubstr("users: 00 #0 -0 #-7\n"));
  EXPECT_THAT(described(data), HasSubstr("\n007: 0=0 1=0 2=0\n#7: 3=1\n99999999999999999999:\n"));
}

TEST(ReadVotesJson, keeps_large_and_negative_integers) {
  const CrowdData data =
      read_text(R"({"2147483648": {"-5": 9223372036854775807, "4294967295": -9223372036854775808}})");
  EXPECT_EQ(data.observations[0], Name(std::int64_t{2147483648}));
  EXPECT_EQ(data.users[0], Name(std::int64_t{-5}));
  EXPECT_EQ(data.users[1], Name(std::int64_t{4294967295}));
  EXPECT_EQ(data.labels.str(0), "9223372036854775807");
  EXPECT_EQ(data.labels.str(1), "-9223372036854775808");
}

TEST(ReadVotesJson, reads_escapes_and_unicode) {
  const CrowdData data = read_text(R"({"\u00e9": {"a\"b\\": "Malva sylvestris L.", "\ud83c\udf31": "é"}})");
  EXPECT_EQ(data.observations.str(0), "é");
  EXPECT_EQ(data.users.str(0), "a\"b\\");
  EXPECT_EQ(data.users.str(1), "\U0001F331");
  EXPECT_EQ(data.labels.str(1), "é");
}

TEST(ReadVotesJson, counts_abstentions_and_keeps_their_observations) {
  ReadOptions options;
  options.abstain = {"?"};
  const CrowdData data = read_text(
      R"({"1": {"a": -1, "b": null, "c": ""}, "2": {}, "3": {"a": "-1", "b": "?", "c": 5}})", options);
  EXPECT_EQ(data.counts.abstentions, 5U);
  EXPECT_EQ(data.observations.size(), 3U);
  EXPECT_EQ(data.votes.n_votes(), 1U);
  EXPECT_THAT(data.votes.users_of(2), ElementsAre(2));
  EXPECT_EQ(data.labels.size(), 1U);
}

TEST(ReadVotesJson, takes_the_ai_out_of_the_users) {
  const CrowdData data = read_text(R"({"1": {"AI": 3, "a": 4}, "2": {"a": 4}, "3": {"AI": 9}})");
  EXPECT_EQ(data.users.size(), 1U);
  EXPECT_EQ(data.counts.ai_votes_in_votes_file, 2U);
  EXPECT_EQ(data.labels.str(data.ai_label_of_observation[0]), "3");
  EXPECT_EQ(data.ai_label_of_observation[1], kNoLabel);
  ReadOptions options;
  options.ai_user = "12";
  EXPECT_EQ(read_text(R"({"1": {"12": 3, "13": 4}})", options).counts.ai_votes_in_votes_file, 1U);
}

TEST(ReadVotesJson, joins_observations_that_stand_twice) {
  const CrowdData data = read_text(R"({"1": {"a": 3, "b": 3}, "2": {"a": 3}, "1": {"c": 5, "a": 4}})");
  EXPECT_EQ(data.counts.repeated_observations, 1U);
  EXPECT_EQ(data.counts.replaced_votes, 1U);
  EXPECT_THAT(data.votes.users_of(0), ElementsAre(1, 2, 0));
  EXPECT_THAT(data.votes.labels_of(0), ElementsAre(0, 1, 2));
}

TEST(ReadVotesJson, labels_and_users_of_their_own_have_the_ids_of_their_order_with_any_number_of_threads) {
  std::string of_one = R"({"o": {)";
  std::string of_many = "{";
  for (int v = 0; v < 20'000; ++v) {
    const std::string vote =
        fmt::format(R"("u{}": "label number {}")", v * 7919 % 20'011, v * 104'729 % 20'011);
    of_one += fmt::format("{}{}", v == 0 ? "" : ", ", vote);
    of_many += fmt::format(R"({}"o{}": {{{}}})", v == 0 ? "" : ", ", v, vote);
  }
  constexpr std::size_t kWindow = 4096;
  for (const std::string& text : {of_one + "}}", of_many + "}"}) {
    const std::string expected = described(read_text(text));
    for (const unsigned n_threads : {1U, 2U, 3U}) {
      EXPECT_TRUE(described(read_text(text, {}, kWindow, n_threads)) == expected) << n_threads;
    }
  }
}

TEST(ReadVotesJson, a_count_beyond_31_bits_is_told_with_what_is_expected) {
  ReadOptions options;
  options.json_order = JsonOrder::count;
  EXPECT_THAT(
      error_of(R"({"1": {"cat": 2147483648}})", options),
      HasSubstr(
          "the count of label 'cat' on observation '1' is the number 2147483648; expected a whole number "
          "from 0 to 2147483647"));
}

TEST(ReadVotesJson, the_last_vote_of_a_user_counts) {
  const CrowdData data = read_text(R"({"1": {"a": 3, "a": 4, "a": 5}})");
  EXPECT_EQ(data.counts.replaced_votes, 2U);
  EXPECT_EQ(data.labels.str(data.votes.labels_of(0)[0]), "5");
}

TEST(ReadVotesJson, reads_files_by_user) {
  ReadOptions options;
  options.json_order = JsonOrder::user;
  const CrowdData data =
      read_text(R"({"a": {"1": 3, "2": 4}, "AI": {"2": 9}, "b": {"2": 3}, "a": {"3": -1}})", options);
  EXPECT_EQ(described(data),
            "users: a b\n"
            "labels: #3 #4 #9\n"
            "#1: 0=0\n"
            "#2: 0=1 1=0 AI=2\n"
            "#3:\n"
            "abstentions 1, replaced 0, repeated 1, ai 1\n");
}

TEST(ReadVotesJson, warns_where_the_outer_keys_may_be_the_users) {
  std::string text = R"({"one": {)";
  for (int n = 0; n < 30; ++n) text += (n == 0 ? "\"" : ", \"") + std::to_string(n) + "\": 1";
  text += "}}";
  const TemporaryFile file(text);
  const CrowdData data = read_votes(file.path());
  ASSERT_EQ(data.warnings.size(), 1U);
  EXPECT_THAT(data.warnings[0].text, HasSubstr("1 observation, 30 users; its outer keys may be the users"));
  EXPECT_EQ(data.warnings[0].remedy.way, WayOut::json_order);
  const TemporaryFile clean(R"({"1": {"a": 1}})");
  EXPECT_TRUE(read_votes(clean.path()).warnings.empty());
}

TEST(ReadVotesJson, an_empty_object_has_no_observations) {
  for (const char* text : {"{}", " { } \n", "\xef\xbb\xbf{}"}) {
    const CrowdData data = read_text(text);
    EXPECT_EQ(data.observations.size(), 0U);
    EXPECT_EQ(data.votes.n_votes(), 0U);
  }
}

TEST(ReadVotesJson, skips_a_byte_order_mark_and_white_space) {
  const CrowdData data = read_text("\xef\xbb\xbf\r\n {\t\"1\" : { \"a\"\n:\r4 } }\n\n");
  EXPECT_EQ(data.votes.n_votes(), 1U);
  EXPECT_EQ(read_text(std::string(10'000, ' ') + R"({"1": {"a": 4}})").votes.n_votes(), 1U);
}

TEST(ReadVotesJson, reads_packed_files) {
  const std::string text = R"({"17": {"u1": 4, "u2": 4}, "18": {"u3": 11}, "19": {"u1": 11}})";
  const std::string expected = described(read_text(text));
  EXPECT_EQ(described(read_text(gzip_text(text))), expected);
  EXPECT_EQ(described(read_text(zstd_text(text), {}, 16, 2)), expected);
}

// ---- Text that is not JSON.

TEST(ReadVotesJsonErrors, says_what_stands_where_the_object_should) {
  EXPECT_EQ(error_of(""), "FILE: the file is empty; expected an object, {observation: {user: label}}");
  EXPECT_EQ(error_of(" \n "), "FILE: the file is empty; expected an object, {observation: {user: label}}");
  EXPECT_EQ(error_of("task,worker,label\n"),
            "FILE: byte 0: not JSON: found 't'; expected the '{' of an object, {observation: {user: label}}");
  EXPECT_EQ(error_of(std::string("  \0{}", 5)),
            "FILE: byte 2: not JSON: found a NUL byte; expected the '{' of an object, {observation: {user: "
            "label}}");
  EXPECT_EQ(error_of(R"([{"id": 1}])"),
            "FILE: byte 0: found an array; expected an object, {observation: {user: label}}");
}

TEST(ReadVotesJsonErrors, says_that_the_file_is_cut_off) {
  const std::string cut_off = "the file ends inside the object; it is cut off: fetch or write it again";
  EXPECT_EQ(error_of("{"), "FILE: byte 1: " + cut_off);
  EXPECT_EQ(error_of(R"({"1")"), "FILE: byte 4: " + cut_off);
  EXPECT_EQ(error_of(R"({"1": {"a": 4)"), "FILE: byte 13: " + cut_off);
  EXPECT_EQ(error_of(R"({"1": {"a": 4})"), "FILE: byte 14: " + cut_off);
  EXPECT_EQ(error_of(R"({"1": {"a": 4},)"), "FILE: byte 15: " + cut_off);
  EXPECT_EQ(error_of(R"({"1": {"a": tr)"), "FILE: byte 14: " + cut_off);
}

TEST(ReadVotesJsonErrors, says_where_a_string_that_is_never_closed_begins) {
  EXPECT_EQ(error_of(R"({"1": {"a": 4, "bc)"),
            "FILE: byte 15: the string that begins here is never closed; a quote is missing, or the file is "
            "cut off");
  EXPECT_EQ(error_of(R"({"1": {"a": "x\)"),
            "FILE: byte 12: the string that begins here is never closed; a quote is missing, or the file is "
            "cut off");
}

TEST(ReadVotesJsonErrors, names_the_byte_that_is_wrong_and_what_was_expected) {
  EXPECT_EQ(error_of(R"({"1": {"a" 4}})"), "FILE: byte 11: found '4'; expected a ':' after the key");
  EXPECT_EQ(error_of(R"({"1": {"a": 4 "b": 5}})"),
            "FILE: byte 14: found '\"'; expected a ',' or a '}' after the value");
  EXPECT_EQ(error_of(R"({"1": {"a": 4,}})"),
            "FILE: byte 14: found '}'; expected a key, which is a string in double quotes");
  EXPECT_EQ(error_of(R"({"1": {"a": 4}, })"),
            "FILE: byte 16: found '}'; expected a key, which is a string in double quotes");
  EXPECT_EQ(error_of(R"({1: {"a": 4}})"),
            "FILE: byte 1: found '1'; expected a key, which is a string in double quotes");
  EXPECT_EQ(error_of(R"({"1": {"a": 4}} x)"),
            "FILE: byte 16: found 'x'; expected the end of the file after the object");
  EXPECT_EQ(error_of(R"({"1": {"a": 4}}, "2": {"a": 4}})"),
            "FILE: byte 15: found ','; expected the end of the file after the object");
  EXPECT_EQ(error_of(R"({"1": {"a": }})"),
            "FILE: byte 12: found '}'; expected a number, a string in double quotes or null");
  EXPECT_EQ(error_of(R"({"1": {"a": 4x}})"),
            "FILE: byte 12: found 4x; expected a number, a string in double quotes or null");
  EXPECT_EQ(error_of(std::string("{\"1\": {\"a\": 4\0}}", 16)),
            "FILE: byte 13: found a NUL byte; expected a number, a string in double quotes or null");
  EXPECT_EQ(error_of(std::string("{\"1\": {\"a\0\": 4}}", 16)),
            "FILE: byte 9: found a NUL byte; it may not occur unescaped in a string (is a closing quote "
            "missing?)");
  EXPECT_EQ(error_of("{\"1\": {\"a\xff\": 4}}"),
            "FILE: byte 9: found byte 0xff; it is not valid UTF-8 here; save the file as UTF-8");
  EXPECT_EQ(error_of(R"({"1": {"a\x": 4}})"),
            R"(FILE: byte 9: a \ in a string must be followed by one of "\/bfnrtu; write \\ for a \ itself)");
}

TEST(ReadVotesJsonErrors, suspects_another_encoding_where_a_file_begins_with_half_of_its_mark) {
  EXPECT_EQ(error_of("\xff{}"),
            "FILE: byte 0: found a byte that is not valid UTF-8, as at the start of UTF-16; save the file as "
            "UTF-8");
}

TEST(ReadVotesJsonErrors, knows_what_other_languages_write) {
  EXPECT_EQ(error_of(R"({"1": {"a": NaN}})"),
            "FILE: byte 12: NaN is not a JSON value; write null where there is none");
  EXPECT_EQ(error_of(R"({"1": {"a": True}})"),
            "FILE: byte 12: True is not a JSON value; write true or false, or a string in double quotes");
  EXPECT_EQ(error_of(R"({"1": {"a": 'x'}})"),
            "FILE: byte 12: found a single quote; a string must be in double quotes");
  EXPECT_EQ(error_of(R"({"1": {"a": 007}})"),
            "FILE: byte 12: 007 is not a JSON number; write \"007\" in double quotes to keep it as it is");
}

TEST(ReadVotesJsonErrors, names_line_and_column_where_the_file_has_lines) {
  EXPECT_EQ(error_of("{\"1\": {\"a\": 4},\n \"2\": {\"a\": x}\n}\n"),
            "FILE:2:13: found x; expected a number, a string in double quotes or null");
  EXPECT_EQ(error_of("{\"1\": {\"a\": x},\n \"2\": {\"a\": 4}\n}\n"),
            "FILE:1:13: found x; expected a number, a string in double quotes or null");
  EXPECT_EQ(error_of("{\"1\": {\"a\": x}}\n"),
            "FILE: byte 12: found x; expected a number, a string in double quotes or null");
}

// ---- JSON that is not votes.

TEST(ReadVotesJsonErrors, explains_labels_that_are_none) {
  const std::string label = "FILE: byte 12: the label of user 'a' on observation '1' is ";
  EXPECT_EQ(error_of(R"({"1": {"a": 99999999999999999999}})"),
            label +
                "the number 99999999999999999999; a number must be an integer of 64 bits; write "
                "\"99999999999999999999\" in double quotes to use it as a name");
  EXPECT_EQ(
      error_of(R"({"1": {"a": 4.0}})"),
      label +
          "the number 4.0; a number must be an integer of 64 bits; write \"4.0\" in double quotes to use "
          "it as a name");
  EXPECT_THAT(error_of(R"({"1": {"a": 1e999}})"), HasSubstr("is the number 1e999;"));
  EXPECT_EQ(error_of(R"({"1": {"a": {"b": {"c": "}"}}}})"),
            label + "an object; expected a number or a string");
  EXPECT_EQ(error_of(R"({"1": {"a": [[1, 2], {"x": "]"}]}})"),
            label + "an array; expected a number or a string");
}

TEST(ReadVotesJsonErrors, explains_observations_that_are_none) {
  EXPECT_EQ(error_of(R"({"1": 4})"),
            "FILE: byte 6: observation '1' holds the number 4; expected an object, as in {observation: "
            "{user: label}}");
  EXPECT_EQ(
      error_of(R"({"1": [4, 4]})"),
      "FILE: byte 6: observation '1' holds an array; expected an object, as in {observation: {user: label}}");
  EXPECT_EQ(error_of(R"({"name": "toy-data"})"),
            "FILE: byte 9: observation 'name' holds the string \"toy-data\"; expected an object, as in "
            "{observation: {user: label}}");
  ReadOptions options;
  options.json_order = JsonOrder::user;
  EXPECT_EQ(
      error_of(R"({"u": {"1": [5]}})", options),
      "FILE: byte 12: the label of observation '1' on user 'u' is an array; expected a number or a string");
}

TEST(ReadVotesJsonErrors, tells_of_many_at_once_up_to_the_most_that_are_wanted) {
  ReadOptions options;
  options.max_errors = 2;
  std::string text = "{";
  for (int i = 0; i < 50; ++i)
    text += fmt::format("{}\"{}\": {{\"a\": {}}}", i == 0 ? "" : ", ", i, i % 10 == 3 ? "[]" : "4");
  text += "}";
  for (const std::size_t window_size : {std::size_t{20}, kJsonWindowSize}) {
    const std::string message = error_of(text, options, window_size);
    EXPECT_THAT(message, HasSubstr("on observation '3' is an array"));
    EXPECT_THAT(message, HasSubstr("on observation '13' is an array"));
    EXPECT_THAT(message, Not(HasSubstr("on observation '23' is an array")));
    EXPECT_THAT(message, HasSubstr("\n... and 3 more problems"));
  }
}

TEST(ReadVotesJsonErrors, tells_of_bad_votes_before_the_place_where_the_json_ends) {
  EXPECT_EQ(
      error_of(R"({"1": {"a": [5]}, "2": {"a": 4)"),
      "FILE: byte 12: the label of user 'a' on observation '1' is an array; expected a number or a string\n"
      "FILE: byte 30: the file ends inside the object; it is cut off: fetch or write it again");
}

TEST(ReadVotesJsonErrors, strict_runs_forbid_what_would_be_repaired) {
  ReadOptions options;
  options.strict = true;
  EXPECT_EQ(error_of(R"({"1": {"a": 3, "b": 4, "a": 3}, "2": {"a": 3}, "1": {"c": 3}})", options),
            "FILE: byte 23: user 'a' occurs a second time in observation '1'; leave one of the two\n"
            "FILE: byte 47: observation '1' occurs a second time; put its votes together");
  EXPECT_EQ(error_of(R"({"1": {"a": 3, "b": null}, "2": {"a": 3}})", options), "no error");
}

// ---- Threads and windows.

TEST(ReadVotesJson, stops_when_it_is_cancelled) {
  const TemporaryFile file(R"({"1": {"a": 4}, "2": {"a": 4}, "3": {"a": 4}})");
  for (const unsigned n_threads : {1U, 4U}) {
    std::atomic<bool> cancel{false};
    RunControl control;
    control.n_threads = n_threads;
    control.cancel = &cancel;
    control.progress = [&](const Progress&) { cancel = true; };
    ByteSource source(file.path());
    const ReadOptions options;
    VoteCollector collector("votes.json", options);
    EXPECT_THROW(read_votes_json(source, options, collector, control, 16), Cancelled);
  }
}

TEST(ReadVotesJson, reports_how_much_it_has_read) {
  std::string text = "{";
  for (int i = 0; i < 100; ++i) text += fmt::format("{}\"{}\": {{\"a\": 4}}", i == 0 ? "" : ", ", i);
  text += "}";
  const TemporaryFile file(text);
  std::vector<std::size_t> done;
  RunControl control;
  control.n_threads = 4;
  control.progress = [&](const Progress& now) {
    EXPECT_EQ(now.stage, "read");
    EXPECT_EQ(now.total, text.size());
    done.push_back(now.done);
  };
  ByteSource source(file.path());
  const ReadOptions options;
  VoteCollector collector("votes.json", options);
  read_votes_json(source, options, collector, control, 200);
  EXPECT_GT(done.size(), 5U);
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
  EXPECT_EQ(done.back(), text.size());
}

TEST(ReadVotesJson, says_where_a_packed_file_is_damaged_but_first_what_is_wrong_before) {
  std::string text = R"({"1": {"a": []}, )";
  for (int i = 2; i < 100'000; ++i) text += fmt::format("\"{}\": {{\"a\": {}}}, ", i, i % 1000);
  std::string packed = gzip_text(text);
  packed.resize(packed.size() / 2);
  EXPECT_THAT(error_of(packed, {}, 1000), HasSubstr("the gzip data ends too early"));
}

}  // namespace
}  // namespace crowdvote
