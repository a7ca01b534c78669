#include "cli/run_program.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

constexpr const char* kVotes = "tests/data/flora/votes.json";
constexpr const char* kTruth = "tests/data/flora/ground_truth.txt";

/// Removes figures that only a run knows or that need the weights of votes; they are unknown for given
/// labels.
Json without_ties(Json metrics) {
  for (auto& [subset, figures] : metrics.items()) {
    for (const char* key : {"ties", "label_accuracy_ties", "valid_accuracy_ties"}) figures[key] = nullptr;
  }
  return metrics;
}

TEST(Evaluate, of_labels_made_earlier_gives_the_figures_of_the_run_that_made_them) {
  const TemporaryFolder folder;
  const std::string run = folder.path() / "run.json";
  const std::string later = folder.path() / "later.json";
  for (const std::string ending : {".csv", ".json", ".jsonl", ".tsv.gz"}) {
    const std::string labels = folder.path() / ("labels" + ending);
    ASSERT_EQ(run_program({kVotes, "--authors", "tests/data/flora/authors.txt", "--truth", kTruth, "-o",
                           labels, "--summary", run, "--seed", "3"})
                  .exit_code,
              0);
    const ProgramResult evaluated = run_program(
        {"evaluate", labels, "--truth", kTruth, "--votes", kVotes, "--summary", later, "--seed", "3"});
    EXPECT_EQ(evaluated.exit_code, 0) << evaluated.err;
    EXPECT_EQ(Json::parse(read_file(later))["metrics"], without_ties(Json::parse(read_file(run))["metrics"]));
    EXPECT_EQ(Json::parse(read_file(later))["counts"]["valid"],
              Json::parse(read_file(run))["counts"]["valid"]);
  }
}

TEST(Evaluate, of_a_numpy_array_of_labels) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"0": {"ann": 4, "bob": 4}, "1": {"ann": 5}, "2": {"ann": 6, "bob": 6}})");
  folder.write("truth.txt", "4\n-1\n7\n");
  ASSERT_EQ(run_program_in(folder.path(), {"votes.json", "-s", "twothird", "-o", "labels.npy"}).exit_code, 0);
  const ProgramResult result =
      run_program_in(folder.path(), {"evaluate", "labels.npy", "--votes", "votes.json", "--truth",
                                     "truth.txt", "--summary", "s.json", "-q"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.err, "");
  const Json expert = Json::parse(read_file(folder.path() / "s.json"))["metrics"]["expert"];
  EXPECT_EQ(expert["n"], 2);
  EXPECT_EQ(expert["accuracy"], 0.5);
}

TEST(Evaluate, without_votes_knows_the_first_subset) {
  const TemporaryFolder folder;
  folder.write("labels.csv", "observation,label\n17,4\n18,5\n");
  folder.write("truth.csv", "observation,label\n17,4\n18,6\n19,7\n");
  const ProgramResult result = run_program_in(
      folder.path(), {"evaluate", "labels.csv", "--truth", "truth.csv", "--summary", "s.json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("accuracy           0.333 ["));
  const Json metrics = Json::parse(read_file(folder.path() / "s.json"))["metrics"];
  EXPECT_EQ(metrics["expert"]["n"], 3);
  EXPECT_TRUE(metrics["multiple_votes"].is_null());
  EXPECT_TRUE(metrics["disagreement"].is_null()) << "what is not known is not zero";
  EXPECT_THAT(result.out, ::testing::Not(HasSubstr("disagreement")));
  const Json counts = Json::parse(read_file(folder.path() / "s.json"))["counts"];
  EXPECT_TRUE(counts["votes"].is_null() && counts["users"].is_null() && counts["labels"].is_null());
}

TEST(Evaluate, labels_or_a_truth_of_other_observations_are_an_error) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"17": {"ann": 4}, "18": {"ann": 5}})");
  folder.write("labels.csv", "observation,label\n17,4\n18,5\n");
  folder.write("strange.csv", "observation,label\na17,4\na18,6\n");
  for (const std::vector<std::string>& run :
       {std::vector<std::string>{"votes.json", "--truth", "strange.csv"},
        std::vector<std::string>{"compare", "votes.json", "mv", "--truth", "strange.csv"},
        std::vector<std::string>{"evaluate", "labels.csv", "--truth", "strange.csv"},
        std::vector<std::string>{"evaluate", "strange.csv", "--truth", "labels.csv"}}) {
    const ProgramResult result = run_program_in(folder.path(), run);
    EXPECT_EQ(result.exit_code, 3) << run[0];
    EXPECT_EQ(result.out, "") << run[0];
    EXPECT_THAT(result.err, HasSubstr("expected ids as they are written"));
  }
}

