/// Conversions of votes from one format to another.

#include "io/needs_duckdb.hpp"
#include "io/rows_of_votes.hpp"
#include "support/temporary_folder.hpp"
#include <crowdvote/convert.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/output_file.hpp>
#include <crowdvote/read_inputs.hpp>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using rows::majority_of;
using rows::votes_of;
using ::testing::HasSubstr;
using ::testing::SizeIs;

ReadOptions keep_all() { return {.repeats = Repeats::all}; }

/// The files of a test, and their conversions to the formats that file name endings imply.
class Conversions {
 public:
  std::string write(const std::string& name, std::string_view content) const {
    test::write_file(folder_.path(name), content);
    return folder_.path(name);
  }
  Conversion convert(const std::vector<std::string>& names, const std::string& to, const ReadOptions& read,
                     std::optional<std::string> salt = std::nullopt) const {
    std::vector<std::string> paths;
    for (const std::string& name : names) paths.push_back(folder_.path(name));
    OutputFile output(folder_.path(to));
    Conversion conversion =
        convert_votes(paths, output, read, {.format = conversion_format_of(to), .salt = std::move(salt)});
    output.publish();
    return conversion;
  }
  std::string converted(std::string_view content, const std::string& from, const std::string& to,
                        const ReadOptions& read = keep_all()) const {
    write(from, content);
    (void)convert({from}, to, read);
    return text_of(to);
  }
  [[nodiscard]] std::string text_of(const std::string& name) const {
    return test::read_file(folder_.path(name));
  }
  std::string error_of(std::string_view content, const std::string& from, const std::string& to,
                       const ReadOptions& read = keep_all()) const {
    try {
      return "no error: " + converted(content, from, to, read);
    } catch (const InputError& error) {
      return error.problems().front().what;
    } catch (const OptionError& error) {
      return error.what();
    }
  }
  [[nodiscard]] CrowdData votes(const std::string& name, const ReadOptions& read = {}) const {
    return read_votes(folder_.path(name), read);
  }

 private:
  test::TemporaryFolder folder_;
};

TEST(Conversion, of_a_table_gives_an_object_by_observation) {
  EXPECT_EQ(
      Conversions().converted("task,worker,label\n17,ann,4\n18,bob,Rosa\n17,bob,007\n", "a.csv", "b.json"),
      "{\n\"17\":{\"ann\":4,\"bob\":\"007\"},\n\"18\":{\"bob\":\"Rosa\"}\n}\n");
}

TEST(Conversion, of_an_object_gives_rows_in_its_order) {
  EXPECT_EQ(Conversions().converted(R"({"17": {"ann": 4, "b,c": "x\"y"}, "none": {}, "18": {"ann": null}})",
                                    "a.json", "b.csv"),
            "observation,user,label\n17,ann,4\n17,\"b,c\",\"x\"\"y\"\nnone,,\n18,ann,\n");
}

TEST(Conversion, of_users_with_their_observations_puts_observations_first) {
  EXPECT_EQ(Conversions().converted(R"({"ann": {"17": 4, "18": 5}, "bob": {"17": 6}})", "a.json", "b.json",
                                    {.json_order = JsonOrder::user, .repeats = Repeats::all}),
            "{\n\"17\":{\"ann\":4,\"bob\":6},\n\"18\":{\"ann\":5}\n}\n");
}

TEST(Conversion, keeps_abstentions_as_they_are_written) {
  const std::string lines =
      Conversions().converted("obs,user,label\n1,ann,-1\n1,bob,NA\n1,eve,\n2,,\n", "a.csv", "b.jsonl");
  EXPECT_EQ(lines,
            "{\"observation\":1,\"user\":\"ann\",\"label\":-1}\n"
            "{\"observation\":1,\"user\":\"bob\",\"label\":\"NA\"}\n"
            "{\"observation\":1,\"user\":\"eve\",\"label\":null}\n"
            "{\"observation\":2,\"user\":null,\"label\":null}\n");
  EXPECT_EQ(Conversions().converted(lines, "b.jsonl", "c.json"),
            "{\n\"1\":{\"ann\":-1,\"bob\":\"NA\",\"eve\":null},\n\"2\":{}\n}\n");
}

