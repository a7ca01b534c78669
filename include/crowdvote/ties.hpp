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
  bool holds_truth;      ///< whether one of them is the truth
};

/// The observations of `graded` with a truth, a label, and a final ballot (see Ballots) in which at least two
/// labels have the largest weight; in the order of observations.
/// \param input as the strategy was given it
[[nodiscard]] std::vector<Tie> find_ties(const AggregationInput& input, const Consensus& consensus,
                                         const GradedLabels& graded);

/// Fills the three ...accuracy_ties of each subset. An invalid observation is wrong under any tie rule, so
/// its ties count only in label_accuracy_ties. The bounds of an undefined accuracy stay empty.
void add_tie_bounds(Evaluation& evaluation, const GradedLabels& graded, std::span<const Tie> ties);

}  // namespace crowdvote
