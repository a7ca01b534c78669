#include "strategies/plantnet_crowds.hpp"
#include "support/estimates.hpp"
#include <crowdvote/strategy_table.hpp>

#include <tuple>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;

TEST(Plantnet, where_nobody_has_shown_anything_newcomers_decide_by_majority) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}, {1, 1}, {2, 1}}, 3);                  // 2.23 of 2.23
  crowd.observe({{0, 1}, {1, 1}, {2, 1}, {3, 2}, {4, 2}}, 5);  // 2.23, but of 3.71: 0.6
  crowd.observe({{0, 1}, {1, 1}}, 3);                          // 1.48
  const Consensus consensus = aggregate(crowd.input(), PlantnetOptions{});
  EXPECT_THAT(consensus.label, ElementsAre(1, 1, 1));
  EXPECT_THAT(consensus.valid, ElementsAre(1, 0, 0));
  EXPECT_NEAR(consensus.conf[1], 3 * kNewcomer, 1e-12);
  EXPECT_NEAR(consensus.acc[1], 0.6, 1e-12);
  EXPECT_EQ(consensus.diagnostics.iterations(), 1U);
  EXPECT_EQ(consensus.diagnostics.converged(), true);
  EXPECT_EQ(consensus.validity.theta_conf, 2);
}

TEST(Plantnet, an_expert_outweighs_a_majority_of_newcomers) {
  // f(8) = 2.05 against 1.48: the label changes, but its share of the weights, 0.58, is not enough;
  // f(21) = 3.49 is a share of 0.7014.
  for (const auto& [n, valid] : {std::pair{8U, 0}, {20U, 0}, {21U, 1}}) {
    CrowdBuilder crowd;
    const ObservationId disputed = crowd.observe({{0, 7}, {1, 3}, {2, 3}});
    let_author(crowd, 0, n);
    EXPECT_EQ(aggregate(crowd.input(), MvOptions{}).label[disputed], 3U);
    const Consensus consensus = aggregate(crowd.input(), PlantnetOptions{});
    EXPECT_EQ(counts_of(consensus, "n_species")[0], n);
    EXPECT_EQ(consensus.label[disputed], 7U);
    EXPECT_EQ(consensus.valid[disputed], valid) << n;
    EXPECT_NEAR(consensus.conf[disputed], weight_at(n), 1e-12);
    EXPECT_NEAR(consensus.acc[disputed], weight_at(n) / (weight_at(n) + 2 * kNewcomer), 1e-12);
  }
}

TEST(Plantnet, the_single_vote_of_a_self_validating_user_is_valid) {
  for (const auto& [n, valid] : {std::pair{7U, 0}, {8U, 1}}) {  // f(7) = 1.91, f(8) = 2.05
    CrowdBuilder crowd;
    const ObservationId alone = crowd.observe({{0, 7}});
    let_author(crowd, 0, n);
    const Consensus consensus = aggregate(crowd.input(), PlantnetOptions{});
    EXPECT_EQ(counts_of(consensus, "n_species")[0], n);
    EXPECT_EQ(consensus.users.values<std::uint8_t>(kSelfValidatingColumn)[0], valid);
    EXPECT_EQ(consensus.valid[alone], valid);
  }
}

TEST(Plantnet, what_a_self_validating_user_authors_alone_adds_to_their_species) {
  CrowdBuilder crowd;
  const ObservationId own = crowd.observe({{0, 7}}, 0);
  let_author(crowd, 0, 8);
  const Consensus consensus = aggregate(crowd.input(), PlantnetOptions{});
  EXPECT_EQ(consensus.valid[own], 1);
  EXPECT_EQ(counts_of(consensus, "n_species")[0], 9U);
  EXPECT_EQ(consensus.diagnostics.iterations(), 3U);  // n = 8; own becomes valid and n = 9; nothing changes
}

TEST(Plantnet, an_authored_species_needs_a_valid_observation_and_a_voted_one_does_not) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}}, 0);                  // own, 0.74: not valid
  crowd.observe({{1, 2}}, 0);                  // another's, not valid either
  crowd.observe({{2, 3}, {3, 3}, {4, 3}}, 2);  // valid
  const Consensus consensus = aggregate(crowd.input(), PlantnetOptions{.vote_credit = 1});
  EXPECT_THAT(consensus.valid, ElementsAre(0, 0, 1));
  EXPECT_THAT(counts_of(consensus, "species_authored"), ElementsAre(0, 0, 1, 0, 0));
  EXPECT_THAT(counts_of(consensus, "species_voted"), ElementsAre(0, 1, 0, 1, 1));
}

