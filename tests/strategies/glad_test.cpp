#include "strategies/glad_model.hpp"
#include "strategies/model_crowd.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(Glad, EqualsItsSlowTwinAfterAFixedNumberOfRounds) {
  with_model_crowds(4, [](const ModelCrowd& crowd, Support support) {
    constexpr double kGradientTolerance = 1e-11;
    const slow::Glad twin{
        .max_iterations = 5, .tolerance = 0, .gradient_tolerance = kGradientTolerance, .support = support};
    const GladOptions options{.max_iterations = 5, .tolerance = 0, .support = support};
    expect_equals_twin(run_glad(crowd.input(), options, kGradientTolerance, {.n_threads = 2}),
                       slow::glad(crowd.crowd(), twin));
  });
}

TEST(Glad, StopsWhereItsSlowTwinDoes) {
  with_each_shape([](const ModelCrowd& crowd) {
    expect_equals_twin(run_strategy(crowd.input(), GladOptions{}, {}), slow::glad(crowd.crowd()), 1e-3);
  });
}

TEST(Glad, TakesItsFirstProbabilitiesFromAbilityAndEaseOfOne) {
  // Two votes for label 0 and one for label 1 of two labels: q ~ (logistic(e)^2 logistic(-e), ...), so the
  // odds are logistic(e) / logistic(-e) = exp(e).
  const ModelCrowd crowd(
      {.n_observations = 1, .n_users = 3, .n_labels = 2, .votes = {{0, 0, 0}, {0, 1, 0}, {0, 2, 1}}});
  const Consensus consensus = run_strategy(crowd.input(), GladOptions{.max_iterations = 1}, {});
  ASSERT_TRUE(consensus.probabilities);
  EXPECT_NEAR(consensus.probabilities->values_of(0)[0], 1 / (1 + std::exp(-std::exp(1.0))), 1e-12);
  const auto skill = consensus.users.values<double>(kSkillColumn);
  EXPECT_EQ(skill[0], skill[1]);
  EXPECT_GT(skill[0], skill[2]);
}

}  // namespace
}  // namespace crowdvote