TEST(Conversion, keeps_authors_times_and_counts_where_there_are_any) {
  ReadOptions timed = keep_all();
  timed.columns.time = "when";
  EXPECT_EQ(Conversions().converted(
                "obs,user,label,when,author,age\n1,ann,4,2024-02-23,yes,30\n1,bob,4,1708705068.5,,\n",
                "a.csv", "b.tsv", timed),
            "observation\tuser\tlabel\tauthor\ttime\n1\tann\t4\t1\t2024-02-23\n1\tbob\t4\t\t1708705068.5\n");
  ReadOptions counted = keep_all();
  counted.columns.count = "n";
  EXPECT_EQ(Conversions().converted("obs,label,n\n1,4,3\n", "a.csv", "b.jsonl", counted),
            "{\"observation\":1,\"user\":null,\"label\":4,\"count\":3}\n");
}

TEST(Conversion, finds_columns_that_only_later_json_lines_have) {
  EXPECT_EQ(Conversions().converted("{\"item\": 1, \"user\": \"ann\", \"label\": 4}\n"
                                    "{\"item\": 1, \"user\": \"bob\", \"label\": 5, \"author\": true}\n",
                                    "a.jsonl", "b.csv"),
            "observation,user,label,author\n1,ann,4,\n1,bob,5,1\n");
}

TEST(Conversion, names_the_columns_that_it_leaves_out) {
  const Conversions files;
  files.write("a.csv", "obs,user,label,age,author\n1,ann,4,30,1\n");
  const Conversion to_rows = files.convert({"a.csv"}, "b.csv", keep_all());
  EXPECT_EQ(to_rows.files.front().left_alone, std::vector<std::string>{"age"});
  EXPECT_THAT(to_rows.warnings, SizeIs(0));
  const Conversion to_object = files.convert({"a.csv"}, "b.json", keep_all());
  ASSERT_THAT(to_object.warnings, SizeIs(1));
  EXPECT_THAT(to_object.warnings.front().text, HasSubstr("no place for the column author"));
}

TEST(Conversion, keeps_repeated_votes_unless_told_otherwise) {
  constexpr std::string_view kRepeated =
      "obs,user,label,when\n1,ann,4,2024-02-02\n1,ann,5,2024-02-01\n1,bob,6,2024-02-01\n";
  const Conversions files;
  EXPECT_EQ(files.converted(kRepeated, "a.csv", "b.csv"),
            "observation,user,label\n1,ann,4\n1,ann,5\n1,bob,6\n");
  EXPECT_EQ(files.converted(kRepeated, "a.csv", "b.csv", {.repeats = Repeats::last}),
            "observation,user,label\n1,ann,5\n1,bob,6\n");
  EXPECT_EQ(files.converted(kRepeated, "a.csv", "b.csv", {.repeats = Repeats::first}),
            "observation,user,label\n1,ann,4\n1,bob,6\n");
  EXPECT_EQ(
      files.converted(kRepeated, "a.csv", "b.json", {.columns = {.time = "when"}, .repeats = Repeats::last}),
      "{\n\"1\":{\"ann\":4,\"bob\":6}\n}\n");
  EXPECT_THAT(files.error_of(kRepeated, "a.csv", "b.csv", {.repeats = Repeats::error}),
              HasSubstr("1 vote is repeated, as that of user 'ann' on observation '1'"));
  EXPECT_THAT(files.error_of(kRepeated, "a.csv", "b.json"), HasSubstr("holds one vote of a user"));
}

