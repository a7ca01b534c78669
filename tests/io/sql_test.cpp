/// Votes and values beside them, from queries that DuckDB executes and from Parquet files.

#include "io/described_data.hpp"
#include "io/needs_duckdb.hpp"
#include "io/rows_of_votes.hpp"
#include <crowdvote/read_labels.hpp>
#include <crowdvote/write_outputs.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote::rows {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class Sql : public testing::Test {
 protected:
  void SetUp() override { CROWDVOTE_NEEDS_DUCKDB(); }
};

CrowdData votes_of_query(const std::string& query, const ReadOptions& options = {}) {
  return read_votes("sql:" + query, options);
}

/// The message of the exception, prefixed by its kind.
std::string failure_of(const std::string& query, const ReadOptions& options = {}) {
  try {
    (void)votes_of_query(query, options);
  } catch (const OptionError& error) {
    return fmt::format("option: {}", error.what());
  } catch (const InputError& error) {
    return fmt::format("input: {}", error.problems().front().text());
  }
  return "none";
}

const std::string kThreeVotes =
    "SELECT * FROM (VALUES (1, 'ann', 'cat'), (1, 'bob', 'dog'), (2, 'ann', 'cat')) t(task, worker, label)";

TEST_F(Sql, rows_of_a_query_are_votes) {
  const CrowdData data = votes_of_query(kThreeVotes);
  EXPECT_THAT(votes_of(data), ElementsAre("1 ann cat", "1 bob dog", "2 ann cat"));
  ASSERT_EQ(data.files.size(), 1U);
  EXPECT_EQ(data.files.front().path, "sql:" + kThreeVotes);
  EXPECT_EQ(data.files.front().format, "sql");
  EXPECT_EQ(data.files.front().columns.front().name, "task");
}

/// Integers, texts of both lengths that DuckDB distinguishes, abstentions, the AI, and observations that
/// recur.
std::string many_votes(bool has_texts, bool has_gaps) {
  std::mt19937 random(7);
  std::string text = "task,worker,label\n";
  for (int row = 0; row < 7000; ++row) {
    const auto task = static_cast<std::int64_t>(random() % 700) - 20;
    const auto worker = random() % 40;
    const auto label = static_cast<int>(random() % 9) - 1;
    if (has_texts) {
      text +=
          fmt::format("photo of a plant {},{},{}\n", task, worker == 0 ? "AI" : fmt::format("w{}", worker),
                      label == 2 && has_gaps ? "" : fmt::format("{}", label));
    } else {
      text += fmt::format("{},{},{}\n", task * 3'000'000'000, worker,
                          label == 2 && has_gaps ? "" : fmt::format("{}", label));
    }
  }
  return text;
}

TEST_F(Sql, a_table_says_the_same_as_the_query_that_reads_it) {
  for (const bool has_texts : {false, true}) {
    for (const bool has_gaps : {false, true}) {
      const TemporaryFile file(many_votes(has_texts, has_gaps), ".csv");
      const std::string expected = described(read_votes(file.path()));
      for (const char* types : {"", ", all_varchar = true"}) {
        const std::string query = fmt::format("SELECT * FROM read_csv('{}'{})", file.path(), types);
        EXPECT_EQ(described(votes_of_query(query)), expected) << query;
        // A condition forces rows to be read one at a time.
        EXPECT_EQ(described(votes_of_query(query, {.where = {{"worker", "nobody", false, false}}})),
                  expected);
      }
    }
  }
}

/// Several batches for each of a few threads.
std::string query_of_many_rows(const char* observation) {
  return fmt::format(
      "SELECT {} AS task, CASE WHEN i % 97 = 0 THEN 'AI' ELSE 'user ' || hash(i) % 5000 END AS worker, "
      "CASE WHEN i % 11 > 0 THEN 'a label of ' || i % 70000 END AS label FROM range(200000) t(i)",
      observation);
}

TEST_F(Sql, many_rows_are_the_same_votes_with_any_number_of_threads) {
  for (const char* observation : {"i // 3", "'photo ' || hash(i // 3) % 50000"}) {
    const std::string query = query_of_many_rows(observation);
    const TemporaryFile csv("", ".csv");
    const TemporaryFile parquet("", ".parquet");
    (void)votes_of_query(
        fmt::format("COPY ({0}) TO '{1}' (FORMAT csv, HEADER); COPY ({0}) TO '{2}' (FORMAT "
                    "parquet); {3}",
                    query, csv.path(), parquet.path(), kThreeVotes));
    const std::string expected = described(read_votes(csv.path()));
    for (const unsigned n_threads : {1U, 2U, 3U}) {
      const RunControl control{.n_threads = n_threads};
      EXPECT_TRUE(described(read_votes(parquet.path(), {}, control)) == expected) << observation << n_threads;
      EXPECT_TRUE(described(read_votes("sql:" + query, {}, control)) == expected) << observation << n_threads;
    }
  }
}

