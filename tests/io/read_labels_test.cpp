#include "io/tables/npy_array.hpp"
#include "io/temporary_file.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/read_labels.hpp>
#include <crowdvote/strategy_table.hpp>
#include <crowdvote/write_outputs.hpp>

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Observations "a", 1 and "007" with votes; labels 3, 4 and "Rosa".
CrowdData votes() {
  CrowdData data;
  VoteMatrixBuilder builder;
  for (const char* label : {"3", "4", "Rosa"}) data.labels.intern(Name(std::string_view(label)));
  for (const char* name : {"a", "1", "007"}) {
    builder.add_statement(data.observations.intern(Name(std::string_view(name))), 0, 0);
  }
  data.users.intern(Name("u"));
  data.votes = builder.finish(1, 3).votes;
  return data;
}

/// n observations with the ids 0..n-1 and one vote each.
CrowdData numbered_votes(std::size_t n) {
  CrowdData data;
  VoteMatrixBuilder builder;
  data.labels.intern(Name(7));
  data.users.intern(Name("u"));
  for (std::size_t i = n; i-- > 0;) {
    builder.add_statement(data.observations.intern(Name(static_cast<std::int64_t>(i))), 0, 0);
  }
  data.votes = builder.finish(1, 1).votes;
  return data;
}

/// "a: Rosa valid 2.5 0.75; ..." in the order of the data, and the warnings.
std::string outcome(const std::string& text, CrowdData data = votes(), const ReadOptions& options = {}) {
  const TemporaryFile file(text, ".labels");
  try {
    const GivenLabels given = read_labels(file.path(), data, options);
    std::string result = given.file.format + ":";
    for (ObservationId i = 0; i < data.observations.size(); ++i) {
      result += fmt::format(" {}={}{}", data.observations.str(i),
                            given.label[i] == kNoLabel ? "-" : data.labels.str(given.label[i]),
                            given.valid[i] != 0 ? "!" : "");
      if (!given.conf.empty() && !std::isnan(given.conf[i])) result += fmt::format("({}", given.conf[i]);
      if (!given.acc.empty() && !std::isnan(given.acc[i])) result += fmt::format(",{})", given.acc[i]);
    }
    for (const Notice& warning : given.warnings)
      result += fmt::format("\n{}", without_path(warning.text, file.path()));
    return result;
  } catch (const InputError& error) {
    return without_path(error.what(), file.path());
  }
}

TEST(ReadLabels, reads_a_plain_table_in_which_every_label_is_valid) {
  EXPECT_EQ(outcome("observation,label\n007,4\na,Rosa\n1,\n"), "csv: a=Rosa! 1=- 007=4!");
  EXPECT_EQ(outcome("task\tagg_label\n1\t4\na\t3\n007\t-1\n"), "tsv: a=3! 1=4! 007=-");
}

TEST(ReadLabels, reads_every_format_that_write_labels_makes) {
  const std::string expected = ": a=Rosa!(2.5,0.75) 1=4(1,0.5) 007=-(0,0)";
  EXPECT_EQ(
      outcome("observation,label,valid,conf,acc,votes\na,Rosa,1,2.5,0.75,3\n1,4,0,1,0.5,2\n007,,0,0,0,0\n"),
      "csv" + expected);
  EXPECT_EQ(outcome("{\n\"a\":{\"label\":\"Rosa\",\"valid\":true,\"conf\":2.5,\"acc\":0.75,\"votes\":3},\n"
                    "\"1\":{\"label\":4,\"valid\":false,\"conf\":1,\"acc\":0.5,\"votes\":2},\n"
                    "\"007\":{\"label\":null,\"valid\":false,\"conf\":0,\"acc\":0,\"votes\":0}\n}\n"),
            "json" + expected);
  EXPECT_EQ(
      outcome(
          "{\"observation\":\"a\",\"label\":\"Rosa\",\"valid\":true,\"conf\":2.5,\"acc\":0.75,\"votes\":3}\n"
          "{\"observation\":1,\"label\":4,\"valid\":false,\"conf\":1,\"acc\":0.5,\"votes\":2}\n"
          "{\"observation\":\"007\",\"label\":null,\"valid\":false,\"conf\":0,\"acc\":0,\"votes\":0}\n"),
      "jsonl" + expected);
}

