#pragma once

/// How much of an accuracy is owed to the tie rule.

#include <crowdvote/consensus.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/ids.hpp>

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace crowdvote {

struct PlantnetOptions;

/// A judged observation whose label was chosen by the tie rule.
struct Tie {
  ObservationId observation;
  std::uint32_t n_tied;  ///< labels within kEpsilon * max(1, top) of the top weight; at least 2
  bool holds_truth;      ///< one of them is the truth
};

/// The AI's part in the weighted vote that decided the labels.
struct AiBallot {
  double weight = 0;
  double lowest_score =
      -std::numeric_limits<double>::infinity();  ///< it votes where its score is at least this
  bool votes = false;                            ///< false: it took no part
};

/// The AI's part under plantnet: none under ignore and invalidate, its learnt weight under user, ai_weight
/// under fixed, and under confident where the score is high enough.
[[nodiscard]] AiBallot ai_ballot(const PlantnetOptions& options, const Consensus& consensus);

/// The observations of `graded` that have a truth, a label, and at least two labels with the top weight under
/// the consensus' final weights (each vote weighs 1 where the strategy estimates no weights). In the order of
/// observations.
/// \param input the votes and, if the AI took part, its labels and scores, as the strategy was given them
[[nodiscard]] std::vector<Tie> find_ties(const AggregationInput& input, const Consensus& consensus,
                                         const AiBallot& ai, const GradedLabels& graded);

/// Fills the accuracies' ties. An invalid observation is wrong under any tie rule, so it counts only in
/// label_accuracy_ties. Empty for an accuracy over nothing.
void add_tie_bounds(Evaluation& evaluation, const GradedLabels& graded, std::span<const Tie> ties);

}  // namespace crowdvote
