#pragma once

/// Counts that were mistaken for votes: {observation: {label: count}} instead of {observation: {user:
/// label}}.

#include <crowdvote/crowd_data.hpp>
#include <crowdvote/finding.hpp>

#include <vector>

namespace crowdvote {

/// Reports counts if few users give only numbers and one of these holds: the users are words for answers, the
/// numbers of each observation have the same sum, or users agree less often than by chance (a label with many
/// votes leaves few for the others).
/// REQUIRES: one process has all votes
[[nodiscard]] std::vector<Finding> find_counts(const CrowdData& data);

}  // namespace crowdvote
