#include "support/temporary_folder.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/write_outputs.hpp>

#include <atomic>
#include <charconv>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote {
namespace {

using test::read_file;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Row {
  std::string observation;
  std::string label;  ///< empty: undefined
  bool valid;
  double conf;
  double acc;
  std::size_t n_votes;
};

/// Data and a consensus with the given rows.
struct Table {
  explicit Table(const std::vector<Row>& rows) {
    VoteMatrixBuilder builder;
    for (const Row& row : rows) {
      const ObservationId i = data.observations.intern(Name(row.observation));
      builder.add_observation(i);
      const LabelId voted = data.labels.intern(Name(row.label.empty() ? "other" : row.label));
      for (std::size_t v = 0; v < row.n_votes; ++v) {
        builder.add_statement(i, data.users.intern(Name(static_cast<std::int64_t>(v))), voted);
      }
      consensus.label.push_back(row.label.empty() ? kNoLabel : voted);
      consensus.valid.push_back(row.valid ? 1 : 0);
      consensus.conf.push_back(row.conf);
      consensus.acc.push_back(row.acc);
    }
    data.votes = builder.finish(data.users.size(), data.labels.size()).votes;
  }

  [[nodiscard]] std::string written(const WriteLabelsOptions& options, const RunControl& control = {}) const {
    const TemporaryFolder folder;
    write_labels(folder.path("labels"), data, data.input(), consensus, options, control);
    return read_file(folder.path("labels"));
  }

