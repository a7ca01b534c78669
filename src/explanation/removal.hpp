#pragma once

/// Finds the votes without which an outcome would differ.

#include <crowdvote/explain.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace crowdvote {

/// Indexes into Explanation::votes, in ascending order, of votes that are removed together.
using LeftOut = std::vector<std::size_t>;

/// Returns the outcome for each set of removed votes.
using OutcomesWithout = std::function<std::vector<Outcome>(std::span<const LeftOut>)>;

/// Finds the fewest votes whose removal changes the label or its validity; among sets of equal size, the
/// first in the order of the votes. Tries all combinations, up to kMostVotesSearched votes and `most_tries`
/// tries. Beyond these limits, a greedy search removes the votes for the leader or those against it, the most
/// influential ones first, and then restores those that need not be removed. Returns nothing if this does not
/// change the outcome.
[[nodiscard]] std::optional<Removal> smallest_removal(const Explanation& card,
                                                      const OutcomesWithout& outcomes_without,
                                                      std::size_t most_tries);

/// The same, based on the weights of the votes.
[[nodiscard]] std::optional<Removal> smallest_removal(const Explanation& card, const WeightSearch& search);

}  // namespace crowdvote
