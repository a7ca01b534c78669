#pragma once

/// wmv: weighted majority vote, with weights that the caller gives.
///
///     conf_i(k) = sum of w_u over the users u who voted k on i
///     acc_i(k)  = conf_i(k) / sum over k' of conf_i(k')
///     label_i   = argmax_k conf_i(k)
///
/// w_u is AggregationInput::weight_of_user, or default_weight if that is NaN or empty.
/// Valid: every observation with a vote; if theta_conf or theta_acc is given, those whose conf is above
/// theta_conf and whose acc is above theta_acc ("at least" with `inclusive`), where a threshold that is not
/// given is always met. If all weights on an observation are 0, its labels are tied, and conf and acc are 0.
/// Throws OptionError if a given weight is negative or not finite. Cost: O(n_votes).

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

#include <optional>

namespace crowdvote {

struct WmvOptions {
  static constexpr StrategyDescription kDescription{
      .name = "wmv",
      .summary = "Weighted majority vote, with weights from a file",
      .takes = {.weights = true},
      .gives = {.weight = true},
      .model = {.value = "weight", .range = {.lowest = 0}},
      .sharing = Sharing::by_observation,
      .aliases = {"weighted-majority-vote", "weighted-majority-voting"}};
  std::optional<double> default_weight = std::nullopt;  ///< of a user without a weight; not given: 0
  std::optional<double> theta_conf = std::nullopt;      ///< not given: always met
  std::optional<double> theta_acc = std::nullopt;       ///< not given: always met
  bool inclusive = false;                               ///< "at least" the thresholds instead of "above"
};

template <class Visitor>
void visit_options(Visitor&& visit, WmvOptions& options) {
  visit("default-weight", options.default_weight, Range{.lowest = 0},
        "Weight of a user without one of their own; left out, it is 0 and weights are needed");
  visit("theta-conf", options.theta_conf, Range{.lowest = 0},
        "Valid only if the label's weight is above this");
  visit("theta-acc", options.theta_acc, Range{0, 1},
        "Valid only if the label's share of the weights is above this");
  visit("inclusive", options.inclusive, AnyChoice{}, "A weight or share equal to its threshold is enough");
}

/// Weights of users, unless default_weight is given.
[[nodiscard]] SideInputs needed_inputs(const WmvOptions& options);
void fill_defaults(WmvOptions& options);

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const WmvOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
