#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/mv.hpp>

#include <cstdint>

namespace crowdvote {

Consensus run_strategy(const AggregationInput& input, const MvOptions& options, const RunControl& control) {
  check_result_fits(input, control);
  Consensus consensus;
  make_undefined(consensus, input.votes.n_observations(), control);
  consensus.validity = {.theta_acc = options.min_share,
                        .inclusive = true,
                        .min_votes = static_cast<std::size_t>(options.min_votes)};
  consensus.diagnostics.n_ties = vote_on_all<std::uint32_t>(
      input, control, [](UserId) { return 1U; }, kNoExtraVote<std::uint32_t>,
      [&](ObservationId i, const auto& winner) { set_observation(consensus, i, winner); });
  return consensus;
}

}  // namespace crowdvote
