#include "cli/flora.hpp"
#include "cli/run_program.hpp"

#include <algorithm>
#include <regex>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

constexpr const char* kVotes = "tests/data/flora/votes.json";
constexpr const char* kHeader = "observation,label,valid,conf,acc,votes,tie,runner_up\n";

std::vector<std::string> joined(std::vector<std::string> first, const std::vector<std::string>& then) {
  first.insert(first.end(), then.begin(), then.end());
  return first;
}

std::size_t n_lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Masks what differs between runs and versions; of bins, keeps only the number, as there are many.
std::string masked_summary(const std::string& text) {
  Json json = Json::parse(text);
  json["version"] = "VERSION";
  json["options"]["threads"] = 0;
  json["peak_memory_bytes"] = 0;
  for (auto& [stage, seconds] : json["seconds"].items()) seconds = 0;
  for (auto& [stage, bytes] : json["peak_memory_bytes_after"].items()) bytes = 0;
  for (auto& [value, subsets] : json["reliability"].items()) {
    if (subsets.is_null()) continue;
    for (auto& [subset, figures] : subsets.items()) figures["bins"] = figures["bins"].size();
  }
  return json.dump(2) + "\n";
}

class Flora : public ::testing::TestWithParam<FloraRun> {};

TEST_P(Flora, gives_the_labels_users_and_summary_it_always_gave) {
  const TemporaryFolder folder;
  const std::string users = folder.path() / "users.csv";
  const std::string summary = folder.path() / "summary.json";
  const ProgramResult result = run_program(
      joined({kVotes, "--truth", "tests/data/flora/ground_truth.txt", "--users", users, "--summary", summary},
             GetParam().options));
  EXPECT_EQ(result.exit_code, 0) << result.err;
  expect_golden("flora/" + GetParam().name + ".csv", result.out);
  expect_golden("flora/" + GetParam().name + ".users.csv", read_file(users));
  expect_golden("flora/" + GetParam().name + ".summary.json", masked_summary(read_file(summary)));
  expect_golden("flora/" + GetParam().name + ".messages.txt", result.err);
}

TEST_P(Flora, is_the_same_on_1_2_and_8_threads) {
  const TemporaryFolder folder;
  const auto run_on = [&](const std::string& threads) {
    const std::string users = folder.path() / (threads + ".csv");
    const ProgramResult result =
        run_program(joined({kVotes, "--threads", threads, "--users", users}, GetParam().options));
    return result.out + read_file(users) + result.err;
  };
  const std::string one = run_on("1");
  EXPECT_EQ(run_on("2"), one);
  EXPECT_EQ(run_on("8"), one);
}

