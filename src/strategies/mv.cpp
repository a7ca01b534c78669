#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/mv.hpp>

namespace crowdvote {

Consensus run_strategy(const AggregationInput& input, const MvOptions& options, const RunControl& control) {
  check_result_fits(input, control);
  Consensus consensus;
  make_undefined(consensus, input.votes.n_observations(), control);
  consensus.validity = {.theta_acc = options.min_share,
                        .inclusive = true,
                        .min_votes = static_cast<std::size_t>(options.min_votes)};
  majority_vote(input, control, consensus);
  return consensus;
}

}  // namespace crowdvote
