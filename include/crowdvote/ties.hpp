#pragma once

/// How much of an accuracy depends on the tie rule.

#include <crowdvote/consensus.hpp>
#include <crowdvote/evaluate.hpp>
#include <crowdvote/ids.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

/// A judged observation whose label was chosen by the tie rule.
struct Tie {
  ObservationId observation;
  std::uint32_t n_tied;  ///< labels within kEpsilon * max(1, top) of the top weight; at least 2
  bool holds_truth;      ///< one of them is the truth
};

/// The observations of `graded` that have a truth, a label, and a final ballot (see Ballots) in which at least two
/// labels have the top weight. In the order of observations.
/// \param input as the strategy was given it
[[nodiscard]] std::vector<Tie> find_ties(const AggregationInput& input, const Consensus& consensus,
                                         const GradedLabels& graded);

/// Fills the accuracies' ties. An invalid observation is wrong under any tie rule, so it counts only in
/// label_accuracy_ties. Empty for an accuracy over nothing.
void add_tie_bounds(Evaluation& evaluation, const GradedLabels& graded, std::span<const Tie> ties);

}  // namespace crowdvote
