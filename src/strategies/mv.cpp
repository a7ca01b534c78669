#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/mv.hpp>

namespace crowdvote {

Consensus run_strategy(const AggregationInput& input, const MvOptions& /*options*/,
                       const RunControl& control) {
  check_result_fits(input, control);
  Consensus consensus;
  make_undefined(consensus, input.votes.n_observations(), control);
  majority_vote(input, control, consensus);
  return consensus;
}

}  // namespace crowdvote
