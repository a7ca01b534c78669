#include "strategies/model_crowd.hpp"
#include <crowdvote/strategies/dawid_skene.hpp>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(DawidSkene, EqualsItsSlowTwinAfterAFixedNumberOfRounds) {
  with_model_crowds(6, [](const ModelCrowd& crowd, Support support) {
    for (const double smoothing : {0.0, 0.01}) {
      for (const bool hard : {false, true}) {
        SCOPED_TRACE(testing::Message() << "smoothing " << smoothing << ", hard " << hard);
        const DawidSkeneOptions options{
            .max_iterations = 8, .tolerance = 0, .smoothing = smoothing, .hard = hard, .support = support};
        const slow::DawidSkene twin{
            .max_iterations = 8, .tolerance = 0, .smoothing = smoothing, .hard = hard, .support = support};
        expect_equals_twin(run_strategy(crowd.input(), options, {.n_threads = 2}),
                           slow::dawid_skene(crowd.crowd(), twin));
      }
    }
  });
}

TEST(DawidSkene, StopsWhereItsSlowTwinDoes) {
  with_each_shape([](const ModelCrowd& crowd) {
    expect_equals_twin(run_strategy(crowd.input(), DawidSkeneOptions{}, {}), slow::dawid_skene(crowd.crowd()),
                       1e-6);
  });
}

TEST(DawidSkene, DoesItsFirstRoundAsByHand) {
  // Two users agree on the first observation and split on the second. Start: q_0 = (1, 0), q_1 = (1/2, 1/2),
  // so p = (3/4, 1/4). User 0 voted 0 twice: theta_0(k, 0) = 1. User 1: theta_1(0, .) = (2/3, 1/3) and
  // theta_1(1, 1) = 1, so q_1 ~ (3/4 * 1/3, 1/4 * 1).
  const ModelCrowd crowd({.n_observations = 2,
                          .n_users = 2,
                          .n_labels = 2,
                          .votes = {{0, 0, 0}, {0, 1, 0}, {1, 0, 0}, {1, 1, 1}}});
  const Consensus consensus = run_strategy(crowd.input(), DawidSkeneOptions{.max_iterations = 1}, {});
  ASSERT_TRUE(consensus.probabilities);
  EXPECT_NEAR(consensus.probabilities->values_of(1)[0], 0.5, 1e-9);
  EXPECT_EQ(consensus.label[1], 0U) << "of tied labels the lowest wins";
  EXPECT_EQ(consensus.diagnostics.n_ties, 1U);
}

}  // namespace
}  // namespace crowdvote
