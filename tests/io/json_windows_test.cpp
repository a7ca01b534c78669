#include "io/described_data.hpp"
#include "io/read_votes_file.hpp"
#include "io/temporary_file.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

/// Files are cut into windows that several threads parse. These tests put the cuts everywhere and compare the
/// result with what a slow reader makes of the whole file.
namespace crowdvote {
namespace {

/// Reads with nlohmann's parser, one event at a time, into plain vectors.
class SlowReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  static std::string described(const std::string& text) {
    SlowReader reader;
    EXPECT_TRUE(nlohmann::json::sax_parse(text, &reader)) << text;
    return reader.description();
  }

  bool null() override { return vote(""); }
  bool boolean(bool) override { return false; }
  bool number_integer(number_integer_t value) override { return vote(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return vote(std::to_string(value)); }
  bool number_float(number_float_t, const string_t&) override { return false; }
  bool string(string_t& value) override { return vote(value); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override {
    ++depth_;
    return depth_ <= 2;
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override { return false; }
  bool end_array() override { return false; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }
  bool key(string_t& text) override {
    if (depth_ == 2) {
      user_ = text;
      return true;
    }
    const auto found =
        std::find_if(rows_.begin(), rows_.end(), [&](const Row& row) { return row.name == text; });
    if (found != rows_.end()) ++n_repeated_;
    row_ = static_cast<std::size_t>(found - rows_.begin());
    if (found == rows_.end()) rows_.push_back({text, {}});
    return true;
  }

 private:
  struct Row {
    std::string name;
    std::vector<std::pair<std::string, std::string>> statements;
  };

  bool vote(const std::string& label) {
    auto& statements = rows_[row_].statements;
    n_replaced_ += std::erase_if(statements, [&](const auto& statement) { return statement.first == user_; });
    statements.emplace_back(user_, label);
    if (user_ != "AI") id(users_, user_);
    if (!is_abstention(label)) id(labels_, label);
    return true;
  }

  static bool is_abstention(const std::string& label) { return label.empty() || label == "-1"; }

  static std::size_t id(std::vector<std::string>& names, const std::string& name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    names.push_back(name);
    return names.size() - 1;
  }

  static std::string marked(const std::string& name) {
    return fmt::format("{}{}", Name(name).is_integer() ? "#" : "", name);
  }

  std::string description() {
    std::string text = "users:";
    for (const auto& user : users_) text += fmt::format(" {}", marked(user));
    text += "\nlabels:";
    for (const auto& label : labels_) text += fmt::format(" {}", marked(label));
    std::size_t n_abstentions = 0;
    std::size_t n_ai = 0;
    for (const Row& row : rows_) {
      text += fmt::format("\n{}:", marked(row.name));
      std::string ai;
      for (const auto& [user, label] : row.statements) {
        if (is_abstention(label)) {
          ++n_abstentions;
        } else if (user == "AI") {
          ++n_ai;
          ai = fmt::format(" AI={}", id(labels_, label));
        } else {
          text += fmt::format(" {}={}", id(users_, user), id(labels_, label));
        }
      }
      text += ai;
    }
    return text + fmt::format("\nabstentions {}, replaced {}, repeated {}, ai {}\n", n_abstentions,
                              n_replaced_, n_repeated_, n_ai);
  }

  int depth_ = 0;
  std::size_t row_ = 0;
  std::string user_;
  std::vector<Row> rows_;
  std::vector<std::string> users_;
  std::vector<std::string> labels_;
  std::size_t n_repeated_ = 0;
  std::size_t n_replaced_ = 0;
};

/// Random votes whose strings look like places where a file may be cut.
class RandomVotes {
 public:
  explicit RandomVotes(unsigned seed) : random_(seed) {}

  std::string text() {
    std::string text = space() + "{" + space();
    const unsigned n = below(30);
    for (unsigned i = 0; i < n; ++i) {
      if (i > 0) text += fmt::format(",{}", space());
      text += (below(3) == 0 ? string() : fmt::format("\"{}\"", below(8) == 0 ? below(n) : i)) + space() +
              ":" + space() + row();
    }
    return text + space() + "}" + space();
  }

 private:
  std::string row() {
    std::string text = fmt::format("{{{}", space());
    const unsigned n = below(4);
    for (unsigned v = 0; v < n; ++v) {
      if (v > 0) text += fmt::format(",{}", space());
      text +=
          (below(2) == 0 ? string() : fmt::format("\"{}\"", below(20))) + space() + ":" + space() + label();
    }
    return text + space() + "}";
  }

  std::string label() {
    switch (below(6)) {
      case 0:
        return string();
      case 1:
        return below(2) == 0 ? "null" : "-1";
      case 2:
        return std::to_string(std::int64_t{below(1000)} * 98765432109);
      default:
        return std::to_string(below(12));
    }
  }

  std::string string() {
    static const std::vector<std::string> texts{R"("}, \"x\": {")",
                                                R"("}, \"x\":{\"y\": 1}, \"z\": {")",
                                                R"("{")",
                                                R"("}")",
                                                R"("},")",
                                                R"(",")",
                                                R"("\\")",
                                                R"("\\\"")",
                                                R"("\u00e9")",
                                                R"("AI")",
                                                R"("")",
                                                R"("a, \"b\": ")",
                                                R"("é")",
                                                R"("007")",
                                                R"("-1")",
                                                R"("\/")",
                                                R"(":")",
                                                R"("\\\\\", ")"};
    return texts[below(static_cast<unsigned>(texts.size()))];
  }

  std::string space() {
    static const std::vector<std::string> spaces{"", "", " ", "\n", " \t\r\n "};
    return spaces[below(static_cast<unsigned>(spaces.size()))];
  }

  unsigned below(unsigned n) { return n == 0 ? 0 : static_cast<unsigned>(random_() % n); }

  std::mt19937 random_;
};