  CrowdData data;
  Consensus consensus;
};

Table small_table() {
  return Table({{"17", "4", true, 2.5, 0.75, 3}, {"18", "", false, 0, 0, 0}, {"x", "11", false, 0.1, 1, 1}});
}

Table hostile_table() {
  return Table({{"a,b", "say \"Rosa\"", true, 1, 1, 1},
                {"two\nlines", "tab\there", true, 1, 1, 1},
                {"007", "Ficus élastica 🌿", true, 1, 1, 1},
                {" space ", "back\\slash", true, 1, 1, 1},
                {"return\r", std::string("control\x01") + '\0', true, 1, 1, 1},
                {"</script>", "=1+1", true, 1, 1, 1}});
}

TEST(WriteLabels, csv_has_a_header_and_a_row_an_observation) {
  EXPECT_EQ(small_table().written({.format = LabelsFormat::csv}),
            "observation,label,valid,conf,acc,votes,tie,runner_up\n"
            "17,4,1,2.5,0.75,3,0,\n"
            "18,,0,0,0,0,0,\n"
            "x,11,0,0.1,1,1,0,\n");
}

TEST(WriteLabels, columns_of_the_strategy_follow_and_are_empty_where_there_is_no_value) {
  Table table = small_table();
  table.consensus.observations.columns.push_back(
      {"difficulty", "", std::vector<double>{0.25, std::numeric_limits<double>::quiet_NaN(), 3}});
  EXPECT_EQ(table.written({.format = LabelsFormat::csv}),
            "observation,label,valid,conf,acc,votes,difficulty,tie,runner_up\n"
            "17,4,1,2.5,0.75,3,0.25,0,\n"
            "18,,0,0,0,0,,0,\n"
            "x,11,0,0.1,1,1,3,0,\n");
}

TEST(WriteLabels, ties_and_runners_up_stand_at_the_end) {
  CrowdData data;
  VoteMatrixBuilder builder;
  for (const auto& [observation, labels] :
       {std::pair{"tie", std::vector{"b", "a,1"}}, {"clear", {"b", "7", "b"}}}) {
    const ObservationId i = data.observations.intern(Name(std::string_view(observation)));
    for (std::size_t v = 0; v < labels.size(); ++v) {
      builder.add_statement(i, data.users.intern(Name(static_cast<std::int64_t>(v))),
                            data.labels.intern(Name(std::string_view(labels[v]))));
    }
  }
  data.votes = builder.finish(data.users.size(), data.labels.size()).votes;
  data.order_labels();
  Consensus consensus;
  consensus.label = {kNoLabel, 0};
  consensus.valid = {0, 1};
  consensus.conf = {0, 2};
  consensus.acc = {0, 0.5};
  const TemporaryFolder folder;
  const auto written = [&](LabelsFormat format) {
    write_labels(folder.path("labels"), data, data.input(), consensus, {.format = format});
    return read_file(folder.path("labels"));
  };
  EXPECT_EQ(written(LabelsFormat::csv),
            "observation,label,valid,conf,acc,votes,tie,runner_up\n"
            "tie,,0,0,0,2,1,b\n"
            "clear,b,1,2,0.5,3,0,7\n");
  const auto document = nlohmann::json::parse(written(LabelsFormat::json));
  EXPECT_EQ(document.at("tie").at("tie"), true);
  EXPECT_EQ(document.at("tie").at("runner_up"), "b");
  EXPECT_EQ(document.at("clear").at("runner_up"), 7);
}

TEST(WriteLabels, tsv_is_csv_with_tabs) {
  EXPECT_EQ(small_table().written({.format = LabelsFormat::tsv}),
            "observation\tlabel\tvalid\tconf\tacc\tvotes\ttie\trunner_up\n"
            "17\t4\t1\t2.5\t0.75\t3\t0\t\n"
            "18\t\t0\t0\t0\t0\t0\t\n"
            "x\t11\t0\t0.1\t1\t1\t0\t\n");
}

TEST(WriteLabels, json_is_one_object_with_numbers_where_names_are_integers) {
  EXPECT_EQ(small_table().written({.format = LabelsFormat::json}),
            "{\n"
            "\"17\":{\"label\":4,\"valid\":true,\"conf\":2.5,\"acc\":0.75,\"votes\":3,\"tie\":false,\"runner_"
            "up\":null},\n"
            "\"18\":{\"label\":null,\"valid\":false,\"conf\":0,\"acc\":0,\"votes\":0,\"tie\":false,\"runner_"
            "up\":null},\n"
            "\"x\":{\"label\":11,\"valid\":false,\"conf\":0.1,\"acc\":1,\"votes\":1,\"tie\":false,\"runner_"
            "up\":null}\n"
            "}\n");
}

TEST(WriteLabels, jsonl_is_an_object_a_line) {
  EXPECT_EQ(small_table().written({.format = LabelsFormat::jsonl}),
            "{\"observation\":17,\"label\":4,\"valid\":true,\"conf\":2.5,\"acc\":0.75,\"votes\":3,\"tie\":"
            "false,\"runner_up\":null}\n"
            "{\"observation\":18,\"label\":null,\"valid\":false,\"conf\":0,\"acc\":0,\"votes\":0,\"tie\":"
            "false,\"runner_up\":null}\n"
            "{\"observation\":\"x\",\"label\":11,\"valid\":false,\"conf\":0.1,\"acc\":1,\"votes\":1,\"tie\":"
            "false,\"runner_up\":null}\n");
}

TEST(WriteLabels, npy_is_what_numpy_save_writes) {
  std::string expected("\x93NUMPY\x01\x00\x76\x00", 10);
  expected += "{'descr': '<i8', 'fortran_order': False, 'shape': (3,), }";
  expected += std::string(128 - 1 - expected.size(), ' ') + '\n';
  expected += std::string("\x04\0\0\0\0\0\0\0", 8) + std::string(16, '\xff');
  EXPECT_EQ(small_table().written({.format = LabelsFormat::npy}), expected);
}

TEST(WriteLabels, npy_holds_integers_of_64_bits) {
  const Table table(
      {{"a", "9223372036854775807", true, 1, 1, 1}, {"b", "-9223372036854775808", true, 1, 1, 1}});
  const std::string bytes = table.written({.format = LabelsFormat::npy});
  ASSERT_EQ(bytes.size(), 128 + 16U);
  EXPECT_EQ(bytes.substr(128), std::string("\xff\xff\xff\xff\xff\xff\xff\x7f\0\0\0\0\0\0\0\x80", 16));
}

TEST(WriteLabels, npy_refuses_a_label_that_is_no_integer_and_names_it) {
  const Table table({{"a", "4", true, 1, 1, 1}, {"b", "Rosa indica", true, 1, 1, 1}});
  try {
    (void)table.written({.format = LabelsFormat::npy});
    FAIL();
  } catch (const OptionError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'Rosa indica'"));
    EXPECT_THAT(error.what(), HasSubstr(".csv"));
  }
}

TEST(WriteLabels, npy_does_not_mind_a_string_that_no_valid_observation_has) {
  const Table table({{"a", "4", true, 1, 1, 1}, {"b", "Rosa indica", false, 1, 1, 1}});
  EXPECT_EQ(table.written({.format = LabelsFormat::npy}).size(), 128 + 16U);
}

TEST(WriteLabels, npy_cannot_leave_observations_out) {
  EXPECT_THROW((void)small_table().written({.format = LabelsFormat::npy, .only_valid = true}), OptionError);
}

TEST(WriteLabels, csv_quotes_what_would_break_a_row_and_nothing_else) {
  EXPECT_EQ(hostile_table().written({.format = LabelsFormat::csv}),
            std::string("observation,label,valid,conf,acc,votes,tie,runner_up\n"
                        "\"a,b\",\"say \"\"Rosa\"\"\",1,1,1,1,0,\n"
                        "\"two\nlines\",tab\there,1,1,1,1,0,\n"
                        "007,Ficus élastica 🌿,1,1,1,1,0,\n"
                        " space ,back\\slash,1,1,1,1,0,\n"
                        "\"return\r\",control\x01") +
                '\0' +
                ",1,1,1,1,0,\n"
                "</script>,=1+1,1,1,1,1,0,\n");
}

TEST(WriteLabels, csv_has_room_for_the_longest_names) {
  const std::string plain(100'000, 'x');
  const std::string quoted = std::string(100'000, 'y') + ",";
  const Table table({{plain, quoted, true, 1, 1, 1}, {quoted, plain, true, 1, 1, 1}});
  EXPECT_TRUE(table.written({.format = LabelsFormat::csv}) ==
              "observation,label,valid,conf,acc,votes,tie,runner_up\n" + plain + ",\"" + quoted +
                  "\",1,1,1,1,0,\n\"" + quoted + "\"," + plain + ",1,1,1,1,0,\n");
}

TEST(WriteLabels, tsv_quotes_tabs_and_leaves_commas_alone) {
  const std::string text = hostile_table().written({.format = LabelsFormat::tsv});
  EXPECT_THAT(text, HasSubstr("\na,b\t\"say \"\"Rosa\"\"\"\t1"));
  EXPECT_THAT(text, HasSubstr("\"two\nlines\"\t\"tab\there\"\t1"));
}

TEST(WriteLabels, json_reads_back_with_every_hostile_name) {
  const Table table = hostile_table();
  const auto document = nlohmann::json::parse(table.written({.format = LabelsFormat::json}));
  ASSERT_EQ(document.size(), table.data.observations.size());
  for (ObservationId i = 0; i < table.data.observations.size(); ++i) {
    EXPECT_EQ(document.at(table.data.observations.str(i)).at("label"),
              table.data.labels.str(table.consensus.label[i]));
  }
}

TEST(WriteLabels, jsonl_reads_back_with_every_hostile_name) {
  const Table table = hostile_table();
  std::istringstream lines(table.written({.format = LabelsFormat::jsonl}));
  ObservationId i = 0;
  for (std::string line; std::getline(lines, line); ++i) {
    const auto document = nlohmann::json::parse(line);
    EXPECT_EQ(document.at("observation"), table.data.observations.str(i));
    EXPECT_EQ(document.at("label"), table.data.labels.str(table.consensus.label[i]));
  }
  EXPECT_EQ(i, table.data.observations.size());
}

TEST(WriteLabels, json_is_json_even_where_a_weight_is_infinite) {
  const Table table({{"a", "4", true, std::numeric_limits<double>::infinity(), 1, 1}});
  const auto document = nlohmann::json::parse(table.written({.format = LabelsFormat::json}));
  EXPECT_TRUE(document.at("a").at("conf").is_null());
}

TEST(WriteLabels, only_valid_leaves_the_others_out) {
  const Table table({{"a", "4", false, 1, 1, 1}, {"b", "4", true, 1, 1, 1}, {"c", "", false, 0, 0, 0}});
  EXPECT_EQ(table.written({.format = LabelsFormat::csv, .only_valid = true}),
            "observation,label,valid,conf,acc,votes,tie,runner_up\nb,4,1,1,1,1,0,\n");
  EXPECT_EQ(table.written({.format = LabelsFormat::json, .only_valid = true}),
            "{\n\"b\":{\"label\":4,\"valid\":true,\"conf\":1,\"acc\":1,\"votes\":1,\"tie\":false,\"runner_"
            "up\":null}\n}\n");
  EXPECT_THAT(table.written({.format = LabelsFormat::jsonl, .only_valid = true}),
              testing::StartsWith("{\"observation\":\"b\""));
}

TEST(WriteLabels, no_observations_make_a_whole_file_in_every_format) {
  const Table table({});
  EXPECT_EQ(table.written({.format = LabelsFormat::csv}),
            "observation,label,valid,conf,acc,votes,tie,runner_up\n");
  EXPECT_TRUE(nlohmann::json::parse(table.written({.format = LabelsFormat::json})).empty());
  EXPECT_EQ(table.written({.format = LabelsFormat::jsonl}), "");
  const std::string npy = table.written({.format = LabelsFormat::npy});
  EXPECT_EQ(npy.size(), 128U);
  EXPECT_THAT(npy, HasSubstr("'shape': (0,), }"));
}

/// Weights of all magnitudes, and enough rows for several blocks.
Table random_table(std::size_t n) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> share(0.0, 1.0);
  std::vector<Row> rows;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t bits = random() & 0x7fffffffffffffffU;
    double conf = 0;
    std::memcpy(&conf, &bits, sizeof conf);
    if (!std::isfinite(conf)) conf = 1;
    rows.push_back({std::to_string(i * 3), std::to_string(random() % 50), random() % 2 == 0, conf,
                    share(random), random() % 3});
  }
  return Table(rows);
}

TEST(WriteLabels, doubles_read_back_as_the_same_number) {
  const Table table = random_table(2000);
  std::istringstream lines(table.written({.format = LabelsFormat::csv}));
  std::string line;
  std::getline(lines, line);
  for (std::size_t i = 0; std::getline(lines, line); ++i) {
    std::vector<std::string> fields;
    std::istringstream cells(line);
    for (std::string field; std::getline(cells, field, ',');) fields.push_back(field);
    ASSERT_EQ(fields.size(), 7U);  // including an empty runner-up
    for (const auto& [field, written] :
         {std::pair{3, table.consensus.conf[i]}, {4, table.consensus.acc[i]}}) {
      const std::string& text = fields[static_cast<std::size_t>(field)];
      double read = -1;
      std::from_chars(text.data(), text.data() + text.size(), read);
      EXPECT_EQ(read, written) << text;
    }
  }
}

TEST(WriteLabels, bytes_do_not_depend_on_the_number_of_threads) {
  const Table table = random_table(40000);
  for (const auto format :
       {LabelsFormat::csv, LabelsFormat::tsv, LabelsFormat::json, LabelsFormat::jsonl, LabelsFormat::npy}) {
    const std::string alone = table.written({.format = format}, {.n_threads = 1});
    EXPECT_EQ(table.written({.format = format}, {.n_threads = 2}), alone);
    EXPECT_EQ(table.written({.format = format}, {.n_threads = 8}), alone);
  }
  EXPECT_EQ(nlohmann::json::parse(table.written({.format = LabelsFormat::json})).size(), 40000U);
}

TEST(WriteLabels, packed_bytes_do_not_depend_on_the_number_of_threads) {
  const Table table = random_table(40000);
  const TemporaryFolder folder;
  for (const std::string ending : {".gz", ".zst"}) {
    for (const unsigned threads : {1U, 8U}) {
      write_labels(folder.path(std::to_string(threads) + ending), table.data, table.data.input(),
                   table.consensus, {}, {.n_threads = threads});
    }
    EXPECT_EQ(read_file(folder.path("1" + ending)), read_file(folder.path("8" + ending)));
  }
}

TEST(WriteLabels, a_full_disk_is_an_error_for_any_number_of_threads) {
  const Table table = random_table(40000);
  for (const unsigned threads : {1U, 8U}) {
    EXPECT_THROW(write_labels("/dev/full", table.data, table.data.input(), table.consensus, {},
                              {.n_threads = threads}),
                 IoError);
  }
}

TEST(WriteLabels, a_cancelled_run_leaves_the_old_file_and_nothing_else) {
  const Table table = random_table(100000);
  const TemporaryFolder folder;
  test::write_file(folder.path("labels.csv"), "old");
  std::atomic<bool> cancel{false};
  const RunControl control{
      .n_threads = 4, .progress = [&](const Progress& now) { cancel = now.done > 20000; }, .cancel = &cancel};
  EXPECT_THROW(
      write_labels(folder.path("labels.csv"), table.data, table.data.input(), table.consensus, {}, control),
      Cancelled);
  EXPECT_THAT(folder.names(), ElementsAre("labels.csv"));
  EXPECT_EQ(read_file(folder.path("labels.csv")), "old");
}

TEST(WriteLabels, progress_ends_at_the_number_of_rows) {
  const Table table = random_table(20000);
  std::size_t last = 0;
  const RunControl control{.n_threads = 4, .progress = [&](const Progress& now) {
                             EXPECT_EQ(now.stage, "write");
                             EXPECT_EQ(now.total, 20000U);
                             EXPECT_GT(now.done, last);
                             last = now.done;
                           }};
  (void)table.written({}, control);
  EXPECT_EQ(last, 20000U);
}

TEST(WriteLabels, npy_that_fails_leaves_no_file) {
  const Table table({{"a", "Rosa", true, 1, 1, 1}});
  const TemporaryFolder folder;
  EXPECT_THROW(write_labels(folder.path("labels.npy"), table.data, table.data.input(), table.consensus,
                            {.format = LabelsFormat::npy}),
               OptionError);
  EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(LabelsFormat, follows_the_ending) {
  EXPECT_EQ(labels_format_of("labels.csv"), LabelsFormat::csv);
  EXPECT_EQ(labels_format_of("labels.tsv.gz"), LabelsFormat::tsv);
  EXPECT_EQ(labels_format_of("a.csv/labels.json"), LabelsFormat::json);
  EXPECT_EQ(labels_format_of("labels.jsonl.zst"), LabelsFormat::jsonl);
  EXPECT_EQ(labels_format_of("labels.npy"), LabelsFormat::npy);
}

TEST(LabelsFormat, is_csv_for_standard_output_and_devices) {
  for (const std::string path : {"-", "/dev/stdout", "/dev/null", "/dev/full"}) {
    EXPECT_EQ(labels_format_of(path), LabelsFormat::csv) << path;
  }
}

TEST(LabelsFormat, of_an_unknown_ending_is_an_error_that_lists_the_known) {
  for (const std::string path : {"labels", "labels.xlsx", "labels.gz", "labels.csv.bz2"}) {
    try {
      (void)labels_format_of(path);
      ADD_FAILURE() << path;
    } catch (const OptionError& error) {
      EXPECT_THAT(error.what(), HasSubstr(path));
      EXPECT_THAT(error.what(), HasSubstr(".jsonl"));
    }
  }
}

}  // namespace
}  // namespace crowdvote
