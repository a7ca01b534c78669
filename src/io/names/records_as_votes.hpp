#pragma once

/// Tables that were taken for votes: users that are the fields of records, or observations that are columns.

#include "io/names/name_findings.hpp"
#include <crowdvote/crowd_data.hpp>
#include <crowdvote/finding.hpp>

#include <string>
#include <vector>

namespace crowdvote {

/// Words for columns of at least two kinds (observation, user, label) among the names, one of each kind;
/// empty if there are fewer.
[[nodiscard]] std::vector<std::string> fields_among(const NameTable& names);

/// \param users, observations those to be looked at
/// \param are_numbers whether all observations are whole numbers
[[nodiscard]] std::vector<Finding> find_records(const CrowdData& data, const VotesOrigin& origin,
                                                const NameTable& users, const NameTable& observations,
                                                bool are_numbers);

}  // namespace crowdvote
