#include "strategies/plantnet_verdicts.hpp"

#include "core/parallel.hpp"

#include <mutex>

namespace crowdvote {

namespace {

/// Part of the state, for its fingerprint; the place among the shared observations joins it.
constexpr std::uint64_t kPartVerdict = 3ULL << 32U;

std::uint64_t value_of(const Verdict& verdict) {
  return std::uint64_t{verdict.label} << 1U | (verdict.is_valid ? 1U : 0U);
}

}  // namespace

Winner<double> vote_with_ai(const AggregationInput& input, const AiVotes& ai, const Eigen::ArrayXd& weights,
                            ObservationId i, VoteTally<double>& tally) {
  const VoteMatrix& votes = input.votes;
  tally.clear();
  for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) {
    tally.add(votes.label_of_vote()[v], weights[votes.user_of_vote()[v]]);
  }
  const LabelId ai_label = ai.vote_on(i);
  if (ai_label != kNoLabel) tally.add(ai_label, weights[weights.size() - 1]);
  return tally.winner(input.ties, tie_hash(input, i));
}

void PlantnetVerdicts::Changes::add(const Changes& other) {
  labels += other.labels;
  became_valid += other.became_valid;
  became_invalid += other.became_invalid;
  fingerprint.add(other.fingerprint);
}

PlantnetVerdicts::PlantnetVerdicts(const PlantnetIndex& index, const PlantnetOptions& options)
    : index_(index),
      rule_(options),
      label_(index.shared_observations.size(), kNoLabel),
      valid_(index.shared_observations.size(), 0) {}

bool PlantnetVerdicts::has_changed_voter(ObservationId i, const PlantnetUsers& users) const {
  for (const UserId user : index_.input.votes.users_of(i)) {
    if (users.has_changed(user)) return true;
  }
  return index_.ai.vote_on(i) != kNoLabel && users.has_changed(index_.ai_voter());
}

void PlantnetVerdicts::judge(std::size_t shared, PlantnetUsers& users, VoteTally<double>& tally,
                             Changes& changes) {
  const ObservationId i = index_.shared_observations[shared];
  if (!has_changed_voter(i, users)) return;
  const Verdict before{label_[shared], valid_[shared] != 0};
  const Winner<double> winner = vote_with_ai(index_.input, index_.ai, users.weights(), i, tally);
  const Verdict after{winner.label, rule_.holds(winner.conf, winner.total)};
  if (after == before) return;

  label_[shared] = after.label;
  valid_[shared] = after.is_valid ? 1 : 0;
  if (after.label != before.label) ++changes.labels;
  if (after.is_valid && !before.is_valid) ++changes.became_valid;
  if (!after.is_valid && before.is_valid) ++changes.became_invalid;
  changes.fingerprint.replace(kPartVerdict + shared, value_of(before), value_of(after));
  index_.for_each_vote_on(i, [&](const Vote& vote) { users.reconsider(vote, before, after); });
}

PlantnetVerdicts::Changes PlantnetVerdicts::judge(PlantnetUsers& users, const RunControl& control) {
  Changes changes;
  std::mutex changes_mutex;
  for_each_block(label_.size(), kBlockOfObservations, control, [&](const Block& block, unsigned) {
    VoteTally<double> tally;
    Changes changes_of_block;
    for (std::size_t shared = block.begin; shared < block.end; ++shared) {
      judge(shared, users, tally, changes_of_block);
    }
    const std::lock_guard lock(changes_mutex);
    changes.add(changes_of_block);
  });
  n_valid_ = n_valid_ + changes.became_valid - changes.became_invalid;
  return changes;
}

}  // namespace crowdvote
