#include "strategies/plantnet_crowds.hpp"
#include "support/estimates.hpp"
#include <crowdvote/ballot.hpp>
#include <crowdvote/errors.hpp>
#include <crowdvote/strategy_table.hpp>

#include <array>
#include <cstdint>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;

constexpr std::array kAllModes{AiStrategy::ignore, AiStrategy::user, AiStrategy::fixed,
                               AiStrategy::invalidate, AiStrategy::confident};

Consensus under(AiStrategy ai_strategy, CrowdBuilder& crowd) {
  return aggregate(crowd.input(), PlantnetOptions{.ai_strategy = ai_strategy});
}

TEST(PlantnetAi, what_only_the_ai_voted_on_has_a_label_where_the_ai_votes) {
  CrowdBuilder crowd;
  crowd.observe({}, kNoUser, {.label = 3, .score = 0.9});
  for (const auto& [mode, conf] :
       {std::pair{AiStrategy::user, kNewcomer}, {AiStrategy::fixed, 1.7}, {AiStrategy::confident, 1.7}}) {
    const Consensus consensus = under(mode, crowd);
    EXPECT_THAT(consensus.label, ElementsAre(3));
    EXPECT_NEAR(consensus.conf[0], conf, 1e-12);
    EXPECT_EQ(consensus.acc[0], 1);
    EXPECT_EQ(consensus.valid[0], 0);
  }
  for (const AiStrategy mode : {AiStrategy::ignore, AiStrategy::invalidate}) {
    const Consensus consensus = under(mode, crowd);
    EXPECT_THAT(consensus.label, ElementsAre(kNoLabel));
    EXPECT_EQ(consensus.conf[0], 0);
    EXPECT_EQ(consensus.valid[0], 0);
  }
}

TEST(PlantnetAi, only_user_estimates_anything_of_the_ai) {
  CrowdBuilder crowd;
  crowd.observe({{0, 3}}, kNoUser, {.label = 3, .score = 0.9});
  for (const AiStrategy mode : kAllModes) {
    const Consensus consensus = under(mode, crowd);
    EXPECT_EQ(consensus.ai_is_user, mode == AiStrategy::user);
    EXPECT_EQ(weights_of(consensus).size(), 1U);
  }
}

TEST(PlantnetAi, the_consensus_names_the_part_that_the_ai_had_in_its_ballots) {
  CrowdBuilder crowd;
  crowd.observe({{0, 3}}, kNoUser, {.label = 3, .score = 0.9});
  const PlantnetOptions defaults;
  EXPECT_EQ(under(AiStrategy::ignore, crowd).ai.role, AiPart::Role::none);
  EXPECT_EQ(under(AiStrategy::invalidate, crowd).ai.role, AiPart::Role::objects);
  EXPECT_EQ(under(AiStrategy::fixed, crowd).ai.role, AiPart::Role::votes);
  EXPECT_EQ(under(AiStrategy::fixed, crowd).ai.weight, defaults.ai_weight);
  EXPECT_EQ(under(AiStrategy::confident, crowd).ai.lowest_score, defaults.theta_score);
  EXPECT_EQ(under(AiStrategy::user, crowd).ai.role, AiPart::Role::votes);
  EXPECT_EQ(under(AiStrategy::user, crowd).ai.weight, under(AiStrategy::user, crowd).weights().back());
}

TEST(PlantnetAi, ignored_it_changes_nothing) {
  CrowdBuilder crowd;
  crowd.observe({{0, 3}, {1, 3}, {2, 3}}, 0, {.label = 1, .score = 1});
  crowd.observe({{0, 4}}, 0, {.label = 1, .score = 1});
  const Consensus consensus = under(AiStrategy::ignore, crowd);
  EXPECT_THAT(consensus.label, ElementsAre(3, 4));
  EXPECT_THAT(consensus.acc, ElementsAre(1, 1));
  EXPECT_THAT(consensus.valid, ElementsAre(1, 0));
}

TEST(PlantnetAi, as_a_user_it_learns_species_by_votes_and_never_as_an_author) {
  CrowdBuilder crowd;
  for (const LabelId species : {1U, 2U, 3U, 4U, 5U}) {
    crowd.observe({{0, species}, {1, species}}, 0, {.label = species, .score = kNoScore});
  }
  crowd.observe({{0, 6}, {1, 6}}, kNoUser, {.label = 7, .score = kNoScore});  // wrong
  const Consensus consensus = under(AiStrategy::user, crowd);
  ASSERT_TRUE(consensus.ai_is_user);
  EXPECT_EQ(ai_count_of(consensus, "species_authored"), 0U);
  EXPECT_EQ(ai_count_of(consensus, "species_voted"), 5U);
  EXPECT_EQ(ai_count_of(consensus, "n_species"), 1U);  // 0.5, rounded up
  EXPECT_NEAR(consensus.ai.weight, weight_at(1), 1e-12);
  EXPECT_EQ(counts_of(consensus, "species_authored")[0], 5U)
      << "with the AI three newcomers agree, which is valid";
}

