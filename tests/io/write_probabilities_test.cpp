#include "support/temporary_folder.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategy_table.hpp>
#include <crowdvote/write_outputs.hpp>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote {
namespace {

using test::read_file;
using testing::ElementsAre;
using testing::HasSubstr;

/// Observations 17, "x, y" and 18 with the labels 4 and "Rosa"; nobody voted on 18. Only the truth has label
/// 9.
struct ProbableCrowd {
  ProbableCrowd() {
    data.observations.intern(Name(std::int64_t{17}));
    data.observations.intern(Name("x, y"));
    data.observations.intern(Name(std::int64_t{18}));
    for (const char* user : {"ann", "bob", "cem"}) data.users.intern(Name(user));
    data.labels.intern(Name("Rosa"));
    data.labels.intern(Name(std::int64_t{4}));
    data.labels.intern(Name(std::int64_t{9}));
    data.votes = VoteMatrix({0, 3, 4, 4}, {0, 1, 2, 0}, {0, 1, 1, 0}, 3, 3);
    data.order_labels();
    consensus.probabilities = {
        .begin = {0, 2, 4, 4}, .label = {1, 0, 1, 0}, .value = {0.75, 0.25, 1e-7, 1 - 1e-7}};
  }

  [[nodiscard]] std::string written(const WriteProbabilitiesOptions& options) const {
    const test::TemporaryFolder folder;
    OutputFile file(folder.path("p"));
    write_probabilities(file, data, data.input(), consensus, options);
    file.publish();
    return read_file(folder.path("p"));
  }

  CrowdData data;
  Consensus consensus;
};

TEST(WriteProbabilities, csv_has_a_row_for_each_that_is_large_enough_by_falling_probability) {
  EXPECT_EQ(ProbableCrowd().written({.format = LabelsFormat::csv}),
            "observation,label,probability\n"
            "17,4,0.75\n"
            "17,Rosa,0.25\n"
            "\"x, y\",Rosa,0.9999999\n");
  EXPECT_EQ(ProbableCrowd().written({.format = LabelsFormat::tsv, .least = 1e-7}),
            "observation\tlabel\tprobability\n"
            "17\t4\t0.75\n"
            "17\tRosa\t0.25\n"
            "x, y\tRosa\t0.9999999\n"
            "x, y\t4\t1e-07\n");
}

TEST(WriteProbabilities, of_equal_ones_the_label_that_comes_first_stands_first) {
  ProbableCrowd crowd;
  crowd.consensus.probabilities->value = {0.5, 0.5, 0.5, 0.5};
  EXPECT_THAT(crowd.written({.format = LabelsFormat::csv}), HasSubstr("17,4,0.5\n17,Rosa,0.5\n"));
}

TEST(WriteProbabilities, the_rows_of_an_observation_do_not_depend_on_where_blocks_of_rows_begin) {
  ProbableCrowd crowd;
  crowd.data.observations = NameTable();
  crowd.consensus.probabilities = {.begin = {0}, .label = {}, .value = {}};
  Probabilities& all = *crowd.consensus.probabilities;
  std::string expected = "observation,label,probability\n";
  for (std::int64_t i = 0; i < 20000; ++i) {
    crowd.data.observations.intern(Name(i));
    if (i % 5 != 3) {
      all.label.insert(all.label.end(), {1, 2, 0});
      all.value.insert(all.value.end(), {0.25, 1e-9, 0.75});
      expected += fmt::format("{0},Rosa,0.75\n{0},4,0.25\n", i);
    }
    all.begin.push_back(all.label.size());
  }
  EXPECT_EQ(crowd.written({.format = LabelsFormat::csv}), expected);
}

TEST(WriteProbabilities, jsonl_has_an_object_for_each) {
  EXPECT_EQ(ProbableCrowd().written({.format = LabelsFormat::jsonl, .least = 0.5}),
            "{\"observation\":17,\"label\":4,\"probability\":0.75}\n"
            "{\"observation\":\"x, y\",\"label\":\"Rosa\",\"probability\":0.9999999}\n");
}

TEST(WriteProbabilities, json_has_an_object_for_each_observation) {
  const std::string text = ProbableCrowd().written({.format = LabelsFormat::json});
  EXPECT_EQ(text,
            "{\n"
            "\"17\":{\"4\":0.75,\"Rosa\":0.25},\n"
            "\"x, y\":{\"Rosa\":0.9999999},\n"
            "\"18\":{}\n"
            "}\n");
  EXPECT_EQ(nlohmann::json::parse(text).size(), 3U);
}

TEST(WriteProbabilities, npy_is_what_the_definition_of_the_format_says) {
  // https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
  std::string expected("\x93NUMPY\x01\x00\x76\x00", 10);
  expected += "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }";
  expected += std::string(128 - 1 - expected.size(), ' ') + '\n';
  for (const double value : {0.75, 0.25, 1e-7, 1 - 1e-7, 0.0, 0.0}) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);  // on a little-endian machine
    expected.append(bytes, sizeof value);
  }
  EXPECT_EQ(ProbableCrowd().written({.format = LabelsFormat::npy}), expected);
}

