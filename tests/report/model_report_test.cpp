#include "report/charts.hpp"
#include "report/condense_models.hpp"
#include "report/crowd_for_reports.hpp"
#include "report/report_tables.hpp"
#include "support/estimates.hpp"
#include <crowdvote/report.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Four observations on which ada and ben vote, three labels, and results that a model may have learnt.
struct ModelledCrowd {
  ModelledCrowd() {
    for (const char* name : {"o1", "o2", "o3", "o4"}) data.observations.intern(Name(name));
    for (const char* name : {"ada", "ben"}) data.users.intern(Name(name));
    for (const char* name : {"fern", "moss", "rose"}) data.labels.intern(Name(name));
    VoteMatrixBuilder votes;
    for (ObservationId i = 0; i < 4; ++i) {
      votes.add_observation(i);
      votes.add_statement(i, kAda, kFern);
      if (i > 0) votes.add_statement(i, kBen, kMoss);
    }
    data.votes = votes.finish(2, 3).votes;
    data.truth_of_observation = {kFern, kFern, kFern, kRose};
    consensus.label = {kFern, kMoss, kMoss, kFern};
    consensus.valid = {1, 1, 1, 1};
    consensus.conf = {1, 0.5, 0.8, 0.6};
    consensus.acc = consensus.conf;
    consensus.decided_by = DecidedBy::probabilities;
    consensus.probabilities = Probabilities{.begin = {0, 1, 3, 5, 7},
                                            .label = {kFern, kFern, kMoss, kFern, kMoss, kFern, kMoss},
                                            .value = {1.0, 0.5, 0.5, 0.2, 0.8, 0.6, 0.4}};
    consensus.confusion = Confusion{.begin = {0, 2, 4},
                                    .entries = {{kFern, kFern, 0.9, 2.5},
                                                {kMoss, kFern, 1.0, 1.5},
                                                {kFern, kMoss, 0.7, 1.5},
                                                {kMoss, kMoss, 1.0, 1.5}}};
  }

  [[nodiscard]] ReportRun condensed() const {
    return condense_run({.name = "by hand", .consensus = consensus, .input = data.input()}, data);
  }

  static constexpr UserId kAda = 0, kBen = 1;
  static constexpr LabelId kFern = 0, kMoss = 1, kRose = 2;
  CrowdData data;
  Consensus consensus;
};

TEST(CondenseModels, counts_the_graded_labels_that_are_wrong) {
  const ReportRun run = ModelledCrowd().condensed();
  ASSERT_THAT(run.confused_labels, SizeIs(2));
  EXPECT_EQ(run.confused_labels[0].truth, ModelledCrowd::kFern);
  EXPECT_EQ(run.confused_labels[0].label, ModelledCrowd::kMoss);
  EXPECT_EQ(run.confused_labels[0].count, 2);
  EXPECT_DOUBLE_EQ(run.confused_labels[0].share, 2.0 / 3);
  EXPECT_EQ(run.confused_labels[1].truth, ModelledCrowd::kRose);
  EXPECT_DOUBLE_EQ(run.confused_labels[1].share, 1);

  ModelledCrowd with_gold;
  with_gold.data.gold_of_observation = {kNoLabel, ModelledCrowd::kFern, kNoLabel, kNoLabel};
  EXPECT_EQ(with_gold.condensed().confused_labels[0].count, 1) << "what was given is not graded";
  ModelledCrowd without_truth;
  without_truth.data.truth_of_observation.clear();
  EXPECT_THAT(without_truth.condensed().confused_labels, IsEmpty());
}

TEST(CondenseModels, sums_the_expected_votes_of_all_users) {
  const ReportRun run = ModelledCrowd().condensed();
  ASSERT_THAT(run.confused_by_users, SizeIs(2));
  // The numbers of votes are equal, so the order of the labels decides.
  EXPECT_EQ(run.confused_by_users[0].truth, ModelledCrowd::kFern);
  EXPECT_EQ(run.confused_by_users[0].label, ModelledCrowd::kMoss);
  EXPECT_DOUBLE_EQ(run.confused_by_users[0].count, 1.5);
  EXPECT_DOUBLE_EQ(run.confused_by_users[0].share, 1.5 / 4);
  EXPECT_DOUBLE_EQ(run.confused_by_users[1].share, 0.5);
}

