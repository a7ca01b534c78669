#include <crowdvote/consensus.hpp>
#include <crowdvote/crowd_data.hpp>

#include <algorithm>

namespace crowdvote {

AggregationInput AggregationInput::of(const CrowdData& data) {
  return {.votes = data.votes,
          .author_of_observation = data.author_of_observation,
          .ai_label_of_observation = data.ai_label_of_observation,
          .ai_score_of_observation = data.ai_score_of_observation,
          .weight_of_user = data.weight_of_user,
          .ties = TieRule::lowest,
          .tie_hash_of_observation = {}};
}

std::size_t Consensus::n_valid() const {
  return static_cast<std::size_t>(std::count(valid.begin(), valid.end(), std::uint8_t{1}));
}

}  // namespace crowdvote
