#include "strategies/known_users.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/gold_mv.hpp>

#include <limits>
#include <vector>

#include <Eigen/Core>

namespace crowdvote {

namespace {

/// The weights of the users; NaN without votes.
std::vector<double> weights_by_gold(const AggregationInput& input, double default_weight) {
  const std::size_t n_users = input.votes.n_users();
  Eigen::ArrayXi n_on_gold = Eigen::ArrayXi::Zero(static_cast<Eigen::Index>(n_users));
  Eigen::ArrayXi n_right = Eigen::ArrayXi::Zero(n_on_gold.size());
  for (ObservationId i = 0; i < input.gold_of_observation.size(); ++i) {
    const LabelId gold = input.gold_of_observation[i];
    if (gold == kNoLabel) continue;
    const auto users = input.votes.users_of(i);
    const auto labels = input.votes.labels_of(i);
    for (std::size_t v = 0; v < users.size(); ++v) {
      ++n_on_gold[users[v]];
      n_right[users[v]] += labels[v] == gold ? 1 : 0;
    }
  }
  std::vector<double> weight(n_users, std::numeric_limits<double>::quiet_NaN());
  for (const UserId user : input.votes.user_of_vote()) {
    const bool is_known = n_on_gold[user] > 0;
    weight[user] = is_known ? static_cast<double>(n_right[user]) / n_on_gold[user] : default_weight;
  }
  return weight;
}

}  // namespace

Consensus run_strategy(const AggregationInput& input, const GoldMvOptions& options,
                       const RunControl& control) {
  constexpr std::size_t kBytesOfUser = 2 * sizeof(int) + 2 * sizeof(double);
  check_result_fits(input, control, input.votes.n_users() * kBytesOfUser);
  const std::vector<double> weight =
      input.known ? values_of_users(input) : weights_by_gold(input, options.default_weight);
  Consensus consensus;
  decide_by_shares(input, input.gold_of_observation, cast_with_weights_of_users(input, weight), control,
                   consensus);
  consensus.diagnostics.is_tested = false;
  if (input.wants_model) consensus.model = model_of_values(weight, options.default_weight);
  for (const std::string_view name : {kWeightColumn, kSkillColumn}) {
    consensus.users.add(name, "Share of the user's votes on gold labels that are right", weight);
  }
  return consensus;
}

}  // namespace crowdvote