TEST_F(Sql, a_row_without_a_name_is_found_between_many_that_threads_have_taken) {
  const std::string query = query_of_many_rows("CASE WHEN i NOT IN (70000, 150000) THEN i // 3 END");
  for (const unsigned n_threads : {1U, 2U, 3U}) {
    try {
      (void)read_votes("sql:" + query, {}, RunControl{.n_threads = n_threads});
      ADD_FAILURE();
    } catch (const InputError& error) {
      ASSERT_EQ(error.problems().size(), 2U);
      EXPECT_EQ(error.problems()[0].line, 70001U);
      EXPECT_EQ(error.problems()[1].line, 150001U);
    }
  }
}

TEST_F(Sql, rows_without_all_names_are_told_of_by_their_number) {
  const std::string query =
      "SELECT CASE WHEN i <> 5000 THEN i END AS task, 'u' AS worker, 1 AS label FROM range(6000) t(i)";
  EXPECT_THAT(failure_of(query), StartsWith("input: the query SELECT CASE"));
  EXPECT_THAT(failure_of(query), HasSubstr(":5001: a vote without an observation; every vote needs its id"));
}

TEST_F(Sql, columns_are_named_and_rows_chosen_as_in_a_table) {
  const std::string query =
      "SELECT * FROM (VALUES (1, 2, 'a', 'x', true), (1, 3, 'b', 'y', false), (2, 2, 'c', 'z', true)) "
      "t(page, line, who, says, done)";
  ReadOptions options;
  options.columns = {.observation = "page+line", .user = "who", .label = "says"};
  options.where = {{"done", "true"}};
  EXPECT_THAT(votes_of(votes_of_query(query, options)), ElementsAre("1+2 a x", "2+2 c z"));
  options.columns.user = "nobody";
  EXPECT_THAT(failure_of(query, options), HasSubstr("nobody"));
}

TEST_F(Sql, integers_of_all_types_and_numbers_without_a_fraction_are_integer_names) {
  for (const char* type :
       {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT",
        "FLOAT", "DOUBLE", "DECIMAL(5, 2)", "DECIMAL(18, 0)", "VARCHAR"}) {
    const CrowdData data =
        votes_of_query(fmt::format("SELECT 1 AS task, 2 AS worker, CAST(4 AS {}) AS label", type));
    EXPECT_EQ(data.labels[0], Name(std::int64_t{4})) << type;
  }
  const CrowdData large = votes_of_query(
      "SELECT 18446744073709551615::UBIGINT AS task, -9223372036854775808 AS worker, true AS label");
  EXPECT_THAT(votes_of(large), ElementsAre("18446744073709551615 -9223372036854775808 true"));
  EXPECT_THAT(failure_of("SELECT 1 AS task, 2 AS worker, 0.5 AS label"),
              HasSubstr("the label is the number 0.5"));
}

TEST_F(Sql, null_and_nan_are_no_label) {
  const CrowdData data = votes_of_query(
      "SELECT * FROM (VALUES (1, 'a', 'nan'::DOUBLE), (1, 'b', NULL), (1, 'c', 3)) t(task, worker, label)");
  EXPECT_THAT(votes_of(data), ElementsAre("1 c 3"));
  EXPECT_EQ(data.counts.abstentions, 2U);
}

