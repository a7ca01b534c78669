#include "evaluation/random_labels.hpp"
#include "support/estimates.hpp"
#include <crowdvote/strategy_table.hpp>
#include <crowdvote/ties.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crowdvote {
namespace {

using testing_support::random_labels;
using testing_support::RandomLabels;

/// Observations: one vote; 1 against 1; 2 against 1; 1 against 1 against 1; 1 against 1, invalid; all judged.
struct Sample {
  VoteMatrix votes{
      {0, 1, 3, 6, 9, 11}, {0, 0, 1, 0, 1, 2, 0, 1, 2, 0, 1}, {0, 0, 1, 0, 0, 1, 0, 1, 2, 0, 1}, 3, 4};
  std::vector<LabelId> truth{0, 1, 0, 0, 0};
  Consensus consensus;
  EvaluationSets sets = find_evaluation_sets(votes, truth);

  Sample() {
    consensus.label = {0, 0, 0, 0, 0};
    consensus.valid = {1, 1, 1, 1, 0};
  }
  [[nodiscard]] GradedLabels graded() const {
    return {consensus.label, consensus.valid, truth, sets, 4, votes.view()};
  }
  [[nodiscard]] std::vector<Tie> ties(const AiPart& ai = {}, std::span<const LabelId> ai_labels = {},
                                      std::span<const double> ai_scores = {}) const {
    Consensus with_ai = consensus;
    with_ai.ai = ai;
    return find_ties(
        {.votes = votes, .ai_label_of_observation = ai_labels, .ai_score_of_observation = ai_scores}, with_ai,
        graded());
  }
};

std::vector<ObservationId> observations(const std::vector<Tie>& ties) {
  std::vector<ObservationId> ids;
  for (const Tie& tie : ties) ids.push_back(tie.observation);
  return ids;
}

TEST(FindTies, finds_exact_ties_of_equal_votes) {
  const auto ties = Sample().ties();
  ASSERT_THAT(observations(ties), testing::ElementsAre(1, 3, 4));
  EXPECT_EQ(ties[0].n_tied, 2U);
  EXPECT_EQ(ties[1].n_tied, 3U);
  EXPECT_TRUE(ties[0].holds_truth);
}

TEST(FindTies, weighs_votes_by_the_final_weights) {
  Sample s;
  set_weights(s.consensus, {1.0, 1.0 + 0.5e-9, 2.0});
  // Observation 1: within epsilon. 2: users 0 + 1 against 2. 3: user 2 leads.
  EXPECT_THAT(observations(s.ties()), testing::ElementsAre(1, 2, 4));
  set_weights(s.consensus, {1.0, 1.1, 2.0});
  EXPECT_THAT(observations(s.ties()), testing::IsEmpty());
}

TEST(FindTies, an_undefined_label_was_chosen_by_no_tie_rule) {
  Sample s;
  s.consensus.label[3] = kNoLabel;
  EXPECT_THAT(observations(s.ties()), testing::ElementsAre(1, 4));
}

TEST(FindTies, the_ai_breaks_and_makes_ties_where_it_votes) {
  const Sample s;
  const std::vector<LabelId> labels{3, 1, 1, kNoLabel, 0};
  const std::vector<double> scores{0.9, 0.9, 0.7, 0.9, 0.1};
  const AiPart always{.role = AiPart::Role::votes, .weight = 1.0};
  EXPECT_THAT(observations(s.ties(always, labels)), testing::ElementsAre(0, 2, 3));
  const AiPart confident{.role = AiPart::Role::votes, .weight = 1.0, .lowest_score = 0.7};
  EXPECT_THAT(observations(s.ties(confident, labels, scores)), testing::ElementsAre(0, 2, 3, 4));
  EXPECT_THAT(observations(s.ties({}, labels, scores)), testing::ElementsAre(1, 3, 4));
}

TEST(AddTieBounds, of_a_worked_example) {
  const Sample s;
  Evaluation e = evaluate(s.graded());
  add_tie_bounds(e, s.graded(), s.ties());
  // Currently right: observations 0, 2, 3 of 5. Ties among the valid: 1 (probability 1/2) and 3 (1/3).
  const TieBounds& accuracy = *e.subsets[0].accuracy_ties;
  EXPECT_EQ(accuracy.count, 2U);
  EXPECT_DOUBLE_EQ(accuracy.lowest, 2.0 / 5);
  EXPECT_DOUBLE_EQ(accuracy.expected, (2 + 1.0 / 2 + 1.0 / 3) / 5);
  EXPECT_DOUBLE_EQ(accuracy.highest, 4.0 / 5);
  // Observation 4 is not valid, but the tie rule gives it a label.
  const TieBounds& label_accuracy = *e.subsets[0].label_accuracy_ties;
  EXPECT_EQ(label_accuracy.count, 3U);
  EXPECT_DOUBLE_EQ(label_accuracy.lowest, 2.0 / 5);
  EXPECT_DOUBLE_EQ(label_accuracy.highest, 1.0);
  EXPECT_DOUBLE_EQ(e.subsets[0].valid_accuracy_ties->highest, 1.0);
  EXPECT_EQ(e.subsets[2].accuracy_ties->count, 2U);
}

TEST(AddTieBounds, without_ties_all_bounds_are_the_accuracy_and_over_nothing_there_are_none) {
  Sample s;
  set_weights(s.consensus, {1.0, 1.1, 2.0});
  s.consensus.valid.assign(5, 0);
  Evaluation e = evaluate(s.graded());
  add_tie_bounds(e, s.graded(), s.ties());
  EXPECT_EQ(e.subsets[0].label_accuracy_ties->lowest, *e.subsets[0].label_accuracy);
  EXPECT_EQ(e.subsets[0].label_accuracy_ties->expected, *e.subsets[0].label_accuracy);
  EXPECT_EQ(e.subsets[0].label_accuracy_ties->highest, *e.subsets[0].label_accuracy);
  EXPECT_FALSE(e.subsets[0].valid_accuracy_ties.has_value());
}

/// Majority votes with every tie resolved in a given way, graded accordingly.
double accuracy_with_ties(const RandomLabels& r, bool for_us) {
  std::size_t n = 0;
  std::size_t correct = 0;
  for (ObservationId i = 0; i < r.truth.size(); ++i) {
    if (r.truth[i] == kNoLabel || r.votes.n_votes_of(i) == 0) continue;
    std::map<LabelId, int> counts;
    for (const LabelId k : r.votes.labels_of(i)) ++counts[k];
    int top = 0;
    for (const auto& [k, count] : counts) top = std::max(top, count);
    std::size_t n_top = 0;
    for (const auto& [k, count] : counts) n_top += count == top ? 1U : 0U;
    const bool truth_is_top = counts.contains(r.truth[i]) && counts[r.truth[i]] == top;
    ++n;
    if (truth_is_top && (n_top == 1 || for_us)) ++correct;
  }
  return static_cast<double>(correct) / static_cast<double>(n);
}

TEST(AddTieBounds, equals_majority_votes_with_ties_resolved_against_and_for_us) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    RandomLabels r = random_labels(seed, 300, 5);
    Consensus consensus;
    consensus.label.assign(r.truth.size(), kNoLabel);
    for (ObservationId i = 0; i < r.truth.size(); ++i) {
      std::map<LabelId, int> counts;
      for (const LabelId k : r.votes.labels_of(i)) ++counts[k];
      int top = 0;
      for (const auto& [k, count] : counts) {
        if (count <= top) continue;
        top = count;
        consensus.label[i] = k;
      }
    }
    consensus.valid.assign(r.truth.size(), 1);
    const EvaluationSets sets = find_evaluation_sets(r.votes, r.truth);
    const GradedLabels graded{consensus.label, consensus.valid, r.truth, sets, r.n_labels, r.votes.view()};
    Evaluation e = evaluate(graded);
    add_tie_bounds(e, graded, find_ties({.votes = r.votes}, consensus, graded));
    const TieBounds& ties = *e.subsets[0].accuracy_ties;
    EXPECT_NEAR(ties.lowest, accuracy_with_ties(r, false), 1e-12);
    EXPECT_NEAR(ties.highest, accuracy_with_ties(r, true), 1e-12);
    EXPECT_LE(ties.lowest, ties.expected);
    EXPECT_LE(ties.expected, ties.highest);
  }
}

