#include <crowdvote/explain.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
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

std::size_t count_labels_changed_without(std::span<const UserId> users, const AggregationInput& input,
                                         const Consensus& consensus, const StrategyOptions& strategy,
                                         const RunControl& control) {
  const VotesView& votes = input.votes;
  std::vector<std::uint8_t> is_left_out(votes.n_users(), 0);
  for (const UserId user : users) is_left_out[user] = 1;
  std::vector<VoteIndex> begin{0};
  std::vector<UserId> voters;
  std::vector<LabelId> labels;
  for (ObservationId i = 0; i < votes.n_observations(); ++i) {
    for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) {
      if (is_left_out[votes.user_of_vote()[v]] != 0) continue;
      voters.push_back(votes.user_of_vote()[v]);
      labels.push_back(votes.label_of_vote()[v]);
    }
    begin.push_back(static_cast<VoteIndex>(voters.size()));
  }
  std::vector<UserId> authors(input.author_of_observation.begin(), input.author_of_observation.end());
  for (UserId& author : authors) {
    if (author != kNoUser && is_left_out[author] != 0) author = kNoUser;
  }
  AggregationInput without = input;
  without.votes = {begin, voters, labels, votes.n_users(), votes.n_labels(), votes.label_rank()};
  without.author_of_observation = authors;
  without.wants_probabilities = without.wants_confusion = false;
  without.wants_model = without.wants_last_changes = false;
  const Consensus then = aggregate(without, strategy, control);
  std::size_t n_changed = 0;
  for (ObservationId i = 0; i < then.label.size(); ++i)
    n_changed += then.label[i] != consensus.label[i] ? 1U : 0U;
  return n_changed;
}

}  // namespace crowdvote
