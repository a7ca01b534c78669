/// Real crowds with known truths: the numbers of correct labels, compared with those of an independent
/// program.
///
/// The folder holds expected.csv (dataset,strategy,n,correct,accuracy), models.csv
/// (dataset,strategy,accuracy,rounds) and for each data set a folder with labels.csv, the same votes as
/// answers.json, and truth.csv. An undefined label is wrong; a truth without votes is left out. In models.csv
/// a tie counts as the chance that a label drawn from the tied ones is right.

#include <crowdvote/ballot.hpp>
#include <crowdvote/read_inputs.hpp>
#include <crowdvote/run_input.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

std::filesystem::path datasets_folder() {
  const char* const given = std::getenv("CROWDVOTE_DATASETS");
  return given != nullptr ? given : CROWDVOTE_DATASETS;
}

struct Score {
  std::size_t n = 0;
  std::size_t correct = 0;
  bool operator==(const Score&) const = default;
};

void PrintTo(const Score& score, std::ostream* out) { *out << score.correct << " correct of " << score.n; }

using ScoreOfStrategy = std::map<std::string, Score>;

/// By data set; empty if there is no folder of data sets.
std::map<std::string, ScoreOfStrategy> expected_scores() {
  std::map<std::string, ScoreOfStrategy> scores;
  std::ifstream file(datasets_folder() / "expected.csv");
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string dataset;
    std::string strategy;
    Score score;
    char comma = 0;
    std::getline(fields, dataset, ',');
    std::getline(fields, strategy, ',');
    fields >> score.n >> comma >> score.correct;
    scores[dataset][strategy] = score;
  }
  return scores;
}

/// The accuracies of the strategies in the table.
std::map<std::string, double> expected_accuracies(const std::string& dataset) {
  std::map<std::string, double> accuracies;
  std::ifstream file(datasets_folder() / "models.csv");
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string of_dataset;
    std::string strategy;
    double accuracy = 0;
    std::getline(fields, of_dataset, ',');
    std::getline(fields, strategy, ',');
    fields >> accuracy;
    const bool is_there = std::any_of(strategies().begin(), strategies().end(),
                                      [&](const StrategyInfo& info) { return info.name() == strategy; });
    if (of_dataset == dataset && is_there) accuracies[strategy] = accuracy;
  }
  return accuracies;
}

CrowdData read_dataset(const std::string& dataset, const std::string& votes_file) {
  const std::filesystem::path folder = datasets_folder() / dataset;
  return read_inputs({.votes = {(folder / votes_file).string()}, .truth = (folder / "truth.csv").string()});
}

Score score_of(const CrowdData& data, const Consensus& consensus) {
  Score score;
  for (ObservationId i = 0; i < data.votes.n_observations(); ++i) {
    const LabelId truth = data.truth_of_observation[i];
    if (truth == kNoLabel || data.votes.n_votes_of(i) == 0) continue;
    ++score.n;
    score.correct += consensus.label[i] == truth ? 1U : 0U;
  }
  return score;
}

ScoreOfStrategy scores_of(const CrowdData& data, const ScoreOfStrategy& strategies) {
  ScoreOfStrategy scores;
  for (const auto& [strategy, expected] : strategies) {
    scores[strategy] = score_of(data, aggregate(data.input(), parse_strategy(strategy)));
  }
  return scores;
}

class RealData : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const auto scores = expected_scores();
    const auto of_dataset = scores.find(GetParam());
    if (of_dataset == scores.end()) {
      GTEST_SKIP() << "there is no " << (datasets_folder() / "expected.csv")
                   << " with a row of the data set; set CROWDVOTE_DATASETS to the folder of the data sets";
    }
    expected_ = of_dataset->second;
  }
  ScoreOfStrategy expected_;
};

TEST_P(RealData, as_csv_gives_the_expected_counts) {
  EXPECT_EQ(scores_of(read_dataset(GetParam(), "labels.csv"), expected_), expected_);
}

TEST_P(RealData, as_json_gives_the_expected_counts) {
  EXPECT_EQ(scores_of(read_dataset(GetParam(), "answers.json"), expected_), expected_);
}

