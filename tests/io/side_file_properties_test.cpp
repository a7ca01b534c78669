#include "io/records/values.hpp"
#include "io/side_file_helpers.hpp"

#include <algorithm>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

/// Observation ids of the same kind, in random order.
std::vector<std::string> random_ids(std::mt19937& random) {
  const std::size_t n = 1 + random() % 30;
  const bool are_indices = random() % 2 == 0;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < n; ++i)
    ids.push_back(are_indices ? std::to_string(i) : "ñ " + std::to_string(3 * i));
  std::shuffle(ids.begin(), ids.end(), random);
  return ids;
}

std::string random_label(std::mt19937& random) {
  static const std::vector<std::string> labels{"4", "431", "Rosa indica", "007", "日本", "-1"};
  return labels[random() % labels.size()];
}

/// The expected content of the file according to the rules alone; -1 means none.
std::vector<std::string> expected_for(const std::vector<std::string>& ids,
                                      const std::map<std::string, std::string>& labels) {
  std::vector<std::string> expected;
  for (const std::string& id : ids) {
    const auto it = labels.find(id);
    expected.push_back(it == labels.end() || it->second == "-1" ? "-" : it->second);
  }
  return expected;
}

std::string votes_on(const std::vector<std::string>& ids) {
  std::string rows;
  for (const std::string& id : ids) rows += id + ",ann,4\n";
  return rows;
}

std::vector<std::string> truth_of(const std::vector<std::string>& ids, std::string_view content) {
  CrowdData data = crowd_of(votes_on(ids));
  attach(kTruth, content, data);
  return names_of(data.truth_of_observation, data.labels);
}

TEST(SideFiles, say_the_same_as_json_and_as_tables_for_random_ids_and_labels) {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    const std::vector<std::string> ids = random_ids(random);
    std::vector<std::string> told = ids;
    std::shuffle(told.begin(), told.end(), random);
    told.resize(1 + random() % told.size());
    std::map<std::string, std::string> labels;
    std::string json = "{";
    std::string table = "label\ttask\n";
    for (const std::string& id : told) {
      const std::string label = random_label(random);
      labels[id] = label;
      json += fmt::format("{}\"{}\": \"{}\"", json.size() == 1 ? "" : ", ", id, label);
      table += fmt::format("{}\t\"{}\"\r\n", label, id);
    }
    const auto expected = expected_for(ids, labels);
    EXPECT_EQ(truth_of(ids, json + "}"), expected) << json;
    EXPECT_EQ(truth_of(ids, table), expected) << table;
  }
}

TEST(SideFiles, say_the_same_as_text_for_random_ids_and_labels) {
  std::mt19937 random(12);
  for (int round = 0; round < 200; ++round) {
    const std::vector<std::string> ids = random_ids(random);
    const bool are_indices = ids.front().front() != "ñ"[0];
    std::map<std::string, std::string> labels;
    std::string text;
    for (std::size_t line = 0; line < ids.size(); ++line) {
      const std::string label = random_label(random);
      labels[are_indices ? std::to_string(line) : ids[line]] = label;
      text += label + "\n";
    }
    EXPECT_EQ(truth_of(ids, text), expected_for(ids, labels)) << text;
  }
}

/// A long text in which most lines are short integers.
std::vector<std::string> random_lines(std::mt19937& random) {
  static const std::vector<std::string> odd{"Rosa indica", "007", "",          " 12\t",      "-1",  "-3",
                                            "0",           "00",  "999999999", "4294967300", "1 2", "日本"};
  std::vector<std::string> lines;
  for (std::size_t line = 0; line < 250000; ++line) {
    const bool is_odd = random() % 3000 == 0;
    lines.push_back(is_odd ? odd[random() % odd.size()] : std::to_string(random() % 1000000));
  }
  return lines;
}

TEST(PositionalText, of_many_integers_is_read_as_every_other) {
  std::mt19937 random(13);
  for (const std::string_view line_break : {"\n", "\r\n"}) {
    const std::vector<std::string> lines = random_lines(random);
    std::string text;
    for (const std::string& line : lines) text.append(line).append(line_break);
    const TemporaryFile file(text, ".txt");
    const ReadOptions options{.abstain = {line_break == "\n" ? "Rosa indica" : "17"}};
    for (const Schema* const schema : {&kAuthors, &kTruth}) {
      const Values values = read_values(*schema, file.path(), options);
      ASSERT_EQ(values.n_values, lines.size());
      std::size_t n_right = 0;
      for (std::size_t v = 0; v < lines.size(); ++v) {
        const std::string word = lines[v] == " 12\t" ? "12" : lines[v];
        const bool is_none =
            word.empty() || word == "-1" || (schema == &kTruth && word == options.abstain[0]);
        const std::uint32_t name = values.name_at(v);
        n_right +=
            is_none ? name == kNoReference : name != kNoReference && values.names.name(name).str() == word;
      }
      EXPECT_EQ(n_right, lines.size());
    }
  }
}

TEST(PositionalText, of_many_integers_names_the_line_that_is_no_text) {
  std::string text;
  for (std::size_t line = 1; line < 250000; ++line) text += std::to_string(line) + "\n";
  EXPECT_EQ(error_of(kTruth, text + "12\n34\xff\n", crowd_of("0,ann,4\n")),
            "FILE:250001:3: byte 0xFF is not valid UTF-8; convert the file, as in iconv -f latin1 -t "
            "utf-8");
}

TEST(SideFiles, take_long_files_in_any_number_of_threads) {
  constexpr std::size_t kObservations = 150000;
  std::string rows;
  std::string json = "{";
  for (std::size_t i = 0; i < kObservations; ++i) {
    rows += fmt::format("{},ann,4\n", i);
    json += fmt::format("{}\"{}\": {{\"{}\": 0.25, \"{}\": 0.5}}", i == 0 ? "" : ", ", i, i % 7, i % 11 + 20);
  }
  const CrowdData crowd = crowd_of(rows);
  const TemporaryFile file(json + "}", ".json");
  for (const unsigned n_threads : {1U, 2U, 5U}) {
    RunControl control;
    control.n_threads = n_threads;
    CrowdData data = crowd;
    attach_values(kAiScores, read_values(kAiScores, file.path(), {}, control), data, {}, control);
    std::size_t n_right = 0;
    for (ObservationId i = 0; i < kObservations; ++i) {
      const bool is_right = data.ai_score_of_observation[i] == 0.5 &&
                            data.labels[data.ai_label_of_observation[i]] == Name(std::int64_t{i % 11 + 20});
      n_right += is_right ? 1 : 0;
    }
    EXPECT_EQ(n_right, kObservations) << n_threads << " threads";
  }
}

}  // namespace
}  // namespace crowdvote
