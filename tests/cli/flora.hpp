#pragma once

/// A small hand-made flora, and the runs of each strategy on it.

#include <ostream>
#include <string>
#include <vector>

namespace crowdvote::testing {

struct FloraRun {
  std::string name;  ///< of the golden files
  std::vector<std::string> options;
};

inline std::ostream& operator<<(std::ostream& out, const FloraRun& run) { return out << run.name; }

/// One run for every strategy and every way in which the AI takes part.
[[nodiscard]] inline std::vector<FloraRun> flora_runs() {
  const std::string flora = "tests/data/flora/";
  const std::vector<std::string> authors{"--authors", flora + "authors.txt"};
  const auto with_ai = [&](const std::string& mode) {
    return std::vector<std::string>{
        "--authors",   flora + "authors.txt",    "--ai-votes",    flora + "ai_votes.json",
        "--ai-scores", flora + "ai_scores.json", "--ai-strategy", mode};
  };
  return {{"mv", {"-s", "mv"}},
          {"wmv", {"-s", "wmv", "--default-weight", "1", "--theta-conf", "2", "--theta-acc", "0.7"}},
          {"wawa", {"-s", "wawa"}},
          {"wawa_rounds", {"-s", "wawa:rounds=3"}},
          {"twothird", {"-s", "twothird"}},
          {"gold-mv", {"-s", "gold-mv", "--gold", flora + "gold.csv"}},
          {"zero-based-skill", {"-s", "zero-based-skill"}},
          {"dawid-skene", {"-s", "dawid-skene"}},
          {"dawid-skene_hard", {"-s", "dawid-skene:hard,smoothing=0.1,support=voted"}},
          {"wds", {"-s", "wds"}},
          {"one-coin", {"-s", "one-coin", "--theta-acc", "0.9"}},
          {"ibcc", {"-s", "ibcc"}},
          {"mace", {"-s", "mace"}},
          {"mace_restarts", {"-s", "mace:restarts=3", "--seed", "7"}},
          {"glad", {"-s", "glad"}},
          {"bwa", {"-s", "bwa"}},
          {"ebcc", {"-s", "ebcc:restarts=5", "--seed", "7"}},
          {"m-msr", {"-s", "m-msr"}},
          {"crowdlab", {"-s", "crowdlab", "--ai-scores", flora + "ai_label_scores.json"}},
          {"pool", {"-s", "pool"}},
          {"plantnet", authors},
          {"plantnet_ai_ignore", with_ai("ignore")},
          {"plantnet_ai_user", with_ai("user")},
          {"plantnet_ai_fixed", with_ai("fixed")},
          {"plantnet_ai_invalidate", with_ai("invalidate")},
          {"plantnet_ai_confident", with_ai("confident")}};
}

}  // namespace crowdvote::testing