/// The expected number of correct labels if ties are broken at random.
double expected_correct(const CrowdData& data, const Consensus& consensus) {
  double correct = 0;
  Ballots ballots(data.input(), consensus);
  for (ObservationId i = 0; i < data.votes.n_observations(); ++i) {
    const LabelId truth = data.truth_of_observation[i];
    if (truth == kNoLabel || data.votes.n_votes_of(i) == 0) continue;
    Ballot<double>& ballot = ballots.on(i);
    const auto tied = ballot.tied();
    const bool is_right = std::any_of(tied.begin(), tied.end(),
                                      [truth](const auto& candidate) { return candidate.label == truth; });
    if (is_right) correct += 1 / static_cast<double>(tied.size());
  }
  return correct;
}

/// Models take minutes on larger data sets in builds without optimisation.
bool is_quick_for_models(const CrowdData& data, std::size_t n_times = 1) {
  return data.votes.n_votes() * data.labels.size() * n_times <= 1'000'000;
}

/// Whether the data set is small enough for a model with its default options.
bool is_quick(const StrategyOptions& options, const CrowdData& data) {
  const StrategyOutputs& gives = strategy_of(options).description.gives;
  if (!gives.probabilities && !gives.objective) return true;
  const auto* const ebcc = std::get_if<EbccOptions>(&options);
  return is_quick_for_models(data, ebcc != nullptr ? static_cast<std::size_t>(ebcc->restarts) : 1);
}

/// Random draws depend on names.
Consensus aggregate_by_names(const CrowdData& data, const StrategyOptions& options) {
  const RunInput input(data, {.draws = strategy_of(options).description.draws});
  return aggregate(input.view(), options);
}

/// Whether the data have what the strategy needs and the run does not take minutes.
bool can_run_quickly(const StrategyInfo& strategy, const CrowdData& data) {
  const SideInputs needed =
      std::visit([](const auto& options) { return needed_inputs(options); }, strategy.defaults);
  const StrategyDescription& description = strategy.description;
  const bool has_too_many_labels =
      description.most_labels > 0 && data.labels.size() > description.most_labels;
  return !needed.gold && !needed.ai_label_scores && !has_too_many_labels && is_quick(strategy.defaults, data);
}

TEST_P(RealData, models_are_as_accurate_as_those_of_an_independent_program) {
  const CrowdData data = read_dataset(GetParam(), "labels.csv");
  if (!is_quick_for_models(data)) GTEST_SKIP() << "too large for a quick test";
  constexpr double kRounding = 0.00005;  // of accuracies with four digits
  const double n = static_cast<double>(expected_.begin()->second.n);
  for (const auto& [strategy, accuracy] : expected_accuracies(GetParam())) {
    if (!is_quick(parse_strategy(strategy), data)) continue;
    const Consensus consensus = aggregate_by_names(data, parse_strategy(strategy));
    EXPECT_NEAR(expected_correct(data, consensus), accuracy * n, 1 + kRounding * n) << strategy;
  }
}

using LabelOfObservation = std::map<std::string, std::string>;

LabelOfObservation labels_by_name(const CrowdData& data, const Consensus& consensus) {
  LabelOfObservation labels;
  for (ObservationId i = 0; i < data.votes.n_observations(); ++i) {
    if (consensus.label[i] == kNoLabel) continue;
    labels[data.observations.str(i)] = data.labels.str(consensus.label[i]);
  }
  return labels;
}

TEST_P(RealData, gives_the_same_labels_as_csv_and_as_json) {
  const CrowdData csv = read_dataset(GetParam(), "labels.csv");
  const CrowdData json = read_dataset(GetParam(), "answers.json");
  for (const StrategyInfo& strategy : strategies()) {
    if (!can_run_quickly(strategy, csv)) continue;
    StrategyOptions options = strategy.defaults;
    if (auto* const ebcc = std::get_if<EbccOptions>(&options))
      ebcc->restarts = 2;  // instead of 40: enough to test random draws
    EXPECT_EQ(labels_by_name(csv, aggregate_by_names(csv, options)),
              labels_by_name(json, aggregate_by_names(json, options)))
        << strategy.name();
  }
}

std::vector<std::string> dataset_names() {
  std::vector<std::string> names;
  for (const auto& [dataset, scores] : expected_scores()) names.push_back(dataset);
  if (names.empty()) names.emplace_back("none_there");
  return names;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) { return info.param; }

INSTANTIATE_TEST_SUITE_P(Dataset, RealData, testing::ValuesIn(dataset_names()), test_name);

}  // namespace
}  // namespace crowdvote