TEST(ReadLabels, brings_back_what_write_labels_wrote) {
  CrowdData data = votes();
  Consensus consensus;
  consensus.label = {2, 1, kNoLabel};
  consensus.valid = {1, 0, 0};
  consensus.conf = {0.1, 1.0 / 3, 0};
  consensus.acc = {1, 2.0 / 3, 0};
  for (const LabelsFormat format :
       {LabelsFormat::csv, LabelsFormat::tsv, LabelsFormat::json, LabelsFormat::jsonl}) {
    const TemporaryFile file("", ".gz");
    write_labels(file.path(), data, data.input(), consensus, {.format = format});
    const GivenLabels given = read_labels(file.path(), data);
    EXPECT_EQ(given.label, consensus.label);
    EXPECT_EQ(given.valid, consensus.valid);
    EXPECT_EQ(given.conf, consensus.conf);
    EXPECT_EQ(given.acc, consensus.acc);
    EXPECT_THAT(given.file.format, testing::EndsWith(".gz"));
    EXPECT_TRUE(given.warnings.empty());
  }
}

TEST(ReadLabels, reads_a_json_object_of_labels) {
  EXPECT_EQ(outcome("{\"a\": 3, \"1\": \"4\", \"007\": null}"), "json: a=3! 1=4! 007=-");
}

TEST(ReadLabels, text_goes_by_id_where_the_ids_are_the_numbers_of_the_lines_and_else_by_order) {
  EXPECT_EQ(outcome("7\n-1\n8\n", numbered_votes(3)), "text: 2=8! 1=- 0=7!");
  EXPECT_EQ(outcome("3\nRosa\n4\n\n\n"), "text: a=3! 1=Rosa! 007=4!");
  EXPECT_THAT(outcome("3\n4\n"), HasSubstr("FILE: 2 lines, but the votes have 3 observations"));
  EXPECT_THAT(outcome("3\n4\n3\n4\n"), HasSubstr("4 lines, but the votes have 3 observations"));
}

TEST(ReadLabels, tells_what_is_missing_unknown_and_replaced) {
  EXPECT_EQ(outcome("observation,label\na,3\na,4\nb,3\nc,3\n"),
            "csv: a=4! 1=- 007=-\n"
            "FILE: 1 label was replaced by a later one of the same observation\n"
            "FILE: 2 observations of the file are not in the votes, such as 'b', 'c'; left out\n"
            "FILE: 2 observations have no row in the labels, and so no label");
  EXPECT_EQ(outcome("observation,label\na,3\na,4\nb,3\n", votes(), {.strict = true}),
            "FILE:3:1: observation 'a' occurs a second time; leave one of the two");
  EXPECT_EQ(outcome("observation,label\na,3\nb,3\n", votes(), {.strict = true}),
            "FILE: 1 observation of the file is not in the votes, such as 'b'");
}

TEST(ReadLabels, warns_of_labels_that_are_written_in_another_way) {
  EXPECT_THAT(outcome("observation,label\na,4.0\n1,3.0\n007,3.0\n"),
              HasSubstr("FILE: none of its labels, such as '3.0', is in the votes or the truth"));
}

TEST(ReadLabels, leaves_out_the_labels_that_mean_none) {
  ReadOptions options;
  options.abstain = {"unsure"};
  EXPECT_EQ(outcome("observation,label\na,unsure\n1,-1\n007,4\n", votes(), options), "csv: a=- 1=- 007=4!");
}

TEST(ReadLabels, names_the_place_of_every_fault) {
  EXPECT_EQ(outcome("observation,label,valid,conf,acc\na,3,maybe,1,1\n1,4,1,-1,1\n007,4,1,1,1.5\n,4,1,1,1\n"
                    "1,,1,0,0\n1,4,1,x,1\n"),
            "FILE:2:5: valid is 'maybe'; expected 1, true or yes, or 0, false, no or nothing\n"
            "FILE:3:7: conf is '-1'; expected a number from 0 up\n"
            "FILE:4:11: acc is '1.5'; expected a number from 0 to 1\n"
            "FILE:5:1: the observation is missing\n"
            "FILE:6:1: observation '1' is valid and has no label\n"
            "FILE:7:7: conf is 'x'; expected a number from 0 up");
  EXPECT_EQ(
      outcome("{\"a\": {\"valid\": true},\n \"1\": {\"label\": 4.5, \"valid\": 1},\n \"007\": [3]}"),
      "FILE:2:17: observation '1': the label is the number 4.5; a number must be an integer of 64 bits; "
      "write \"4.5\" in double quotes to use it as a name\n"
      "FILE:3:9: observation '007': the label is an array; expected a number or a string\n"
      "FILE:1:2: observation 'a' holds an object without the key 'label'; expected {observation: label} or "
      "{observation: {\"label\": label}}");
  EXPECT_EQ(
      outcome("{\"observation\": 1, \"label\": 4, \"valid\": \"x\"}\n{\"observation\": 1, \"acc\": true}\n"
              "{\"observation\": 1, \"label\": 4, \"acc\": true}\n"),
      "FILE:1:32: valid is 'x'; expected 1, true or yes, or 0, false, no or nothing\n"
      "FILE:2:1: no key 'label', which holds the label\n"
      "FILE:3:32: acc is true; expected a number from 0 to 1");
}

