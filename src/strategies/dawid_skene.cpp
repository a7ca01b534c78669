#include "strategies/dawid_skene_model.hpp"
#include <crowdvote/strategies/dawid_skene.hpp>

#include <string>

namespace crowdvote {

Consensus run_strategy(const AggregationInput& input, const DawidSkeneOptions& options,
                       const RunControl& control) {
  DawidSkeneModel model(input, options, control);
  Consensus consensus;
  consensus.diagnostics = model.run();
  consensus.users.columns.push_back({std::string(kSkillColumn),
                                     "Chance that a vote is right, the truth drawn by its frequency",
                                     model.skills()});
  consensus.confusion = model.confusion();
  model.posterior().move_to(consensus, control);
  return consensus;
}

}  // namespace crowdvote
