#pragma once

/// Names that are likely to be one.

#include <crowdvote/finding.hpp>
#include <crowdvote/name_table.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace crowdvote {

/// Names of the table that only their spelling tells from another: numbers, and other texts. Names that are
/// written the plainest way, as 17 or user17, are looked at and no more. Labels that are words for "no answer"
/// are left out.
/// \param of "labels", "users" or "observations"; only labels can be joined by an option
/// \param first twins of two names with smaller ids are left out
[[nodiscard]] std::vector<Finding> find_twins(const NameTable& names, std::string_view of,
                                              std::uint32_t first = 0);

}  // namespace crowdvote
