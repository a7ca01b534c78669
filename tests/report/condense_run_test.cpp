#include "report/crowd_for_reports.hpp"
#include "report/first_rows.hpp"
#include "support/estimates.hpp"
#include <crowdvote/report.hpp>
#include <crowdvote/strategies/plantnet.hpp>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::IsEmpty;

/// On the first observation, ada and ben vote for Rosa and bea against it; on the second, only ada votes for
/// it; nobody votes on the third; ben and bea disagree on the fourth, which has no label.
struct SmallCrowd {
  SmallCrowd() {
    for (const char* name : {"first", "second", "third", "fourth"}) data.observations.intern(Name(name));
    for (const char* name : {"ada", "ben", "bea"}) data.users.intern(Name(name));
    for (const char* name : {"ficus", "mentha", "rosa"}) data.labels.intern(Name(name));
    VoteMatrixBuilder votes;
    for (ObservationId i = 0; i < 4; ++i) votes.add_observation(i);
    votes.add_statement(0, kAda, kRosa);
    votes.add_statement(0, kBen, kRosa);
    votes.add_statement(0, kBea, kFicus);
    votes.add_statement(1, kAda, kRosa);
    votes.add_statement(3, kBen, kFicus);
    votes.add_statement(3, kBea, kMentha);
    data.votes = votes.finish(3, 3).votes;

    consensus.label = {kRosa, kRosa, kNoLabel, kNoLabel};
    consensus.valid = {1, 0, 0, 0};
    consensus.conf = {4, 3, 0, 0};
    consensus.acc = {0.8, 1, 0, 0};
    set_weights(consensus, {3, 1, 1});
    set_column(consensus, "n_species", std::vector<std::uint32_t>{9, 2, 2});
    set_column(consensus, kSelfValidatingColumn, std::vector<std::uint8_t>{1, 0, 0});
    consensus.validity.theta_conf = 2;
  }

  [[nodiscard]] ReportRun condensed() const {
    return condense_run({.name = "by hand", .consensus = consensus, .input = data.input()}, data);
  }

  static constexpr UserId kAda = 0, kBen = 1, kBea = 2;
  static constexpr LabelId kFicus = 0, kMentha = 1, kRosa = 2;
  CrowdData data;
  Consensus consensus;
};

TEST(CondenseRun, counts_what_has_a_label_and_what_is_valid) {
  const ReportRun run = SmallCrowd().condensed();
  EXPECT_EQ(run.n_observations, 4U);
  EXPECT_EQ(run.n_labelled, 2U);
  EXPECT_EQ(run.n_valid, 1U);
}

TEST(CondenseRun, puts_first_the_observations_with_the_most_weight_against_their_label) {
  const ReportRun run = SmallCrowd().condensed();
  ASSERT_EQ(run.contested.size(),
            2U);  // a unanimous label and an observation without votes are not contested

  const ContestedObservation& undecided = run.contested[0];
  EXPECT_EQ(undecided.observation, 3U);
  EXPECT_EQ(undecided.label, kNoLabel);
  EXPECT_EQ(undecided.runner_up, SmallCrowd::kFicus) << "the first of two labels of equal weight";
  EXPECT_DOUBLE_EQ(undecided.against, 2);

  const ContestedObservation& first = run.contested[1];
  EXPECT_EQ(first.observation, 0U);
  EXPECT_EQ(first.label, SmallCrowd::kRosa);
  EXPECT_EQ(first.runner_up, SmallCrowd::kFicus);
  EXPECT_DOUBLE_EQ(first.runner_up_conf, 1);
  EXPECT_NEAR(first.against, 1, 1e-12);
  EXPECT_TRUE(first.valid);
  EXPECT_EQ(first.votes, 3U);
}

TEST(CondenseRun, puts_first_the_users_who_cast_the_most_weight) {
  const ReportRun run = SmallCrowd().condensed();
  ASSERT_EQ(run.influential_users.size(), 3U);
  const InfluentialUser& ada = run.influential_users[0];
  EXPECT_EQ(ada.user, SmallCrowd::kAda);
  EXPECT_EQ(ada.votes, 2U);
  EXPECT_DOUBLE_EQ(ada.weight_cast, 6.0 / 10.0);
  EXPECT_DOUBLE_EQ(ada.agreement, 1);
  EXPECT_EQ(ada.n_species, 9U);
  EXPECT_TRUE(ada.self_validating);

  const InfluentialUser& ben = run.influential_users[1];
  EXPECT_EQ(ben.user, SmallCrowd::kBen) << "of two equal users the first";
  EXPECT_DOUBLE_EQ(ben.agreement, 0.5);
  EXPECT_FALSE(ben.self_validating);
}

