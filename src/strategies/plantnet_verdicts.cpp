#include "strategies/plantnet_verdicts.hpp"

#include <atomic>
#include <optional>

namespace crowdvote {

namespace {

/// Part of the state for its fingerprint; the place among the shared observations is added to it.
constexpr std::uint64_t kPartVerdict = 3ULL << 32U;

std::uint64_t value_of(const Verdict& verdict) {
  return std::uint64_t{verdict.label} << 1U | (verdict.is_valid ? 1U : 0U);
}

}  // namespace

PlantnetVerdicts::PlantnetVerdicts(const PlantnetIndex& index, const PlantnetOptions& options,
                                   const ValidityRule& rule, PlantnetUsers& users)
    : index_(index),
      rule_(rule),
      first_weight_(options.gamma),
      users_(users),
      label_(index.shared_observations.size()),
      state_(label_.size()),
      label_changes_(index.input) {}

Verdict PlantnetVerdicts::verdict_of(const Winner<double>& winner, ObservationId i) const {
  const double total = winner.total + index_.ai.objection_to(winner.label, i);
  return {winner.label, rule_.holds(winner.conf, share_of(winner.conf, total))};
}

/// The verdicts while every voter has the initial weight.
PlantnetChanges PlantnetVerdicts::judge_first(const Block& block) {
  PlantnetChanges changes;
  Ballot<double> ballot;
  const double ai_weight = users_.weight_of(index_.ai_voter());
  for (auto shared = static_cast<SharedId>(block.begin); shared < block.end; ++shared) {
    const ObservationId i = index_.shared_observations[shared];
    const ExtraVote<double> ai_vote{index_.ai.vote_on(i), ai_weight};
    const auto first_weight = [this](UserId) { return first_weight_; };
    const Verdict verdict = verdict_of(vote_on(index_.input, i, first_weight, ai_vote, ballot), i);
    label_[shared] = verdict.label;
    state_[shared] =
        static_cast<std::uint8_t>((verdict.is_valid ? valid : 0) | (index_.is_unanimous(i) ? unanimous : 0));
    changes.became_valid += verdict.is_valid ? 1U : 0U;
    users_.take_evidence(shared, verdict, std::nullopt);
  }
  return changes;
}

/// A unanimous observation keeps its label; it becomes valid only if a weight has grown, and invalid only
/// if one has shrunk. Several threads may mark one observation at the same time, because all write the same
/// value.
void PlantnetVerdicts::mark(SharedId shared, int change_of_weight) {
  const std::atomic_ref state(state_[shared]);
  const std::uint8_t now = state.load(std::memory_order_relaxed);
  const bool counts = (now & valid) != 0 ? change_of_weight < 0 : change_of_weight > 0;
  if ((now & can_change) != 0 || ((now & unanimous) != 0 && !counts)) return;
  state.store(now | can_change, std::memory_order_relaxed);
}

void PlantnetVerdicts::mark_what_can_change(const RunControl& control) {
  has_begun_ = true;
  for_each_block(index_.n_users(), kBlockOfUsers, control, [&](const Block& block, unsigned) {
    for (auto voter = static_cast<UserId>(block.begin); voter < block.end; ++voter) {
      const int change = users_.change_of_weight(voter);
      if (change == 0) continue;
      for (Place place = index_.begin[voter]; place < index_.begin[voter + 1]; ++place) {
        if (place + kObservationsAhead < index_.n_places()) {
          __builtin_prefetch(&state_[index_.observation_at[place + kObservationsAhead]], 1);
        }
        mark(index_.observation_at[place], change);
      }
    }
  });
  const int change_of_ai = users_.change_of_weight(index_.ai_voter());
  if (change_of_ai == 0) return;
  for_each_block(label_.size(), kBlockOfObservations, control, [&](const Block& block, unsigned) {
    for (auto shared = static_cast<SharedId>(block.begin); shared < block.end; ++shared) {
      const bool has_ai = index_.ai.vote_on(index_.shared_observations[shared]) != kNoLabel;
      if (has_ai) mark(shared, change_of_ai);
    }
  });
}

void PlantnetVerdicts::judge(SharedId shared, Ballot<double>& ballot, PlantnetChanges& changes) {
  const ObservationId i = index_.shared_observations[shared];
  const Verdict before{label_[shared], (state_[shared] & valid) != 0};
  const ExtraVote<double> ai_vote{index_.ai.vote_on(i), users_.weight_of(index_.ai_voter())};
  const Verdict after =
      verdict_of(vote_on(index_.input, i, WeightOfUser(users_.weights()), ai_vote, ballot), i);
  if (after == before) return;

  label_[shared] = after.label;
  state_[shared] = static_cast<std::uint8_t>((state_[shared] & ~valid) | (after.is_valid ? valid : 0));
  if (after.label != before.label) {
    ++changes.labels;
    label_changes_.note(i);
  }
  if (after.is_valid && !before.is_valid) ++changes.became_valid;
  if (!after.is_valid && before.is_valid) ++changes.became_invalid;
  changes.fingerprint.replace(kPartVerdict + index_.n_shared_before + shared, value_of(before),
                              value_of(after));
  users_.take_evidence(shared, after, before);
}

/// Clears the marks of a block and returns the marked observations.
PlantnetVerdicts::Marked PlantnetVerdicts::take_marked(const Block& block) {
  Marked marked;
  std::uint8_t* const state = state_.data();  // a copy: a written state could alias the pointer
  std::size_t n = 0;
  const auto end = static_cast<SharedId>(block.end);
  for (auto shared = static_cast<SharedId>(block.begin); shared < end; ++shared) {
    // Not an if, because the branch would be unpredictable.
    marked.shared[n] = shared;
    n += (state[shared] & can_change) != 0 ? 1U : 0U;
    state[shared] &= static_cast<std::uint8_t>(~can_change);
  }
  marked.n = n;
  return marked;
}

PlantnetChanges PlantnetVerdicts::judge(const Block& block) {
  if (!has_begun_) return judge_first(block);
  const WeightOfUser weight_of(users_.weights());
  Ballot<double> ballot;
  PlantnetChanges changes;
  const Marked marked = take_marked(block);
  for (std::size_t m = 0; m < marked.n; ++m) {
    if (m + kObservationsAhead < marked.n) {
      fetch_weights(index_.input, index_.shared_observations[marked.shared[m + kObservationsAhead]],
                    weight_of);
    }
    judge(marked.shared[m], ballot, changes);
  }
  return changes;
}

}  // namespace crowdvote
