#include "strategies/plantnet_users.hpp"

#include "core/parallel.hpp"
#include <crowdvote/exchange.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <mutex>

namespace crowdvote {

namespace {

/// Parts of the state for its fingerprint; the number of a voter is added to them.
constexpr std::uint64_t kPartN = 1ULL << 32U;
constexpr std::uint64_t kPartSoloValidity = 2ULL << 32U;

constexpr EvidenceBits kRight = right_on_own_valid | right_on_own_invalid | right_on_others;
constexpr EvidenceBits kOnOwn =
    right_on_own_valid | right_on_own_invalid | wrong_on_own_valid | wrong_on_own_invalid;
constexpr EvidenceBits kOnOthers = right_on_others | wrong_on_others_valid | wrong_on_others_invalid;

constexpr Eigen::Index kSmallN = 1024;

/// How many votes ahead the places are fetched into the cache.
constexpr std::ptrdiff_t kAhead = 24;

/// A table instead of branches, which would be unpredictable: whether a vote is the author's changes from
/// vote to vote.
EvidenceBits evidence(bool is_right, bool is_own, bool is_valid) {
  static constexpr std::array<EvidenceBits, 8> kEvidence{
      wrong_on_others_invalid, wrong_on_others_valid, wrong_on_own_invalid, wrong_on_own_valid,
      right_on_others,         right_on_others,       right_on_own_invalid, right_on_own_valid};
  return kEvidence[(is_right ? 4U : 0U) + (is_own ? 2U : 0U) + (is_valid ? 1U : 0U)];
}

EvidenceBits evidence_that_counts(Penalty penalty) {
  constexpr EvidenceBits kOfN = right_on_own_valid | right_on_others;
  switch (penalty) {
    case Penalty::none:
    case Penalty::ratio:  // what a voter proposed is the same in every round
      return kOfN;
    case Penalty::difference:
      return kOfN | wrong_on_own_valid | wrong_on_others_valid;
    case Penalty::accuracy:
      return kRight;
  }
  return kOfN;
}

}  // namespace

PlantnetUsers::PlantnetUsers(const PlantnetIndex& index, const PlantnetOptions& options,
                             const ValidityRule& rule, const RunControl& control)
    : index_(index),
      options_(options),
      rule_(rule),
      counted_evidence_(evidence_that_counts(options.penalty)),
      ai_record_(index.input, index.ai, index.ai_learns),
      evidence_at_(index.voters.n_places(), no_evidence),
      evidence_of_pair_(index.voters.n_places()),
      has_new_evidence_(index.voters.n_voters(), 1),
      change_of_weight_(index.voters.n_voters(), 0) {
  weight_of_small_n_ = Eigen::ArrayXd::LinSpaced(kSmallN, 0, kSmallN - 1).unaryExpr([&](double n) {
    return plantnet_weight(n, options);
  });
  begin_estimates(control);
  if (is_shared()) begin_sharing(*control.processes);
  std::size_t n_valid_solo = 0;
  for (UserId voter = 0; voter < index.voters.n_voters(); ++voter) {
    if (validates_alone(voter)) n_valid_solo += index.voters.solo_labels[voter].n_observations;
  }
  n_valid_solo_ = sum_over_processes(control, n_valid_solo);
}

void PlantnetUsers::begin_estimates(const RunControl& control) {
  const auto fill = [&]<class Value>(std::vector<Value>& column, Value value) {
    reserve_on_huge_pages(column, index_.voters.n_voters());
    column.assign(index_.voters.n_voters(), value);
  };
  fill_columns({[&] { fill(learnt_.weight, options_.gamma); }, [&] { fill(learnt_.species_authored, 0U); },
                [&] { fill(learnt_.species_voted, 0U); }, [&] { fill(learnt_.n_species, 0U); }},
               control);
  if (!index_.ai_learns) learnt_.weight.back() = options_.ai_weight;
}

void PlantnetUsers::take_evidence(SharedId shared, const Verdict& verdict,
                                  const std::optional<Verdict>& before) {
  const ObservationId i = index_.shared_observations[shared];
  const Place* place = index_.place_of_vote.data() + index_.first_vote[shared];
  FlatArray<EvidenceBits>& evidence_at = is_shared() ? here_.evidence : evidence_at_;
  FlatArray<std::uint8_t>& has_news = is_shared() ? here_.has_news : has_new_evidence_;
  index_.for_each_vote_on(i, [&](UserId voter, LabelId label) {
    const EvidenceBits now = evidence(label == verdict.label, index_.is_author(voter, i), verdict.is_valid);
    if (place + kAhead < index_.place_of_vote.end()) __builtin_prefetch(&evidence_at[place[kAhead]], 1);
    EvidenceBits& taken = evidence_at[*place++];
    if (((taken ^ now) & counted_evidence_) != 0) {
      std::atomic_ref(has_news[voter]).store(1, std::memory_order_relaxed);
    }
    taken = now;
  });
  if (!index_.ai_learns || index_.ai.vote_on(i) == kNoLabel) return;
  ai_record_.take(index_.ai.vote_on(i), before, verdict);
  // Read before it is written, because all threads would write to this one address.
  const std::atomic_ref has_new_evidence(has_news[index_.ai_voter()]);
  if (has_new_evidence.load(std::memory_order_relaxed) == 0) {
    has_new_evidence.store(1, std::memory_order_relaxed);
  }
}

void PlantnetUsers::gather_evidence(UserId voter) {
  const Place begin = index_.voters.begin[voter];
  const Place end = index_.voters.begin[voter + 1];
  const bool is_valid_alone = validates_alone(voter);
  for (Place pair = begin; pair < end; ++pair) {
    const EvidenceBits solo = index_.voters.solo_evidence[pair];
    const bool is_own_valid = is_valid_alone && (solo & right_on_own_invalid) != 0;
    evidence_of_pair_[pair] = is_own_valid ? solo | right_on_own_valid : solo;
  }
  for (Place place = begin; place < end; ++place) {
    evidence_of_pair_[index_.voters.pair_of[place]] |= evidence_at_[place];
  }
}

/// Counts the species for which a voter has evidence; one with both kinds counts as authored. REQUIRES:
/// gather_evidence() was called.
PlantnetUsers::SpeciesCount PlantnetUsers::count_pairs(UserId voter, EvidenceBits authored,
                                                       EvidenceBits voted) const {
  SpeciesCount count;
  for (Place pair = index_.voters.begin[voter]; pair < index_.voters.begin[voter + 1]; ++pair) {
    const bool is_authored = (evidence_of_pair_[pair] & authored) != 0;
    const bool is_voted = (evidence_of_pair_[pair] & voted) != 0;
    count.authored += is_authored ? 1U : 0U;
    count.voted += is_voted && !is_authored ? 1U : 0U;
  }
  return count;
}

/// The sizes of author_u and vote_u.
PlantnetUsers::SpeciesCount PlantnetUsers::count_right(UserId voter) const {
  if (is_ai(voter)) return {.authored = 0, .voted = ai_record_.n_labels_right()};
  SpeciesCount count = count_pairs(voter, right_on_own_valid, right_on_others);
  const SoloLabels& solo = index_.voters.solo_labels[voter];
  if (validates_alone(voter)) {
    count.authored += solo.authored + solo.both;
    count.voted += solo.voted;
  } else {
    count.voted += solo.voted + solo.both;
  }
  return count;
}

/// The same for wrong labels on valid observations. A vote on a solo observation is never wrong.
PlantnetUsers::SpeciesCount PlantnetUsers::count_wrong(UserId voter) const {
  if (is_ai(voter)) return {.authored = 0, .voted = ai_record_.n_labels_wrong()};
  return count_pairs(voter, wrong_on_own_valid, wrong_on_others_valid);
}

/// The same for all labels that the voter gave.
PlantnetUsers::SpeciesCount PlantnetUsers::count_proposed(UserId voter) const {
  if (is_ai(voter)) return {.authored = 0, .voted = ai_record_.n_labels_given()};
  SpeciesCount count = count_pairs(voter, kOnOwn, kOnOthers);
  const SoloLabels& solo = index_.voters.solo_labels[voter];
  count.authored += solo.authored + solo.both;
  count.voted += solo.voted;
  return count;
}

double PlantnetUsers::share_of_right_votes(UserId voter) const {
  if (is_ai(voter)) return ai_record_.share_of_right_votes();
  const std::uint32_t n_solo = index_.voters.solo_labels[voter].n_observations;
  const std::uint32_t n_votes = n_solo + index_.voters.begin[voter + 1] - index_.voters.begin[voter];
  std::uint32_t n_right = n_solo;
  for (Place place = index_.voters.begin[voter]; place < index_.voters.begin[voter + 1]; ++place) {
    n_right += (evidence_at_[place] & kRight) != 0 ? 1U : 0U;
  }
  return n_votes > 0 ? static_cast<double>(n_right) / n_votes : 0.0;
}

/// kEpsilon keeps halves exact if the credit has no exact binary form: 0.29 * 50 is slightly less than 14.5.
std::uint32_t PlantnetUsers::n_of(const SpeciesCount& count) const {
  return static_cast<std::uint32_t>(
      std::floor(count.authored + options_.vote_credit * count.voted + 0.5 + kEpsilon));
}

double PlantnetUsers::n_after_penalty(UserId voter) const {
  const double n = learnt_.n_species[voter];
  switch (options_.penalty) {
    case Penalty::none:
      return n;
    case Penalty::difference:
      return std::max(n - n_of(count_wrong(voter)), 0.0);
    case Penalty::ratio: {
      const double n_proposed = n_of(count_proposed(voter));
      return n_proposed > 0 ? n * n / n_proposed : 0.0;
    }
    case Penalty::accuracy:
      return n * share_of_right_votes(voter);
  }
  return n;
}

double PlantnetUsers::weight_of_n(double n) const {
  const auto small_n = static_cast<Eigen::Index>(std::min<double>(n, kSmallN - 1));
  return static_cast<double>(small_n) == n ? weight_of_small_n_[small_n] : plantnet_weight(n, options_);
}

void PlantnetUsers::learn(UserId voter, PlantnetChanges& changes) {
  const std::uint32_t old_n = learnt_.n_species[voter];
  const double old_weight = learnt_.weight[voter];
  const bool was_valid_alone = validates_alone(voter);

  gather_evidence(voter);
  const SpeciesCount right = count_right(voter);
  learnt_.species_authored[voter] = right.authored;
  learnt_.species_voted[voter] = right.voted;
  learnt_.n_species[voter] = n_of(right);
  learnt_.weight[voter] = weight_of_n(n_after_penalty(voter));

  const bool has_n_changed = learnt_.n_species[voter] != old_n;
  if (learnt_.weight[voter] > old_weight) change_of_weight_[voter] = 1;
  if (learnt_.weight[voter] < old_weight) change_of_weight_[voter] = -1;
  if (has_n_changed || learnt_.weight[voter] != old_weight) ++changes.users;
  if (has_n_changed) {
    ++changes.n;
    changes.fingerprint.replace(kPartN + index_.number_of(voter), old_n, learnt_.n_species[voter]);
  }

  const bool is_valid_alone = validates_alone(voter);
  const std::uint32_t n_solo = index_.voters.solo_labels[voter].n_observations;
  if (is_valid_alone == was_valid_alone || n_solo == 0) return;
  has_new_evidence_[voter] = 1;  // solo observations that became valid now count for their author
  (is_valid_alone ? changes.became_valid : changes.became_invalid) += n_solo;
  changes.fingerprint.replace(kPartSoloValidity + index_.number_of(voter), was_valid_alone ? 1 : 0,
                              is_valid_alone ? 1 : 0);
}

PlantnetChanges PlantnetUsers::learn(const RunControl& control) {
  if (is_shared()) tell_owners(control);
  PlantnetChanges changes;
  std::mutex changes_mutex;
  for_each_block(index_.n_learners(), kBlockOfUsers, control, [&](const Block& block, unsigned) {
    PlantnetChanges changes_of_block;
    for (auto voter = static_cast<UserId>(block.begin); voter < block.end; ++voter) {
      change_of_weight_[voter] = 0;
      if (has_new_evidence_[voter] == 0) continue;
      has_new_evidence_[voter] = 0;
      learn(voter, changes_of_block);
    }
    const std::lock_guard lock(changes_mutex);
    changes.add(changes_of_block);
  });
  if (is_shared()) {
    const auto of_processes = gather_values(*control.processes, std::vector<PlantnetChanges>{changes});
    changes = {};
    for (const auto& of_process : of_processes) changes.add(of_process.front());
    tell_weights(*control.processes);
  }
  n_valid_solo_ = n_valid_solo_ + changes.became_valid - changes.became_invalid;
  return changes;
}

}  // namespace crowdvote
