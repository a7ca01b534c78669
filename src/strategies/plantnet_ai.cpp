#include "strategies/plantnet_ai.hpp"

#include <crowdvote/errors.hpp>

#include <algorithm>
#include <cmath>

namespace crowdvote {

AiVotes::AiVotes(const AggregationInput& input, const PlantnetOptions& options)
    : strategy_(options.ai_strategy),
      votes_(strategy_ != AiStrategy::ignore && strategy_ != AiStrategy::invalidate),
      weight_(options.ai_weight),
      theta_score_(options.theta_score),
      label_(input.ai_label_of_observation),
      score_(input.ai_score_of_observation) {
  if (strategy_ == AiStrategy::ignore || input.votes.n_observations() == 0) return;
  if (label_.empty()) {
    throw OptionError(
        "ai-strategy needs the votes of an AI and there are none: give them (--ai-votes) or choose "
        "ai-strategy ignore");
  }
  if (strategy_ == AiStrategy::confident && score_.empty()) {
    throw OptionError(
        "ai-strategy confident needs the AI's scores and there are none: give them (--ai-scores) or choose "
        "ai-strategy fixed");
  }
  if (!votes_) return;
  for (const LabelId label : label_) {
    if (label != kNoLabel) n_labels_ = std::max<std::size_t>(n_labels_, std::size_t{label} + 1);
  }
}

std::size_t AiVotes::count_votes_without_score() const {
  if (strategy_ != AiStrategy::confident) return 0;
  std::size_t n = 0;
  for (std::size_t i = 0; i < label_.size(); ++i) {
    n += label_[i] != kNoLabel && std::isnan(score_[i]) ? 1U : 0U;
  }
  return n;
}

}  // namespace crowdvote
