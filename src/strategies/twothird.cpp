#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/twothird.hpp>

#include <cstdint>

namespace crowdvote {

Consensus run_strategy(const AggregationInput& input, const TwothirdOptions& /*options*/,
                       const RunControl& control) {
  check_result_fits(input, control);
  Consensus consensus;
  consensus.validity = {.theta_acc = 2.0 / 3, .inclusive = true, .min_votes = 2};
  consensus.undefined_unless_valid = true;
  make_undefined(consensus, input.votes.n_observations(), control);
  const auto keep_if_agreed = [&](ObservationId i, const Winner<std::uint32_t>& winner) {
    const std::uint64_t top = winner.conf;
    const std::uint64_t n_votes = winner.total;
    if (n_votes < 2 || 3 * top < 2 * n_votes) return;
    set_observation(consensus, i, winner);
  };
  // Two labels cannot both have two thirds, so the tie rule never decides a label that is kept.
  vote_on_all<std::uint32_t>(
      input, control, [](UserId) { return 1U; }, kNoExtraVote<std::uint32_t>, keep_if_agreed);
  return consensus;
}

}  // namespace crowdvote
