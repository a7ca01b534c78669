#pragma once

/// Dense 32-bit ids. Names are kept in a NameTable; the library works on ids.

#include <cstdint>
#include <limits>

namespace crowdvote {

using ObservationId = std::uint32_t;  ///< row of the vote matrix, in the order of the input
using UserId = std::uint32_t;         ///< in the order of first appearance in the votes
using LabelId = std::uint32_t;        ///< in the order of first appearance; VotesView has their ranks
using VoteIndex = std::uint32_t;      ///< position of a vote in the flat arrays of a VoteMatrix

inline constexpr std::uint32_t kNoId = std::numeric_limits<std::uint32_t>::max();
inline constexpr UserId kNoUser = kNoId;    ///< no such user: an unknown author
inline constexpr LabelId kNoLabel = kNoId;  ///< no label: an abstention, an undefined consensus, no truth

}  // namespace crowdvote
