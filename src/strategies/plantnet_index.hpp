#pragma once

/// What plantnet has to know of the votes and what never changes during its rounds, numbered once.
///
/// An observation is *shared* if it has two voters or more (the AI among them, where it votes) and *solo* if
/// it has one. A solo observation keeps its label for ever and is valid if and only if its voter validates
/// alone; three quarters of a citizen-science platform's observations are such. So the rounds go over the
/// shared ones, and of the solo ones keep a few numbers a voter.
///
/// A *pair* is a voter and a label that this voter gave on a shared observation: what a voter has shown to
/// know is counted by pairs. Pairs and the votes behind them stand in the order of voters, in one range:
///
///     place p in [begin[u], begin[u + 1]):  vote_at[p], a vote of u, and pair_of[p], the place of its pair
///
/// so a voter with fewer pairs than votes leaves places of pairs unused. Votes are numbered as in the
/// VoteMatrix; the AI, where it votes, is voter number n_users, and its vote on i is number n_votes + i.

#include "core/flat_array.hpp"
#include "strategies/gather.hpp"
#include "strategies/plantnet_ai.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crowdvote {

/// What a vote says of what its voter knows, or several votes of a pair together. A vote is right if it
/// equals the observation's label; "own" is said of an observation that the voter is the author of.
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

/// Labels that a voter gave on solo observations only; each label is in one of the numbers.
struct SoloLabels {
  std::uint32_t authored = 0;        ///< given on observations of the voter's own
  std::uint32_t voted = 0;           ///< given on others'
  std::uint32_t both = 0;            ///< given on both
  std::uint32_t n_observations = 0;  ///< solo observations of the voter
};

struct PlantnetIndex {
  /// Views its arguments.
  PlantnetIndex(const AggregationInput& input, const AiVotes& ai, const RunControl& control);

  const AggregationInput& input;
  const AiVotes& ai;

  FlatArray<ObservationId> shared_observations;  ///< ascending
  FlatArray<std::uint32_t> begin;                ///< of voters
  FlatArray<VoteIndex> vote_at;
  FlatArray<std::uint32_t> pair_of;
  /// Of pairs, by the solo observations of their voter: right_on_others, and right_on_own_invalid for those
  /// of the voter's own, which are valid as soon as the voter validates alone.
  FlatArray<EvidenceBits> solo_evidence;
  FlatArray<SoloLabels> solo_labels;  ///< of voters

  [[nodiscard]] std::size_t n_users() const { return input.votes.n_users(); }
  [[nodiscard]] UserId ai_voter() const { return static_cast<UserId>(n_users()); }
  /// Users, and the AI where it learns as they do.
  [[nodiscard]] std::size_t n_learners() const { return n_users() + (ai.learns() ? 1 : 0); }
  [[nodiscard]] std::size_t n_vote_numbers() const {
    return input.votes.n_votes() + (ai.learns() ? input.votes.n_observations() : 0);
  }
  [[nodiscard]] bool is_author(UserId user, ObservationId i) const {
    return !input.author_of_observation.empty() && input.author_of_observation[i] == user;
  }
  /// Of all who vote on i, the AI too where it does not learn.
  [[nodiscard]] bool is_unanimous(ObservationId i) const {
    const auto labels = input.votes.labels_of(i);
    const auto differs = [&](LabelId label) { return label != labels[0]; };
    if (labels.empty() || std::any_of(labels.begin(), labels.end(), differs)) return labels.empty();
    return ai.vote_on(i) == kNoLabel || ai.vote_on(i) == labels[0];
  }

  struct Vote {
    VoteIndex number;
    UserId voter;
    LabelId label;
  };
  /// Calls take(vote) for the votes of learners on i.
  template <class Take>
  void for_each_vote_on(ObservationId i, const Take& take) const {
    const VoteMatrix& votes = input.votes;
    for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) {
      take(Vote{v, votes.user_of_vote()[v], votes.label_of_vote()[v]});
    }
    const LabelId ai_label = ai.learns() ? ai.vote_on(i) : kNoLabel;
    if (ai_label != kNoLabel) take(Vote{static_cast<VoteIndex>(votes.n_votes() + i), ai_voter(), ai_label});
  }
  [[nodiscard]] LabelId label_of(VoteIndex vote_number) const {
    const std::size_t n_votes = input.votes.n_votes();
    return vote_number < n_votes ? input.votes.label_of_vote()[vote_number]
                                 : ai.vote_on(static_cast<ObservationId>(vote_number - n_votes));
  }
};

}  // namespace crowdvote