TEST(WriteProbabilities, npy_has_a_column_for_each_label_of_votes_and_gold_but_not_of_the_truth) {
  ProbableCrowd crowd;
  const auto labels_of = [&] {
    const test::TemporaryFolder folder;
    OutputFile file(folder.path("labels.json"));
    write_probability_labels(file, crowd.data, crowd.data.input(), crowd.consensus);
    file.publish();
    return read_file(folder.path("labels.json"));
  };
  crowd.data.truth_of_observation = {2, 2, 2};
  EXPECT_EQ(labels_of(), "[\n4,\n\"Rosa\"\n]\n");
  crowd.data.gold_of_observation = {kNoLabel, kNoLabel, 2};
  EXPECT_EQ(labels_of(), "[\n4,\n9,\n\"Rosa\"\n]\n");
  EXPECT_THAT(crowd.written({.format = LabelsFormat::npy}), HasSubstr("'shape': (3, 3), }"));
}

TEST(WriteProbabilities, npy_can_be_loaded_by_numpy) {
  if (std::system("python3 -c 'import numpy' 2> /dev/null") != 0) GTEST_SKIP() << "numpy is not there";
  const test::TemporaryFolder folder;
  test::write_file(folder.path("p.npy"), ProbableCrowd().written({.format = LabelsFormat::npy}));
  const std::string command = fmt::format(
      "python3 -c \"import numpy as np; p = np.load('{}'); assert p.dtype == np.float64 and p.shape == (3, "
      "2); "
      "assert p.tolist() == [[0.75, 0.25], [1e-7, 1 - 1e-7], [0, 0]]\"",
      folder.path("p.npy"));
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(WriteProbabilities, npy_that_would_be_too_large_is_refused_before_the_work) {
  const std::size_t n = 100'000;
  const std::size_t n_labels = 20'001;
  std::vector<VoteIndex> begin(n + 1, static_cast<VoteIndex>(n_labels));
  begin[0] = 0;
  std::vector<UserId> users(n_labels);
  std::vector<LabelId> labels(n_labels);
  for (std::uint32_t v = 0; v < n_labels; ++v) users[v] = labels[v] = v;
  const VoteMatrix votes(std::move(begin), std::move(users), std::move(labels), n_labels, n_labels);
  const AggregationInput input{.votes = votes};
  try {
    check_probabilities_fit(input, LabelsFormat::npy, {});
    FAIL() << "16.0008 GB are allowed";
  } catch (const OptionError& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("a .npy of the probabilities of 20001 labels on 100000 observations would "
                          "take 16.0 GB, and 16 GB is the most; .csv"));
  }
  EXPECT_NO_THROW(check_probabilities_fit(input, LabelsFormat::csv, {}));
  const ProbableCrowd small;
  RunControl control;
  control.memory_limit = 1;
  EXPECT_THROW(check_probabilities_fit(small.data.input(), LabelsFormat::npy, control), MemoryError);
}

