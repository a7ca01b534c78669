#pragma once

#include <crowdvote/statistics.hpp>

namespace crowdvote {

[[nodiscard]] Agreement measure_agreement(const VoteMatrix& votes);

}  // namespace crowdvote