TEST(CondenseModels, has_tables_of_chances_of_the_crowd_and_of_the_most_active_users) {
  const ReportRun run = ModelledCrowd().condensed();
  ASSERT_THAT(run.confusion, SizeIs(3));
  const ConfusionTable& crowd = run.confusion[0];
  EXPECT_EQ(crowd.user, kNoUser);
  EXPECT_THAT(crowd.labels, ElementsAre(ModelledCrowd::kFern, ModelledCrowd::kMoss));
  EXPECT_THAT(crowd.chance, ElementsAre(2.5 / 4, 1.5 / 4, 0.5, 0.5));
  EXPECT_THAT(crowd.count, ElementsAre(2.5, 1.5, 1.5, 1.5));
  EXPECT_EQ(run.confusion[1].user, ModelledCrowd::kAda) << "who has more votes than ben";
  EXPECT_THAT(run.confusion[1].chance, ElementsAre(0.9, 0, 1, 0));
  EXPECT_THAT(run.confusion[2].chance, ElementsAre(0, 0.7, 0, 1));
}

TEST(CondenseModels, orders_difficult_observations_by_entropy_or_by_the_learnt_difficulty) {
  ModelledCrowd crowd;
  const ReportRun by_entropy = crowd.condensed();
  ASSERT_THAT(by_entropy.difficult, SizeIs(3)) << "a certain label is not difficult";
  EXPECT_EQ(by_entropy.difficult[0].observation, 1U);
  EXPECT_DOUBLE_EQ(*by_entropy.difficult[0].entropy, 1);
  EXPECT_EQ(by_entropy.difficult[1].observation, 3U);
  EXPECT_DOUBLE_EQ(*by_entropy.difficult[1].entropy, -0.6 * std::log2(0.6) - 0.4 * std::log2(0.4));
  EXPECT_EQ(by_entropy.difficult[0].difficulty, std::nullopt);
  crowd.consensus.observations.columns.push_back(
      {std::string(kDifficultyColumn), "", std::vector<double>{7, 0.5, kMissing, 2}});
  const ReportRun by_difficulty = crowd.condensed();
  ASSERT_THAT(by_difficulty.difficult, SizeIs(3));
  EXPECT_EQ(by_difficulty.difficult[0].observation, 0U);
  EXPECT_EQ(by_difficulty.difficult[1].observation, 3U);
  EXPECT_DOUBLE_EQ(*by_difficulty.difficult[1].difficulty, 2);
}

TEST(CondenseModels, spreads_skills_over_powers_of_two_of_votes) {
  const std::vector<double> skill{0.5, 0.1, kMissing, 0.9, 0.3, 0.7};
  const std::vector<std::uint32_t> votes{1, 2, 2, 3, 2, 9};
  const std::vector<SkillSpread> spreads = spread_of_skills(skill, votes);
  ASSERT_THAT(spreads, SizeIs(3));
  EXPECT_EQ(spreads[1].least_votes, 2U);
  EXPECT_EQ(spreads[1].most_votes, 3U);
  EXPECT_EQ(spreads[1].users, 3U);
  EXPECT_EQ(spreads[1].low, 0.1);
  EXPECT_EQ(spreads[1].median, 0.3);
  EXPECT_EQ(spreads[1].high, 0.9);
  EXPECT_EQ(spreads[2].least_votes, 9U);
  EXPECT_THAT(spread_of_skills({}, votes), IsEmpty());
}

TEST(CondenseModels, knows_nothing_of_a_majority_vote) {
  const CrowdData data = test::make_crowd(300);
  const ReportRun run = test::run_strategies(data, {"mv"}).front();
  EXPECT_THAT(run.skill_spread, IsEmpty());
  EXPECT_THAT(run.confusion, IsEmpty());
  EXPECT_THAT(run.difficult, IsEmpty());
  EXPECT_FALSE(run.confused_labels.empty());
  const std::vector<ReportRun> runs{run};
  const ReportInput input{.data = data, .runs = runs, .title = "A flora", .version = "1.2.3"};
  EXPECT_FALSE(chart_calibration_of_probability(input));
  EXPECT_FALSE(chart_objective(input));
  EXPECT_FALSE(chart_skill_by_votes(input));
  EXPECT_FALSE(chart_confusion(input));
  const std::string page = report_html(input);
  EXPECT_EQ(page.find("data-table=\"difficult\""), std::string::npos);
  EXPECT_EQ(page.find("data-table=\"confused_votes\""), std::string::npos);
  EXPECT_EQ(page.find("Log loss"), std::string::npos);
}

