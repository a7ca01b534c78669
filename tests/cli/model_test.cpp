#include "cli/run_program.hpp"

#include <cmath>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kVotesOfModels = "tests/data/flora/votes.json";

/// Runs the program and expects success.
ProgramResult done(const std::vector<std::string>& arguments) {
  ProgramResult result = run_program(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return result;
}

std::map<std::pair<std::string, std::string>, double> probabilities_in(const std::string& csv) {
  std::map<std::pair<std::string, std::string>, double> found;
  std::istringstream lines(csv);
  std::string observation;
  std::string label;
  std::string probability;
  std::getline(lines, observation);
  while (std::getline(lines, observation, ',') && std::getline(lines, label, ',') &&
         std::getline(lines, probability)) {
    found[{observation, label}] = std::stod(probability);
  }
  return found;
}

TEST(Model, that_was_saved_gives_the_probabilities_of_one_more_round) {
  const TemporaryFolder folder;
  const std::string model = folder.path() / "model.json";
  const std::string used = folder.path() / "used.csv";
  const std::string one_more = folder.path() / "one_more.csv";
  for (const std::string strategy : {"dawid-skene", "one-coin", "ibcc", "mace"}) {
    const std::string spec = strategy + ":tolerance=0,max-iterations=";
    done({kVotesOfModels, "-q", "-s", spec + "4", "--save-model", model});
    done({kVotesOfModels, "-q", "--use-model", model, "--min-probability", "0", "--probabilities", used});
    done({kVotesOfModels, "-q", "-s", spec + "5", "--min-probability", "0", "--probabilities", one_more});
    const auto expected = probabilities_in(read_file(one_more));
    const auto found = probabilities_in(read_file(used));
    ASSERT_EQ(found.size(), expected.size()) << strategy;
    for (const auto& [place, probability] : expected) EXPECT_NEAR(found.at(place), probability, 1e-9);
  }
}

TEST(Model, of_weights_gives_the_same_labels_and_takes_the_strategy_from_the_file) {
  const TemporaryFolder folder;
  const std::string model = folder.path() / "model.json.gz";
  for (const char* strategy : {"wawa:rounds=2", "zero-based-skill", "wds"}) {
    const ProgramResult learnt = done({kVotesOfModels, "-s", strategy, "--save-model", model});
    const ProgramResult used = done({kVotesOfModels, "--use-model", model});
    if (std::string(strategy) != "wds") {
      EXPECT_EQ(used.out, learnt.out) << strategy;
    }
    EXPECT_THAT(used.err, HasSubstr(": a model"));
  }
}

TEST(Model, has_the_same_bytes_for_any_number_of_threads) {
  const TemporaryFolder folder;
  std::vector<std::string> texts;
  for (const char* threads : {"1", "2", "5"}) {
    const std::string model = folder.path() / "model.json";
    done({kVotesOfModels, "-q", "-s", "dawid-skene", "--threads", threads, "--save-model", model});
    texts.push_back(read_file(model));
  }
  EXPECT_EQ(texts[0], texts[1]);
  EXPECT_EQ(texts[0], texts[2]);
}

TEST(Model, tells_which_users_and_labels_it_does_not_know) {
  const TemporaryFolder folder;
  folder.write("old.json",
               R"({"1": {"ann": 4, "bob": 4}, "2": {"ann": 5, "bob": 5}, "3": {"ann": 4, "bob": 5}})");
  folder.write("new.json", R"({"8": {"ann": 4, "cem": 5}, "9": {"cem": 7, "ann": 7}})");
  ASSERT_EQ(run_program_in(folder.path(), {"old.json", "-s", "one-coin", "--save-model", "m.json"}).exit_code,
            0);
  const ProgramResult used =
      run_program_in(folder.path(), {"new.json", "--use-model", "m.json", "--summary", "s.json"});
  EXPECT_EQ(used.exit_code, 0) << used.err;
  EXPECT_THAT(used.err, HasSubstr("1 user is not in the model: their 1 vote counts as that of a newcomer"));
  EXPECT_THAT(used.err, HasSubstr("1 label is not in the model: 2 votes for them are ignored"));
  EXPECT_THAT(used.out, HasSubstr("\n9,,0,0,0,0"));
  const auto summary = nlohmann::json::parse(read_file(folder.path() / "s.json"));
  EXPECT_EQ(summary["model"]["unknown_users"], 1);
  EXPECT_EQ(summary["model"]["unknown_labels"], 1);
  EXPECT_EQ(summary["model"]["votes_left_out"], 2);
  EXPECT_EQ(summary["options"]["strategy"], "one-coin");
  EXPECT_EQ(summary["inputs"][1]["role"], "model");
}

TEST(Model, goes_with_its_own_strategy_and_options_alone) {
  const TemporaryFolder folder;
  folder.write("v.json", R"({"1": {"ann": 4, "bob": 4}, "2": {"ann": 5, "bob": 4}})");
  folder.write("gold.json", R"({"1": 4})");
  folder.write("damaged.json", R"({"format": "crowdvote model", "format_version": 1, "strategy")");
  ASSERT_EQ(
      run_program_in(folder.path(), {"v.json", "-s", "dawid-skene:smoothing=0.5", "--save-model", "m.json"})
          .exit_code,
      0);
  struct Refusal {
    std::vector<std::string> arguments;
    int exit_code;
    const char* message;
  };
  for (const Refusal& refusal : std::vector<Refusal>{
           {{"-s", "mace", "--use-model", "m.json"},
            2,
            "aggregate: error: the model in m.json is of the strategy dawid-skene, but mace is chosen; "
            "otherwise leave out --strategy"},
           {{"-s", "dawid-skene:smoothing=0.25", "--use-model", "m.json"},
            2,
            "aggregate: error: the model in m.json was learnt with smoothing 0.5, but 0.25 is given"},
           {{"--max-iterations", "7", "--use-model", "m.json"},
            2,
            "aggregate: error: the model in m.json was learnt with max-iterations 100, but 7 is given"},
           {{"--gold", "gold.json", "--use-model", "m.json"},
            2,
            "aggregate: error: gold labels are given, and nothing is learnt where a model is used"},
           {{"--save-model", "n.json", "--use-model", "m.json"},
            2,
            "aggregate: error: --save-model says what"},
           {{"--confusion", "c.csv", "--use-model", "m.json"}, 2, "aggregate: error: --confusion says what"},
           {{"-s", "bwa", "--save-model", "n.json"},
            2,
            "aggregate: error: what the strategy bwa learns of users cannot be saved and used later; leave "
            "out "
            "--save-model, or choose --strategy wmv"},
           {{"--use-model", "damaged.json"}, 3, "aggregate: error: damaged.json: byte "},
           {{"--use-model", "v.json"},
            3,
            "aggregate: error: v.json: there is no /format, so this is not a model"},
       }) {
    std::vector<std::string> arguments{"v.json"};
    arguments.insert(arguments.end(), refusal.arguments.begin(), refusal.arguments.end());
    const ProgramResult result = run_program_in(folder.path(), arguments);
    EXPECT_EQ(result.exit_code, refusal.exit_code) << result.err;
    EXPECT_THAT(result.err, StartsWith(refusal.message));
  }
  const ProgramResult same = run_program_in(
      folder.path(), {"v.json", "-s", "dawid-skene", "--smoothing", "0.50", "--use-model", "m.json"});
  EXPECT_EQ(same.exit_code, 0) << same.err;
}

}  // namespace
}  // namespace crowdvote::testing
