#pragma once

/// Names that are probably the same.

#include <crowdvote/finding.hpp>
#include <crowdvote/name_table.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace crowdvote {

/// How those names in a table that are not integers are spelled.
enum class Spelling : std::uint8_t {
  plain,  ///< a letter and otherwise what folding leaves unchanged: nothing is odd
  /// All are unchanged by folding and not numbers, so no two are twins: at least one of two twins changes.
  lower,
  mixed
};
[[nodiscard]] Spelling spelling_of(const NameTable& names);

/// Finds names in the table that differ from another only in spelling: numbers and other texts. Names in the
/// plainest spelling, such as 17 or user17, cost only a look. Labels that are words for "no answer" are left
/// out. Needed only if the spelling is mixed.
/// \param of "labels", "users" or "observations"; only labels can be joined by an option
/// \param first twins of two names with smaller ids are left out
[[nodiscard]] std::vector<Finding> find_twins(const NameTable& names, std::string_view of,
                                              std::uint32_t first = 0);

/// By name, a hash of what twins have in common. Whole numbers have a hash as well, as a text may be another
/// spelling of one.
[[nodiscard]] std::vector<std::uint64_t> twin_hashes(const NameTable& names);

}  // namespace crowdvote
