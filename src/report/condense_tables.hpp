#pragma once

#include <crowdvote/report.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

/// The `most` observations with the greatest weight against their label.
[[nodiscard]] std::vector<ContestedObservation> find_contested_observations(const RunOutcome& outcome,
                                                                            std::size_t most);

/// The `most` users who cast the greatest total weight.
[[nodiscard]] std::vector<InfluentialUser> find_influential_users(
    const RunOutcome& outcome, std::span<const std::uint32_t> votes_of_user, std::size_t most);

}  // namespace crowdvote