/// A crowd of 40 observations, some without votes, with weights and an AI.
CrowdData crowd_with_everything() {
  CrowdData data;
  std::mt19937 random(7);
  VoteMatrixBuilder builder;
  for (std::int64_t label = 0; label < 5; ++label) data.labels.intern(Name(label));
  for (std::int64_t user = 0; user < 9; ++user) data.users.intern(Name(user));
  for (std::int64_t i = 0; i < 40; ++i) {
    const ObservationId observation = data.observations.intern(Name(i));
    builder.add_observation(observation);
    for (UserId user = 0; user < 9; ++user) {
      if (random() % 3 == 0) builder.add_statement(observation, user, static_cast<LabelId>(random() % 5));
    }
  }
  data.votes = builder.finish(data.users.size(), data.labels.size()).votes;
  data.order_labels();
  return data;
}

TEST(WriteProbabilities, of_every_strategy_sum_to_1_on_every_observation_with_a_vote) {
  const CrowdData data = crowd_with_everything();
  for (const StrategyInfo& strategy : strategies()) {
    StrategyOptions options = strategy.defaults;
    if (strategy.name() == "wmv") set_option(options, "default-weight", "0.3");
    AggregationInput input = data.input();
    input.wants_probabilities = true;
    const std::size_t most_labels = strategy.description.most_labels;
    const bool has_too_many_labels = most_labels > 0 && data.labels.size() > most_labels;
    if (has_too_many_labels || !has_what_it_needs(options, side_inputs_of(input))) continue;
    const Consensus consensus = aggregate(input, options);
    const test::TemporaryFolder folder;
    OutputFile file(folder.path("p.json"));
    write_probabilities(file, data, input, consensus, {.format = LabelsFormat::json, .least = 0});
    file.publish();
    const auto document = nlohmann::ordered_json::parse(read_file(folder.path("p.json")));
    ASSERT_EQ(document.size(), data.observations.size());
    for (ObservationId i = 0; i < data.observations.size(); ++i) {
      const auto& of_observation = document[data.observations.str(i)];
      double sum = 0;
      double largest = 0;
      for (const auto& [label, probability] : of_observation.items()) {
        sum += probability.get<double>();
        largest = std::max(largest, probability.get<double>());
      }
      EXPECT_NEAR(sum, data.votes.n_votes_of(i) == 0 ? 0 : 1, 1e-12) << strategy.name();
      // Weights close to 0 are tied, whatever their shares.
      if (consensus.label[i] == kNoLabel || consensus.conf[i] < 1e-6) continue;
      const double of_label = of_observation[data.labels.str(consensus.label[i])].get<double>();
      EXPECT_NEAR(of_label, largest, 1e-9) << strategy.name();
      if (consensus.decided_by == DecidedBy::votes) {
        EXPECT_NEAR(of_label, consensus.acc[i], 1e-12) << strategy.name();
      }
    }
  }
}

TEST(WriteProbabilities, are_the_same_bytes_on_any_number_of_threads) {
  const CrowdData data = crowd_with_everything();
  AggregationInput input = data.input();
  input.wants_probabilities = true;
  const auto written = [&](unsigned threads, LabelsFormat format) {
    RunControl control;
    control.n_threads = threads;
    const test::TemporaryFolder folder;
    OutputFile file(folder.path("p"));
    write_probabilities(file, data, input, aggregate(input, MvOptions{}, control), {.format = format},
                        control);
    file.publish();
    return read_file(folder.path("p"));
  };
  for (const LabelsFormat format : {LabelsFormat::csv, LabelsFormat::json, LabelsFormat::npy}) {
    EXPECT_EQ(written(1, format), written(8, format));
  }
}

TEST(ProbabilitiesFormat, follows_the_ending_and_names_those_there_are) {
  EXPECT_EQ(probabilities_format_of("p.jsonl.zst"), LabelsFormat::jsonl);
  EXPECT_EQ(probabilities_format_of("-"), LabelsFormat::csv);
  try {
    (void)probabilities_format_of("p.xlsx");
    FAIL() << "an unknown ending";
  } catch (const OptionError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'p.xlsx' is none of .csv, .tsv, .json, .jsonl, .parquet and .npy"));
    EXPECT_EQ(error.remedy().way, WayOut::none) << "the format cannot be named apart";
  }
}

}  // namespace
}  // namespace crowdvote