TEST(PlantnetAi, as_a_user_it_can_come_to_validate_alone) {
  CrowdBuilder crowd;
  const ObservationId alone = crowd.observe({}, kNoUser, {.label = 50, .score = kNoScore});
  for (LabelId species = 1; species <= 8; ++species) {
    crowd.observe({{0, species}}, kNoUser, {.label = species, .score = kNoScore});
  }
  // with vote credit 1 the AI knows the 8 species and species 50, which only it has named: n = 9
  const Consensus consensus =
      aggregate(crowd.input(), PlantnetOptions{.vote_credit = 1, .ai_strategy = AiStrategy::user});
  EXPECT_EQ(ai_count_of(consensus, "n_species"), 9U);
  EXPECT_NEAR(consensus.conf[alone], weight_at(9), 1e-12);
  EXPECT_EQ(consensus.valid[alone], 1);
}

TEST(PlantnetAi, fixed_overrules_a_newcomer_and_cannot_validate_alone) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}}, kNoUser, {.label = 2, .score = kNoScore});
  crowd.observe({{1, 1}, {2, 1}, {3, 1}}, kNoUser, {.label = 2, .score = kNoScore});
  const Consensus consensus = under(AiStrategy::fixed, crowd);
  EXPECT_THAT(consensus.label, ElementsAre(2, 1));
  EXPECT_NEAR(consensus.conf[0], 1.7, 1e-12);
  EXPECT_NEAR(consensus.acc[0], 1.7 / (1.7 + kNewcomer), 1e-12);  // 0.696
  EXPECT_NEAR(consensus.acc[1], 3 * kNewcomer / (1.7 + 3 * kNewcomer), 1e-12);
  EXPECT_THAT(consensus.valid, ElementsAre(0, 0));
}

TEST(PlantnetAi, fixed_validates_with_a_newcomer_from_the_first_vote_on) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}}, 0, {.label = 1, .score = kNoScore});  // 0.74 + 1.7 = 2.44
  const Consensus consensus = under(AiStrategy::fixed, crowd);
  EXPECT_NEAR(consensus.conf[0], 1.7 + kNewcomer, 1e-12);
  EXPECT_EQ(consensus.valid[0], 1);
  EXPECT_EQ(counts_of(consensus, "species_authored")[0], 1U);
  EXPECT_EQ(consensus.diagnostics.rounds.at(0).valid, 1U);
}

TEST(PlantnetAi, fixed_weighs_what_it_is_told_to) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}}, kNoUser, {.label = 2, .score = kNoScore});
  const Consensus consensus =
      aggregate(crowd.input(), PlantnetOptions{.ai_strategy = AiStrategy::fixed, .ai_weight = 0.5});
  EXPECT_THAT(consensus.label, ElementsAre(1));
  EXPECT_NEAR(consensus.acc[0], kNewcomer / (kNewcomer + 0.5), 1e-12);
}

TEST(PlantnetAi, invalidate_takes_validity_and_with_it_a_species_from_the_author) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}, {1, 1}, {2, 1}}, 0, {.label = 2, .score = kNoScore});  // 2.23 of 2.23 + 1.7
  crowd.observe({{0, 3}, {1, 3}, {2, 3}}, 0, {.label = 3, .score = kNoScore});
  crowd.observe({{0, 4}, {1, 4}, {2, 4}}, 0);
  crowd.observe({{0, 5}}, 0, {.label = 5, .score = kNoScore});  // not valid, and the AI cannot help
  const Consensus consensus = under(AiStrategy::invalidate, crowd);
  EXPECT_THAT(consensus.label, ElementsAre(1, 3, 4, 5));
  EXPECT_THAT(consensus.valid, ElementsAre(0, 1, 1, 0));
  EXPECT_EQ(counts_of(consensus, "species_authored")[0], 2U)
      << "1 is right, and not valid where the AI objects";
  EXPECT_NEAR(consensus.conf[0], weight_at(2) + 2 * kNewcomer, 1e-12);
  EXPECT_NEAR(consensus.acc[0], consensus.conf[0] / (consensus.conf[0] + 1.7), 1e-12);
  EXPECT_EQ(consensus.acc[1], 1);
  EXPECT_NEAR(consensus.conf[3], weight_at(2), 1e-12);
}

