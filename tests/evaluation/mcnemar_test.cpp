#include <crowdvote/mcnemar.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <cmath>

#include <gtest/gtest.h>

namespace crowdvote {
namespace {

TEST(McNemarTest, equals_the_binomial_by_hand) {
  EXPECT_DOUBLE_EQ(mcnemar_test(0, 0).p_value, 1.0);
  EXPECT_DOUBLE_EQ(mcnemar_test(3, 3).p_value, 1.0);
  EXPECT_NEAR(mcnemar_test(0, 5).p_value, 2.0 / 32, 1e-15);
  // P(X <= 2) of 10 coins = (1 + 10 + 45) / 1024
  EXPECT_NEAR(mcnemar_test(2, 8).p_value, 112.0 / 1024, 1e-15);
  EXPECT_NEAR(mcnemar_test(8, 2).p_value, 112.0 / 1024, 1e-15);
  EXPECT_NEAR(mcnemar_test(1, 2).p_value, 1.0, 1e-15);
}

TEST(McNemarTest, equals_scipy_for_large_counts) {
  // scipy.stats.binomtest(k, n).pvalue of scipy 1.10.1
  EXPECT_NEAR(mcnemar_test(59, 121).p_value / 4.4344492637551645e-06, 1, 1e-6);
  EXPECT_NEAR(mcnemar_test(4900, 5100).p_value / 0.046585527704947234, 1, 1e-6);
  EXPECT_NEAR(mcnemar_test(499000, 501000).p_value / 0.045608299865389515, 1, 1e-6);
  EXPECT_NEAR(mcnemar_test(100, 900).p_value / 1.3403435580012363e-161, 1, 1e-6);
}

TEST(McNemarTest, does_not_overflow_where_the_answer_is_certain) {
  EXPECT_EQ(mcnemar_test(0, 5000000).p_value, 0.0);
  EXPECT_LE(mcnemar_test(2499999, 2500000).p_value, 1.0);
  EXPECT_GT(mcnemar_test(2499999, 2500000).p_value, 0.99);
}

TEST(CompareAccuracies, counts_on_each_subset_who_alone_is_right_and_takes_an_invalid_label_as_wrong) {
  // Observations with one vote, two equal votes, and twice two different votes.
  const VoteMatrix votes({0, 1, 3, 5, 7}, {0, 0, 1, 0, 1, 0, 1}, {0, 1, 1, 0, 1, 1, 0}, 2, 2);
  const std::vector<LabelId> truth{0, 1, 0, 1};
  const EvaluationSets sets = find_evaluation_sets(votes, truth);
  const std::vector<LabelId> first_label{0, 1, 0, 0};
  const std::vector<LabelId> second_label{0, 1, 1, 1};
  const std::vector<std::uint8_t> all_valid{1, 1, 1, 1};
  const std::vector<std::uint8_t> first_invalid{0, 1, 1, 1};
  const GradedLabels first{first_label, all_valid, truth, sets, 2, votes.view()};
  const GradedLabels second{second_label, first_invalid, truth, sets, 2, votes.view()};
  const auto tests = compare_accuracies(first, second);
  EXPECT_EQ(tests[0].only_first, 2U);
  EXPECT_EQ(tests[0].only_second, 1U);
  EXPECT_EQ(tests[1].only_first, 1U);
  EXPECT_EQ(tests[2].only_first, 1U);
  EXPECT_EQ(tests[2].only_second, 1U);
  EXPECT_EQ(tests[2].p_value, 1.0);
}

}  // namespace
}  // namespace crowdvote
