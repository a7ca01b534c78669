#include "strategies/weighted_vote.hpp"
#include <crowdvote/errors.hpp>
#include <crowdvote/strategies/wmv.hpp>

#include <cmath>

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

void apply_thresholds(const WmvOptions& options, Consensus& consensus) {
  for (std::size_t i = 0; i < consensus.label.size(); ++i) {
    const bool conf_passes =
        !options.theta_conf || passes(consensus.conf[i], *options.theta_conf, options.inclusive);
    const bool acc_passes =
        !options.theta_acc || passes(consensus.acc[i], *options.theta_acc, options.inclusive);
    if (!conf_passes || !acc_passes) consensus.valid[i] = 0;
  }
}

}  // namespace

Consensus run_strategy(const AggregationInput& input, const WmvOptions& options, const RunControl& control) {
  check_input(input);
  Consensus consensus;
  make_undefined(consensus, input.votes.n_observations());
  consensus.users.weight = weights_of_users(input, options.default_weight);
  weighted_majority_vote(input, consensus.users.weight, control, consensus);
  if (options.theta_conf || options.theta_acc) apply_thresholds(options, consensus);
  return consensus;
}

}  // namespace crowdvote