TEST(Plantnet, a_vote_that_is_not_the_label_shows_nothing) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}, {1, 1}, {2, 9}, {3, 1}, {4, 1}}, 2);
  const Consensus consensus = aggregate(crowd.input(), PlantnetOptions{.vote_credit = 1});
  EXPECT_EQ(consensus.valid[0], 1);
  EXPECT_THAT(counts_of(consensus, "species_authored"), ElementsAre(0, 0, 0, 0, 0));
  EXPECT_THAT(counts_of(consensus, "species_voted"), ElementsAre(1, 1, 0, 1, 1));
}

TEST(Plantnet, a_species_both_authored_and_voted_counts_as_authored_only) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}, {1, 1}, {2, 1}}, 0);
  crowd.observe({{0, 1}, {1, 1}}, 1);
  crowd.observe({{0, 4}}, 3);
  const Consensus consensus = aggregate(crowd.input(), PlantnetOptions{.vote_credit = 1});
  EXPECT_EQ(counts_of(consensus, "species_authored")[0], 1U);
  EXPECT_EQ(counts_of(consensus, "species_voted")[0], 1U);  // 4
  EXPECT_EQ(counts_of(consensus, "n_species")[0], 2U);
}

TEST(Plantnet, a_species_counts_once_however_often_it_was_recognised) {
  CrowdBuilder crowd;
  for (int times = 0; times < 20; ++times) crowd.observe({{0, 1}, {1, 1}, {2, 1}}, 0);
  const Consensus consensus = aggregate(crowd.input(), PlantnetOptions{.vote_credit = 1});
  EXPECT_THAT(counts_of(consensus, "n_species"), ElementsAre(1, 1, 1));
}

TEST(Plantnet, an_observation_of_unknown_author_counts_as_a_vote_for_all) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}, {1, 1}, {2, 1}});
  AggregationInput input = crowd.input();
  for (const bool authors_given : {true, false}) {
    if (!authors_given) input.author_of_observation = {};
    const Consensus consensus = aggregate(input, PlantnetOptions{});
    EXPECT_EQ(consensus.valid[0], 1);
    EXPECT_THAT(counts_of(consensus, "species_authored"), ElementsAre(0, 0, 0));
    EXPECT_THAT(counts_of(consensus, "species_voted"), ElementsAre(1, 1, 1));
  }
}

TEST(Plantnet, n_is_rounded_with_halves_up) {
  for (const auto& [credit, voted, n] :
       {std::tuple{0.1, 4U, 0U},
        {0.1, 5U, 1U},
        {0.1, 14U, 1U},
        {0.1, 15U, 2U},
        {0.0, 50U, 0U},
        {1.0, 5U, 5U},
        {0.25, 1U, 0U},
        {0.25, 2U, 1U},
        {0.5, 3U, 2U},
        // 0.29 * 50 and 0.145 * 100 are 14.499999999999998 in double precision
        {0.29, 50U, 15U},
        {0.145, 100U, 15U}}) {
    CrowdBuilder crowd;
    let_vote(crowd, 0, voted);
    const Consensus consensus =
        aggregate(crowd.input(), PlantnetOptions{.theta_conf = 100, .vote_credit = credit});
    EXPECT_EQ(counts_of(consensus, "species_voted")[0], voted);
    EXPECT_EQ(counts_of(consensus, "n_species")[0], n) << credit << " * " << voted;
    EXPECT_NEAR(weights_of(consensus)[0], weight_at(n), 1e-12);
  }
}

TEST(Plantnet, authored_and_voted_species_are_added_before_rounding) {
  CrowdBuilder crowd;
  let_author(crowd, 0, 2);
  for (const LabelId species : {1U, 2U, 3U, 4U, 5U}) crowd.observe({{0, species}});
  const Consensus consensus = aggregate(crowd.input(), PlantnetOptions{});
  EXPECT_EQ(counts_of(consensus, "n_species")[0], 3U);  // 2 + 0.5, rounded up
}

