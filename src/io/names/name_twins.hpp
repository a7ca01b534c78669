#pragma once

/// Names that are likely to be one.

#include <crowdvote/finding.hpp>
#include <crowdvote/name_table.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace crowdvote {

/// How the names of a table are spelled that are no integers.
enum class Spelling : std::uint8_t {
  plain,  ///< a letter and what else is its own fold: nothing is odd
  lower,  ///< all are their own folds and no numbers, so that no two are twins: of twins at least one is not
  mixed
};
[[nodiscard]] Spelling spelling_of(const NameTable& names);

/// Names of the table that only their spelling tells from another: numbers, and other texts. Names that are
/// written the plainest way, as 17 or user17, are looked at and no more. Labels that are words for "no answer"
/// are left out. To be asked where the spelling is mixed.
/// \param of "labels", "users" or "observations"; only labels can be joined by an option
/// \param first twins of two names with smaller ids are left out
[[nodiscard]] std::vector<Finding> find_twins(const NameTable& names, std::string_view of,
                                              std::uint32_t first = 0);

/// By name, a hash of what twins have in common. Whole numbers have one, too: a text may be one in another spelling.
[[nodiscard]] std::vector<std::uint64_t> twin_hashes(const NameTable& names);

}  // namespace crowdvote
