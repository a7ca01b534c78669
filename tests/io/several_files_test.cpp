/// Several files of votes form one set of votes.

#include "io/described_data.hpp"
#include "io/rows_of_votes.hpp"
#include "io/temporary_file.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/inspection.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_control.hpp>

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace crowdvote {
namespace {

using rows::votes_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kCsv = "task,worker,label\n1,ann,cat\n1,bob,dog\n2,ann,cat\n";
constexpr std::string_view kJson = R"({"1": {"eve": "dog", "bob": "cat"}, "3": {"ann": "cow"}})";
constexpr std::string_view kJsonLines = R"({"item": 2, "user": "bob", "answer": "cow"})";

std::vector<Problem> problems_of(const std::vector<std::string>& files, const ReadOptions& options = {}) {
  try {
    (void)read_inputs({.votes = files}, options);
  } catch (const InputError& error) {
    return error.problems();
  }
  return {};
}

TEST(SeveralFiles, of_any_formats_are_one_set_of_votes_and_the_last_counts) {
  const TemporaryFile csv(kCsv, ".csv");
  const TemporaryFile json(kJson);
  const TemporaryFile lines(kJsonLines, ".jsonl");
  const CrowdData data = read_inputs({.votes = {csv.path(), json.path(), lines.path()}});
  EXPECT_THAT(votes_of(data),
              ElementsAre("1 ann cat", "1 eve dog", "1 bob cat", "2 ann cat", "2 bob cow", "3 ann cow"));
  EXPECT_EQ(data.counts.replaced_votes, 1U);
  EXPECT_EQ(data.counts.repeated_observations, 0U);
  EXPECT_THAT(data.warnings, IsEmpty());
  ASSERT_EQ(data.files.size(), 3U);
  EXPECT_EQ(data.files[1].path, json.path());
  EXPECT_EQ(data.files[1].format, "json");
  EXPECT_EQ(data.files[0].n_statements, 3U);
  EXPECT_EQ(data.files[1].n_statements, 3U);
  EXPECT_EQ(data.files[2].n_statements, 1U);
  EXPECT_EQ(content_of(data.files[2], data), "1 statement of a user");
}

TEST(SeveralFiles, in_another_order_have_another_last_vote) {
  const TemporaryFile csv(kCsv, ".csv");
  const TemporaryFile json(kJson);
  const CrowdData data = read_inputs({.votes = {json.path(), csv.path()}});
  EXPECT_THAT(votes_of(data), ElementsAre("1 eve dog", "1 ann cat", "1 bob dog", "3 ann cow", "2 ann cat"));
  const CrowdData first = read_inputs({.votes = {json.path(), csv.path()}}, {.repeats = Repeats::first});
  EXPECT_THAT(votes_of(first), ElementsAre("1 eve dog", "1 bob cat", "1 ann cat", "3 ann cow", "2 ann cat"));
}

TEST(SeveralFiles, are_read_as_one_file_with_their_rows_is) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> small(0, 9);
  for (int trial = 0; trial < 20; ++trial) {
    std::string all = "task,worker,label\n";
    std::vector<std::string> parts(3, all);
    for (std::string& part : parts) {
      for (int row = 0; row < 40; ++row) {
        const std::string text = fmt::format("{},u{},{}\n", small(random), small(random), small(random) - 1);
        part += text;
        all += text;
      }
    }
    const TemporaryFile whole(all, ".csv");
    const TemporaryFile a(parts[0], ".csv");
    const TemporaryFile b(parts[1], ".csv");
    const TemporaryFile c(parts[2], ".csv");
    for (const Repeats repeats : {Repeats::last, Repeats::first, Repeats::all}) {
      const CrowdData one = read_votes(whole.path(), {.repeats = repeats});
      const CrowdData several = read_inputs({.votes = {a.path(), b.path(), c.path()}}, {.repeats = repeats});
      EXPECT_EQ(votes_of(several), votes_of(one));
      EXPECT_EQ(several.counts.replaced_votes, one.counts.replaced_votes);
      EXPECT_EQ(several.counts.abstentions, one.counts.abstentions);
    }
  }
}

TEST(SeveralFiles, of_json_are_read_alike_by_any_number_of_threads) {
  std::string first = "{";
  std::string second = "{";
  for (int i = 0; i < 60'000; ++i) {
    first +=
        fmt::format("{}\"{}\": {{\"u{}\": {}, \"v{}\": 1}}", i == 0 ? "" : ", ", i, i % 977, i % 5, i % 13);
    second += fmt::format("{}\"{}\": {{\"u{}\": {}}}", i == 0 ? "" : ", ", i + 30'000, i % 977, i % 7);
  }
  const TemporaryFile a(first + "}");
  const TemporaryFile b(second + "}");
  const auto read = [&](unsigned n_threads) {
    return read_inputs({.votes = {a.path(), b.path()}}, {}, {.n_threads = n_threads});
  };
  const CrowdData one = read(1);
  EXPECT_EQ(one.observations.size(), 90'000U);
  EXPECT_EQ(one.counts.repeated_observations, 0U);
  const CrowdData four = read(4);
  EXPECT_EQ(votes_of(one), votes_of(four));
}

/// Everything that a run reports about its votes.
std::string all_of(const CrowdData& data) {
  std::string text = described(data);
  for (const InputFile& file : data.files) text += fmt::format("{}: {}\n", file.path, file.n_statements);
  for (const Notice& warning : data.warnings) text += warning.text + '\n';
  return text + fmt::format("{} left out, {} too late", data.counts.rows_left_out, data.counts.votes_after);
}

/// Files in each format with votes by the same few users, the AI and unnamed users, on the same few
/// observations.
std::vector<std::unique_ptr<TemporaryFile>> random_files(std::mt19937& random, bool has_authors) {
  std::uniform_int_distribution<int> small(0, 9);
  std::vector<std::unique_ptr<TemporaryFile>> files;
  for (const char* const ending : {".csv", ".jsonl", ".tsv", ".json", ".csv", ".csv", ".jsonl"}) {
    const std::string_view format(ending);
    const char separator = format == ".tsv" ? '\t' : ',';
    const bool is_table = format == ".csv" || format == ".tsv";
    std::string text = is_table ? fmt::format("task{0}worker{0}label{0}when{0}ok", separator) : "";
    if (is_table) text += has_authors ? fmt::format("{}author\n", separator) : "\n";
    if (format == ".json") text = "[";
    for (int row = 0; row < 30; ++row) {
      const std::string task = fmt::format("{}{}", small(random) < 5 ? "t" : "", small(random));
      const std::string user = small(random) == 0 ? "AI" : fmt::format("u{}", small(random));
      const std::string label =
          small(random) == 0 ? "" : fmt::format("{}{}", small(random) < 3 ? "cat" : "", small(random) - 1);
      const int when = small(random);
      const int ok = small(random) < 8 ? 1 : 0;
      const int is_author = small(random) == 0 && user != "AI" ? 1 : 0;
      if (is_table) {
        text += fmt::format("{1}{0}{2}{0}{3}{0}{4}{0}{5}", separator, task, user, label, when, ok);
        if (has_authors) text += fmt::format("{}{}", separator, is_author);
      } else {
        text += format == ".json" && row > 0 ? "," : "";
        text += fmt::format(R"({{"task": "{}", "worker": "{}", "label": "{}", "when": {}, "ok": "{}")", task,
                            user, label, when, ok);
        text += has_authors ? fmt::format(R"(, "author": {}}})", is_author) : "}";
      }
      text += '\n';
    }
    files.push_back(std::make_unique<TemporaryFile>(text + (format == ".json" ? "]" : ""), format));
  }
  return files;
}

TEST(SeveralFiles, of_rows_are_read_alike_by_any_number_of_threads) {
  std::mt19937 random(3);
  const ReadOptions by_time{.columns = {.time = "when"}, .as_of = "7"};
  const ReadOptions chosen{.where = {{.column = "ok", .value = "1"}}, .repeats = Repeats::first};
  const ReadOptions nobody{.allows_no_user = true};
  const ReadOptions once{.repeats = Repeats::error, .max_errors = 20};
  for (int trial = 0; trial < 6; ++trial) {
    const auto files = random_files(random, trial % 2 == 1);
    InputPaths paths;
    for (const auto& file : files) paths.votes.push_back(file->path());
    const TemporaryFile object(R"({"t1": {"u1": "cat1", "new": "cow"}, "t77": {}})");
    const TemporaryFile broken("task,worker,label,when,ok\n1,u1\n2,u1,cat,x,1\n,u1,3,4,1\n", ".csv");
    if (trial > 1) paths.votes.insert(paths.votes.begin() + 2, trial > 3 ? broken.path() : object.path());
    for (const ReadOptions& options : {ReadOptions(), by_time, chosen, nobody, once}) {
      const auto read_by = [&](unsigned n_threads) -> std::string {
        try {
          return all_of(read_inputs(paths, options, {.n_threads = n_threads}));
        } catch (const InputError& error) {
          std::string text;
          for (const Problem& problem : error.problems()) text += problem.text() + '\n';
          return text + std::to_string(error.total());
        } catch (const OptionError& error) {
          return error.what();
        }
      };
      const std::string by_one = read_by(1);
      for (const unsigned n_threads : {2U, 3U, 16U})
        EXPECT_EQ(read_by(n_threads), by_one) << "trial " << trial;
    }
  }
}

TEST(SeveralFiles, name_the_file_of_every_problem) {
  const TemporaryFile good(kCsv, ".csv");
  const TemporaryFile bad("task,worker,label\n1,ann,cat\n,bob,dog\n", ".csv");
  const TemporaryFile worse("{\"1\": {\"ann\": [4]}}");
  const auto problems = problems_of({good.path(), bad.path(), worse.path()});
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].file, bad.path());
  EXPECT_EQ(problems[0].line, 3U);
  EXPECT_EQ(problems[1].file, worse.path());
}

TEST(SeveralFiles, name_the_file_of_the_vote_that_is_repeated) {
  const TemporaryFile first(kCsv, ".csv");
  const TemporaryFile second("task,worker,label\n9,ann,cat\n2,ann,dog\n", ".csv");
  const auto problems = problems_of({first.path(), second.path()}, {.repeats = Repeats::error});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].file, second.path());
  EXPECT_THAT(problems[0].what, HasSubstr("after line 4 of " + first.path()));
}