TEST(Evaluate, says_what_it_misses) {
  EXPECT_THAT(run_program({"evaluate"}).err, HasSubstr("no file of labels"));
  EXPECT_THAT(run_program({"evaluate", "labels.csv"}).err, HasSubstr("--truth FILE"));
  EXPECT_THAT(run_program({"evaluate", "labels.csv", "--experts", "e.txt"}).err, HasSubstr("needs --votes"));
  EXPECT_EQ(run_program({"evaluate", "-", "--truth", "-"}).exit_code, 2);
  EXPECT_EQ(run_program({"evaluate", "none.csv", "--truth", kTruth}).exit_code, 4);
}

class Guarded : public ::testing::Test {
 protected:
  Guarded() {
    const ProgramResult result = run_program({kVotes, "-s", "mv", "--truth", kTruth, "-o", path("labels.csv"),
                                              "--summary", path("baseline.json")});
    EXPECT_EQ(result.exit_code, 0) << result.err;
  }

  [[nodiscard]] std::string path(const std::string& name) const { return folder_.path() / name; }

  /// A run in which far fewer labels are valid.
  [[nodiscard]] ProgramResult worse_run(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{
        kVotes, "-s", "twothird", "--truth", kTruth, "-o", path("w.csv"), "--baseline", path("baseline.json"),
        "-q"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program(arguments);
  }

  TemporaryFolder folder_;
};

TEST_F(Guarded, the_same_run_has_not_fallen) {
  const ProgramResult result = run_program(
      {kVotes, "-s", "mv", "--truth", kTruth, "-o", path("again.csv"), "--baseline", path("baseline.json")});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, HasSubstr("no figure fell"));
}

TEST_F(Guarded, a_worse_run_ends_with_1_a_table_and_its_labels) {
  const ProgramResult result = worse_run({});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("\nvalid  "));
  EXPECT_THAT(result.err, HasSubstr("aggregate: error: "));
  EXPECT_TRUE(std::filesystem::exists(path("w.csv"))) << "a fall is a finding, not a fault";
}

TEST_F(Guarded, falls_within_the_limit_are_no_regression) {
  EXPECT_EQ(worse_run({"--max-drop", "1"}).exit_code, 0);
  EXPECT_EQ(worse_run({"--max-drop", "1", "--max-drop", "valid=0"}).exit_code, 1);
}

TEST_F(Guarded, limits_of_figures_stand_in_the_configuration) {
  folder_.write("lax.toml", "[max-drop]\nall = 1\n");
  folder_.write("strict.toml", "[max-drop]\nall = 1\nexpert.valid = 0.0\n");
  EXPECT_EQ(worse_run({"--config", path("lax.toml")}).exit_code, 0);
  const ProgramResult strict = worse_run({"--config", path("strict.toml")});
  EXPECT_EQ(strict.exit_code, 1);
  EXPECT_THAT(strict.err, HasSubstr("1 figure fell below"));
}