TEST(Plantnet, a_conf_equal_to_its_threshold_is_enough_only_if_inclusive) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}, {1, 1}});
  PlantnetOptions options{.theta_conf = 2 * kNewcomer};
  EXPECT_EQ(aggregate(crowd.input(), options).n_valid(), 0U);
  options.inclusive = true;
  EXPECT_EQ(aggregate(crowd.input(), options).n_valid(), 1U);
}

TEST(Plantnet, an_acc_equal_to_its_threshold_is_enough_only_if_inclusive) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}, {6, 1}, {7, 2}, {8, 2}, {9, 3}});  // 7 of 10
  EXPECT_EQ(aggregate(crowd.input(), PlantnetOptions{}).n_valid(), 0U);
  EXPECT_EQ(aggregate(crowd.input(), PlantnetOptions{.inclusive = true}).n_valid(), 1U);
}

/// User 0 authored 4 species and was wrong once on a valid observation (9 instead of 50) and once on one that
/// is not valid (8 instead of 51: the two newcomers on the other side have less than 0.7 of the weights). 4
/// of 6 votes are right.
TEST(Plantnet, penalties_count_wrong_votes_each_in_their_way) {
  CrowdBuilder crowd;
  let_author(crowd, 0, 4);
  const ObservationId wrong = crowd.observe({{0, 9}, {1, 50}, {2, 50}, {3, 50}, {4, 50}, {5, 50}});
  const ObservationId in_doubt = crowd.observe({{0, 8}, {1, 51}, {2, 51}});
  for (const auto& [penalty, n_counted] : {std::pair{Penalty::none, 4.0},
                                           {Penalty::difference, 3.0},           // 4 - 1
                                           {Penalty::ratio, 4.0 * 4 / 6},        // 4 species of 6 proposed
                                           {Penalty::accuracy, 4.0 * 4 / 6}}) {  // 4 votes of 6
    const Consensus consensus =
        aggregate(crowd.input(), PlantnetOptions{.theta_conf = 1.4, .vote_credit = 1, .penalty = penalty});
    EXPECT_THAT(consensus.valid, ElementsAre(1, 1, 1, 1, 1, 0));
    EXPECT_EQ(consensus.label[wrong], 50U);
    EXPECT_EQ(consensus.label[in_doubt], 51U);
    EXPECT_EQ(counts_of(consensus, "n_species")[0], 4U);
    EXPECT_NEAR(weights_of(consensus)[0], weight_at(n_counted), 1e-12);
    EXPECT_NEAR(weights_of(consensus)[1], weight_at(2), 1e-12) << "a user without a wrong vote";
  }
}

TEST(Plantnet, accuracy_counts_votes_where_ratio_counts_species) {
  CrowdBuilder crowd;
  let_author(crowd, 0, 2);
  crowd.observe({{0, 100}, {1, 100}}, 1);                                // species 100 once more
  crowd.observe({{0, 9}, {1, 50}, {2, 50}, {3, 50}, {4, 50}, {5, 50}});  // wrong
  PlantnetOptions options{.penalty = Penalty::ratio};
  // authored 100, 101 and voted for 9 as well: 2.1, rounded to 2
  EXPECT_NEAR(weights_of(aggregate(crowd.input(), options))[0], weight_at(2.0 * 2 / 2), 1e-12);
  options.vote_credit = 1;  // 3 proposed
  EXPECT_NEAR(weights_of(aggregate(crowd.input(), options))[0], weight_at(2.0 * 2 / 3), 1e-12);
  options.penalty = Penalty::accuracy;  // 3 votes of 4
  EXPECT_NEAR(weights_of(aggregate(crowd.input(), options))[0], weight_at(2.0 * 3 / 4), 1e-12);
}