TEST(SeveralFiles, of_json_may_not_repeat_a_vote_in_a_strict_run) {
  const TemporaryFile first(kJson);
  const TemporaryFile same_observation(R"({"1": {"ann": "dog"}})");
  const TemporaryFile same_vote(R"({"1": {"eve": "cat"}})");
  EXPECT_THAT(problems_of({first.path(), same_observation.path()}, {.strict = true}), IsEmpty());
  const auto problems = problems_of({first.path(), same_vote.path()}, {.strict = true});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].file, first.path() + " and " + same_vote.path());
  EXPECT_THAT(problems[0].what, HasSubstr("1 vote is repeated"));
}

TEST(SeveralFiles, of_which_one_stands_twice_are_a_finding) {
  const TemporaryFile csv(kCsv, ".csv");
  const CrowdData data = read_inputs({.votes = {csv.path(), csv.path()}});
  ASSERT_EQ(data.findings.size(), 1U);
  EXPECT_EQ(data.findings[0].kind, Finding::Kind::repeated_files);
  EXPECT_THAT(data.warnings[0].text, HasSubstr("1 file is given more than once: '" + csv.path()));
  EXPECT_EQ(data.counts.replaced_votes, 3U);
  const auto problems = problems_of({csv.path(), csv.path()}, {.repeats = Repeats::all, .strict = true});
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_THAT(problems[0].what, HasSubstr("more than once"));
}