TEST(FindTies, finds_as_many_as_the_strategy_reports) {
  std::size_t n_ties = 0;
  for (unsigned seed = 0; seed < 5; ++seed) {
    const RandomLabels r = random_labels(seed, 400, 4);
    const std::vector<LabelId> truth(r.truth.size(), 0);
    std::vector<double> scores;
    for (ObservationId i = 0; i < truth.size(); ++i) scores.push_back((i * 7 + seed) % 11 / 10.0);
    const AggregationInput input{
        .votes = r.votes, .ai_label_of_observation = r.label, .ai_score_of_observation = scores};
    const EvaluationSets sets = find_evaluation_sets(truth);
    for (const char* spec :
         {"mv", "wawa", "plantnet", "plantnet:ai-strategy=user", "plantnet:ai-strategy=fixed",
          "plantnet:ai-strategy=invalidate", "plantnet:ai-strategy=confident"}) {
      const StrategyOptions options = parse_strategy(spec);
      const Consensus consensus = aggregate(input, options);
      const GradedLabels graded{consensus.label, consensus.valid, truth, sets, r.n_labels};
      EXPECT_EQ(find_ties(input, consensus, graded).size(), consensus.diagnostics.n_ties) << spec;
      n_ties += consensus.diagnostics.n_ties;
    }
  }
  EXPECT_GT(n_ties, 100U);
}

}  // namespace
}  // namespace crowdvote