/// The rounds alternate between two states:
///
///     Users 0 and 2 have the weight f(1) = 0.74 and user 1 has f(2) = 1.01: the first and last observation
///     have an acc of 1.75 / 2.49 = 0.702 and are valid, so that their authors 0 and 2 know a second species.
///     All have the weight f(2): acc is 2 / 3, the first and last observation are not valid, and users 0 and
///     2 know one species again.
TEST(Plantnet, a_cycle_is_closed_and_reported) {
  CrowdBuilder crowd;
  crowd.observe({{0, 0}, {1, 0}, {2, 2}}, 0);
  crowd.observe({{0, 2}, {2, 2}});
  crowd.observe({{0, 1}, {1, 3}, {2, 3}}, 2);
  const Consensus consensus = aggregate(crowd.input(), PlantnetOptions{.theta_conf = 1.5, .vote_credit = 1});
  EXPECT_EQ(consensus.diagnostics.converged(), false);
  EXPECT_EQ(consensus.diagnostics.cycle_length, 2U);
  EXPECT_EQ(consensus.diagnostics.iterations(), 3U);
  EXPECT_THAT(consensus.label, ElementsAre(0, 2, 3));
  EXPECT_THAT(consensus.valid, ElementsAre(1, 0, 1));
  EXPECT_THAT(counts_of(consensus, "n_species"), ElementsAre(1, 2, 1));
  EXPECT_NEAR(consensus.acc[0], (weight_at(1) + weight_at(2)) / (2 * weight_at(1) + weight_at(2)), 1e-12);
}

/// f(0.5) = 0.58 is below f(0): a user who is right once in two species has less weight than a newcomer.
TEST(Plantnet, a_penalty_can_close_a_cycle_on_a_single_dispute) {
  CrowdBuilder crowd;
  crowd.observe({{0, 4}, {1, 0}});
  crowd.observe({{1, 4}}, 1);
  const Consensus consensus = aggregate(
      crowd.input(), PlantnetOptions{.theta_conf = 0.9, .vote_credit = 0.5, .penalty = Penalty::ratio});
  // 1's label 0 wins the tie; then n * n / n_proposed = 1 / 2 and 0's label 4 wins; then both weigh f(0)
  // again
  EXPECT_EQ(consensus.diagnostics.converged(), false);
  EXPECT_EQ(consensus.diagnostics.cycle_length, 2U);
}

TEST(Plantnet, stopping_at_max_iterations_is_not_convergence) {
  CrowdBuilder crowd;
  crowd.observe({{0, 7}}, 0);
  let_author(crowd, 0, 8);
  for (const auto& [most, n] : {std::pair{1, 8U}, {2, 9U}}) {
    const Consensus consensus = aggregate(crowd.input(), PlantnetOptions{.max_iterations = most});
    EXPECT_EQ(consensus.diagnostics.converged(), false);
    EXPECT_EQ(consensus.diagnostics.cycle_length, 0U);
    EXPECT_EQ(consensus.diagnostics.iterations(), static_cast<std::size_t>(most));
    EXPECT_EQ(consensus.diagnostics.rounds.size(), static_cast<std::size_t>(most));
    EXPECT_EQ(counts_of(consensus, "n_species")[0], n);
    EXPECT_NEAR(consensus.conf[0], weight_at(n), 1e-12);
  }
  EXPECT_TRUE(aggregate(crowd.input(), PlantnetOptions{.max_iterations = 3}).diagnostics.converged() == true);
}

TEST(Plantnet, records_what_each_round_changed) {
  CrowdBuilder crowd;
  crowd.observe({{0, 7}}, 0);
  crowd.observe({{0, 7}, {1, 3}, {2, 3}});
  let_author(crowd, 0, 8);
  const Consensus consensus = aggregate(crowd.input(), PlantnetOptions{});
  ASSERT_EQ(consensus.diagnostics.rounds.size(), 3U);
  EXPECT_EQ(consensus.diagnostics.rounds[0].users_changed, 3U);   // the expert to 8, the helpers to 1
  EXPECT_EQ(consensus.diagnostics.rounds[0].labels_changed, 1U);  // 3 to 7
  EXPECT_EQ(consensus.diagnostics.rounds[0].valid, 9U);
  EXPECT_EQ(consensus.diagnostics.rounds[1].users_changed, 1U);  // the expert to 9
  EXPECT_EQ(consensus.diagnostics.rounds[1].labels_changed, 0U);
  EXPECT_EQ(consensus.diagnostics.rounds[2].users_changed, 0U);
}

}  // namespace
}  // namespace crowdvote
