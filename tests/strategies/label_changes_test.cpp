/// The round in which labels last changed, compared with runs that stop after fewer rounds.

#include "strategies/crowd_builder.hpp"
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

class LastChangedRounds : public testing::TestWithParam<std::string> {};

TEST_P(LastChangedRounds, are_those_between_runs_of_one_round_more) {
  constexpr std::uint32_t kRounds = 6;
  StrategyOptions options = parse_strategy(GetParam());
  const StrategyDescription& description = strategy_of(options).description;
  std::size_t n_changes = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(seed);
    CrowdBuilder crowd =
        random_crowd(seed, {.n_labels = description.most_labels == 2 ? 2U : 4U, .n_right = 0.4});
    AggregationInput input = crowd.input();
    std::vector<std::uint32_t> expected(input.votes.n_observations(), 0);
    std::vector<LabelId> before;
    for (std::uint32_t round = 1; round <= kRounds; ++round) {
      set_option(options, description.rounds_option, std::to_string(round));
      const Consensus consensus = aggregate(input, options, {});
      EXPECT_TRUE(consensus.diagnostics.last_changed_round.empty());
      for (std::size_t i = 0; i < before.size(); ++i) {
        if (consensus.label[i] != before[i]) expected[i] = round;
      }
      before = consensus.label;
    }
    input.wants_last_changes = true;
    const Consensus consensus = aggregate(input, options, {.n_threads = 2});
    EXPECT_EQ(consensus.label, before);
    const auto& found = consensus.diagnostics.last_changed_round;
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (expected[i] > 0) {
        EXPECT_EQ(found[i], expected[i]) << "at " << i;
      } else {
        EXPECT_LE(found[i], 1U) << "at " << i;  // the labels before the first round are unknown
      }
      n_changes += found[i] > 0 ? 1U : 0U;
    }
  }
  EXPECT_GT(n_changes, 0U) << "the crowds are too much of one mind to tell anything";
}

INSTANTIATE_TEST_SUITE_P(Strategies, LastChangedRounds,
                         testing::Values("plantnet:theta-conf=1,theta-acc=0.5,vote-credit=0.5", "wawa",
                                         "zero-based-skill", "dawid-skene", "one-coin", "glad",
                                         "mace:restarts=0", "ebcc:restarts=1", "bwa"),
                         [](const auto& suite) {
                           std::string name = suite.param.substr(0, suite.param.find(':'));
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(LastChangedRound, of_one_pass_are_not_told) {
  CrowdBuilder crowd = random_crowd(1);
  AggregationInput input = crowd.input();
  input.wants_last_changes = true;
  EXPECT_TRUE(aggregate(input, parse_strategy("mv"), {}).diagnostics.last_changed_round.empty());
}

}  // namespace
}  // namespace crowdvote
