#include "strategies/crowd_builder.hpp"
#include "support/estimates.hpp"
#include <crowdvote/strategy_table.hpp>

#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

MATCHER(Near, "is within 1e-12 of it") {
  return testing::ExplainMatchResult(DoubleNear(std::get<1>(arg), 1e-12), std::get<0>(arg), result_listener);
}

/// Each round of weights changes one label:
///
///               Ada Cid Dan Fay Pia Quo    mv         round 1                 round 2
///     plain 1    0   1   1   0   0   0     0          0                       0
///     plain 2    0   1   1   2   0   0     0          0                       0
///     plain 3    0   1   1   .   0   0     0          0                       0
///     first      1   0   0   .   .   .     0          1: 3/4 > 2/5 + 1/4      1
///     second     .   0   .   1   .   .     0, a tie   0: 2/5 > 1/3            1: 1/3 > 1/5
///
///     agreement with mv       3/4 2/5 1/4 1/3  1   1
///     agreement with round 1   1  1/5  0  1/3  1   1
class Wawa : public testing::Test {
 protected:
  enum User : UserId { ada, cid, dan, fay, pia, quo };

  Wawa() {
    crowd_.observe({{ada, 0}, {cid, 1}, {dan, 1}, {fay, 0}, {pia, 0}, {quo, 0}});
    crowd_.observe({{ada, 0}, {cid, 1}, {dan, 1}, {fay, 2}, {pia, 0}, {quo, 0}});
    crowd_.observe({{ada, 0}, {cid, 1}, {dan, 1}, {pia, 0}, {quo, 0}});
    crowd_.observe({{ada, 1}, {cid, 0}, {dan, 0}});
    crowd_.observe({{cid, 0}, {fay, 1}});
  }
  Consensus after(int rounds) { return aggregate(crowd_.input(), WawaOptions{.rounds = rounds}); }

  CrowdBuilder crowd_;
};

TEST_F(Wawa, weighs_users_by_their_agreement_with_the_majority) {
  const Consensus consensus = after(1);
  EXPECT_THAT(weights_of(consensus), Pointwise(Near(), {3.0 / 4, 2.0 / 5, 1.0 / 4, 1.0 / 3, 1.0, 1.0}));
  EXPECT_THAT(consensus.label, ElementsAre(0, 0, 0, 1, 0));
  EXPECT_EQ(consensus.diagnostics.n_ties, 0U);
}

TEST_F(Wawa, conf_and_acc_are_those_of_the_weighted_vote) {
  // the unrounded weights of a row: 3.7333, 3.7333, 3.4, 1.4, 0.7333
  const Consensus consensus = after(1);
  EXPECT_THAT(consensus.conf, Pointwise(Near(), {37.0 / 12, 2.75, 2.75, 0.75, 0.4}));
  EXPECT_THAT(consensus.acc, Pointwise(Near(), {37.0 / 12 / (56.0 / 15), 2.75 / (56.0 / 15), 2.75 / 3.4,
                                                0.75 / 1.4, 6.0 / 11}));
  EXPECT_EQ(consensus.n_valid(), 5U);
}

TEST_F(Wawa, a_second_round_starts_from_the_labels_of_the_first) {
  const Consensus consensus = after(2);
  EXPECT_THAT(weights_of(consensus), Pointwise(Near(), {1.0, 1.0 / 5, 0.0, 1.0 / 3, 1.0, 1.0}));
  EXPECT_THAT(consensus.label, ElementsAre(0, 0, 0, 1, 1));
  EXPECT_NEAR(consensus.conf[3], 1, 1e-12);
  EXPECT_NEAR(consensus.acc[3], 1 / 1.2, 1e-12);
  EXPECT_NEAR(consensus.conf[4], 1.0 / 3, 1e-12);
  EXPECT_NEAR(consensus.acc[4], 0.625, 1e-12);
}

TEST_F(Wawa, a_user_who_always_disagrees_weighs_nothing) {
  EXPECT_EQ(weights_of(after(2))[dan], 0);
  EXPECT_GT(weights_of(after(1))[dan], 0);
}

TEST_F(Wawa, users_of_equal_agreement_are_tied) {
  const UserId eve = 6;
  const UserId ike = 7;
  crowd_.observe({{eve, 5}, {ike, 4}});  // mv takes 4, the lower label
  crowd_.observe({{eve, 3}});
  crowd_.observe({{ike, 2}, {pia, 0}, {quo, 0}});
  const Consensus consensus = after(1);
  EXPECT_EQ(weights_of(consensus)[eve], 0.5);
  EXPECT_EQ(weights_of(consensus)[ike], 0.5);
  EXPECT_EQ(consensus.label[5], 4U);
  EXPECT_EQ(consensus.diagnostics.n_ties, 1U);
}

}  // namespace
}  // namespace crowdvote