INSTANTIATE_TEST_SUITE_P(Strategies, Flora, ::testing::ValuesIn(flora_runs()), [](const auto& suite) {
  std::string name = suite.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

struct Situation {
  std::string votes;
  std::string weights;
  std::string row;
};

TEST(WorkedExample, comes_out_as_in_the_talk) {
  for (const Situation& situation :
       {Situation{"newcomers", "weights", "rose,Ficus elastica,1,2.5,0.724"},
        Situation{"one_more_vote", "weights", "rose,Mentha arvensis,0,2.8,0.478"},
        Situation{"expert", "weights_expert", "rose,Rosa indica,1,10.55,0.784"}}) {
    const ProgramResult result = run_program({"data/worked_example/" + situation.votes + ".json", "-s", "wmv",
                                              "--theta-conf", "2", "--theta-acc", "0.7", "--weights",
                                              "data/worked_example/" + situation.weights + ".json"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr(situation.row));
  }
}

TEST(MainJob, reads_standard_input_and_writes_standard_output) {
  const ProgramResult piped = run_program_in(source_folder(), {"-", "-q"}, source_folder() / kVotes);
  EXPECT_EQ(piped.exit_code, 0) << piped.err;
  EXPECT_EQ(piped.out, run_program({kVotes, "-q"}).out);
}

TEST(MainJob, quiet_says_nothing) {
  const ProgramResult result = run_program({kVotes, "-q", "--truth", "tests/data/flora/ground_truth.txt"});
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(result.out, ::testing::StartsWith(kHeader));
}

TEST(MainJob, verbose_tells_rounds_seconds_and_memory) {
  const ProgramResult result = run_program({kVotes, "-v", "--authors", "tests/data/flora/authors.txt"});
  EXPECT_THAT(result.err, HasSubstr("round 1: "));
  EXPECT_TRUE(std::regex_search(result.err, std::regex("\nread: [0-9.]+ s, peak memory [0-9]+ MB\n")));
  EXPECT_TRUE(std::regex_search(result.err, std::regex("\ntotal: [0-9.]+ s\n")));
}

TEST(MainJob, tells_abstentions_and_ties) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4, "bob": 5, "eve": -1}, "2": {"ann": null}})");
  const ProgramResult result = run_program_in(folder.path(), {"votes.json", "-s", "mv"});
  EXPECT_EQ(result.out, std::string(kHeader) + "1,4,1,1,0.5,2,1,5\n2,,0,0,0,0,0,\n");
  EXPECT_THAT(result.err, HasSubstr("2 abstentions"));
  EXPECT_THAT(result.err, HasSubstr("1 of 2 observations valid (50.0 %); 1 tie, decided by --ties lowest"));

  const ProgramResult undefined =
      run_program_in(folder.path(), {"votes.json", "-s", "mv", "--ties", "undefined"});
  EXPECT_EQ(undefined.out, std::string(kHeader) + "1,,0,0,0,2,1,5\n2,,0,0,0,0,0,\n");
  EXPECT_THAT(undefined.err, HasSubstr("1 tie, left without a label by --ties undefined"));
}

TEST(MainJob, ties_by_lot_depend_on_the_seed_alone) {
  const TemporaryFolder folder;
  std::string votes = "task,worker,label\n";
  for (int task = 0; task < 200; ++task) {
    votes += std::to_string(task) + ",ann,4\n" + std::to_string(task) + ",bob,5\n";
  }
  folder.write("votes.csv", votes);
  const auto run_with = [&](const std::string& seed, const std::string& threads) {
    return run_program_in(folder.path(), {"votes.csv", "-s", "mv", "-q", "--ties", "random", "--seed", seed,
                                          "--threads", threads})
        .out;
  };
  const std::string labels = run_with("7", "1");
  EXPECT_EQ(run_with("7", "8"), labels);
  EXPECT_NE(run_with("8", "1"), labels);
  EXPECT_THAT(labels, HasSubstr(",4,1,1,0.5,2,1,5\n"));
  EXPECT_THAT(labels, HasSubstr(",5,1,1,0.5,2,1,4\n"));
}

TEST(MainJob, an_ai_inside_the_votes_is_ignored_with_a_warning) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4, "AI": 5}, "2": {"AI": 5}})");
  const ProgramResult ignored = run_program_in(folder.path(), {"votes.json", "-s", "plantnet"});
  EXPECT_EQ(ignored.exit_code, 0) << ignored.err;
  EXPECT_THAT(ignored.err, HasSubstr("aggregate: warning: votes.json holds 2 votes of the AI ('AI')"));
  EXPECT_THAT(ignored.err, HasSubstr("--ai-strategy"));
  EXPECT_THAT(ignored.out, HasSubstr("\n2,,0,0,0,0,0,\n"));

  const ProgramResult taken =
      run_program_in(folder.path(), {"votes.json", "-s", "plantnet", "--ai-strategy", "fixed"});
  EXPECT_EQ(taken.exit_code, 0) << taken.err;
  EXPECT_THAT(taken.err, Not(HasSubstr("ignored")));
  EXPECT_THAT(taken.out, HasSubstr("\n2,5,0,1.7,1,0,0,\n"));

  const ProgramResult person =
      run_program_in(folder.path(), {"votes.json", "-s", "mv", "--ai-user", "robot"});
  EXPECT_THAT(person.err, Not(HasSubstr("warning")));
  EXPECT_THAT(person.out, HasSubstr("\n2,5,1,1,1,1,0,\n"));
}

