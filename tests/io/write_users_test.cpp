#include "support/temporary_folder.hpp"
#include <crowdvote/write_outputs.hpp>

#include <string>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

/// Mei votes twice, "Raj, junior" once; the AI on one observation of two.
CrowdData two_users() {
  CrowdData data;
  data.observations.intern(Name("a"));
  data.observations.intern(Name("b"));
  data.users.intern(Name("Mei"));
  data.users.intern(Name("Raj, junior"));
  data.labels.intern(Name("Ficus"));
  data.votes = VoteMatrix({0, 2, 3}, {0, 1, 0}, {0, 0, 0}, 2, 1);
  data.ai_label_of_observation = {0, kNoLabel};
  return data;
}

std::string users_of(const Consensus& consensus) {
  const CrowdData data = two_users();
  const test::TemporaryFolder folder;
  write_users(folder.path("users.csv"), data, data.votes, consensus, "AI");
  return test::read_file(folder.path("users.csv"));
}

constexpr const char* kHeader =
    "user,votes,species_authored,species_voted,n_species,weight,self_validating\n";

TEST(WriteUsers, a_row_a_user_in_the_order_of_first_appearance) {
  Consensus consensus;
  consensus.users = {.weight = {2.5, 2},
                     .species_authored = {8, 1},
                     .species_voted = {4, 0},
                     .n_species = {8, 1},
                     .self_validating_above = 2.0};
  EXPECT_EQ(users_of(consensus), std::string(kHeader) +
                                     "Mei,2,8,4,8,2.5,1\n"
                                     "\"Raj, junior\",1,1,0,1,2,0\n");
}

TEST(WriteUsers, what_the_strategy_does_not_estimate_is_empty) {
  Consensus consensus;
  EXPECT_EQ(users_of(consensus), std::string(kHeader) + "Mei,2,,,,,\n\"Raj, junior\",1,,,,,\n");
  consensus.users.weight = {0.5, 1};
  EXPECT_EQ(users_of(consensus), std::string(kHeader) + "Mei,2,,,,0.5,\n\"Raj, junior\",1,,,,1,\n");
}

TEST(WriteUsers, a_weight_at_the_threshold_does_not_validate_alone) {
  Consensus consensus;
  consensus.users.weight = {2 + 1e-10, 2 + 1e-8};
  consensus.users.self_validating_above = 2.0;
  EXPECT_EQ(users_of(consensus),
            std::string(kHeader) + "Mei,2,,,,2.0000000001,0\n\"Raj, junior\",1,,,,2.00000001,1\n");
}

TEST(WriteUsers, the_ai_as_a_user_comes_last_with_its_own_votes) {
  Consensus consensus;
  consensus.users = {.weight = {1, 1},
                     .species_authored = {0, 0},
                     .species_voted = {0, 0},
                     .n_species = {0, 0},
                     .self_validating_above = 2.0};
  consensus.ai = UserEstimates{.weight = {3},
                               .species_authored = {0},
                               .species_voted = {90},
                               .n_species = {9},
                               .self_validating_above = 2.0};
  EXPECT_EQ(users_of(consensus), std::string(kHeader) +
                                     "Mei,2,0,0,0,1,0\n"
                                     "\"Raj, junior\",1,0,0,0,1,0\n"
                                     "AI,1,0,90,9,3,1\n");
}

}  // namespace
}  // namespace crowdvote
