#include "strategies/dawid_skene_model.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/wds.hpp>

namespace crowdvote {

Consensus run_strategy(const AggregationInput& input, const WdsOptions& options, const RunControl& control) {
  DawidSkeneModel model(input, options.dawid_skene, control, WdsOptions::kDescription.name);
  Consensus consensus;
  consensus.diagnostics = model.run();
  const auto cast_votes = [&](ObservationId i, Ballot<double>& ballot) {
    for (VoteIndex v = input.votes.votes_begin(i); v < input.votes.votes_end(i); ++v) {
      const PlaceIndex place = model.truths().place_of_vote()[v] - model.truths().begin(i);
      ballot.add(input.votes.label_of_vote()[v], model.theta(model.cells().cell_of_vote(i, v, place)));
    }
  };
  decide_by_shares(input, input.gold_of_observation, cast_votes, control, consensus);
  consensus.validity = {.theta_acc = options.dawid_skene.theta_acc};
  model.report_users(consensus);
  return consensus;
}

}  // namespace crowdvote
