#pragma once

/// The votes without which an outcome is another.

#include <crowdvote/explain.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace crowdvote {

/// Places in Explanation::votes that are left out together, in ascending order.
using LeftOut = std::vector<std::size_t>;

/// The outcomes without each of these.
using OutcomesWithout = std::function<std::vector<Outcome>(std::span<const LeftOut>)>;

/// The fewest votes whose removal changes label or validity, of equally many the first in the order of the votes:
/// by trying all, up to kMostVotesSearched votes and `most_tries` tries. Beyond, a greedy search takes the votes
/// for the leader or those against, the loudest first, and then puts back those that need not be taken. Nothing if
/// that changes nothing.
[[nodiscard]] std::optional<Removal> smallest_removal(const Explanation& card,
                                                      const OutcomesWithout& outcomes_without,
                                                      std::size_t most_tries);

/// The same by the weights of the votes.
[[nodiscard]] std::optional<Removal> smallest_removal(const Explanation& card, const WeightSearch& search);

}  // namespace crowdvote