TEST(Evaluate, of_probabilities_gives_the_scores_of_the_run_that_made_them) {
  const TemporaryFolder folder;
  const std::string kept = folder.path() / "probabilities";
  for (const char* ending : {".csv", ".json", ".jsonl"}) {
    SCOPED_TRACE(ending);
    const std::string run = folder.path() / "run.json";
    const std::string later = folder.path() / "later.json";
    ASSERT_EQ(run_program({kVotes, "-s", "dawid-skene", "--truth", kTruth, "--min-probability", "0",
                           "--probabilities", kept + ending, "--summary", run, "-o", "/dev/null"})
                  .exit_code,
              0);
    const ProgramResult evaluated = run_program({"evaluate", "--probabilities", kept + ending, "--truth",
                                                 kTruth, "--votes", kVotes, "--summary", later});
    ASSERT_EQ(evaluated.exit_code, 0) << evaluated.err;
    EXPECT_THAT(evaluated.out, HasSubstr("log loss"));
    const Json before = Json::parse(read_file(run))["metrics"]["expert"];
    const Json after = Json::parse(read_file(later))["metrics"]["expert"];
    EXPECT_EQ(after["accuracy"], before["accuracy"]);
    EXPECT_NEAR(after["probabilities"]["log_loss"].get<double>(),
                before["probabilities"]["log_loss"].get<double>(), 1e-6);
    EXPECT_NEAR(after["probabilities"]["brier"].get<double>(), before["probabilities"]["brier"].get<double>(),
                1e-6);
  }
}

TEST(Evaluate, warns_of_probabilities_that_cannot_be_right) {
  const TemporaryFolder folder;
  folder.write("truth.csv", "observation,label\na,cat\nb,dog\nc,dog\n");
  folder.write("p.csv", "observation,label,probability\na,cat,0.75\na,dog,0.5\nb,dog,0.9\n");
  const ProgramResult result =
      run_program_in(folder.path(), {"evaluate", "--probabilities", "p.csv", "--truth", "truth.csv"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr("probabilities of 1 observation sum to more than 1"));
  EXPECT_THAT(result.err, HasSubstr("1 observation has no probabilities"));

  folder.write("p.json", "{\"a\": 0.75}");
  const ProgramResult refused =
      run_program_in(folder.path(), {"evaluate", "--probabilities", "p.json", "--truth", "truth.csv"});
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("{observation: {label: probability}}"));
}

TEST_F(Guarded, labels_that_are_evaluated_are_guarded_too) {
  EXPECT_EQ(run_program({"evaluate", path("labels.csv"), "--truth", kTruth, "--votes", kVotes, "--baseline",
                         path("baseline.json")})
                .exit_code,
            0);
  ASSERT_EQ(worse_run({}).exit_code, 1);
  EXPECT_EQ(run_program({"evaluate", path("w.csv"), "--truth", kTruth, "--votes", kVotes, "--baseline",
                         path("baseline.json")})
                .exit_code,
            1);
}

TEST_F(Guarded, a_comparison_is_guarded_by_an_earlier_one) {
  const std::string table = path("compared.json");
  ASSERT_EQ(run_program({"compare", kVotes, "mv", "twothird", "--truth", kTruth, "-o", table}).exit_code, 0);
  const auto compare_again = [&](const std::string& strategy) {
    return run_program({"compare", kVotes, strategy, "--truth", kTruth, "--baseline", table});
  };
  EXPECT_EQ(compare_again("twothird").exit_code, 0);
  const ProgramResult unknown = compare_again("wawa");
  EXPECT_EQ(unknown.exit_code, 3);
  EXPECT_EQ(unknown.out, "");
  EXPECT_THAT(unknown.err, HasSubstr("no run of wawa"));
}

TEST_F(Guarded, a_baseline_with_figures_against_a_truth_needs_one) {
  for (const std::vector<std::string>& run :
       {std::vector<std::string>{kVotes, "-s", "mv"}, std::vector<std::string>{"compare", kVotes, "mv"}}) {
    std::vector<std::string> arguments = run;
    arguments.insert(arguments.end(), {"--baseline", path("baseline.json")});
    const ProgramResult result = run_program(arguments);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("no truth is given; give it with --truth FILE"));
  }
}

