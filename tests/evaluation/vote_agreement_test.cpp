#include "evaluation/random_labels.hpp"
#include <crowdvote/compare.hpp>
#include <crowdvote/format_figures.hpp>
#include <crowdvote/vote_agreement.hpp>

#include <algorithm>
#include <cmath>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace crowdvote {
namespace {

using testing::DoubleEq;
using testing::Optional;

/// Votes 0 0 1; 1 1; 2 (a single vote); 0 1 (a tie); and an observation without votes.
const VoteMatrix& four_small_votes() {
  static const VoteMatrix votes({0, 3, 5, 6, 8, 8}, {0, 1, 2, 0, 1, 0, 0, 1}, {0, 0, 1, 1, 1, 2, 0, 1}, 4, 3);
  return votes;
}

TEST(VoteAgreement, counts_votes_on_observations_with_two_votes_and_a_label) {
  const std::vector<LabelId> label{1, 1, 0, 2, kNoLabel};
  const VoteAgreement agreement = measure_vote_agreement(four_small_votes(), label);
  EXPECT_EQ(agreement.observations, 3U);
  EXPECT_EQ(agreement.votes, 7U);
  EXPECT_EQ(agreement.agreeing, 1U + 2U + 0U);
  EXPECT_EQ(agreement.agreeing_with_majority, 2U + 2U + 1U);
  EXPECT_THAT(agreement.share(), Optional(DoubleEq(3.0 / 7)));
  EXPECT_THAT(agreement.share_of_majority(), Optional(DoubleEq(5.0 / 7)));
  EXPECT_DOUBLE_EQ(agreement.gap(), 2.0 / 7);
}

TEST(VoteAgreement, leaves_out_observations_without_a_label_and_with_gold) {
  const std::vector<LabelId> label{kNoLabel, 0, 2, 0, kNoLabel};
  const VoteAgreement undefined = measure_vote_agreement(four_small_votes(), label);
  EXPECT_EQ(undefined.observations, 2U);
  EXPECT_EQ(undefined.agreeing_with_majority, 3U);
  const std::vector<LabelId> gold{kNoLabel, 0, kNoLabel, kNoLabel, kNoLabel};
  const VoteAgreement with_gold = measure_vote_agreement(four_small_votes(), label, gold);
  EXPECT_EQ(with_gold.observations, 1U);
  EXPECT_EQ(with_gold.agreeing, 1U);
  EXPECT_EQ(with_gold.gap(), 0);
}

TEST(VoteAgreement, over_nothing_has_no_share) {
  const std::vector<LabelId> label(5, kNoLabel);
  const VoteAgreement nothing = measure_vote_agreement(four_small_votes(), label);
  EXPECT_EQ(nothing.share(), std::nullopt);
  EXPECT_EQ(nothing.share_of_majority(), std::nullopt);
  EXPECT_EQ(nothing.gap(), 0);
}

TEST(VoteAgreement, equals_a_recount_on_random_data_and_is_highest_for_mv) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const testing_support::RandomLabels crowd = testing_support::random_labels(seed, 80, 4);
    std::size_t agreeing = 0;
    std::size_t of_majority = 0;
    for (ObservationId i = 0; i < crowd.label.size(); ++i) {
      std::map<LabelId, std::size_t> counts;
      for (const LabelId k : crowd.votes.view().labels_of(i)) ++counts[k];
      if (crowd.votes.view().n_votes_of(i) < 2 || crowd.label[i] == kNoLabel) continue;
      agreeing += counts[crowd.label[i]];
      std::size_t top = 0;
      for (const auto& [label, count] : counts) top = std::max(top, count);
      of_majority += top;
    }
    const VoteAgreement agreement = measure_vote_agreement(crowd.votes, crowd.label);
    EXPECT_EQ(agreement.agreeing, agreeing);
    EXPECT_EQ(agreement.agreeing_with_majority, of_majority);
    const Consensus mv = aggregate({.votes = crowd.votes}, parse_strategy("mv"));
    EXPECT_EQ(measure_vote_agreement(crowd.votes, mv.label).gap(), 0);
  }
}

TEST(VoteAgreement, of_users_is_their_share_of_votes_that_equal_the_label) {
  const std::vector<LabelId> label{0, 1, 2, kNoLabel, kNoLabel};
  const std::vector<double> agreement = agreement_of_users(four_small_votes(), label);
  ASSERT_EQ(agreement.size(), 4U);
  EXPECT_DOUBLE_EQ(agreement[0], 3.0 / 4);
  EXPECT_DOUBLE_EQ(agreement[1], 2.0 / 3);
  EXPECT_DOUBLE_EQ(agreement[2], 0.0);
  EXPECT_TRUE(std::isnan(agreement[3]));
  const std::vector<LabelId> of_ai{0, kNoLabel, 1, 2, kNoLabel};
  EXPECT_DOUBLE_EQ(agreement_of_labels(of_ai, label), 1.0 / 3);
  EXPECT_TRUE(std::isnan(agreement_of_labels(std::vector<LabelId>(5, kNoLabel), label)));
}

TEST(VoteAgreement, comes_with_every_run_of_a_comparison_and_needs_no_truth) {
  const Comparison comparison =
      compare({.votes = four_small_votes()}, expand_specs(std::vector<std::string>{"mv", "twothird"}),
              std::nullopt, {});
  EXPECT_EQ(comparison.runs[0].vote_agreement.votes, 7U);
  EXPECT_EQ(comparison.runs[0].vote_agreement.agreeing, 5U);
  EXPECT_EQ(comparison.runs[1].vote_agreement.votes, 5U);  // tied votes give no label
  const auto json = nlohmann::json::parse(format_comparison(comparison, FiguresFormat::json));
  EXPECT_DOUBLE_EQ(json["runs"][0]["vote_agreement"]["share"], 5.0 / 7);
  EXPECT_EQ(json["runs"][1]["vote_agreement"]["observations"], 2);
}

}  // namespace
}  // namespace crowdvote
