#pragma once

/// wds: a weighted vote with the weights that dawid-skene learns for each user and label.
///
///     conf_i(k) = sum of theta_u(k, k) over the users u who voted k on i
///     acc_i(k)  = conf_i(k) / sum over k' of conf_i(k')
///     label_i   = argmax_k conf_i(k)
///
/// theta_u(k, k) is the probability that u votes k where k is true, after the last round of dawid-skene
/// (crowdvote/strategies/dawid_skene.hpp), with the same options and rounds. Only labels voted on i can win,
/// and p, the frequencies of the labels, is not used. An observation with gold has its gold label with
/// conf = acc = 1, even if nobody voted on it. The probabilities are the shares of the weights, acc_i(k).
///
/// Source: the weighted vote "WDS" of peerannot (Lefort, Charlier, Joly & Salmon 2024, "Peerannot:
/// classification for crowdsourced image datasets with Python", Computo).
///
/// Valid where acc is above `theta-acc`. Observation with neither vote nor gold: no label, no probabilities.
/// Users: skill and confusion as in dawid-skene. Ties: AggregationInput::ties. Cost and memory: those of
/// dawid-skene. Throws what dawid-skene throws. Same result for every number of threads.

#include <crowdvote/strategies/dawid_skene.hpp>

#include <utility>

namespace crowdvote {

struct WdsOptions {
  static constexpr StrategyDescription kDescription{
      .name = "wds",
      .summary = "A weighted vote with the weights that dawid-skene learns",
      .source = "peerannot (Lefort et al. 2024)",
      .takes = {.gold = true},
      .gives = {.skill = true, .confusion = true, .objective = true},
      .model = DawidSkeneOptions::kDescription.model,
      .rounds_option = "max-iterations",
      .learns_from_agreement = true,
      .aliases = {"weighted-dawid-skene"}};
  DawidSkeneOptions dawid_skene = {};
};

template <class Visitor>
void visit_options(Visitor&& visit, WdsOptions& options) {
  visit_options(std::forward<Visitor>(visit), options.dawid_skene);
}

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const WdsOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
