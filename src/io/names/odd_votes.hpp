#pragma once

/// Votes whose combination of users, observations and labels is odd: rows and members that are not votes,
/// swapped columns, a truncated file.

#include "io/names/name_findings.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/finding.hpp>

#include <vector>

namespace crowdvote {

/// Most of these checks stop at the first vote that looks ordinary. REQUIRES: one process has all votes
[[nodiscard]] std::vector<Finding> find_odd_votes(const CrowdData& data, const VotesOrigin& origin);

}  // namespace crowdvote
