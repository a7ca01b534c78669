#include "strategies/ebcc_model.hpp"
#include "strategies/posterior.hpp"
#include <crowdvote/strategies/ebcc.hpp>

#include <limits>
#include <string>
#include <utility>

namespace crowdvote {

Consensus run_strategy(const AggregationInput& input, const EbccOptions& options, const RunControl& control) {
  EbccModel model(input, options, control);
  const int n_restarts = model.n_labels() > 1 ? options.restarts : 1;
  double largest_bound = -std::numeric_limits<double>::infinity();
  Diagnostics diagnostics;
  for (int restart = 0; restart < n_restarts; ++restart) {
    model.start(restart);
    Diagnostics of_restart = run_learning(model, options.max_iterations, options.tolerance, input, control);
    const double bound = n_restarts > 1 ? model.lower_bound() : 0;
    if (bound <= largest_bound) continue;
    largest_bound = bound;
    diagnostics = std::move(of_restart);
    model.keep();
  }
  Consensus consensus;
  consensus.diagnostics = std::move(diagnostics);
  model.finish(consensus);
  return consensus;
}

}  // namespace crowdvote
