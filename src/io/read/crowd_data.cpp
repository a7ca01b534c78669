#include "core/flat_array.hpp"
#include <crowdvote/crowd_data.hpp>

#include <algorithm>
#include <utility>

namespace crowdvote {

std::vector<std::uint8_t> CrowdData::voted_labels() const {
  std::vector<std::uint8_t> is_voted(labels.size(), 0);
  for (const LabelId label : votes.view().label_of_vote()) is_voted[label] = 1;
  if (shared) {
    for (std::size_t label = 0; label < shared->processes_that_vote_for_label.size(); ++label) {
      is_voted[label] = shared->processes_that_vote_for_label[label] > 0 ? 1 : 0;
    }
  }
  return is_voted;
}

std::size_t CrowdData::n_voted_labels() const {
  const std::vector<std::uint8_t> is_voted = voted_labels();
  return static_cast<std::size_t>(std::count(is_voted.begin(), is_voted.end(), 1));
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
  if (shared_users) input.users = &*shared_users;
  return input;
}

void CrowdData::order_labels() { order_labels(labels.ids_in_name_order()); }

void CrowdData::order_labels(std::span<const LabelId> in_order) {
  std::vector<LabelId> rank;
  reserve_on_huge_pages(rank, in_order.size());
  rank.resize(in_order.size());
  for (LabelId place = 0; place < in_order.size(); ++place) rank[in_order[place]] = place;
  votes.set_label_order(std::move(rank));
}

}  // namespace crowdvote