TEST(MainJob, held_out_experts_have_no_say_in_the_labels_that_judge_them) {
  const TemporaryFolder folder;
  folder.write("votes.json",
               R"({"1": {"ann": 4, "bob": 4, "flo": 5}, "2": {"flo": 5}, "3": {"ann": 6, "flo": 6}})");
  folder.write("experts.txt", "flo\n");
  const std::vector<std::string> options{"votes.json",  "-s",        "mv",    "--experts",
                                         "experts.txt", "--summary", "s.json"};

  EXPECT_EQ(run_program_in(folder.path(), options).exit_code, 0);
  Json summary = Json::parse(read_file(folder.path() / "s.json"));
  EXPECT_EQ(summary["metrics"]["expert"]["n"], 3);
  EXPECT_EQ(summary["metrics"]["expert"]["accuracy"].get<double>(), 2.0 / 3.0);

  const ProgramResult held_out = run_program_in(folder.path(), joined(options, {"--hold-out-experts"}));
  EXPECT_EQ(held_out.exit_code, 0) << held_out.err;
  EXPECT_EQ(held_out.out, std::string(kHeader) + "1,4,1,2,1,2,0,\n2,,0,0,0,0,0,\n3,6,1,1,1,1,0,\n");
  summary = Json::parse(read_file(folder.path() / "s.json"));
  EXPECT_EQ(summary["metrics"]["expert"]["n"], 2);
  EXPECT_EQ(summary["metrics"]["expert"]["accuracy"].get<double>(), 0.5);
  EXPECT_EQ(summary["metrics"]["multiple_votes"]["n"], 2) << "subsets are told by all human votes";
  EXPECT_EQ(summary["counts"]["votes_held_out"], 3);
  EXPECT_EQ(summary["counts"]["left_without_votes"], 1);
}

TEST(Outputs, have_the_format_of_their_ending) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4}, "2": {"ann": 5, "bob": 6, "eve": 6}})");
  for (const std::string ending : {"csv", "tsv", "json", "jsonl", "npy", "csv.gz"}) {
    const ProgramResult result =
        run_program_in(folder.path(), {"votes.json", "-s", "twothird", "-q", "-o", "labels." + ending});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(result.out, "");
  }
  EXPECT_EQ(read_file(folder.path() / "labels.csv"),
            std::string(kHeader) + "1,,0,0,0,1,0,\n2,6,1,2,0.6666666666666666,3,0,5\n");
  EXPECT_THAT(read_file(folder.path() / "labels.tsv"), HasSubstr("\n2\t6\t1\t"));
  EXPECT_EQ(Json::parse(read_file(folder.path() / "labels.json"))["2"]["label"], 6);
  EXPECT_EQ(n_lines(read_file(folder.path() / "labels.jsonl")), 2U);
  EXPECT_EQ(read_file(folder.path() / "labels.npy").substr(0, 6), "\x93NUMPY");
  EXPECT_EQ(read_file(folder.path() / "labels.npy").size(), 128U + 2 * 8);
  EXPECT_EQ(read_file(folder.path() / "labels.csv.gz").substr(0, 2), "\x1f\x8b");
}

TEST(Outputs, only_valid_leaves_the_others_out) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4}, "2": {"ann": 5, "bob": 6, "eve": 6}})");
  const ProgramResult result =
      run_program_in(folder.path(), {"votes.json", "-s", "twothird", "-q", "--only-valid"});
  EXPECT_EQ(result.out, std::string(kHeader) + "2,6,1,2,0.6666666666666666,3,0,5\n");
}

