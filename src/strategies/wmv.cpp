#include "strategies/known_users.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategies/wmv.hpp>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace crowdvote {

namespace {

std::vector<double> weights_of_users(const AggregationInput& input, double default_weight) {
  std::vector<double> weight(input.votes.n_users(), default_weight);
  for (std::size_t user = 0; user < input.weight_of_user.size(); ++user) {
    const double given = input.weight_of_user[user];
    if (std::isnan(given)) continue;
    if (given < 0 || std::isinf(given)) {
      throw OptionError(
          fmt::format("weight {} of user number {}: expected a finite number of at least 0", given, user));
    }
    weight[user] = given;
  }
  return weight;
}

}  // namespace

SideInputs needed_inputs(const WmvOptions& options) { return {.weights = !options.default_weight}; }

void fill_defaults(WmvOptions& options) { options.default_weight = options.default_weight.value_or(0); }

Consensus run_strategy(const AggregationInput& input, const WmvOptions& options, const RunControl& control) {
  check_result_fits(input, control, input.votes.n_users() * sizeof(double));
  Consensus consensus;
  make_undefined(consensus, input.votes.n_observations(), control);
  constexpr double kAlwaysHolds = -std::numeric_limits<double>::infinity();
  consensus.validity = {options.theta_conf.value_or(kAlwaysHolds), options.theta_acc.value_or(kAlwaysHolds),
                        options.inclusive};
  if (input.known) {
    vote_with_known_weights(input, control, consensus);
    return consensus;
  }
  std::vector<double> weight = weights_of_users(input, options.default_weight.value_or(0));
  consensus.diagnostics.n_ties = vote_on_all<double>(
      input, control, WeightOfUser(weight), kNoExtraVote<double>,
      [&](ObservationId i, const auto& winner) { set_observation(consensus, i, winner); });
  if (input.wants_model) consensus.model = model_of_values(weight, options.default_weight.value_or(0));
  consensus.users.add(kWeightColumn, "Weight of a vote of the user", std::move(weight));
  return consensus;
}

}  // namespace crowdvote