TEST(ReadLabels, says_what_it_expected_of_a_file_that_is_none) {
  EXPECT_THAT(outcome(""), AllOf(HasSubstr("FILE: the file is empty"), HasSubstr("observation,label")));
  EXPECT_THAT(outcome("[1, 2]"), HasSubstr("begins with '['"));
  EXPECT_THAT(outcome("17,4\n18,5\n"),
              HasSubstr("FILE:1: a line of 2 cells, none of them the name of a column"));
  EXPECT_THAT(outcome("{\"a\": 3"), HasSubstr("FILE"));
  EXPECT_THAT(outcome("observation,valid\na,1\n"), HasSubstr("no column for the label"));
  CrowdData data = votes();
  EXPECT_THROW((void)read_labels("/nowhere/labels.csv", data), IoError);
}

/// An .npy file in the form that numpy writes.
std::string npy(const std::string& header, const std::string& body, char version = 1) {
  std::string text = header;
  text.append(63 - (10 + text.size()) % 64, ' ');
  text += '\n';
  std::string file = std::string("\x93NUMPY") + version + '\0';
  const auto size = static_cast<std::uint32_t>(text.size());
  for (int b = 0; b < (version == 1 ? 2 : 4); ++b) file += static_cast<char>(size >> (8 * b) & 0xffU);
  return file + text + body;
}

std::string header_of(const std::string& type, const std::string& shape,
                      const std::string& fortran = "False") {
  return fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}", type, fortran, shape);
}

std::string little_endian(const std::vector<std::int64_t>& values, int n_bytes) {
  std::string bytes;
  for (const std::int64_t value : values) {
    for (int b = 0; b < n_bytes; ++b)
      bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * b) & 0xffU);
  }
  return bytes;
}

TEST(ReadLabels, reads_npy_of_every_version_width_and_byte_order) {
  const std::vector<std::int64_t> values{7, -1, 9};
  const std::string expected = "npy: 2=9! 1=- 0=7!";
  for (const char version : {'\1', '\2', '\3'}) {
    EXPECT_EQ(outcome(npy(header_of("<i8", "(3,)"), little_endian(values, 8), version), numbered_votes(3)),
              expected);
  }
  EXPECT_EQ(outcome(npy(header_of("<i4", "(3,)", "True"), little_endian(values, 4)), numbered_votes(3)),
            expected);
  EXPECT_EQ(outcome(npy(header_of("<i2", "(3,)"), little_endian(values, 2)), numbered_votes(3)), expected);
  EXPECT_EQ(outcome(npy(header_of("|i1", "(3,)"), little_endian(values, 1)), numbered_votes(3)), expected);
  EXPECT_EQ(outcome(npy(header_of(">i4", "(3,)"), std::string("\0\0\0\x07\xff\xff\xff\xff\0\0\0\x09", 12)),
                    numbered_votes(3)),
            expected);
  EXPECT_EQ(outcome(npy(header_of("|u1", "(2,)"), "\x07\xff"), numbered_votes(2)), "npy: 1=255! 0=7!");
}

TEST(ReadLabels, reads_the_npy_that_write_labels_makes) {
  CrowdData data = numbered_votes(4);
  Consensus consensus;
  consensus.label = {0, 0, kNoLabel, 0};
  consensus.valid = {1, 0, 0, 1};
  consensus.conf.assign(4, 1);
  consensus.acc.assign(4, 1);
  const TemporaryFile file("", ".npy");
  write_labels(file.path(), data, data.input(), consensus, {.format = LabelsFormat::npy});
  // By position, where the numbers are ids, in reverse order.
  const GivenLabels given = read_labels(file.path(), data);
  EXPECT_EQ(given.label, (std::vector<LabelId>{0, kNoLabel, kNoLabel, 0}));
}