TEST(Outputs, leave_nothing_else_in_the_folder) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4}})");
  const ProgramResult result = run_program_in(
      folder.path(), {"votes.json", "-o", "labels.csv", "--users", "users.csv", "--summary", "summary.json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(folder.names(), ElementsAre("labels.csv", "summary.json", "users.csv", "votes.json"));
}

TEST(Outputs, an_earlier_file_stays_where_the_run_fails) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4)");
  folder.write("labels.csv", "of an earlier run");
  EXPECT_EQ(run_program_in(folder.path(), {"votes.json", "-o", "labels.csv"}).exit_code, 3);
  EXPECT_EQ(read_file(folder.path() / "labels.csv"), "of an earlier run");
  folder.write("votes.json", R"({"1": {"ann": 4}})");
  EXPECT_EQ(
      run_program_in(folder.path(), {"votes.json", "-o", "labels.csv", "--users", "/dev/full"}).exit_code, 4);
  EXPECT_EQ(read_file(folder.path() / "labels.csv"), "of an earlier run");
}

TEST(Summary, has_null_for_a_figure_over_nothing) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4}, "2": {"ann": 5}})");
  folder.write("truth.csv", "observation,label\n1,4\n");
  const std::vector<std::string> options{"votes.json", "-s", "mv", "--summary", "s.json"};
  EXPECT_EQ(run_program_in(folder.path(), options).exit_code, 0);
  EXPECT_TRUE(Json::parse(read_file(folder.path() / "s.json"))["metrics"].is_null());

  EXPECT_EQ(run_program_in(folder.path(), joined(options, {"--truth", "truth.csv"})).exit_code, 0);
  const Json summary = Json::parse(read_file(folder.path() / "s.json"));
  const Json& alone = summary["metrics"]["expert"];
  EXPECT_EQ(alone["n"], 1);
  EXPECT_EQ(alone["accuracy"], 1.0);
  EXPECT_EQ(alone["accuracy_ci"].size(), 2U);
  const Json& disagreement = summary["metrics"]["disagreement"];
  EXPECT_EQ(disagreement["n"], 0);
  for (const char* figure : {"accuracy", "accuracy_ci", "label_accuracy", "valid_accuracy", "macro_precision",
                             "macro_recall", "classes_kept"}) {
    EXPECT_TRUE(disagreement[figure].is_null()) << figure;
  }
}

TEST(Summary, tells_what_a_script_needs) {
  const TemporaryFolder folder;
  folder.write("votes.json", R"({"1": {"ann": 4, "bob": 5, "eve": null}, "2": {"ann": 5}})");
  EXPECT_EQ(
      run_program_in(folder.path(), {"votes.json", "-s", "plantnet", "--seed", "9", "--summary", "s.json"})
          .exit_code,
      0);
  const Json summary = Json::parse(read_file(folder.path() / "s.json"));
  EXPECT_EQ(summary["version"], CROWDVOTE_VERSION);
  EXPECT_EQ(summary["options"]["strategy"], "plantnet");
  EXPECT_EQ(summary["options"]["seed"], 9);
  EXPECT_EQ(summary["options"]["strategy_options"]["theta-conf"], 2.0);
  EXPECT_EQ(summary["inputs"][0]["path"], "votes.json");
  EXPECT_EQ(summary["inputs"][0]["bytes"], std::filesystem::file_size(folder.path() / "votes.json"));
  EXPECT_EQ(summary["counts"]["observations"], 2);
  EXPECT_EQ(summary["counts"]["votes"], 3);
  EXPECT_EQ(summary["counts"]["abstentions"], 1);
  EXPECT_EQ(summary["converged"], true);
  for (const char* stage : {"read", "aggregate", "evaluate", "write", "total"}) {
    EXPECT_GE(summary["seconds"][stage].get<double>(), 0.0) << stage;
  }
  EXPECT_GT(summary["peak_memory_bytes"].get<std::uint64_t>(), 0U);
}

