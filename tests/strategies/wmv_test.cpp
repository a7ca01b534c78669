#include "strategies/crowd_builder.hpp"
#include "support/estimates.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategy_table.hpp>

#include <limits>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::ElementsAre;

/// The worked example of Salmon (2024): four users with given weights, and the effect of one more user.
class WmvOnFicus : public testing::Test {
 protected:
  enum Label : LabelId { ficus_elastica, mentha_arvensis, rosa_indica };
  enum User : UserId { raj, mei, luca, lars, demeter };

  WmvOnFicus() {
    crowd_.observe(
        {{raj, rosa_indica}, {mei, ficus_elastica}, {luca, ficus_elastica}, {lars, mentha_arvensis}});
    crowd_.set_weights({0.55, 1.8, 0.7, 0.4, 0});
  }
  void demeter_votes(Label label, double weight) {
    crowd_.observations()[0].votes.emplace_back(demeter, label);
    crowd_.weights()[demeter] = weight;
  }
  void expect(Label label, double conf, double acc, bool valid) {
    const Consensus consensus = aggregate(crowd_.input(), WmvOptions{.theta_conf = 2, .theta_acc = 0.7});
    EXPECT_EQ(consensus.label[0], label);
    EXPECT_NEAR(consensus.conf[0], conf, 1e-12);
    EXPECT_NEAR(consensus.acc[0], acc, 1e-12);
    EXPECT_EQ(consensus.valid[0] == 1, valid);
  }

 private:
  CrowdBuilder crowd_;
};

TEST_F(WmvOnFicus, an_experienced_user_and_a_newcomer_agree_on_a_valid_label) {
  expect(ficus_elastica, 2.5, 2.5 / 3.45, true);  // 0.7246
}

TEST_F(WmvOnFicus, one_more_vote_switches_the_label_and_leaves_it_in_doubt) {
  demeter_votes(mentha_arvensis, 2.4);
  expect(mentha_arvensis, 2.8, 2.8 / 5.85, false);  // 0.479 is not above 0.7
}

TEST_F(WmvOnFicus, an_expert_switches_the_label_and_makes_it_valid) {
  demeter_votes(rosa_indica, 10);
  expect(rosa_indica, 10.55, 10.55 / 13.45, true);  // 0.784
}

/// A user with the weight `top` votes for label 1, another with the weight `other` for label 0.
bool is_valid(double top, double other, const WmvOptions& options) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}, {1, 0}});
  crowd.set_weights({top, other});
  const Consensus consensus = aggregate(crowd.input(), options);
  EXPECT_EQ(consensus.label[0], 1U);
  return consensus.valid[0] == 1;
}

TEST(Wmv, a_conf_equal_to_its_threshold_is_enough_only_if_inclusive) {
  for (const auto& [conf, strict, inclusive] : {std::tuple{2.0, false, true},
                                                {2 + 5e-10, false, true},
                                                {2 - 5e-10, false, true},
                                                {2 + 2e-9, true, true},
                                                {2 - 2e-9, false, false}}) {
    EXPECT_EQ(is_valid(conf, 0.5, {.theta_conf = 2}), strict) << conf - 2;
    EXPECT_EQ(is_valid(conf, 0.5, {.theta_conf = 2, .inclusive = true}), inclusive) << conf - 2;
  }
}

TEST(Wmv, an_acc_equal_to_its_threshold_is_enough_only_if_inclusive) {
  // acc = 7 / 10 for a first weight of 7, and near 7 it changes with that weight: d(acc)/d(top) = 3 / 100
  for (const auto& [top, strict, inclusive] : {std::tuple{7.0, false, true},
                                               {7 + 1e-8, false, true},
                                               {7 - 1e-8, false, true},
                                               {7 + 1e-7, true, true},
                                               {7 - 1e-7, false, false}}) {
    EXPECT_EQ(is_valid(top, 3, {.theta_acc = 0.7}), strict) << top - 7;
    EXPECT_EQ(is_valid(top, 3, {.theta_acc = 0.7, .inclusive = true}), inclusive) << top - 7;
  }
}

TEST(Wmv, both_thresholds_must_hold_and_one_not_given_always_does) {
  EXPECT_TRUE(is_valid(9, 1, {.theta_conf = 8, .theta_acc = 0.8}));
  EXPECT_FALSE(is_valid(9, 1, {.theta_conf = 9.5, .theta_acc = 0.8}));
  EXPECT_FALSE(is_valid(9, 1, {.theta_conf = 8, .theta_acc = 0.95}));
  EXPECT_TRUE(is_valid(9, 1, {.theta_conf = 8}));
  EXPECT_TRUE(is_valid(9, 1, {.theta_acc = 0.8}));
  EXPECT_TRUE(is_valid(0.2, 0.1, {}));
}

TEST(Wmv, a_user_without_a_weight_has_the_default_weight) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}, {1, 0}, {2, 0}});
  crowd.set_weights({0.9, kNoScore, kNoScore});
  EXPECT_EQ(aggregate(crowd.input(), WmvOptions{}).label[0], 1U);
  const Consensus half = aggregate(crowd.input(), WmvOptions{.default_weight = 0.5});
  EXPECT_EQ(half.label[0], 0U);  // 2 * 0.5 against 0.9
  EXPECT_DOUBLE_EQ(half.conf[0], 1);
  EXPECT_DOUBLE_EQ(half.acc[0], 1 / 1.9);
}

TEST(Wmv, where_nobody_weighs_anything_all_labels_are_tied) {
  CrowdBuilder crowd;
  crowd.observe({{0, 3}, {1, 2}, {2, 3}});
  const Consensus consensus = aggregate(crowd.input(), WmvOptions{});
  EXPECT_THAT(consensus.label, ElementsAre(2));
  EXPECT_THAT(consensus.conf, ElementsAre(0));
  EXPECT_THAT(consensus.acc, ElementsAre(0));
  EXPECT_EQ(consensus.diagnostics.n_ties, 1U);
}

TEST(Wmv, weights_that_differ_by_rounding_are_tied) {
  CrowdBuilder crowd;
  crowd.observe({{0, 1}, {1, 2}, {2, 2}});  // 0.3 against 0.1 + 0.2, which is a little more than 0.3
  crowd.observe({{3, 1}, {4, 0}});          // the difference is 0.4e-9 of the top: tied
  crowd.observe({{3, 0}, {5, 1}});          // 3e-9 of the top: not tied
  crowd.set_weights({0.3, 0.1, 0.2, 1e9, 1e9 - 0.4, 1e9 + 3});
  const Consensus consensus = aggregate(crowd.input(), WmvOptions{});
  EXPECT_THAT(consensus.label, ElementsAre(1, 0, 1));
  EXPECT_EQ(consensus.diagnostics.n_ties, 2U);
}

TEST(Wmv, refuses_a_weight_that_is_negative_or_infinite) {
  for (const double weight : {-0.1, -1e300, std::numeric_limits<double>::infinity()}) {
    CrowdBuilder crowd;
    crowd.observe({{0, 1}, {1, 0}});
    crowd.set_weights({1, weight});
    EXPECT_THROW((void)aggregate(crowd.input(), WmvOptions{}), OptionError) << weight;
  }
}

}  // namespace
}  // namespace crowdvote