TEST_F(Guarded, a_baseline_without_a_truth_guards_what_is_valid) {
  ASSERT_EQ(run_program({kVotes, "-s", "mv", "-o", path("l.csv"), "--summary", path("plain.json")}).exit_code,
            0);
  EXPECT_EQ(run_program({kVotes, "-s", "mv", "-q", "--baseline", path("plain.json")}).exit_code, 0);
  EXPECT_EQ(run_program({kVotes, "-s", "twothird", "-q", "--baseline", path("plain.json")}).exit_code, 1);
}

TEST_F(Guarded, a_baseline_of_another_strategy_is_said) {
  const ProgramResult other = run_program({kVotes, "-s", "wawa", "--truth", kTruth, "-o", path("w.csv"),
                                           "--baseline", path("baseline.json"), "--max-drop", "1"});
  EXPECT_EQ(other.exit_code, 0) << other.err;
  EXPECT_THAT(other.err, HasSubstr("is of the strategy mv, but this run is of wawa"));
  const ProgramResult same = run_program({kVotes, "-s", "majority", "--truth", kTruth, "-o", path("m.csv"),
                                          "--baseline", path("baseline.json")});
  EXPECT_EQ(same.exit_code, 0) << same.err;
  EXPECT_THAT(same.err, ::testing::Not(HasSubstr("is of the strategy")));
}

TEST_F(Guarded, labels_are_not_guarded_by_subsets_that_only_votes_can_tell) {
  const ProgramResult result = run_program({"evaluate", path("labels.csv"), "--truth", kTruth, "--baseline",
                                            path("baseline.json"), "--max-drop", "1", "-q"});
  EXPECT_EQ(result.exit_code, 0) << "a figure that is missing would have fallen by more: " << result.err;
}

TEST_F(Guarded, wrong_limits_are_wrong_usage) {
  EXPECT_EQ(worse_run({"--max-drop", "abc"}).exit_code, 2);
  EXPECT_EQ(worse_run({"--max-drop", "1.5"}).exit_code, 2);
  EXPECT_THAT(worse_run({"--max-drop", "accurcy=0.1"}).err, HasSubstr("accuracy"));
  const ProgramResult no_baseline = run_program({kVotes, "--max-drop", "0.1"});
  EXPECT_EQ(no_baseline.exit_code, 2);
  EXPECT_THAT(no_baseline.err, HasSubstr("--baseline"));
  folder_.write("no_summary.json", "{}");
  EXPECT_EQ(run_program({kVotes, "--baseline", path("no_summary.json")}).exit_code, 3);
  EXPECT_EQ(run_program({kVotes, "--baseline", path("none.json")}).exit_code, 4);
}