/// What was read, or the error message.
std::string outcome(const std::string& path, std::size_t window_size, unsigned n_threads,
                    const ReadOptions& options = {}) {
  ByteSource source(path);
  VoteCollector collector("votes.json", options);
  try {
    read_votes_json(source, options, collector, RunControl{.n_threads = n_threads}, window_size);
    return described(collector.finish());
  } catch (const InputError& error) {
    return error.what();
  }
}

TEST(JsonWindows, what_is_read_depends_neither_on_the_cuts_nor_on_the_threads) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    const std::string text = RandomVotes(seed).text();
    const TemporaryFile file(text);
    const std::string expected = SlowReader::described(text);
    for (const std::size_t window_size : {1U, 7U, 16U, 50U, 200U, 100'000U}) {
      for (const unsigned n_threads : {1U, 2U, 8U}) {
        ASSERT_EQ(outcome(file.path(), window_size, n_threads), expected)
            << "seed " << seed << ", windows of " << window_size << ", " << n_threads << " threads\n"
            << text;
      }
    }
  }
}

/// Removes, changes or inserts a byte: the outcome must be the same for all windows, and text that is not
/// JSON must never be accepted.
TEST(JsonWindows, damage_is_told_in_the_same_words_wherever_the_file_is_cut) {
  unsigned n_damaged = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    std::string text = RandomVotes(seed).text();
    const std::size_t at = random() % text.size();
    constexpr std::string_view kBytes("{}[],:\"\\ 0x\n\xff\0", 14);
    switch (random() % 3) {
      case 0:
        text.resize(at);
        break;
      case 1:
        text[at] = kBytes[random() % kBytes.size()];
        break;
      default:
        text.insert(at, 1, kBytes[random() % kBytes.size()]);
    }
    const TemporaryFile file(text);
    const std::string expected = outcome(file.path(), 100'000, 1);
    const bool is_error = expected.find("abstentions ") == std::string::npos;
    if (!nlohmann::json::accept(text)) {
      ++n_damaged;
      EXPECT_TRUE(is_error) << "seed " << seed << "\n" << text << "\n" << expected;
    } else if (!is_error) {
      EXPECT_EQ(expected, SlowReader::described(text)) << "seed " << seed;
    }
    for (const std::size_t window_size : {1U, 16U, 60U}) {
      for (const unsigned n_threads : {1U, 3U}) {
        std::string found = outcome(file.path(), window_size, n_threads);
        std::string wanted = expected;
        for (std::string* message : {&found, &wanted}) {
          for (auto place = message->find(file.path()); place != std::string::npos;
               place = message->find(file.path())) {
            message->replace(place, file.path().size(), "votes.json");
          }
        }
        ASSERT_EQ(found, wanted) << "seed " << seed << ", windows of " << window_size << ", " << n_threads
                                 << " threads\n"
                                 << text;
      }
    }
  }
  EXPECT_GT(n_damaged, 150U);
}

