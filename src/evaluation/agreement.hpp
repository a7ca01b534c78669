#pragma once

#include <crowdvote/profile.hpp>

namespace crowdvote {

[[nodiscard]] Agreement measure_agreement(const VotesView& votes);

}  // namespace crowdvote