TEST(Conversion, refuses_what_an_object_cannot_hold) {
  ReadOptions anonymous = keep_all();
  anonymous.allows_no_user = true;
  const Conversions files;
  EXPECT_THAT(files.error_of("obs,user,label\n1,,4\n", "a.csv", "b.json", anonymous),
              HasSubstr("1 vote has no user"));
  EXPECT_EQ(files.converted("obs,user,label\n1,,4\n", "a.csv", "b.csv", anonymous),
            "observation,user,label\n1,,4\n");
  EXPECT_THAT(files.error_of("obs,user,label\n1,,4\n", "a.csv", "b.csv"), HasSubstr("a vote without a user"));
  EXPECT_THAT(files.error_of("obs,user,label\n1,ann,4\n", "a.csv", "b.npy"), HasSubstr(".jsonl"));
}

TEST(Conversion, goes_round_without_changing_votes_or_labels) {
  std::mt19937 random(11);
  std::uniform_int_distribution<int> small(0, 19);
  const std::vector<std::string> labels{"Rosa", "007", "4", "a,b", "\"q\"", "", "-1", "Größe"};
  for (int trial = 0; trial < 10; ++trial) {
    std::string csv = "task,worker,label\n";
    for (int observation = 0; observation < 20; ++observation) {
      for (int user = 0; user < 5; ++user) {
        const std::string& label = labels[static_cast<std::size_t>(small(random)) % labels.size()];
        std::string quoted = label;
        if (quoted == "\"q\"") quoted = "\"\"q\"\"";
        csv += fmt::format("o{},u{},\"{}\"\n", observation, user, quoted);
      }
    }
    const Conversions files;
    files.write("a.csv", csv);
    (void)files.convert({"a.csv"}, "b.json.gz", keep_all());
    (void)files.convert({"b.json.gz"}, "c.jsonl.zst", keep_all());
    (void)files.convert({"c.jsonl.zst"}, "d.tsv", keep_all());
    (void)files.convert({"d.tsv"}, "e.csv", keep_all());
    const CrowdData original = files.votes("a.csv");
    for (const char* const name : {"b.json.gz", "c.jsonl.zst", "d.tsv", "e.csv"}) {
      const CrowdData data = files.votes(name);
      EXPECT_EQ(votes_of(data), votes_of(original)) << name;
      EXPECT_EQ(data.counts.abstentions, original.counts.abstentions) << name;
      EXPECT_EQ(majority_of(data), majority_of(original)) << name;
    }
  }
}

TEST(Conversion, to_parquet_and_back_loses_nothing) {
  CROWDVOTE_NEEDS_DUCKDB();
  const std::string numbers = "observation,user,label\n1,7,-1\n1,8,4\n1,8,5\n2,,\n3,7,\n";
  const std::string texts =
      "observation,user,label,author\n007,7,NA,\n007,ann,a dog of many words,0\n4,ann,,\nx,ann,4.0,1\n";
  for (const std::string& rows : {numbers, texts}) {
    const Conversions files;
    files.write("a.csv", rows);
    const Conversion conversion = files.convert({"a.csv"}, "b.parquet", keep_all());
    (void)files.convert({"b.parquet"}, "c.csv", keep_all());
    EXPECT_EQ(files.text_of("c.csv"), rows);
    EXPECT_EQ(conversion.n_statements, 4U);
  }
}

TEST(Conversion, to_parquet_leaves_out_what_another_vote_replaces) {
  CROWDVOTE_NEEDS_DUCKDB();
  const Conversions files;
  files.write("a.csv", "task,worker,label\n1,ann,cat\n2,ann,cow\n1,ann,dog\n");
  (void)files.convert({"a.csv"}, "b.parquet", {.repeats = Repeats::last});
  EXPECT_EQ(votes_of(files.votes("b.parquet")), (std::vector<std::string>{"2 ann cow", "1 ann dog"}))
      << "in the order of the rows that count";
}

TEST(Conversion, writes_several_labels_of_an_object_as_one_text) {
  ReadOptions lists = keep_all();
  lists.multi_label = MultiLabel{};
  EXPECT_EQ(Conversions().converted(R"({"1": {"ann": ["b", "a"], "bob": ["c"], "eve": []}})", "a.json",
                                    "b.csv", lists),
            "observation,user,label\n1,ann,\"[\"\"a\"\",\"\"b\"\"]\"\n1,bob,c\n1,eve,\n");
}