TEST(ReadLabels, refuses_npy_that_holds_no_labels_and_says_what_to_do) {
  const auto complaint = [](const std::string& file) { return outcome(file, numbered_votes(3)); };
  EXPECT_THAT(complaint(npy(header_of("|O", "(3,)"), "\x80\x04")),
              AllOf(HasSubstr("Python objects"), HasSubstr("labels.astype(np.int64)")));
  EXPECT_THAT(complaint(npy(header_of("<f8", "(3,)"), std::string(24, '\0'))), HasSubstr("with a fraction"));
  EXPECT_THAT(complaint(npy(header_of("<U4", "(3,)"), std::string(48, '\0'))), HasSubstr("texts"));
  EXPECT_THAT(complaint(npy(header_of("<f8", "(3, 4)"), std::string(96, '\0'))), HasSubstr("argmax(axis=1)"));
  EXPECT_THAT(complaint(npy(header_of("<i8", "()"), std::string(8, '\0'))),
              HasSubstr("shape (); expected one"));
  EXPECT_THAT(complaint(npy(header_of("<i8", "(3,)"), std::string(20, '\0'))),
              HasSubstr("holds 2 of 3 labels"));
  EXPECT_THAT(complaint(npy(header_of("<i8", "(3,)"), std::string(32, '\0'))),
              AllOf(HasSubstr("more than 152 bytes"), HasSubstr("expected 3 labels")));
  EXPECT_THAT(complaint(npy(header_of("<i8", "(4,)"), std::string(32, '\0'))), HasSubstr("4 values, but"));
  EXPECT_THAT(complaint(npy(header_of("<u8", "(1,)"), std::string(8, '\xff'))),
              HasSubstr("64 bits with a sign"));
  EXPECT_THAT(complaint(npy("{'descr': [('a', '<i8')], 'shape': (3,)}", "")),
              HasSubstr("expected whole numbers"));
  EXPECT_THAT(complaint(npy("{'shape': (3,)}", "")), HasSubstr("no readable 'descr'"));
  EXPECT_THAT(complaint(npy("{'descr': '<i8', 'shape': (3", "")), HasSubstr("no readable 'shape'"));
  EXPECT_THAT(complaint(npy(header_of("<i8", "(99999999999999999999,)"), "")), HasSubstr("shape"));
  EXPECT_THAT(complaint(npy(header_of("<i8", "(2305843009213693952,)"), "")), HasSubstr("holds 0 of"));
  EXPECT_THAT(complaint(npy(header_of("<i8", "(3,)"), "", 4)), HasSubstr("version 4"));
}

TEST(ReadLabels, a_damaged_npy_file_is_an_error_wherever_it_ends) {
  const std::string whole = npy(header_of("<i8", "(3,)"), little_endian({1, 2, 3}, 8));
  for (std::size_t size = kNpyMagic.size(); size < whole.size(); ++size) {
    EXPECT_THAT(outcome(whole.substr(0, size), numbered_votes(3)), HasSubstr("FILE: byte")) << size;
  }
}

TEST(ReadTruth, is_data_without_votes_that_labels_are_graded_against) {
  const TemporaryFile truth("{\"17\": 4, \"18\": \"Rosa\", \"19\": -1, \"20\": 5}");
  CrowdData data = read_truth(truth.path());
  EXPECT_EQ(data.votes.n_votes(), 0U);
  EXPECT_TRUE(data.warnings.empty());
  const TemporaryFile file("observation,label\n18,Rosa\n17,5\n99,4\n", ".csv");
  const GivenLabels given = read_labels(file.path(), data);
  EXPECT_EQ(given.unknown_observations, 1U);
  ASSERT_EQ(given.warnings.size(), 1U);
  EXPECT_THAT(given.warnings[0].text, HasSubstr("2 observations have no row in the labels"));
  const EvaluationSets sets = find_evaluation_sets(data.truth_of_observation);
  const Evaluation e =
      evaluate(GradedLabels{given.label, given.valid, data.truth_of_observation, sets, data.labels.size()});
  EXPECT_EQ(e.subsets[0].n, 3U);
  EXPECT_EQ(e.subsets[0].correct, 1U);
  EXPECT_EQ(e.subsets[0].valid, 2U);
}

