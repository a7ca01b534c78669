#include "support/estimates.hpp"
#include "support/temporary_folder.hpp"
#include <crowdvote/write_outputs.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

/// Mei votes twice, "Raj, junior" once; the AI on one of the two observations.
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

/// The users of a consensus; unless it has labels, they are Ficus on both observations.
std::string users_of(Consensus consensus, const std::string& file = "users.csv") {
  if (consensus.label.empty()) consensus.label = {0, 0};
  const CrowdData data = two_users();
  const test::TemporaryFolder folder;
  write_users(folder.path(file), data, data.votes, consensus, "AI");
  return test::read_file(folder.path(file));
}

constexpr const char* kHeader =
    "user,votes,species_authored,species_voted,n_species,weight,self_validating,agreement,skill\n";

using Counts = std::vector<std::uint32_t>;
using Flags = std::vector<std::uint8_t>;

TEST(WriteUsers, a_row_per_user_in_the_order_of_first_appearance) {
  Consensus consensus;
  set_weights(consensus, {2.5, 2});
  set_column(consensus, "species_authored", Counts{8, 1});
  set_column(consensus, "species_voted", Counts{4, 0});
  set_column(consensus, "n_species", Counts{8, 1});
  set_column(consensus, kSelfValidatingColumn, Flags{1, 0});
  EXPECT_EQ(users_of(consensus), std::string(kHeader) +
                                     "Mei,2,8,4,8,2.5,1,1,\n"
                                     "\"Raj, junior\",1,1,0,1,2,0,1,\n");
}

TEST(WriteUsers, columns_of_other_names_follow_the_fixed_ones) {
  Consensus consensus;
  set_column(consensus, "patience", Counts{7, 8});
  set_column(consensus, kSkillColumn, std::vector<double>{0.5, std::numeric_limits<double>::quiet_NaN()});
  EXPECT_EQ(
      users_of(consensus),
      "user,votes,species_authored,species_voted,n_species,weight,self_validating,agreement,skill,patience\n"
      "Mei,2,,,,,,1,0.5,7\n"
      "\"Raj, junior\",1,,,,,,1,,8\n");
}

TEST(WriteUsers, agreement_is_the_share_of_votes_that_equal_the_label) {
  Consensus consensus;
  consensus.label = {0, kNoLabel};
  EXPECT_EQ(users_of(consensus), std::string(kHeader) + "Mei,2,,,,,,0.5,\n\"Raj, junior\",1,,,,,,1,\n");
  consensus.label = {kNoLabel, 0};
  EXPECT_EQ(users_of(consensus), std::string(kHeader) + "Mei,2,,,,,,0.5,\n\"Raj, junior\",1,,,,,,0,\n");
}

TEST(WriteUsers, what_the_strategy_does_not_estimate_is_empty) {
  Consensus consensus;
  EXPECT_EQ(users_of(consensus), std::string(kHeader) + "Mei,2,,,,,,1,\n\"Raj, junior\",1,,,,,,1,\n");
  set_weights(consensus, {0.5, 1});
  EXPECT_EQ(users_of(consensus), std::string(kHeader) + "Mei,2,,,,0.5,,1,\n\"Raj, junior\",1,,,,1,,1,\n");
}

TEST(WriteUsers, the_ai_as_a_user_comes_last_with_its_own_votes) {
  Consensus consensus;
  consensus.ai_is_user = true;
  set_weights(consensus, {1, 1, 3});
  set_column(consensus, "species_authored", Counts{0, 0, 0});
  set_column(consensus, "species_voted", Counts{0, 0, 90});
  set_column(consensus, "n_species", Counts{0, 0, 9});
  set_column(consensus, kSelfValidatingColumn, Flags{0, 0, 1});
  EXPECT_EQ(users_of(consensus), std::string(kHeader) +
                                     "Mei,2,0,0,0,1,0,1,\n"
                                     "\"Raj, junior\",1,0,0,0,1,0,1,\n"
                                     "AI,1,0,90,9,3,1,1,\n");
}

TEST(WriteUsers, as_json_what_is_not_estimated_is_null_and_the_ai_comes_last) {
  Consensus consensus;
  consensus.ai_is_user = true;
  set_weights(consensus, {1, std::numeric_limits<double>::quiet_NaN(), 3});
  const std::string fixed = R"("species_authored":null,"species_voted":null,"n_species":null,)";
  const std::string rest = R"("self_validating":null,"agreement":1,"skill":null})";
  EXPECT_EQ(users_of(consensus, "users.json"), "{\n\"Mei\":{\"votes\":2," + fixed + "\"weight\":1," + rest +
                                                   ",\n\"Raj, junior\":{\"votes\":1," + fixed +
                                                   "\"weight\":null," + rest + ",\n\"AI\":{\"votes\":1," +
                                                   fixed + "\"weight\":3," + rest + "\n}\n");
  EXPECT_EQ(users_of(consensus, "users.jsonl").substr(0, 23), "{\"user\":\"Mei\",\"votes\":2");
  EXPECT_EQ(users_of(consensus, "users.tsv").substr(0, 10), "user\tvotes");
}

}  // namespace
}  // namespace crowdvote
