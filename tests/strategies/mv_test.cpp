#include "strategies/crowd_builder.hpp"
#include "support/estimates.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/strategy_table.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;

TEST(Mv, takes_the_label_with_the_most_votes) {
  CrowdBuilder crowd;
  crowd.observe({{0, 2}, {1, 1}, {2, 2}});          // 2: two of three
  crowd.observe({{0, 1}, {1, 3}, {2, 3}, {3, 3}});  // 3: three of four
  crowd.observe({{4, 0}});
  const Consensus consensus = aggregate(crowd.input(), MvOptions{});
  EXPECT_THAT(consensus.label, ElementsAre(2, 3, 0));
  EXPECT_THAT(consensus.conf, ElementsAre(2, 3, 1));
  EXPECT_THAT(consensus.acc, ElementsAre(2.0 / 3, 0.75, 1));
  EXPECT_THAT(consensus.valid, ElementsAre(1, 1, 1));
  EXPECT_EQ(consensus.n_valid(), 3U);
  EXPECT_EQ(consensus.diagnostics.n_ties, 0U);
  EXPECT_EQ(consensus.diagnostics.iterations(), 0U);
  EXPECT_EQ(consensus.diagnostics.converged(), true);
  EXPECT_TRUE(weights_of(consensus).empty());
}

TEST(Mv, takes_the_lowest_of_tied_labels_and_counts_the_tie) {
  CrowdBuilder crowd;
  crowd.observe({{0, 7}, {1, 4}});
  crowd.observe({{0, 5}, {1, 9}, {2, 9}, {3, 3}, {4, 5}});  // 5 and 9 have two votes each
  crowd.observe({{0, 1}, {1, 1}, {2, 0}});
  const Consensus consensus = aggregate(crowd.input(), MvOptions{});
  EXPECT_THAT(consensus.label, ElementsAre(4, 5, 1));
  EXPECT_THAT(consensus.conf, ElementsAre(1, 2, 2));
  EXPECT_EQ(consensus.diagnostics.n_ties, 2U);
}

TEST(Mv, leaves_tied_labels_undefined_where_that_is_asked_for) {
  CrowdBuilder crowd;
  crowd.observe({{0, 7}, {1, 4}});
  crowd.observe({{0, 1}, {1, 1}, {2, 0}});
  crowd.set_ties(TieRule::undefined);
  const Consensus consensus = aggregate(crowd.input(), MvOptions{});
  EXPECT_THAT(consensus.label, ElementsAre(kNoLabel, 1));
  EXPECT_THAT(consensus.valid, ElementsAre(0, 1));
  EXPECT_THAT(consensus.conf, ElementsAre(0, 2));
  EXPECT_THAT(consensus.acc, ElementsAre(0, 2.0 / 3));
  EXPECT_EQ(consensus.diagnostics.n_ties, 1U);
}

TEST(Mv, is_valid_from_the_given_number_of_votes_and_share_on) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}});
  crowd.observe({{0, 1}, {1, 2}});
  crowd.observe({{0, 1}, {1, 1}, {2, 0}});
  crowd.observe({{0, 1}, {1, 1}, {2, 1}});
  crowd.observe({});
  const auto valid = [&](const MvOptions& options) { return aggregate(crowd.input(), options).valid; };
  EXPECT_THAT(valid({}), ElementsAre(1, 1, 1, 1, 0));
  EXPECT_THAT(valid({.min_votes = 2}), ElementsAre(0, 1, 1, 1, 0));
  EXPECT_THAT(valid({.min_votes = 3}), ElementsAre(0, 0, 1, 1, 0));
  EXPECT_THAT(valid({.min_share = 0.5}), ElementsAre(1, 1, 1, 1, 0)) << "at least";
  EXPECT_THAT(valid({.min_share = 2.0 / 3}), ElementsAre(1, 0, 1, 1, 0));
  EXPECT_THAT(valid({.min_votes = 2, .min_share = 1}), ElementsAre(0, 0, 0, 1, 0));
  EXPECT_EQ(aggregate(crowd.input(), MvOptions{.min_votes = 3}).label[0], 1U) << "the label stays";
}

/// Observations with the same three-way tie, which the hashes of their names break.
struct TiedCrowd {
  static constexpr std::array<LabelId, 3> kTied{2, 5, 7};
  CrowdBuilder crowd;
  CrowdData names;

  explicit TiedCrowd(std::size_t n_observations) {
    crowd.set_ties(TieRule::random);
    for (std::size_t i = 0; i < n_observations; ++i) {
      crowd.observe({{0, 5}, {1, 7}, {2, 2}, {3, 9}, {4, 2}, {5, 7}, {6, 5}});
      names.observations.intern(Name(std::to_string(i)));
    }
  }
  std::vector<LabelId> labels(std::uint64_t seed) {
    const std::vector<std::uint64_t> hashes = names.tie_hashes(seed);
    AggregationInput input = crowd.input();
    input.tie_hash_of_observation = hashes;
    return aggregate(input, MvOptions{}).label;
  }
};

TEST(Mv, random_ties_fall_on_each_tied_label_about_equally_often) {
  TiedCrowd tied(3000);
  const std::vector<LabelId> labels = tied.labels(1);
  std::ptrdiff_t n_tied = 0;
  for (const LabelId label : TiedCrowd::kTied) {
    const std::ptrdiff_t times = std::count(labels.begin(), labels.end(), label);
    EXPECT_NEAR(static_cast<double>(times), 1000, 100) << "label " << label;  // 100: four standard deviations
    n_tied += times;
  }
  EXPECT_EQ(n_tied, 3000);
}

TEST(Mv, random_ties_are_the_same_whatever_the_order_of_the_votes) {
  TiedCrowd tied(500);
  const std::vector<LabelId> before = tied.labels(1);
  for (CrowdBuilder::Observation& observation : tied.crowd.observations()) {
    std::reverse(observation.votes.begin(), observation.votes.end());
  }
  EXPECT_EQ(tied.labels(1), before);
}

TEST(Mv, random_ties_change_with_the_seed) {
  TiedCrowd tied(500);
  EXPECT_NE(tied.labels(1), tied.labels(2));
}

TEST(Mv, an_observation_without_votes_has_no_label) {
  CrowdBuilder crowd;
  crowd.observe({}, 0);
  crowd.observe({{0, 1}}, 0);
  const Consensus consensus = aggregate(crowd.input(), MvOptions{});
  EXPECT_THAT(consensus.label, ElementsAre(kNoLabel, 1));
  EXPECT_THAT(consensus.valid, ElementsAre(0, 1));
  EXPECT_THAT(consensus.conf, ElementsAre(0, 1));
  EXPECT_THAT(consensus.acc, ElementsAre(0, 1));
}

}  // namespace
}  // namespace crowdvote