TEST_F(Sql, times_decide_which_vote_is_the_last) {
  const std::string rows =
      "(VALUES (1, 'ann', 'late', '1969-12-31 23:59:59.75'), (1, 'ann', 'early', '1969-12-31 23:59:59.25'), "
      "(2, 'ann', 'only', NULL)) t(task, worker, label, moment) WHERE moment IS NOT NULL";
  ReadOptions options;
  options.columns.time = "moment";
  for (const char* type : {"TIMESTAMP", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMPTZ", "VARCHAR"}) {
    const CrowdData data = votes_of_query(
        fmt::format("SET TimeZone = 'UTC'; SELECT task, worker, label, CAST(moment AS {}) AS moment FROM {}",
                    type, rows),
        options);
    EXPECT_THAT(votes_of(data), ElementsAre("1 ann late")) << type;
  }
  options.as_of = "2024-02-23";
  const CrowdData days = votes_of_query(
      "SELECT * FROM (VALUES (1, 'a', 'x', DATE '2024-02-23'), (1, 'b', 'x', DATE '2024-02-24')) "
      "t(task, worker, label, moment)",
      options);
  EXPECT_THAT(votes_of(days), ElementsAre("1 a x"));
}

TEST_F(Sql, a_column_of_another_type_is_refused_where_it_is_used_alone) {
  EXPECT_THAT(votes_of(votes_of_query("SELECT 1 AS task, 'a' AS worker, 'x' AS label, [1, 2] AS list")),
              ElementsAre("1 a x"));
  EXPECT_THAT(failure_of("SELECT 1 AS task, 'a' AS worker, INTERVAL 1 DAY AS label"),
              HasSubstr("SELECT CAST(\"label\" AS VARCHAR) AS \"label\""));
}

TEST_F(Sql, the_last_of_several_statements_has_the_rows) {
  EXPECT_THAT(votes_of(votes_of_query("CREATE TABLE t(task INT, worker INT, label INT); "
                                      "INSERT INTO t VALUES (1, 2, 3), (4, 5, 6); FROM t")),
              ElementsAre("1 2 3", "4 5 6"));
}

TEST_F(Sql, that_is_wrong_is_told_in_the_words_of_duckdb) {
  EXPECT_THAT(failure_of("SELEC 1"),
              AllOf(StartsWith("option: the query SELEC 1: Parser Error"), HasSubstr("SELEC")));
  EXPECT_THAT(failure_of(" "), HasSubstr("there is no statement in it"));
  EXPECT_THAT(failure_of("SELECT nope FROM range(3)"), HasSubstr("Binder Error"));
  EXPECT_THAT(failure_of("FROM 'no/such/file.parquet'"), HasSubstr("no/such/file.parquet"));
  EXPECT_THAT(
      failure_of("SELECT i AS task, i AS worker, CASE WHEN i = 50000 THEN CAST('x' || i AS INT) ELSE 1 END "
                 "AS label FROM range(100000) t(i)"),
      AllOf(StartsWith("input: "), HasSubstr("Could not convert string 'x50000' to INT32")));
  ReadOptions csv;
  csv.votes_format = VotesFormat::csv;
  EXPECT_THAT(failure_of(kThreeVotes, csv), StartsWith("option: a format was chosen"));
}

TEST_F(Sql, stops_where_the_run_is_cancelled) {
  const std::atomic<bool> cancel{true};
  RunControl control;
  control.cancel = &cancel;
  EXPECT_THROW((void)read_votes("sql:" + kThreeVotes, {}, control), Cancelled);
}

TEST_F(Sql, gives_the_files_beside_the_votes_too) {
  InputPaths paths{.votes = {"sql:" + kThreeVotes}};
  paths.truth = "sql:SELECT * FROM (VALUES (1, 'dog'), (2, NULL)) t(observation, truth)";
  paths.ai_scores = "sql:SELECT * FROM (VALUES (1, 0.25), (2, 1)) t(observation, score)";
  paths.ai_votes = "sql:SELECT unnest([1, 2]) AS observation, 'cat' AS label";
  const CrowdData data = read_inputs(paths);
  ASSERT_EQ(data.truth_of_observation.size(), 2U);
  EXPECT_EQ(data.labels.str(data.truth_of_observation[0]), "dog");
  EXPECT_EQ(data.truth_of_observation[1], kNoLabel);
  EXPECT_THAT(data.ai_score_of_observation, ElementsAre(0.25, 1.0));
  EXPECT_THAT(data.warnings, IsEmpty());
}

TEST_F(Sql, a_parquet_file_is_read_by_itself) {
  const TemporaryFile file("", ".parquet");
  (void)votes_of_query(fmt::format("COPY ({0}) TO '{1}' (FORMAT parquet); {0}", kThreeVotes, file.path()));
  const CrowdData data = read_votes(file.path());
  EXPECT_EQ(described(data), described(votes_of_query(kThreeVotes)));
  EXPECT_EQ(data.files.front().format, "parquet");
  EXPECT_GT(data.files.front().bytes, 0U);
}

// ---- Writing Parquet.

std::vector<std::string> types_of(const std::string& path) {
  return votes_of(votes_of_query(fmt::format(
      "SELECT column_name AS task, 'is' AS worker, column_type AS label FROM (DESCRIBE FROM '{}')", path)));
}

TEST_F(Sql, parquet_of_labels_says_what_csv_says) {
  for (const std::string rows :
       {"1,a,4\n1,b,4\n2,a,5\n3,a,\n", "x,a,cat\nx,b,cat\ny,a,a dog of many words\nz,a,\n"}) {
    CrowdData data = read("task,worker,label\n" + rows);
    const Consensus consensus = aggregate(data.input(), MvOptions{}, RunControl{});
    for (const bool only_valid : {false, true}) {
      const TemporaryFile csv("", ".csv");
      const TemporaryFile parquet("", ".parquet");
      write_labels(csv.path(), data, data.input(), consensus, {.only_valid = only_valid});
      write_labels(parquet.path(), data, data.input(), consensus,
                   {.format = LabelsFormat::parquet, .only_valid = only_valid});
      const GivenLabels expected = read_labels(csv.path(), data);
      const GivenLabels found = read_labels(parquet.path(), data);
      EXPECT_EQ(found.label, expected.label);
      EXPECT_EQ(found.valid, expected.valid);
      EXPECT_THAT(found.conf, testing::Pointwise(testing::NanSensitiveDoubleEq(), expected.conf));
      EXPECT_THAT(found.acc, testing::Pointwise(testing::NanSensitiveDoubleEq(), expected.acc));
      EXPECT_EQ(found.observations_without_row, expected.observations_without_row);
      const std::string names = rows.front() == '1' ? "BIGINT" : "VARCHAR";
      EXPECT_THAT(
          types_of(parquet.path()),
          ElementsAre("observation is " + names, "label is " + names, "valid is BOOLEAN", "conf is DOUBLE",
                      "acc is DOUBLE", "votes is BIGINT", "tie is BOOLEAN", "runner_up is " + names));
    }
  }
}

TEST_F(Sql, parquet_is_the_same_with_any_number_of_threads) {
  std::string rows = "task,worker,label\n";
  for (int i = 0; i < 5000; ++i) rows += fmt::format("{},u{},{}\n", i, i % 7, i % 3);
  const CrowdData data = read(rows);
  const Consensus consensus = aggregate(data.input(), MvOptions{}, RunControl{});
  const auto written = [&](unsigned n_threads) {
    const TemporaryFile file("", ".parquet");
    write_labels(file.path(), data, data.input(), consensus, {.format = LabelsFormat::parquet},
                 {.n_threads = n_threads});
    std::ifstream stream(file.path(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
  };
  const std::string once = written(1);
  EXPECT_THAT(once, StartsWith("PAR1"));
  EXPECT_TRUE(once == written(8));
}

TEST_F(Sql, parquet_of_users_has_the_columns_of_csv_and_the_ai_last) {
  CrowdData data = read("task,worker,label\n1,5,a\n1,6,b\n2,5,a\n1,AI,a\n");
  Consensus consensus = aggregate(data.input(), MvOptions{}, RunControl{});
  consensus.ai_is_user = true;
  const TemporaryFile file("", ".parquet");
  write_users(file.path(), data, data.votes, consensus, "AI");
  EXPECT_THAT(votes_of(votes_of_query(fmt::format(
                  "SELECT \"user\" AS task, 'votes' AS worker, votes AS label FROM '{}'", file.path()))),
              ElementsAre("5 votes 2", "6 votes 1", "AI votes 1"));
  EXPECT_THAT(types_of(file.path()),
              testing::IsSupersetOf({"user is VARCHAR", "votes is BIGINT", "agreement is DOUBLE"}));
}

TEST_F(Sql, parquet_is_packed_by_itself) {
  EXPECT_EQ(labels_format_of("labels.parquet"), LabelsFormat::parquet);
  EXPECT_THROW((void)labels_format_of("labels.parquet.gz"), OptionError);
}

TEST_F(Sql, parquet_whose_writing_is_cancelled_is_not_there) {
  const CrowdData data = read("task,worker,label\n1,a,4\n");
  const Consensus consensus = aggregate(data.input(), MvOptions{}, RunControl{});
  const std::atomic<bool> cancel{true};
  RunControl control;
  control.cancel = &cancel;
  const std::string path = testing::TempDir() + fmt::format("crowdvote-{}.parquet", ::getpid());
  EXPECT_THROW(write_labels(path, data, data.input(), consensus, {.format = LabelsFormat::parquet}, control),
               Cancelled);
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace crowdvote::rows
