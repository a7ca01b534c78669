#pragma once

/// What plantnet needs to know about the votes and what never changes during its rounds, numbered once.
///
/// An observation is *shared* if it has two or more voters (including the AI where it votes), or one voter to
/// whom the AI objects, and *solo* if it has exactly one voter. A solo observation always keeps its label and
/// is valid if and only if its voter validates alone; on a citizen-science platform, three quarters of the
/// observations are solo. So the rounds visit the shared ones, and a few numbers per voter represent the
/// solo ones.
///
/// Votes on shared observations are stored twice: numbered in the order of observations, and at places in the
/// order of voters. A *pair* is a voter and a label that this voter gave on shared observations; it has the
/// place of one of its votes, so a voter with fewer pairs than votes leaves places of pairs unused:
///
///     shared observation s     votes first_vote[s] to first_vote[s + 1] - 1, at places place_of_vote[.]
///     voter u                  places begin[u] to begin[u + 1] - 1, on the shared observations
///                              observation_at[.] and of the pairs pair_of[.]
///
/// The AI, if it votes, is voter number n_users. Its votes have neither numbers nor places: see
/// PlantnetAiRecord.

#include "core/flat_array.hpp"
#include <crowdvote/ballot.hpp>
#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/shared_users.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace crowdvote {

using SharedId = std::uint32_t;  ///< place among the shared observations
using Place = std::uint32_t;     ///< of a vote or a pair, in the order of voters

/// The evidence of a vote, or of the votes of a pair together, about what the voter knows. A vote is right if
/// it equals the observation's label; an observation is the voter's own if the voter is its author.
enum Evidence : std::uint8_t {
  no_evidence = 0,
  right_on_own_valid = 1,
  right_on_own_invalid = 2,
  right_on_others = 4,
  wrong_on_own_valid = 8,
  wrong_on_own_invalid = 16,
  wrong_on_others_valid = 32,
  wrong_on_others_invalid = 64
};
using EvidenceBits = std::uint8_t;

/// Numbers of labels that a voter gave on solo observations only; each label is counted in one of the first
/// three.
struct SoloLabels {
  std::uint32_t authored = 0;        ///< given on the voter's own observations only
  std::uint32_t voted = 0;           ///< given on others' observations only
  std::uint32_t both = 0;            ///< given on both
  std::uint32_t n_observations = 0;  ///< solo observations of the voter
};

/// The votes from which voters are learnt: those of a single process or, if several processes share the run,
/// those of all processes by the users that this one owns (SharedUsers), which then are the voters. Voter u
/// has the places begin[u] to begin[u + 1] - 1. The AI is the last voter in every process; of several, the
/// first process learns it.
struct PlantnetVoters {
  FlatArray<Place> begin;
  FlatArray<Place> pair_of;  ///< the pair of each vote, by place
  /// Evidence about pairs from the solo observations of their voter: right_on_others, and
  /// right_on_own_invalid for the voter's own, which become valid as soon as the voter validates alone.
  FlatArray<EvidenceBits> solo_evidence;
  FlatArray<SoloLabels> solo_labels;  ///< by voter

  [[nodiscard]] std::size_t n_places() const { return pair_of.size(); }
  /// `begin` has one entry per voter and then the end, twice (see GroupSort::gather).
  [[nodiscard]] std::size_t n_voters() const { return begin.size() - 2; }
  [[nodiscard]] UserId ai_voter() const { return static_cast<UserId>(n_voters() - 1); }
};

struct PlantnetIndex {
  /// Views its arguments. Throws MemoryError if the rounds and the result would not fit.
  /// \param ai_learns the AI's weight is learnt as if it were a user
  PlantnetIndex(const AggregationInput& input, const AiVotes& ai, bool ai_learns, const RunControl& control);

  const AggregationInput& input;
  const AiVotes& ai;
  bool ai_learns;

  FlatArray<ObservationId> shared_observations;  ///< ascending
  FlatArray<std::uint32_t> first_vote;
  FlatArray<Place> place_of_vote;

  FlatArray<Place> begin;
  FlatArray<SharedId> observation_at;

  PlantnetVoters voters;  ///< with the same places, unless several processes share the run
  /// By user: where, at the owner, the places of the votes of this process begin. Empty in a single process.
  FlatArray<Place> begin_at_owner;
  std::uint64_t n_shared_before = 0;  ///< shared observations of the processes before this one

  [[nodiscard]] std::size_t n_shared() const { return shared_observations.size(); }
  [[nodiscard]] std::size_t n_places() const { return observation_at.size(); }
  [[nodiscard]] std::size_t n_users() const { return input.votes.n_users(); }
  [[nodiscard]] UserId ai_voter() const { return static_cast<UserId>(n_users()); }
  /// The number of voters that are learnt, including the AI if its weight is learnt.
  [[nodiscard]] std::size_t n_learners() const { return voters.n_voters() - (ai_learns ? 0 : 1); }
  /// The number of a voter that is learnt here, among those of all processes.
  [[nodiscard]] std::uint64_t number_of(UserId voter) const {
    if (input.users == nullptr) return voter;
    return voter == voters.ai_voter() ? input.users->n_all() : input.users->number_of_owned(voter);
  }

  [[nodiscard]] bool is_author(UserId user, ObservationId i) const {
    return !input.author_of_observation.empty() && input.author_of_observation[i] == user;
  }
  /// Whether all who vote on i, including the AI, gave the same label.
  [[nodiscard]] bool is_unanimous(ObservationId i) const {
    const auto labels = input.votes.labels_of(i);
    const auto differs = [&](LabelId label) { return label != labels[0]; };
    if (labels.empty() || std::any_of(labels.begin(), labels.end(), differs)) return labels.empty();
    return ai.vote_on(i) == kNoLabel || ai.vote_on(i) == labels[0];
  }

  /// Calls take(user, label) for the votes of users on i, in the order of their numbers.
  template <class Take>
  void for_each_vote_on(ObservationId i, const Take& take) const {
    const auto users = input.votes.users_of(i);
    const auto labels = input.votes.labels_of(i);
    for (std::size_t v = 0; v < users.size(); ++v) take(users[v], labels[v]);
  }
};

}  // namespace crowdvote
