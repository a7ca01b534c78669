#include "strategies/model_crowd.hpp"
#include <crowdvote/strategies/ebcc.hpp>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(Ebcc, EqualsItsSlowTwinAfterAFixedNumberOfRounds) {
  for (const auto& [name, shape] : model_shapes()) {
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      for (const ClassPrior class_prior : {ClassPrior::votes, ClassPrior::uniform}) {
        SCOPED_TRACE(testing::Message()
                     << name << ", seed " << seed << ", prior " << static_cast<int>(class_prior));
        const ModelCrowd crowd(random_model_crowd(seed, shape));
        const slow::Ebcc twin{.max_iterations = 5,
                              .tolerance = 0,
                              .restarts = 3,
                              .uniform_class_prior = class_prior == ClassPrior::uniform};
        const EbccOptions options{
            .max_iterations = 5, .tolerance = 0, .restarts = 3, .class_prior = class_prior};
        expect_equals_twin(run_strategy(crowd.input(), options, {.n_threads = 2}),
                           slow::ebcc(crowd.crowd(), twin));
      }
    }
  }
}

TEST(Ebcc, StopsWhereItsSlowTwinDoes) {
  slow::Crowd crowd = random_model_crowd(9, {.n_labels = 2, .n_gold = 0.2});
  give_names(crowd);
  const ModelCrowd model(crowd);
  expect_equals_twin(run_strategy(model.input(), EbccOptions{.restarts = 4}, {}),
                     slow::ebcc(crowd, {.restarts = 4}), 1e-6);
}

TEST(Ebcc, HasTheSkillsOfCertainLabelsAsByHand) {
  // Gold makes both labels certain, and the user is right on both. z of each label sums to 1 over its
  // subtypes, and for each label theta(k, k) = sum_m (0.01 + z_m) / 1.1 * (4 + z_m) / (5 + z_m). This is
  // smallest if all subtypes have 1/10, and greatest if one has everything.
  slow::Crowd crowd{.n_observations = 2, .n_users = 1, .n_labels = 2, .votes = {{0, 0, 1}, {1, 0, 0}}};
  crowd.gold = {1, 0};
  const ModelCrowd model(crowd);
  const Consensus consensus = run_strategy(model.input(), EbccOptions{.restarts = 5}, {});
  EXPECT_EQ(consensus.label, (std::vector<LabelId>{1, 0}));
  EXPECT_EQ(consensus.conf, (std::vector<double>{1, 1}));
  const double skill = consensus.users.values<double>(kSkillColumn)[0];
  EXPECT_GT(skill, 4.1 / 5.1);
  EXPECT_LT(skill, (1.01 * 5 / 6 + 9 * 0.01 * 4 / 5) / 1.1);
}

TEST(Ebcc, KeepsTheRestartWithTheLargestEvidence) {
  const ModelCrowd crowd(random_model_crowd(4, {.n_observations = 20, .n_users = 6, .n_right = 0.2}));
  const slow::Ebcc few{.max_iterations = 30, .restarts = 3};
  const slow::Ebcc many{.max_iterations = 30, .restarts = 6};
  EXPECT_GE(slow::ebcc(crowd.crowd(), many).bound, slow::ebcc(crowd.crowd(), few).bound);
  expect_equals_twin(run_strategy(crowd.input(), EbccOptions{.max_iterations = 30, .restarts = 6}, {}),
                     slow::ebcc(crowd.crowd(), many), 1e-6);
}

}  // namespace
}  // namespace crowdvote