TEST(JsonWindows, a_comma_behind_the_last_member_is_refused_where_it_is_wherever_the_file_is_cut) {
  const std::string start = R"({"1": {"a": 1}, "2": {"b": 1},   )";
  for (const std::string& text : {start + "}", start + R"(}, "3": {"c": 2}})"}) {
    const TemporaryFile file(text);
    const std::string expected = outcome(file.path(), 100'000, 1);
    EXPECT_THAT(expected,
                testing::HasSubstr("found '}'; expected a key, which is a string in double quotes"));
    for (std::size_t window_size = 1; window_size <= text.size(); ++window_size) {
      EXPECT_EQ(outcome(file.path(), window_size, 1), expected) << text << " in windows of " << window_size;
    }
  }
}

void expect_message_wherever_cut(const std::string& text, const std::string& message) {
  const TemporaryFile file(text);
  for (std::size_t window_size = 1; window_size <= text.size(); ++window_size) {
    EXPECT_THAT(outcome(file.path(), window_size, 1), testing::HasSubstr(message))
        << "in windows of " << window_size;
  }
}

TEST(JsonWindows, a_comma_before_the_first_member_is_refused_where_it_is_wherever_the_file_is_cut) {
  expect_message_wherever_cut(R"({ , "007": {"a": 1}, "2": {"b": 1}})",
                              "found ','; expected a key, which is a string in double quotes");
}

TEST(JsonWindows, what_stands_behind_an_empty_object_is_refused_where_it_is_wherever_the_file_is_cut) {
  expect_message_wherever_cut(R"({} "0": {"a": 1}, "2": {"b": 1}})",
                              "found '\"'; expected the end of the file after the object");
}

TEST(JsonWindows, a_comma_next_to_no_vote_is_refused_where_it_is_wherever_the_file_is_cut) {
  for (const std::string text : {R"({"1": {"a": 1, "b": 2, }, "2": {"a": 1}})", R"({"1": {"a": 1, "b": 2, })",
                                 R"({"1": {"a": 1, , "b": 2}})", R"({"1": {, "a": 1, "b": 2}})"}) {
    const TemporaryFile file(text);
    const std::string expected = outcome(file.path(), 100'000, 1);
    EXPECT_THAT(expected, testing::HasSubstr("; expected a key, which is a string in double quotes"));
    for (std::size_t window_size = 1; window_size <= text.size(); ++window_size) {
      EXPECT_EQ(outcome(file.path(), window_size, 1), expected) << text << " in windows of " << window_size;
    }
  }
}

TEST(JsonWindows, votes_that_a_member_repeats_are_found_wherever_it_is_cut) {
  const TemporaryFile file(
      R"({"x": {"a": 1, "b": 2, "c": {}, "a": 3, "c": 1}, "y": {"a": 1}, "x": {"d": 2}})");
  for (const JsonOrder order : {JsonOrder::observation, JsonOrder::user}) {
    const ReadOptions options{.json_order = order, .strict = true};
    const std::string expected = outcome(file.path(), 100'000, 1, options);
    EXPECT_THAT(expected, testing::HasSubstr("'a' occurs a second time in "));
    EXPECT_THAT(expected, testing::HasSubstr("'x' occurs a second time; put its votes together"));
    for (const std::size_t window_size : {1U, 20U, 30U}) {
      EXPECT_EQ(outcome(file.path(), window_size, 3, options), expected);
    }
  }
}

TEST(JsonWindows, a_member_may_be_far_longer_than_a_window) {
  std::string text = R"({"1": {"a": 1}, "2": {)";
  for (int u = 0; u < 5000; ++u)
    text += fmt::format("{}\"u}}, \\\"{}\\\": {{\": {}", u == 0 ? "" : ", ", u, u % 7);
  text += R"(}, "3": {"a": 2}})";
  const TemporaryFile file(text);
  const std::string expected = SlowReader::described(text);
  for (const std::size_t window_size : {10U, 1000U}) {
    for (const unsigned n_threads : {1U, 4U})
      EXPECT_EQ(outcome(file.path(), window_size, n_threads), expected);
  }
}

}  // namespace
}  // namespace crowdvote