TEST(SeveralVotesFiles, are_one_set_of_votes_and_all_are_named) {
  const TemporaryFolder folder;
  folder.write("a.csv", "task,worker,label\n1,ann,cat\n1,bob,dog\n");
  folder.write("b.json", R"({"1": {"eve": "dog"}, "2": {"ann": "cow"}})");
  const ProgramResult result =
      run_program_in(folder.path(), {"a.csv", "b.json", "-s", "mv", "-v", "--summary", "summary.json"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("1,dog,1,2,"));
  EXPECT_THAT(result.err, HasSubstr("read 2 files: a.csv, b.json (csv, json, "));
  EXPECT_THAT(result.err, HasSubstr("4 votes by 3 users on 2 observations, 3 labels\n"));
  EXPECT_THAT(result.err, HasSubstr(": 2 statements of users\n"));
  const Json summary = Json::parse(read_file(folder.path() / "summary.json"));
  EXPECT_EQ(summary["inputs"].size(), 2U);
  EXPECT_EQ(summary["inputs"][1]["path"], "b.json");
}

TEST(ConvertedVotes, get_the_labels_of_the_original) {
  const TemporaryFolder folder;
  const std::string original = (source_folder() / kVotes).string();
  ASSERT_EQ(run_program_in(folder.path(), {"convert", original, "-o", "a.csv.gz"}).exit_code, 0);
  ASSERT_EQ(run_program_in(folder.path(), {"convert", "a.csv.gz", "-o", "b.jsonl"}).exit_code, 0);
  const ProgramResult back = run_program_in(folder.path(), {"convert", "b.jsonl", "-o", "c.json"});
  EXPECT_EQ(back.exit_code, 0);
  EXPECT_THAT(back.err, HasSubstr("wrote c.json: "));
  const std::string labels = run_program_in(folder.path(), {original, "-s", "twothird", "-q"}).out;
  for (const char* const votes : {"a.csv.gz", "b.jsonl", "c.json"}) {
    EXPECT_EQ(run_program_in(folder.path(), {votes, "-s", "twothird", "-q"}).out, labels) << votes;
  }
}

TEST(Summary, tells_which_rows_were_read_and_how_labels_were_joined) {
  const TemporaryFolder folder;
  folder.write("v.csv", "task,user,label\n1,ann,Cat\n1,bob,cat\n1,bob,dog\n2,ann,none\n3,ann,x\n");
  const auto options_of = [&](const std::vector<std::string>& options) {
    const ProgramResult result = run_program_in(
        folder.path(), joined({"v.csv", "-s", "mv", "-q", "-o", "l.csv", "--summary", "s.json"}, options));
    EXPECT_EQ(result.exit_code, 0) << result.err;
    Json json = Json::parse(read_file(folder.path() / "s.json"))["options"];
    for (const char* of_every_run : {"strategy", "strategy_options", "ties", "seed", "threads", "abstain",
                                     "ai-user", "hold-out-experts", "strict", "only-valid"}) {
      EXPECT_EQ(json.erase(of_every_run), 1U) << of_every_run;
    }
    return json.dump();
  };
  EXPECT_EQ(options_of({}), "{}");
  EXPECT_EQ(
      options_of({"--columns", "observation=task,user=user,label=label", "--where", "task!=3", "--without",
                  "bob", "--repeats", "first", "--missing", "none", "--fold", "case,number"}),
      R"({"columns":{"observation":"task","user":"user","label":"label"},"where":["task!=3"],"without":["bob"],)"
      R"("repeats":"first","missing":["none"],"fold":["case","number"]})");
  EXPECT_EQ(
      options_of({"--multi-label", "|", "--multi-label-as", "set", "--repeats", "all", "--fold", "all"}),
      R"({"repeats":"all","multi-label":"|","multi-label-as":"set","fold":["case","space","unicode","number"]})");
  EXPECT_EQ(options_of({"--multi-label", "json", "--no-missing", "--keep-minus-one"}),
            R"({"multi-label":"json","multi-label-as":"questions","no-missing":true,"keep-minus-one":true})");
}

}  // namespace
}  // namespace crowdvote::testing
