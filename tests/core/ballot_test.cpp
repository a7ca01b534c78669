#include "support/estimates.hpp"
#include <crowdvote/ballot.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

constexpr LabelId kFicus = 0;
constexpr LabelId kMentha = 1;
constexpr LabelId kRosa = 2;

/// Raj (0.55) and Demeter vote for Rosa or Mentha; Mei (1.8) and Luca (0.7) for Ficus; Lars (0.4) for Mentha.
Ballot<double> ballot_with_demeter(LabelId label, double weight) {
  Ballot<double> ballot;
  ballot.add(kRosa, 0.55);
  ballot.add(kFicus, 1.8);
  ballot.add(kFicus, 0.7);
  ballot.add(kMentha, 0.4);
  if (weight > 0) ballot.add(label, weight);
  ballot.settle();
  return ballot;
}

const VotesView kThreeLabels({}, {}, {}, 0, 3);

TEST(Ballot, adds_up_weights_and_names_the_winner) {
  const Winner<double> winner = ballot_with_demeter(kRosa, 0).winner(kThreeLabels, {});
  EXPECT_EQ(winner.label, kFicus);
  EXPECT_NEAR(winner.conf, 2.5, 1e-12);
  EXPECT_NEAR(share_of(winner.conf, winner.total), 0.7246, 5e-5);
  EXPECT_TRUE((ValidityRule{2, 0.7}.holds(winner.conf, share_of(winner.conf, winner.total))));
}

TEST(Ballot, one_voter_can_switch_the_label) {
  const Winner<double> mentha = ballot_with_demeter(kMentha, 2.4).winner(kThreeLabels, {});
  EXPECT_EQ(mentha.label, kMentha);
  EXPECT_NEAR(share_of(mentha.conf, mentha.total), 0.479, 5e-4);
  EXPECT_FALSE((ValidityRule{2, 0.7}.holds(mentha.conf, share_of(mentha.conf, mentha.total))));
  const Winner<double> rosa = ballot_with_demeter(kRosa, 10).winner(kThreeLabels, {});
  EXPECT_EQ(rosa.label, kRosa);
  EXPECT_NEAR(rosa.conf, 10.55, 1e-12);
}

TEST(Ballot, ties_go_to_the_lowest_rank_and_not_to_the_lowest_id) {
  const std::vector<LabelId> rank{2, 1, 0};
  const VotesView votes({}, {}, {}, 0, 3, rank);
  Ballot<std::uint32_t> ballot;
  for (const LabelId label : {kFicus, kMentha, kRosa}) ballot.add(label, 1);
  ballot.settle();
  const auto winner = ballot.winner(votes, {});
  EXPECT_EQ(winner.label, kRosa);
  EXPECT_TRUE(winner.is_tied);
  for (std::uint64_t hash = 0; hash < 6; ++hash) {
    EXPECT_EQ(ballot.winner(votes, {TieRule::random, hash}).label, kRosa - hash % 3);
  }
}

TEST(Ballot, many_candidates_follow_the_plain_rule) {
  std::mt19937 random(5);
  Ballot<double> ballot;
  for (int round = 0; round < 50; ++round) {
    const LabelId distance = round % 2 == 0 ? 1 : 1000;  // few or many labels compared with the votes
    ballot.clear();
    std::map<LabelId, double> sums;
    for (int vote = 0; vote < 200; ++vote) {
      const auto label = static_cast<LabelId>(random() % 70) * distance;
      const double weight = static_cast<double>(random() % 8) / 4;
      ballot.add(label, weight);
      sums[label] += weight;
    }
    ballot.settle();
    ASSERT_EQ(ballot.candidates().size(), sums.size());
    for (const auto& [label, sum] : sums) EXPECT_DOUBLE_EQ(ballot.weight_of(label), sum);
    const auto lighter = [](const auto& a, const auto& b) { return a.second < b.second; };
    const auto top = std::max_element(sums.begin(), sums.end(), lighter);
    EXPECT_EQ(ballot.winner(VotesView({}, {}, {}, 0, 70'000), {}).label, top->first);
  }
}

TEST(Ballots, show_what_decided_a_consensus) {
  const VoteMatrix votes({0, 2, 3}, {0, 1, 0}, {kFicus, kRosa, kMentha}, 2, 3);
  const std::vector<LabelId> ai_labels{kRosa, kRosa};
  const AggregationInput input{.votes = votes, .ai_label_of_observation = ai_labels};
  Consensus consensus;
  set_weights(consensus, {2, 1});
  consensus.ai = {.role = AiPart::Role::votes, .weight = 1.5};
  Ballots ballots(input, consensus);
  EXPECT_DOUBLE_EQ(ballots.on(0).weight_of(kRosa), 2.5);
  EXPECT_DOUBLE_EQ(ballots.on(0).total(), 4.5);
  EXPECT_DOUBLE_EQ(ballots.on(1).weight_of(kMentha), 2);
  consensus.ai.role = AiPart::Role::objects;
  Ballots objected(input, consensus);
  EXPECT_DOUBLE_EQ(objected.on(0).total(), 3);
  EXPECT_DOUBLE_EQ(objected.ai().objection_to(kFicus, 0), 1.5);
  EXPECT_DOUBLE_EQ(objected.ai().objection_to(kRosa, 0), 0);
}

TEST(Ballots, tell_ties_and_the_runner_up) {
  // On observation 0, Ficus leads; on 1, Rosa and Mentha are tied; 2 has only Rosa; 3 has no votes.
  const VoteMatrix votes({0, 3, 5, 7, 7}, {0, 1, 2, 0, 1, 0, 1},
                         {kFicus, kFicus, kMentha, kRosa, kMentha, kRosa, kRosa}, 3, 3);
  const AggregationInput input{.votes = votes};
  Consensus consensus;
  consensus.label = {kFicus, kRosa, kRosa, kNoLabel};
  const auto standing_on = [&](ObservationId i) {
    const Standing standing = Ballots(input, consensus).standing_on(i);
    return std::pair(standing.is_tied, standing.runner_up);
  };
  EXPECT_EQ(standing_on(0), std::pair(false, kMentha));
  EXPECT_EQ(standing_on(1), std::pair(true, kMentha));
  EXPECT_EQ(standing_on(2), std::pair(false, kNoLabel));
  EXPECT_EQ(standing_on(3), std::pair(false, kNoLabel));
  consensus.label[1] = kNoLabel;
  EXPECT_EQ(standing_on(1), std::pair(true, kRosa)) << "Mentha comes first";

  set_weights(consensus, {2, 1, 0});
  EXPECT_EQ(standing_on(0), std::pair(false, kNoLabel)) << "Mentha weighs nothing";
  EXPECT_EQ(standing_on(1), std::pair(false, kMentha));
  set_weights(consensus, {0, 0, 0});
  EXPECT_EQ(standing_on(0), std::pair(true, kMentha));

  consensus.decided_by = DecidedBy::probabilities;
  consensus.probabilities = Probabilities{
      .begin = {0, 3, 5, 5, 5}, .label = {0, 1, 2, 1, 2}, .value = {0.5, 0.2, 0.3, 0.5, 0.5 + 1e-12}};
  EXPECT_EQ(standing_on(0), std::pair(false, kRosa));
  EXPECT_EQ(standing_on(1), std::pair(true, kRosa));
  EXPECT_EQ(standing_on(2), std::pair(false, kNoLabel));
}

}  // namespace
}  // namespace crowdvote
