#include "strategies/plantnet_users.hpp"

#include "core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>

namespace crowdvote {

namespace {

constexpr std::size_t kBlockOfUsers = 4096;

/// Parts of the state, for its fingerprint; a voter's number joins them.
constexpr std::uint64_t kPartN = 1ULL << 32U;
constexpr std::uint64_t kPartSoloValidity = 2ULL << 32U;

void add_atomically(int& count, int change) {
  std::atomic_ref(count).fetch_add(change, std::memory_order_relaxed);
}

}  // namespace

void PlantnetUsers::Changes::add(const Changes& other) {
  users += other.users;
  n += other.n;
  became_valid += other.became_valid;
  became_invalid += other.became_invalid;
  fingerprint.add(other.fingerprint);
}

PlantnetUsers::PlantnetUsers(const PlantnetIndex& index, const PlantnetOptions& options)
    : options_(options),
      index_(index),
      rule_(options),
      n_learning_(index.ai_voter() + (index.ai.learns() ? 1 : 0)) {
  const auto n_voters = static_cast<Eigen::Index>(index.ai_voter()) + 1;
  weight_ = Eigen::ArrayXd::Constant(n_voters, options.gamma);
  if (!index.ai.learns()) weight_[index.ai_voter()] = options.ai_weight;
  n_ = n_authored_ = n_voted_ = Eigen::ArrayXi::Zero(n_voters);
  has_changed_.assign(static_cast<std::size_t>(n_voters), 1);
  has_new_evidence_.assign(static_cast<std::size_t>(n_voters), 1);

  const Eigen::Index n_evidence = options.penalty == Penalty::difference ? 4 : 2;
  n_votes_of_evidence_ = Eigen::ArrayXXi::Zero(n_evidence, static_cast<Eigen::Index>(index.n_pairs()));
  if (options.penalty == Penalty::ratio) n_proposed_ = count_proposed();
  if (options.penalty == Penalty::accuracy) count_votes();
  for (UserId voter = 0; voter < n_voters; ++voter) {
    if (validates_alone(voter)) n_valid_solo_ += index.solo_labels[voter].n_observations;
  }
}

PlantnetUsers::Evidence PlantnetUsers::evidence_of(const Vote& vote, const Verdict& verdict) const {
  const bool is_right = vote.label == verdict.label;
  if (is_right && !vote.is_author) return right_voted;
  if (!verdict.is_valid) return no_evidence;
  if (is_right) return right_authored;
  if (options_.penalty != Penalty::difference) return no_evidence;
  return vote.is_author ? wrong_authored : wrong_voted;
}

void PlantnetUsers::reconsider(const Vote& vote, const Verdict& before, const Verdict& after) {
  const Evidence old_evidence = evidence_of(vote, before);
  const Evidence new_evidence = evidence_of(vote, after);
  const int old_right = vote.label == before.label ? 1 : 0;
  const int new_right = vote.label == after.label ? 1 : 0;
  const bool counts_right = options_.penalty == Penalty::accuracy && old_right != new_right;
  if (old_evidence == new_evidence && !counts_right) return;

  if (old_evidence != no_evidence) add_atomically(n_votes_of_evidence_(old_evidence, vote.pair), -1);
  if (new_evidence != no_evidence) add_atomically(n_votes_of_evidence_(new_evidence, vote.pair), +1);
  if (counts_right) add_atomically(n_right_[vote.voter], new_right - old_right);
  std::atomic_ref(has_new_evidence_[vote.voter]).store(1, std::memory_order_relaxed);
}

/// Species among a voter's pairs; one that is both authored and voted counts as authored.
template <class IsAuthored, class IsVoted>
PlantnetUsers::SpeciesCount PlantnetUsers::count_pairs(UserId voter, const IsAuthored& is_authored,
                                                       const IsVoted& is_voted) const {
  SpeciesCount count;
  for (PairId pair = index_.pair_begin[voter]; pair < index_.pair_begin[voter + 1]; ++pair) {
    if (is_authored(pair)) {
      ++count.authored;
    } else if (is_voted(pair)) {
      ++count.voted;
    }
  }
  return count;
}

/// author_u and vote_u.
PlantnetUsers::SpeciesCount PlantnetUsers::count_right(UserId voter) const {
  const bool is_valid_alone = validates_alone(voter);
  const std::uint8_t authored_alone_counts = is_valid_alone ? authored_alone : no_solo_evidence;
  SpeciesCount count = count_pairs(
      voter,
      [&](PairId pair) {
        return n_votes_of_evidence_(right_authored, pair) > 0 ||
               (index_.solo_evidence[pair] & authored_alone_counts) != 0;
      },
      [&](PairId pair) {
        return n_votes_of_evidence_(right_voted, pair) > 0 || (index_.solo_evidence[pair] & voted_alone) != 0;
      });
  const SoloLabels& solo = index_.solo_labels[voter];
  count.authored += static_cast<int>(is_valid_alone ? solo.authored + solo.both : 0);
  count.voted += static_cast<int>(is_valid_alone ? solo.voted : solo.voted + solo.both);
  return count;
}

/// The same over wrong labels on valid observations; a solo observation is never wrong.
PlantnetUsers::SpeciesCount PlantnetUsers::count_wrong(UserId voter) const {
  return count_pairs(
      voter, [&](PairId pair) { return n_votes_of_evidence_(wrong_authored, pair) > 0; },
      [&](PairId pair) { return n_votes_of_evidence_(wrong_voted, pair) > 0; });
}

/// The same over all labels that a voter gave, right or wrong, valid or not.
Eigen::ArrayXi PlantnetUsers::count_proposed() const {
  std::vector<std::uint8_t> given = index_.solo_evidence;
  for (const ObservationId i : index_.shared_observations) {
    index_.for_each_vote_on(
        i, [&](const Vote& vote) { given[vote.pair] |= vote.is_author ? authored_alone : voted_alone; });
  }
  Eigen::ArrayXi n_proposed = Eigen::ArrayXi::Zero(n_.size());
  for (UserId voter = 0; voter < n_learning_; ++voter) {
    SpeciesCount count = count_pairs(
        voter, [&](PairId pair) { return (given[pair] & authored_alone) != 0; },
        [&](PairId pair) { return (given[pair] & voted_alone) != 0; });
    const SoloLabels& solo = index_.solo_labels[voter];
    count.authored += static_cast<int>(solo.authored + solo.both);
    count.voted += static_cast<int>(solo.voted);
    n_proposed[voter] = n_of(count);
  }
  return n_proposed;
}

void PlantnetUsers::count_votes() {
  n_right_ = Eigen::ArrayXi::Zero(n_.size());
  for (Eigen::Index voter = 0; voter < n_.size(); ++voter) {
    n_right_[voter] = static_cast<int>(index_.solo_labels[static_cast<std::size_t>(voter)].n_observations);
  }
  n_votes_ = n_right_;
  for (const ObservationId i : index_.shared_observations) {
    index_.for_each_vote_on(i, [&](const Vote& vote) { ++n_votes_[vote.voter]; });
  }
}

/// kEpsilon keeps the halves exact where the credit has no exact binary form: 0.29 * 50 falls short of 14.5.
int PlantnetUsers::n_of(const SpeciesCount& count) const {
  return static_cast<int>(std::floor(count.authored + options_.vote_credit * count.voted + 0.5 + kEpsilon));
}

double PlantnetUsers::n_after_penalty(UserId voter) const {
  const double n = n_[voter];
  switch (options_.penalty) {
    case Penalty::none:
      return n;
    case Penalty::difference:
      return std::max(n - n_of(count_wrong(voter)), 0.0);
    case Penalty::ratio:
      return n_proposed_[voter] > 0 ? n * n / n_proposed_[voter] : 0.0;
    case Penalty::accuracy:
      return n_votes_[voter] > 0 ? n * (static_cast<double>(n_right_[voter]) / n_votes_[voter]) : 0.0;
  }
  return n;
}

void PlantnetUsers::learn(UserId voter, Changes& changes) {
  const SoloLabels& solo = index_.solo_labels[voter];
  const int old_n = n_[voter];
  const double old_weight = weight_[voter];
  const bool was_valid_alone = validates_alone(voter);

  const SpeciesCount right = count_right(voter);
  n_authored_[voter] = right.authored;
  n_voted_[voter] = right.voted;
  n_[voter] = n_of(right);
  weight_[voter] = plantnet_weight(n_after_penalty(voter), options_);

  has_changed_[voter] = weight_[voter] != old_weight ? 1 : 0;
  if (n_[voter] != old_n || has_changed_[voter] != 0) ++changes.users;
  if (n_[voter] != old_n) {
    ++changes.n;
    changes.fingerprint.replace(kPartN + voter, static_cast<std::uint64_t>(old_n),
                                static_cast<std::uint64_t>(n_[voter]));
  }
  const bool is_valid_alone = validates_alone(voter);
  if (is_valid_alone == was_valid_alone || solo.n_observations == 0) return;
  has_new_evidence_[voter] = 1;  // its solo observations speak otherwise in the next round
  (is_valid_alone ? changes.became_valid : changes.became_invalid) += solo.n_observations;
  changes.fingerprint.replace(kPartSoloValidity + voter, was_valid_alone ? 1 : 0, is_valid_alone ? 1 : 0);
}

PlantnetUsers::Changes PlantnetUsers::learn(const RunControl& control) {
  Changes changes;
  std::mutex changes_mutex;
  for_each_block(n_learning_, kBlockOfUsers, control, [&](const Block& block, unsigned) {
    Changes changes_of_block;
    for (auto voter = static_cast<UserId>(block.begin); voter < block.end; ++voter) {
      has_changed_[voter] = 0;
      if (has_new_evidence_[voter] == 0) continue;
      has_new_evidence_[voter] = 0;
      learn(voter, changes_of_block);
    }
    const std::lock_guard lock(changes_mutex);
    changes.add(changes_of_block);
  });
  if (!index_.ai.learns()) has_changed_[index_.ai_voter()] = 0;
  n_valid_solo_ = n_valid_solo_ + changes.became_valid - changes.became_invalid;
  return changes;
}

void PlantnetUsers::write_estimates(Consensus& consensus) const {
  const auto write = [&](UserEstimates& estimates, Eigen::Index begin, Eigen::Index end) {
    const auto copy = [&](const auto& from, auto& to) { to.assign(from.data() + begin, from.data() + end); };
    copy(weight_, estimates.weight);
    copy(n_authored_, estimates.species_authored);
    copy(n_voted_, estimates.species_voted);
    copy(n_, estimates.n_species);
    estimates.self_validating_above = rule_.theta_conf;
  };
  const Eigen::Index n_users = index_.ai_voter();
  write(consensus.users, 0, n_users);
  if (index_.ai.learns()) write(consensus.ai.emplace(), n_users, n_users + 1);
}

}  // namespace crowdvote
