#pragma once

/// Counts of votes that were taken for votes: {observation: {label: count}} instead of {observation: {user: label}}.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/finding.hpp>

#include <vector>

namespace crowdvote {

/// Told where few users say numbers alone, and the users are words for answers, or the numbers of each observation have the
/// same sum, or users agree less than by chance: who has many votes leaves few to the others.
/// REQUIRES: one process has all votes
[[nodiscard]] std::vector<Finding> find_counts(const CrowdData& data);

}  // namespace crowdvote
