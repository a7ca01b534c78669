#include <crowdvote/explain.hpp>

#include <cstddef>
#include <vector>

namespace crowdvote {

Refit learn_again(const AggregationInput& input, const Consensus& consensus, const Explanation& card,
                  const StrategyOptions& strategy, const RunControl& control) {
  const ObservationId i = card.observation;
  const VotesView& votes = input.votes;
  AggregationInput without = input;
  without.wants_model = without.wants_last_changes = false;
  std::vector<VoteIndex> begin(votes.observation_begin().begin(), votes.observation_begin().end());
  std::vector<UserId> users(votes.user_of_vote().begin(), votes.user_of_vote().end());
  std::vector<LabelId> labels(votes.label_of_vote().begin(), votes.label_of_vote().end());
  std::vector<LabelId> ai_labels(input.ai_label_of_observation.begin(), input.ai_label_of_observation.end());
  VoteIndex n_removed = 0;
  for (auto place = card.removal->votes.rbegin(); place != card.removal->votes.rend(); ++place) {
    if (card.votes[*place].user == kNoUser) {
      ai_labels[i] = kNoLabel;
      continue;
    }
    const auto vote = static_cast<std::ptrdiff_t>(votes.votes_begin(i) + *place);
    users.erase(users.begin() + vote);
    labels.erase(labels.begin() + vote);
    ++n_removed;
  }
  for (auto end = begin.begin() + i + 1; end != begin.end(); ++end) *end -= n_removed;
  without.votes = {begin, users, labels, votes.n_users(), votes.n_labels(), votes.label_rank()};
  without.ai_label_of_observation = ai_labels;

  const Consensus then = aggregate(without, strategy, control);
  Refit refit{.label = then.label[i], .valid = then.valid[i] != 0};
  for (ObservationId other = 0; other < then.label.size(); ++other) {
    if (other == i) continue;
    const bool is_same = then.label[other] == consensus.label[other];
    refit.labels_changed += is_same ? 0U : 1U;
    refit.validities_changed += is_same && then.valid[other] != consensus.valid[other] ? 1U : 0U;
  }
  return refit;
}

}  // namespace crowdvote