TEST(PlantnetAi, invalidate_leaves_an_expert_who_outweighs_it_valid) {
  CrowdBuilder crowd;
  const ObservationId alone = crowd.observe({{0, 7}}, kNoUser, {.label = 8, .score = kNoScore});
  let_author(crowd, 0, 27);  // f(27) = 4.0049 of 5.7049: 0.702
  EXPECT_EQ(under(AiStrategy::invalidate, crowd).valid[alone], 1);
  crowd.observations().pop_back();  // f(26) = 3.9223 of 5.6223: 0.698
  EXPECT_EQ(under(AiStrategy::invalidate, crowd).valid[alone], 0);
}

/// With the weights that were learnt, as these may differ with the AI.
TEST(PlantnetAi, invalidate_only_ever_turns_valid_into_invalid) {
  std::size_t n_invalidated = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CrowdBuilder crowd = random_crowd(seed);
    const PlantnetOptions options{.theta_conf = 1, .ai_strategy = AiStrategy::invalidate};
    const Consensus consensus = aggregate(crowd.input(), options);
    Ballots ballots(crowd.input(), consensus);
    for (ObservationId i = 0; i < consensus.label.size(); ++i) {
      const double share_of_humans = share_of(consensus.conf[i], ballots.on(i).total());
      const bool is_valid_by_humans = consensus.validity.holds(consensus.conf[i], share_of_humans);
      EXPECT_LE(consensus.valid[i], is_valid_by_humans ? 1 : 0);
      n_invalidated += is_valid_by_humans && consensus.valid[i] == 0 ? 1U : 0U;
    }
  }
  EXPECT_GT(n_invalidated, 50U);
}

TEST(PlantnetAi, confident_votes_where_its_score_is_high_enough) {
  CrowdBuilder crowd;
  for (const double score : {0.7, 0.7 - 5e-10, 0.699, 1.0, 0.0}) {
    crowd.observe({{0, 1}}, kNoUser, {.label = 2, .score = score});
  }
  const Consensus consensus = under(AiStrategy::confident, crowd);
  EXPECT_THAT(consensus.label, ElementsAre(2, 2, 1, 2, 1));
  EXPECT_EQ(consensus.diagnostics.n_ai_votes_without_score, 0U);
  const Consensus lower =
      aggregate(crowd.input(), PlantnetOptions{.ai_strategy = AiStrategy::confident, .theta_score = 0.5});
  EXPECT_THAT(lower.label, ElementsAre(2, 2, 2, 2, 1));
}

TEST(PlantnetAi, confident_counts_the_votes_without_a_score_and_leaves_them_out) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}}, kNoUser, {.label = 2, .score = kNoScore});
  crowd.observe({}, kNoUser, {.label = 2, .score = kNoScore});
  crowd.observe({{0, 1}}, kNoUser, {.label = 2, .score = 0.9});
  crowd.observe({{0, 1}});  // no vote, so none without a score
  const Consensus consensus = under(AiStrategy::confident, crowd);
  EXPECT_THAT(consensus.label, ElementsAre(1, kNoLabel, 2, 1));
  EXPECT_EQ(consensus.diagnostics.n_ai_votes_without_score, 2U);
  EXPECT_EQ(under(AiStrategy::fixed, crowd).diagnostics.n_ai_votes_without_score, 0U);
}

TEST(PlantnetAi, every_mode_but_ignore_needs_votes_of_an_ai) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}}, 0);
  AggregationInput input = crowd.input();
  input.ai_label_of_observation = {};
  for (const AiStrategy mode : kAllModes) {
    const PlantnetOptions options{.ai_strategy = mode};
    if (mode == AiStrategy::ignore) {
      EXPECT_NO_THROW((void)aggregate(input, options));
    } else {
      EXPECT_THROW((void)aggregate(input, options), OptionError);
    }
  }
}

TEST(PlantnetAi, only_confident_needs_scores) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}}, 0, {.label = 1, .score = 0.9});
  AggregationInput input = crowd.input();
  input.ai_score_of_observation = {};
  for (const AiStrategy mode : kAllModes) {
    const PlantnetOptions options{.ai_strategy = mode};
    if (mode == AiStrategy::confident) {
      EXPECT_THROW((void)aggregate(input, options), OptionError);
    } else {
      EXPECT_NO_THROW((void)aggregate(input, options));
    }
  }
}

}  // namespace
}  // namespace crowdvote