TEST(CondenseRun, counts_the_self_validating_users_and_their_votes) {
  const ReportRun run = SmallCrowd().condensed();
  EXPECT_EQ(run.n_self_validating, 1U);
  EXPECT_EQ(run.votes_of_self_validating, 2U);
}

TEST(CondenseRun, lets_every_user_weigh_one_under_a_strategy_without_weights) {
  SmallCrowd crowd;
  crowd.consensus.users = {};
  const ReportRun run = crowd.condensed();
  EXPECT_THAT(run.weight_bins, IsEmpty());
  EXPECT_EQ(run.n_self_validating, 0U);
  EXPECT_DOUBLE_EQ(run.influential_users[0].weight, 1);
  EXPECT_DOUBLE_EQ(run.influential_users[0].weight_cast, 1.0 / 3.0);
}

TEST(CondenseRun, puts_every_user_into_the_bin_that_holds_the_weight) {
  SmallCrowd crowd;
  set_weights(crowd.consensus, {0.5, 7, 2});
  const ReportRun run = crowd.condensed();
  ASSERT_EQ(run.weight_bins.size(), kReportWeightBins);
  EXPECT_NEAR(run.weight_bins.front().low, 0.5, 1e-12);
  EXPECT_NEAR(run.weight_bins.back().high, 7, 1e-9);
  EXPECT_EQ(run.weight_bins.front().users, 1U);
  EXPECT_EQ(run.weight_bins.back().users, 1U);
  for (std::size_t b = 1; b < run.weight_bins.size(); ++b) {
    EXPECT_DOUBLE_EQ(run.weight_bins[b].low, run.weight_bins[b - 1].high);
  }
  const auto holds_two = std::find_if(run.weight_bins.begin(), run.weight_bins.end(),
                                      [](const WeightBin& bin) { return bin.low <= 2 && 2 < bin.high; });
  EXPECT_EQ(holds_two->users, 1U);
  EXPECT_EQ(holds_two->votes, 2U);
}

TEST(CondenseRun, has_one_weight_and_no_bins_where_all_users_weigh_the_same) {
  for (const double weight : {1.0, 0.0, -2.5}) {
    SmallCrowd crowd;
    set_weights(crowd.consensus, {weight, weight, weight});
    const ReportRun run = crowd.condensed();
    EXPECT_THAT(run.weight_bins, IsEmpty());
    EXPECT_EQ(run.equal_weight, weight);
  }
  EXPECT_FALSE(SmallCrowd().condensed().equal_weight) << "ada weighs more";
}

TEST(CondenseRun, keeps_the_weight_function_and_the_diagnostics) {
  SmallCrowd crowd;
  crowd.consensus.weight_function = {{.n = 0, .weight = 1, .users = 3}};
  crowd.consensus.diagnostics.n_ties = 7;
  const ReportRun run = crowd.condensed();
  ASSERT_EQ(run.weight_function.size(), 1U);
  EXPECT_EQ(run.weight_function[0].users, 3U);
  EXPECT_EQ(run.diagnostics.n_ties, 7U);
}

TEST(CondenseRun, stands_a_crowd_without_anything) {
  CrowdData nothing;
  const Consensus consensus;
  const ReportRun run =
      condense_run({.name = "mv", .consensus = consensus, .input = nothing.input()}, nothing);
  EXPECT_EQ(run.n_observations, 0U);
  EXPECT_THAT(run.contested, IsEmpty());
  EXPECT_THAT(run.influential_users, IsEmpty());
}

TEST(FirstRows, keeps_what_sorting_everything_would_put_first) {
  std::mt19937 random(7);
  for (const std::size_t most : {0U, 1U, 5U, 40U, 100U}) {
    FirstRows first(most);
    std::vector<std::pair<double, std::uint32_t>> all;
    for (std::uint32_t id = 0; id < 60; ++id) {
      const auto score = static_cast<double>(random() % 9);
      first.offer(score, id);
      all.emplace_back(-score, id);
    }
    std::sort(all.begin(), all.end());
    all.resize(std::min(all.size(), most));
    const auto rows = first.sorted();
    ASSERT_EQ(rows.size(), all.size());
    for (std::size_t r = 0; r < rows.size(); ++r) {
      EXPECT_EQ(rows[r].id, all[r].second);
      EXPECT_EQ(rows[r].score, -all[r].first);
    }
  }
}

}  // namespace
}  // namespace crowdvote
