#pragma once

/// Tables that were mistaken for votes: their users are the fields of records, or their observations are
/// columns.

#include "io/names/name_findings.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/finding.hpp>

#include <string>
#include <vector>

namespace crowdvote {

/// Returns words for columns of at least two kinds (observation, user, label) that occur among the names, one
/// of each kind; empty if there are fewer.
[[nodiscard]] std::vector<std::string> fields_among(const NameTable& names);

/// \param users, observations the names to look at
/// \param are_numbers whether all observations are whole numbers
[[nodiscard]] std::vector<Finding> find_records(const CrowdData& data, const VotesOrigin& origin,
                                                const NameTable& users, const NameTable& observations,
                                                bool are_numbers);

}  // namespace crowdvote
