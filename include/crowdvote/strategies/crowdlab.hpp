#pragma once

/// crowdlab: users and an AI with probabilities, each weighted by how often they agree with the others.
///
/// p_i(k) is the probability that the AI gives label k on i (AggregationInput::ai_scores_of_labels): its
/// score, if it has one; labels without a score share the rest to 1 equally. If all labels have scores, or if
/// the sum of the scores exceeds 1 by rounding, the scores are divided by their sum (equal shares if that is
/// 0).
///
///     c_i = label with most votes on i; of several, the one with the largest p_i, then by the tie rule
///
/// Over the observations with two votes or more:
///
///     P   = mean share of the votes that equal c_i
///     e   = share with c_i different from the most frequent c, at least 1e-6
///     s_u = share of the pairs (vote of u, vote of another user on the same observation) that agree;
///           for a user without such pairs, the mean of the other users
///     w_u = max(1 - (1 - s_u) / e, 1e-6)
///     w_M = max(1 - (share with argmax p_i different from c_i) / e, 1e-6) * sqrt(mean number of votes),
///           where this mean is over all observations with votes
///
///     q_i(k) = [w_M p_i(k) + sum over the votes (u, l) on i of w_u (P if l = k, else (1 - P) / (K - 1))]
///              / (w_M + sum of w_u)
///
/// There are no rounds. K is the number of labels in the votes and the scores. K = 1: q = 1.
///
/// Source: Goh, Tkachenko & Mueller (2022), "CROWDLAB: supervised learning to infer consensus labels and
/// quality scores for data with multiple annotators". By default the program cleanlab then computes
/// everything once more with c = argmax q; as in the paper, this is not done here.
///
/// conf = acc = q of the label; valid where that is above `theta-acc`. Gold is not used. Observation without
/// votes: no label, no probabilities. Users: skill = s_u, weight = w_u; NaN without votes. Ties:
/// AggregationInput::ties. Cost: the votes, and labels x observations. Memory: 8 bytes for each observation
/// and label. Throws MemoryError if that does not fit, and OptionError if there are no scores by label, if an
/// observation with votes has none, if those of an observation sum to more than 1 + 1e-6, or if no
/// observation has two votes. Same result for every number of threads.

#include <crowdvote/consensus.hpp>
#include <crowdvote/options.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/strategy.hpp>

namespace crowdvote {

struct CrowdlabOptions {
  static constexpr StrategyDescription kDescription{
      .name = "crowdlab",
      .summary = "The votes and the probabilities of an AI, each weighted by its agreement with the others",
      .source = "Goh et al. 2022",
      .takes = {.ai_scores = true, .ai_label_scores = true},
      .gives = {.weight = true, .skill = true, .probabilities = true}};
  double theta_acc = 0;  ///< threshold for the probability of the label
};

template <class Visitor>
void visit_options(Visitor&& visit, CrowdlabOptions& options) {
  visit("theta-acc", options.theta_acc, Range{0, 1}, "Valid only if the label's probability is above this");
}

/// Returns .ai_label_scores: scores of the AI by label are needed.
[[nodiscard]] SideInputs needed_inputs(const CrowdlabOptions& options);

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const CrowdlabOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
