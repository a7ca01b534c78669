/// Models multiply the probabilities of a few votes but add logarithms if there are many: both must agree
/// with the slow twins, which use logarithms only.

#include "strategies/factors.hpp"
#include "strategies/model_crowd.hpp"
#include <crowdvote/strategies/dawid_skene.hpp>
#include <crowdvote/strategies/ibcc.hpp>
#include <crowdvote/strategies/mace.hpp>
#include <crowdvote/strategies/one_coin.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

/// As many votes as a product can hold, one more, and so many that only logarithms can represent them;
/// numbers of labels for which loops are unrolled, and others.
std::vector<ModelShape> shapes_with_many_votes() {
  std::vector<ModelShape> shapes;
  for (const std::size_t n_users : {12U, 13U, 30U, 150U}) {
    for (const std::size_t n_labels : {2U, 4U, 7U, 10U, 17U}) {
      shapes.push_back(
          {.n_observations = 25, .n_users = n_users, .n_labels = n_labels, .n_voted = 1, .n_right = 0.5});
    }
  }
  return shapes;
}

template <class Compare>
void for_each_crowd(const Compare& compare) {
  std::uint64_t seed = 1;
  for (const ModelShape& shape : shapes_with_many_votes()) {
    for (const Support support : {Support::all, Support::voted}) {
      SCOPED_TRACE(testing::Message() << shape.n_users << " votes, " << shape.n_labels << " labels, support "
                                      << static_cast<int>(support));
      compare(ModelCrowd(random_model_crowd(seed++, shape)), support);
    }
  }
}

TEST(ManyVotes, are_the_same_to_dawid_skene_and_its_slow_twin) {
  for_each_crowd([](const ModelCrowd& crowd, Support support) {
    for (const bool hard : {false, true}) {
      const slow::DawidSkene twin{.max_iterations = 5, .tolerance = 0, .hard = hard, .support = support};
      const DawidSkeneOptions options{.max_iterations = 5, .tolerance = 0, .hard = hard, .support = support};
      expect_equals_twin(run_strategy(crowd.input(), options, {.n_threads = 2}),
                         slow::dawid_skene(crowd.crowd(), twin));
    }
  });
}

TEST(ManyVotes, are_the_same_to_one_coin_and_its_slow_twin) {
  for_each_crowd([](const ModelCrowd& crowd, Support support) {
    expect_equals_twin(
        run_strategy(crowd.input(), OneCoinOptions{.max_iterations = 5, .tolerance = 0, .support = support},
                     {}),
        slow::one_coin(crowd.crowd(), {.max_iterations = 5, .tolerance = 0, .support = support}));
  });
}

TEST(ManyVotes, are_the_same_to_ibcc_and_its_slow_twin_with_any_priors) {
  for_each_crowd([](const ModelCrowd& crowd, Support support) {
    // With the second value, a product holds two votes; with the third, not even one.
    for (const double prior_wrong : {1.0, 0.004, 1e-4}) {
      SCOPED_TRACE(prior_wrong);
      const slow::Ibcc twin{
          .max_iterations = 4, .tolerance = 0, .prior_wrong = prior_wrong, .support = support};
      const IbccOptions options{
          .max_iterations = 4, .tolerance = 0, .prior_wrong = prior_wrong, .support = support};
      expect_equals_twin(run_strategy(crowd.input(), options, {}), slow::ibcc(crowd.crowd(), twin));
    }
  });
}

TEST(ManyVotes, are_the_same_to_mace_and_its_slow_twin) {
  for_each_crowd([](const ModelCrowd& crowd, Support support) {
    expect_equals_twin(run_strategy(crowd.input(), MaceOptions{.max_iterations = 5, .support = support}, {}),
                       slow::mace(crowd.crowd(), {.max_iterations = 5, .support = support}));
  });
}

TEST(LogOfProduct, is_the_sum_of_logarithms_whatever_the_factors_are) {
  LogOfProduct product;
  double sum = 0;
  for (const double factor : {1e-280, 1e280, 3.0, 1e-90, 1e-90, 1e-90, 2e120, 0.5}) {
    for (int times = 0; times < 40; ++times) {
      product.multiply(factor);
      sum += std::log(factor);
    }
  }
  product.add_logarithm(2.5);
  EXPECT_NEAR(product.logarithm(), sum + 2.5, 1e-9);
}

}  // namespace
}  // namespace crowdvote