/// A report of models on a larger crowd, generated once.
class ModelReport : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    data = test::make_crowd(600);
    runs = test::run_strategies(data, {"mv", "dawid-skene:support=voted", "one-coin:support=voted"});
  }
  static ReportInput input() { return {.data = data, .runs = runs, .title = "A flora", .version = "1.2.3"}; }

  static const Json& values(const Json& chart, const std::string& name) {
    for (const Json& one : chart["data"]) {
      if (one["name"] == name) return one["values"];
    }
    throw std::out_of_range(name);
  }

  static inline CrowdData data;
  static inline std::vector<ReportRun> runs;
};

TEST_F(ModelReport, draws_the_objective_of_every_round) {
  const Json chart = chart_objective(input())->json();
  std::map<std::string, std::vector<double>> objectives;
  for (const Json& row : values(chart, "rounds"))
    objectives[row["run"].get<std::string>()].push_back(row["objective"]);
  ASSERT_THAT(objectives, SizeIs(2));
  for (std::size_t r = 1; r < runs.size(); ++r) {
    const std::vector<double>& drawn = objectives[runs[r].name];
    ASSERT_THAT(drawn, SizeIs(runs[r].diagnostics.rounds.size()));
    for (std::size_t round = 0; round < drawn.size(); ++round) {
      EXPECT_EQ(drawn[round], *runs[r].diagnostics.rounds[round].objective);
    }
  }
}

TEST_F(ModelReport, spreads_the_skills_of_every_user_who_voted) {
  std::map<std::string, std::size_t> users;
  const Json chart = chart_skill_by_votes(input())->json();
  for (const Json& row : values(chart, "spreads")) {
    users[row["run"].get<std::string>()] += row["users"].get<std::size_t>();
    EXPECT_LE(row["low"], row["median"]);
    EXPECT_LE(row["median"], row["high"]);
    EXPECT_GE(row["votes"], row["least_votes"]);
    EXPECT_LE(row["votes"], row["most_votes"]);
  }
  std::size_t n_voters = 0;
  for (const std::uint32_t votes : data.votes.view().votes_per_user()) n_voters += votes > 0 ? 1U : 0U;
  EXPECT_THAT(users, SizeIs(2));
  for (const auto& [run, n] : users) EXPECT_EQ(n, n_voters) << run;
}

TEST_F(ModelReport, draws_the_confusion_of_the_crowd_and_of_single_users) {
  const Json chart = chart_confusion(input())->json();
  EXPECT_EQ(values(chart, "labels").size(), kReportConfusionLabels);
  std::map<std::pair<std::string, std::string>, double> chance_of_truth;
  std::set<std::string> users;
  for (const Json& cell : values(chart, "cells")) {
    EXPECT_EQ(cell["run"], "dawid-skene:support=voted") << "one-coin learns no confusion";
    EXPECT_GT(cell["votes"], 0);
    users.insert(cell["user"].get<std::string>());
    chance_of_truth[{cell["user"].get<std::string>(), cell["truth"].get<std::string>()}] +=
        cell["chance"].get<double>();
  }
  EXPECT_THAT(users, SizeIs(1 + kReportConfusionUsers));
  for (const auto& [row, chance] : chance_of_truth) EXPECT_LE(chance, 1 + 1e-5) << row.first << row.second;
}

TEST_F(ModelReport, holds_the_probabilities_against_the_truth) {
  const Json chart = chart_calibration_of_probability(input())->json();
  std::size_t n = 0;
  for (const Json& bin : values(chart, "bins")) {
    if (bin["run"] == runs[1].name && bin["subset"] == "expert") n += bin["n"].get<std::size_t>();
  }
  EXPECT_EQ(n, (*runs[1].calibration->probability)[0].n);
}

TEST_F(ModelReport, has_tables_of_what_is_difficult_and_confused) {
  const Json tables = report_tables(input(), 5);
  EXPECT_EQ(tables["contested"]["runs"].size(), 3U);
  EXPECT_EQ(tables["confused_labels"]["runs"].size(), 3U);
  EXPECT_EQ(tables["difficult"]["runs"].size(), 2U);
  ASSERT_EQ(tables["confused_votes"]["runs"].size(), 1U);
  for (const char* name : {"difficult", "confused_labels", "confused_votes"}) {
    for (const Json& run : tables[name]["runs"]) {
      EXPECT_LE(run["rows"].size(), 5U);
      for (const Json& row : run["rows"]) EXPECT_EQ(row.size(), tables[name]["columns"].size()) << name;
    }
  }
  const std::string page = report_html(input());
  EXPECT_NE(page.find("data-table=\"difficult\""), std::string::npos);
  EXPECT_NE(page.find("data-table=\"confused_votes\""), std::string::npos);
  EXPECT_NE(page.find("Log loss"), std::string::npos);
}

}  // namespace
}  // namespace crowdvote
