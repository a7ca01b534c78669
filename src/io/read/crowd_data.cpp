#include "strategies/weighted_vote.hpp"
#include <crowdvote/crowd_data.hpp>

#include <algorithm>
#include <utility>

namespace crowdvote {

std::size_t CrowdData::n_voted_labels() const { return count_voted_labels(votes.view()); }

std::size_t CrowdData::n_labels_without_votes(std::span<const LabelId> column) const {
  std::vector<std::uint8_t> is_without(labels.size(), 0);
  for (const LabelId label : column) {
    if (label != kNoLabel) is_without[label] = 1;
  }
  for (const LabelId label : votes.view().label_of_vote()) is_without[label] = 0;
  return static_cast<std::size_t>(std::count(is_without.begin(), is_without.end(), 1));
}

std::vector<std::uint64_t> CrowdData::tie_hashes(std::uint64_t seed) const {
  std::vector<std::uint64_t> hashes(observations.size());
  for (ObservationId i = 0; i < hashes.size(); ++i) hashes[i] = observations.hash(i, seed);
  return hashes;
}

AggregationInput CrowdData::input() const {
  AggregationInput input{.votes = votes};
  input.author_of_observation = author_of_observation;
  input.ai_label_of_observation = ai_label_of_observation;
  input.ai_score_of_observation = ai_score_of_observation;
  input.ai_scores_of_labels = {ai_scores_of_labels.begin, ai_scores_of_labels.label,
                               ai_scores_of_labels.score};
  input.weight_of_user = weight_of_user;
  input.gold_of_observation = gold_of_observation;
  return input;
}

void CrowdData::order_labels() { order_labels(labels.ids_in_name_order()); }

void CrowdData::order_labels(std::span<const LabelId> in_order) {
  std::vector<LabelId> rank(in_order.size());
  for (LabelId place = 0; place < in_order.size(); ++place) rank[in_order[place]] = place;
  votes.set_label_order(std::move(rank));
}

}  // namespace crowdvote
