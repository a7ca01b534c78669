#include "core/counter_random.hpp"
#include "strategies/model_crowd.hpp"
#include <crowdvote/strategies/mace.hpp>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(Mace, EqualsItsSlowTwinAfterAFixedNumberOfRounds) {
  with_model_crowds(4, [](const ModelCrowd& crowd, Support support) {
    for (const int restarts : {0, 3}) {
      SCOPED_TRACE(testing::Message() << "restarts " << restarts);
      const MaceOptions options{.max_iterations = 8, .restarts = restarts, .support = support};
      const slow::Mace twin{.max_iterations = 8, .restarts = restarts, .support = support};
      expect_equals_twin(run_strategy(crowd.input(), options, {.n_threads = 2}),
                         slow::mace(crowd.crowd(), twin));
    }
  });
}

TEST(Mace, StopsWhereItsSlowTwinDoesIfAToleranceIsGiven) {
  with_each_shape([](const ModelCrowd& crowd) {
    expect_equals_twin(run_strategy(crowd.input(), MaceOptions{.tolerance = 1e-3}, {}),
                       slow::mace(crowd.crowd(), {.tolerance = 1e-3}), 1e-6);
  });
}

TEST(Mace, HasRandomStartsThatDependOnNamesAndNotOnIds) {
  slow::Crowd crowd = random_model_crowd(3);
  for (std::uint64_t u = 0; u < crowd.n_users; ++u) crowd.user_hash.push_back(mix_bits(u + 100));
  const slow::Result twin = slow::mace(crowd, {.restarts = 5});
  const std::vector<std::uint64_t> user_hash = crowd.user_hash;
  const ModelCrowd model(crowd);
  AggregationInput input = model.input();
  input.draws.of_user = user_hash;
  expect_equals_twin(run_strategy(input, MaceOptions{.restarts = 5}, {}), twin);
}

}  // namespace
}  // namespace crowdvote
