#include <crowdvote/crowd_data.hpp>

#include <algorithm>
#include <utility>

namespace crowdvote {

namespace {

/// By label: not 0 where it has a vote, in whichever process.
std::vector<std::uint32_t> voted_labels(const CrowdData& data) {
  std::vector<std::uint32_t> is_voted = data.processes_that_vote_for_label;
  is_voted.resize(data.labels.size(), 0);
  if (!data.own) {
    for (const LabelId label : data.votes.view().label_of_vote()) is_voted[label] = 1;
  }
  return is_voted;
}

}  // namespace

std::size_t CrowdData::n_voted_labels() const {
  const std::vector<std::uint32_t> is_voted = voted_labels(*this);
  return is_voted.size() - static_cast<std::size_t>(std::count(is_voted.begin(), is_voted.end(), 0U));
}

std::size_t CrowdData::n_labels_without_votes(std::span<const LabelId> column) const {
  std::vector<std::uint8_t> is_without(labels.size(), 0);
  const std::vector<std::uint32_t> is_voted = voted_labels(*this);
  for (const LabelId label : column) {
    if (label != kNoLabel && is_voted[label] == 0) is_without[label] = 1;
  }
  return static_cast<std::size_t>(std::count(is_without.begin(), is_without.end(), 1));
}

std::vector<std::uint64_t> CrowdData::tie_hashes(std::uint64_t seed) const {
  std::vector<std::uint64_t> hashes(observations.size());
  for (ObservationId i = 0; i < hashes.size(); ++i) hashes[i] = observations.hash(i, seed);
  return hashes;
}

namespace {

/// Of a column with a value for each observation, or none.
template <class Value>
std::span<const Value> part_of(const std::vector<Value>& column, const ObservationRange& range) {
  return column.empty() ? std::span<const Value>{} : std::span(column).subspan(range.first, range.n);
}

}  // namespace

VotesView CrowdData::own_votes() const {
  const VotesView all = votes;
  if (!own) return all;
  // No vote stands before the own ones, so that their places are the same.
  return {all.observation_begin().subspan(own->first, own->n + 1),
          all.user_of_vote(),
          all.label_of_vote(),
          all.n_users(),
          all.n_labels(),
          all.label_rank()};
}

AggregationInput CrowdData::input() const {
  const ObservationRange range = own_range();
  AggregationInput input{.votes = own_votes()};
  input.author_of_observation = part_of(author_of_observation, range);
  input.ai_label_of_observation = part_of(ai_label_of_observation, range);
  input.ai_score_of_observation = part_of(ai_score_of_observation, range);
  input.ai_scores_of_labels = {part_of(ai_scores_of_labels.begin, {range.first, range.n + 1}),
                               ai_scores_of_labels.label, ai_scores_of_labels.score};
  input.weight_of_user = weight_of_user;
  input.gold_of_observation = part_of(gold_of_observation, range);
  return input;
}

void CrowdData::order_labels() { order_labels(labels.ids_in_name_order()); }

void CrowdData::order_labels(std::span<const LabelId> in_order) {
  std::vector<LabelId> rank(in_order.size());
  for (LabelId place = 0; place < in_order.size(); ++place) rank[in_order[place]] = place;
  votes.set_label_order(std::move(rank));
}

}  // namespace crowdvote
