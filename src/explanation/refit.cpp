#include <crowdvote/explain.hpp>
#include <crowdvote/vote_matrix.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

namespace {

/// The input of another run, from which only the labels are used.
AggregationInput with_votes(const AggregationInput& input, const VotesView& rest) {
  AggregationInput then = input;
  then.votes = rest;
  then.wants_probabilities = then.wants_confusion = then.wants_model = then.wants_last_changes = false;
  return then;
}

}  // namespace

Refit learn_again(const AggregationInput& input, const Consensus& consensus, const Explanation& card,
                  const StrategyOptions& strategy, const RunControl& control) {
  const ObservationId i = card.observation;
  const VoteIndex first = input.votes.votes_begin(i);
  std::vector<std::uint8_t> is_removed(card.votes.size(), 0);
  for (const std::size_t place : card.removal->votes) is_removed[place] = 1;
  const VoteMatrix rest = votes_without(input.votes, [&](VoteIndex v) {
    return v >= first && v < input.votes.votes_end(i) && is_removed[v - first] != 0;
  });
  std::vector<LabelId> ai_labels(input.ai_label_of_observation.begin(), input.ai_label_of_observation.end());
  for (const std::size_t place : card.removal->votes) {
    if (card.votes[place].user == kNoUser) ai_labels[i] = kNoLabel;
  }
  AggregationInput without = with_votes(input, rest);
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
  std::vector<std::uint8_t> is_left_out(input.votes.n_users(), 0);
  for (const UserId user : users) is_left_out[user] = 1;
  const VoteMatrix rest = votes_without(
      input.votes, [&](VoteIndex v) { return is_left_out[input.votes.user_of_vote()[v]] != 0; });
  std::vector<UserId> authors(input.author_of_observation.begin(), input.author_of_observation.end());
  for (UserId& author : authors) {
    if (author != kNoUser && is_left_out[author] != 0) author = kNoUser;
  }
  AggregationInput without = with_votes(input, rest);
  without.author_of_observation = authors;
  const Consensus then = aggregate(without, strategy, control);
  std::size_t n_changed = 0;
  for (ObservationId i = 0; i < then.label.size(); ++i)
    n_changed += then.label[i] != consensus.label[i] ? 1U : 0U;
  return n_changed;
}

}  // namespace crowdvote
