#include "strategies/dawid_skene_model.hpp"
#include <crowdvote/strategies/dawid_skene.hpp>

namespace crowdvote {

Consensus run_strategy(const AggregationInput& input, const DawidSkeneOptions& options,
                       const RunControl& control) {
  DawidSkeneModel model(input, options, control);
  Consensus consensus;
  consensus.diagnostics = model.run();
  model.report_users(consensus);
  model.posterior().move_to(consensus, control);
  return consensus;
}

}  // namespace crowdvote
