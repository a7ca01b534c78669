#pragma once

/// crowdlab: the votes and the probabilities of an AI, each weighed by how often it agrees with the others.
///
/// p_i(k) is what the AI gives label k on i (AggregationInput::ai_scores_of_labels): the score where there is
/// one; labels without a score share what is missing to 1 equally. Scores of all labels, and scores whose sum
/// exceeds 1 by rounding, are divided by their sum (equal shares if that is 0).
///
///     c_i = label with most votes on i; of several the one with the largest p_i, then by the tie rule
///
/// Over the observations with two votes or more:
///
///     P   = mean share of the votes that equal c_i
///     e   = share with c_i unlike the commonest c, at least 1e-6
///     s_u = share of the pairs (vote of u, vote of another user on the same observation) that agree;
///           without such pairs the mean of the other users
///     w_u = max(1 - (1 - s_u) / e, 1e-6)
///     w_M = max(1 - (share with argmax p_i unlike c_i) / e, 1e-6) * sqrt(mean number of votes), the mean over
///           all observations with votes
///
///     q_i(k) = [w_M p_i(k) + sum over the votes (u, l) on i of w_u (P if l = k, else (1 - P) / (K - 1))]
///              / (w_M + sum of w_u)
///
/// One pass. K counts the labels of the votes and of the scores. K = 1: q = 1.
///
/// Source: Goh, Tkachenko & Mueller (2022), "CROWDLAB: supervised learning to infer consensus labels and
/// quality scores for data with multiple annotators". The program cleanlab goes on to compute all this once
/// more with c = argmax q, by default; the paper does not, nor does this.
///
/// conf = acc = q of the label; valid where that is above `theta-acc`. Gold is not used. Observation without
/// votes: no label, no probabilities. Users: skill = s_u, weight = w_u; NaN without votes. Ties:
/// AggregationInput::ties. Cost: the votes, and labels x observations. Memory: 8 bytes for each observation
/// and label. Throws MemoryError where that does not fit, and OptionError if the scores are not those of
/// labels, if an observation with votes has none, if those of one sum to more than 1 + 1e-6, or if no
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
  double theta_acc = 0;  ///< of the probability of the label
};

template <class Visitor>
void visit_options(Visitor&& visit, CrowdlabOptions& options) {
  visit("theta-acc", options.theta_acc, Range{0, 1}, "Valid only if the label's probability is above this");
}

/// The AI's scores of labels.
[[nodiscard]] SideInputs needed_inputs(const CrowdlabOptions& options);

[[nodiscard]] Consensus run_strategy(const AggregationInput& input, const CrowdlabOptions& options,
                                     const RunControl& control);

}  // namespace crowdvote