TEST(SeveralFiles, count_rows_that_are_left_out_in_all_of_them) {
  const TemporaryFile a("task,worker,label,ok\n1,ann,cat,y\n1,bob,dog,n\n", ".csv");
  const TemporaryFile b("task,worker,label,ok\n2,ann,cat,n\n2,bob,dog,y\n", ".csv");
  const CrowdData data =
      read_inputs({.votes = {a.path(), b.path()}}, {.where = {{.column = "ok", .value = "y"}}});
  EXPECT_EQ(data.counts.rows_left_out, 2U);
  EXPECT_EQ(data.files[1].n_statements, 1U);
}

TEST(SeveralFiles, have_a_line_of_a_text_file_for_each_observation_of_all) {
  const TemporaryFile a("task,worker,label\nx,ann,1\ny,bob,2\n", ".csv");
  const TemporaryFile b("task,worker,label\ny,ann,1\nz,bob,2\n", ".csv");
  const TemporaryFile truth("1\n2\n2\n", ".txt");
  const CrowdData data = read_inputs({.votes = {a.path(), b.path()}, .truth = truth.path()});
  EXPECT_EQ(data.observations.str(2), "z");
  EXPECT_EQ(data.labels.str(data.truth_of_observation[2]), "2");
}

TEST(SeveralFiles, take_standard_input_once) {
  EXPECT_THROW((void)read_inputs({.votes = {"-", "-"}}), OptionError);
  EXPECT_THROW((void)read_inputs({.votes = {}}), OptionError);
}

TEST(SeveralFiles, report_the_progress_of_all) {
  const TemporaryFile csv(kCsv, ".csv");
  const TemporaryFile json(kJson);
  std::size_t done = 0;
  RunControl control;
  control.progress = [&](const Progress& now) {
    EXPECT_EQ(now.total, kCsv.size() + kJson.size());
    EXPECT_GE(now.done, done);
    done = now.done;
  };
  (void)read_inputs({.votes = {csv.path(), json.path()}}, {}, control);
  EXPECT_EQ(done, kCsv.size() + kJson.size());
}

TEST(SeveralFiles, report_no_total_where_the_size_of_one_is_not_known) {
  const TemporaryFile csv(kCsv, ".csv");
  const TemporaryFile pipe("");
  std::filesystem::remove(pipe.path());
  ASSERT_EQ(::mkfifo(pipe.path().c_str(), S_IRUSR | S_IWUSR), 0);
  std::jthread writer([&] { std::ofstream(pipe.path()) << kJson; });
  std::size_t n_reports = 0;
  RunControl control;
  control.progress = [&](const Progress& now) {
    EXPECT_EQ(now.total, 0U);
    ++n_reports;
  };
  (void)read_inputs({.votes = {csv.path(), pipe.path()}}, {}, control);
  EXPECT_GT(n_reports, 0U);
}

}  // namespace
}  // namespace crowdvote
