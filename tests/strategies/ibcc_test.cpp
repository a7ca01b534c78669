#include "strategies/model_crowd.hpp"
#include "strategies/special_functions.hpp"
#include <crowdvote/strategies/ibcc.hpp>

#include <cmath>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(Ibcc, EqualsItsSlowTwinAfterAFixedNumberOfRounds) {
  with_model_crowds(6, [](const ModelCrowd& crowd, Support support) {
    const slow::Ibcc twin{
        .max_iterations = 8, .tolerance = 0, .prior_right = 3, .prior_wrong = 0.5, .support = support};
    const IbccOptions options{
        .max_iterations = 8, .tolerance = 0, .prior_right = 3, .prior_wrong = 0.5, .support = support};
    expect_equals_twin(run_strategy(crowd.input(), options, {.n_threads = 2}),
                       slow::ibcc(crowd.crowd(), twin));
  });
}

TEST(Ibcc, StopsWhereItsSlowTwinDoes) {
  with_each_shape([](const ModelCrowd& crowd) {
    expect_equals_twin(run_strategy(crowd.input(), IbccOptions{}, {}), slow::ibcc(crowd.crowd()), 1e-6);
  });
}

TEST(Ibcc, DoesItsFirstRoundAsByHand) {
  // One user, one vote for each of two labels: q starts at 1 on the vote, so a(k, .) is 5 on the diagonal, 1
  // elsewhere, and psi(2) of both classes cancels: q(y) / q(other) = exp(psi(5) - psi(1)), psi(5) - psi(1) =
  // 25/12.
  const ModelCrowd crowd({.n_observations = 2, .n_users = 1, .n_labels = 2, .votes = {{0, 0, 0}, {1, 0, 1}}});
  const Consensus consensus = run_strategy(crowd.input(), IbccOptions{.max_iterations = 1}, {});
  ASSERT_TRUE(consensus.probabilities);
  const double q = 1 / (1 + std::exp(-25.0 / 12));
  EXPECT_NEAR(consensus.probabilities->values_of(0)[0], q, 1e-12);
  EXPECT_NEAR(consensus.users.values<double>(kSkillColumn)[0], (4 + q) / 6, 1e-12);
}

}  // namespace
}  // namespace crowdvote
