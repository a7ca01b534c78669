#pragma once

/// Votes that are odd by who votes on what: rows and members that are no votes, columns that were swapped, a file that was cut.

#include "io/names/name_findings.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/finding.hpp>

#include <vector>

namespace crowdvote {

/// Most of these end at the first vote that is as votes are. REQUIRES: one process has all votes
[[nodiscard]] std::vector<Finding> find_odd_votes(const CrowdData& data, const VotesOrigin& origin);

}  // namespace crowdvote