TEST(ReadTruth, positions_of_labels_are_ids_where_the_truth_has_some_of_them) {
  const TemporaryFile truth("{\"2\": 4, \"0\": 5}");
  CrowdData data = read_truth(truth.path());
  const TemporaryFile labels(npy(header_of("<i8", "(4,)"), little_endian({5, 6, 4, -1}, 8)), ".npy");
  const GivenLabels given = read_labels(labels.path(), data);
  EXPECT_EQ(given.label, data.truth_of_observation);
  const TemporaryFile lines("5\n-1\n4\n", ".txt");
  CrowdData by_position = read_truth(lines.path());
  // One side has one line per observation, the other has four: an error, not a guess.
  EXPECT_THROW((void)read_labels(labels.path(), by_position), InputError);
}

/// "a: 3=0.5 Rosa=0.5, most probable 3; ..." in the order of the data.
std::string probabilities_in(const std::string& text) {
  const TemporaryFile file(text, ".probabilities");
  CrowdData data = votes();
  const GivenProbabilities given = read_probabilities(file.path(), data);
  const GivenLabels best = most_probable_labels(given, data);
  std::string result;
  for (ObservationId i = 0; i < data.observations.size(); ++i) {
    result += fmt::format("{}:", data.observations.str(i));
    for (std::size_t k = 0; k < given.probabilities.labels_of(i).size(); ++k) {
      result += fmt::format(" {}={}", data.labels.str(given.probabilities.labels_of(i)[k]),
                            given.probabilities.values_of(i)[k]);
    }
    result += best.label[i] == kNoLabel ? "; " : fmt::format(" -> {}; ", data.labels.str(best.label[i]));
  }
  return result;
}

TEST(ReadProbabilities, of_tables_and_objects_with_the_lowest_label_among_the_most_probable) {
  const std::string expected = "a: Rosa=0.5 3=0.5 -> 3; 1:; 007: 4=0.25 Rosa=0.75 -> Rosa; ";
  EXPECT_EQ(
      probabilities_in("observation,label,probability\na,Rosa,0.5\n007,4,0.25\na,3,0.5\n007,Rosa,0.75\n"),
      expected);
  EXPECT_EQ(probabilities_in(R"({"a": {"Rosa": 0.5, "3": 0.5}, "007": {"4": 0.25, "Rosa": 0.75}})"),
            expected);
}

TEST(ReadProbabilities, the_last_of_one_label_on_an_observation_counts) {
  EXPECT_EQ(probabilities_in("observation,label,probability\na,3,0.9\na,4,0.2\na,3,0.1\n"),
            "a: 3=0.1 4=0.2 -> 4; 1:; 007:; ");
}

/// The warnings, or the error, each after the name of the file.
std::string said_of_probabilities(const std::string& text) {
  const TemporaryFile file(text, ".probabilities");
  CrowdData data = votes();
  try {
    std::string said;
    for (const Notice& warning : read_probabilities(file.path(), data).warnings)
      said += without_path(warning.text, file.path()) + '\n';
    return said;
  } catch (const InputError& error) {
    return without_path(error.what(), file.path());
  }
}

TEST(ReadProbabilities, of_other_observations_alone_are_an_error_and_beside_known_ones_are_left_out) {
  EXPECT_EQ(said_of_probabilities("observation,label,probability\nb,3,0.9\nc,4,0.2\n"),
            "FILE: none of its observations is in the votes; expected ids as they are written there");
  EXPECT_EQ(said_of_probabilities("observation,label,probability\na,3,1\n1,3,1\n007,3,1\nb,3,0.9\n"),
            "FILE: 1 observation of the file is not in the votes, such as 'b'; left out\n");
}

TEST(ReadProbabilities, that_sum_to_more_than_1_or_are_missing_are_told) {
  EXPECT_EQ(said_of_probabilities("observation,label,probability\na,3,0.75\na,4,0.75\n1,3,1\n"),
            "FILE: the probabilities of 1 observation sum to more than 1\n"
            "FILE: 1 observation has no probabilities, and so no label\n");
  EXPECT_EQ(said_of_probabilities("observation,label,probability\na,3,0.5\na,4,0.5005\n"),
            "FILE: 2 observations have no probabilities, and so no label\n");
}

}  // namespace
}  // namespace crowdvote