TEST(Stats, describe_the_flora) {
  const ProgramResult result = run_program({"stats", kVotes, "--authors", "tests/data/flora/authors.txt"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  expect_golden("flora/stats.txt", result.out);
}

TEST(Stats, measure_agreement_on_a_scale_where_labels_are_numbers) {
  const TemporaryFolder folder;
  folder.write("v.csv", "task,user,label\n1,ann,3\n1,bob,1\n2,ann,2\n2,bob,2\n3,ann,1\n3,bob,3\n");
  // Each number has 2 of the 6 votes. The observed disagreement is 2 * 2 * 4^2 / 6 and the expected one
  // 2 * (4 * 4^2 + 4 * 2^2 + 4 * 2^2) / (6 * 5).
  EXPECT_THAT(run_program_in(folder.path(), {"stats", "v.csv", "-q", "--scale", "ordinal"}).out,
              HasSubstr("Krippendorff's alpha, ordinal             -0.667\n"));
  folder.write("v.csv", "task,user,label\n1,ann,3\n1,bob,oak\n");
  const ProgramResult result = run_program_in(folder.path(), {"stats", "v.csv", "-q", "--scale", "interval"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("the label 'oak' is not a number"));
}

TEST(Stats, are_json_for_scripts) {
  const TemporaryFolder folder;
  ASSERT_EQ(run_program({"stats", kVotes, "-q", "-o", folder.path() / "s.json"}).exit_code, 0);
  const Json by_ending = Json::parse(read_file(folder.path() / "s.json"));
  EXPECT_EQ(by_ending["votes"], 58);
  EXPECT_EQ(Json::parse(run_program({"stats", kVotes, "-q", "--output-format", "json"}).out), by_ending);
}

TEST(Report, is_a_page_of_the_runs_and_its_charts_are_files) {
  const TemporaryFolder folder;
  const std::string page = folder.path() / "report.html";
  const std::string charts = folder.path() / "charts";
  const ProgramResult result = run_program(
      {kVotes, "--truth", kTruth, "-o", folder.path() / "l.csv", "--report", page, "--charts", charts});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(read_file(page), ::testing::StartsWith("<!doctype html>"));
  EXPECT_THAT(read_file(page), HasSubstr("votes.json"));
  EXPECT_TRUE(std::filesystem::exists(charts + "/valid.vg.json"));

  ASSERT_EQ(
      run_program({"compare", kVotes, "mv", "plantnet:theta-conf=1", "--truth", kTruth, "--report", page})
          .exit_code,
      0);
  EXPECT_THAT(read_file(page), HasSubstr("plantnet:theta-conf=1"));
  EXPECT_THAT(read_file(page), HasSubstr("p against mv"));
}

TEST(Report, has_the_title_and_the_command_line_that_were_given_and_every_option) {
  const TemporaryFolder folder;
  const std::string page = folder.path() / "report.html";
  ASSERT_EQ(run_program({kVotes, "--strategy", "wmv:default-weight=1", "-o", folder.path() / "l.csv",
                         "--report", page, "--report-title", "Ann's flora"})
                .exit_code,
            0);
  const std::string text = read_file(page);
  EXPECT_THAT(text, HasSubstr("<h1><bdi>Ann&#39;s flora</bdi></h1>"));
  EXPECT_THAT(text, HasSubstr("--report-title &#39;Ann&#39;\\&#39;&#39;s flora&#39;</code>"));
  EXPECT_THAT(text, HasSubstr("theta-conf <strong>not set</strong>"));
}

TEST(Report, does_not_appear_where_the_run_fails) {
  const TemporaryFolder folder;
  const std::string page = folder.path() / "report.html";
  EXPECT_EQ(run_program({kVotes, "-o", "/dev/full", "--report", page}).exit_code, 4);
  EXPECT_FALSE(std::filesystem::exists(page));
}

TEST(Inspect, says_how_files_would_be_read_and_writes_no_message) {
  const TemporaryFolder folder;
  folder.write("votes.csv", "task,worker,label,when\nt1,ann,NA,1\nt1,bob,cat,2\n");
  const ProgramResult result = run_program_in(folder.path(), {"inspect", "votes.csv"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(
      result.out,
      "votes.csv\n"
      "  read as      votes\n"
      "  format       csv, 48 bytes\n"
      "  observation  task\n"
      "  user         worker\n"
      "  label        label\n"
      "  left alone   when\n"
      "  holds        2 votes by 2 users on 1 observation, 2 labels\n"
      "\n"
      "first votes: observation  user  label\n"
      "t1                        ann   NA\n"
      "t1                        bob   cat\n"
      "\n"
      "warning: votes.csv: 1 label reads as if nobody had answered: 'NA'; --missing NA says that they mean "
      "no vote, --no-missing that they are labels\n");
}

TEST(Inspect, fails_as_the_main_job_does_where_a_file_cannot_be_read) {
  const TemporaryFolder folder;
  folder.write("votes.csv", "task,worker,opinion\nt1,ann,cat\n");
  const ProgramResult inspected = run_program_in(folder.path(), {"inspect", "votes.csv"});
  EXPECT_EQ(inspected.exit_code, 3);
  EXPECT_EQ(inspected.err, run_program_in(folder.path(), {"votes.csv"}).err);
}

}  // namespace
}  // namespace crowdvote::testing