TEST(Conversion, takes_true_and_false_of_an_object_for_labels) {
  EXPECT_EQ(Conversions().converted(R"({"1": {"ann": true, "bob": false}})", "a.json", "b.csv"),
            "observation,user,label\n1,ann,true\n1,bob,false\n");
}

TEST(Conversion, puts_several_files_into_one) {
  const Conversions files;
  files.write("a.csv", "task,worker,label\n1,ann,cat\n");
  files.write("b.json", R"({"1": {"bob": "dog"}, "2": {"ann": "cow"}})");
  files.write("c.jsonl", R"({"item": 2, "user": "bob", "label": "cat", "author": 1})");
  const Conversion conversion = files.convert({"a.csv", "b.json", "c.jsonl"}, "d.csv", keep_all());
  EXPECT_EQ(conversion.n_statements, 4U);
  EXPECT_THAT(conversion.files, SizeIs(3));
  EXPECT_EQ(votes_of(files.votes("d.csv")),
            (std::vector<std::string>{"1 ann cat", "1 bob dog", "2 ann cow", "2 bob cat"}));
  EXPECT_EQ(files.votes("d.csv").author_of_observation[1], 1U);
}

TEST(Conversion, hides_users_behind_hashes_that_need_the_salt) {
  constexpr std::string_view kVotes = "obs,user,label\n1,Rosa Parks,4\n1,AI,4\n2,Rosa Parks,5\n";
  const Conversions files;
  files.write("a.csv", kVotes);
  (void)files.convert({"a.csv"}, "b.csv", keep_all(), "a key of 16 bytes");
  (void)files.convert({"a.csv"}, "c.csv", keep_all(), "a key of 16 bytes");
  (void)files.convert({"a.csv"}, "d.csv", keep_all(), random_salt());
  const CrowdData hidden = files.votes("b.csv");
  EXPECT_EQ(hidden.users.size(), 1U);
  EXPECT_EQ(hidden.counts.ai_votes_in_votes_file, 1U);
  const std::string name = hidden.users.str(0);
  EXPECT_EQ(name.size(), 32U);
  EXPECT_EQ(name.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(files.votes("c.csv").users.str(0), name);
  EXPECT_NE(files.votes("d.csv").users.str(0), name);
}

TEST(Conversion, refuses_what_is_no_vote_and_tells_of_rows_that_it_leaves_out) {
  const Conversions files;
  EXPECT_THAT(files.error_of(R"({"o": {"ann": [1, 2]}})", "a.json", "a.csv"), HasSubstr("array"));
  EXPECT_THAT(files.error_of(R"({"o": {"ann": 1}, "p": 5})", "b.json", "b.csv"), HasSubstr("holds"));
  ReadOptions folded = keep_all();
  folded.fold = NameFold::all();
  EXPECT_THAT(files.error_of("task,worker,label\n1,a,x\n", "c.csv", "c.json", folded),
              HasSubstr("as they are written"));

  const std::string twice = "task,worker,label\n1,a,x\ntask,worker,label\n1,b,x\n";
  files.write("d.csv", twice);
  const Conversion conversion = files.convert({"d.csv"}, "d.jsonl", keep_all());
  ASSERT_THAT(conversion.warnings, SizeIs(1));
  EXPECT_THAT(conversion.warnings.front().text, HasSubstr("header"));
  ReadOptions strict = keep_all();
  strict.strict = true;
  EXPECT_THAT(files.error_of(twice, "d.csv", "e.jsonl", strict), HasSubstr("header"));
}

TEST(Conversion, takes_a_salt_that_nobody_can_guess) {
  const Conversions files;
  EXPECT_THROW((void)read_salt(files.write("short.txt", "secret\n")), OptionError);
  EXPECT_EQ(read_salt(files.write("long.txt", "0123456789abcdef\n")), "0123456789abcdef");
  EXPECT_THROW((void)read_salt("/dev/zero"), InputError);
  EXPECT_EQ(random_salt().size(), 32U);
  EXPECT_NE(random_salt(), random_salt());
}

}  // namespace
}  // namespace crowdvote
