#include "cli/strategy_input.hpp"

namespace crowdvote::cli {

namespace {

VoteMatrix votes_without_experts(const CrowdData& data) {
  std::vector<std::uint8_t> is_expert(data.votes.n_users(), 0);
  for (const UserId expert : data.experts) is_expert[expert] = 1;
  return data.votes.without_users(is_expert);
}

}  // namespace

StrategyInput::StrategyInput(const CrowdData& data, bool hold_out_experts, const TieOptions& ties)
    : data_(data), ties_(ties.rule) {
  if (hold_out_experts) without_experts_ = votes_without_experts(data);
  if (ties.rule == TieRule::random) tie_hashes_ = data.tie_hashes(ties.seed);
}

AggregationInput StrategyInput::view() const {
  return {.votes = votes(),
          .author_of_observation = data_.author_of_observation,
          .ai_label_of_observation = data_.ai_label_of_observation,
          .ai_score_of_observation = data_.ai_score_of_observation,
          .weight_of_user = data_.weight_of_user,
          .ties = ties_,
          .tie_hash_of_observation = tie_hashes_};
}

}  // namespace crowdvote::cli
