#pragma once

/// The search for pairs of users who never contradict each other. \see CopyingPair

#include <crowdvote/copying.hpp>

#include <cstddef>
#include <vector>

namespace crowdvote {

struct FoundPairs {
  std::vector<CopyingPair> pairs;  ///< in ascending order of p
  std::size_t n_tested = 0;        ///< pairs with enough common observations
  std::size_t observations_left_out = 0;
};

[[nodiscard]] FoundPairs find_copying_pairs(const VotesView& votes, const CopyingOptions& options,
                                            const RunControl& control);

}  // namespace crowdvote
