#pragma once

/// What plantnet has to know of the votes and what never changes during its rounds, numbered once.
///
/// An observation is *shared* if it has two voters or more (the AI among them, where it votes) and *solo* if
/// it has one. A solo observation keeps its label for ever and is valid if and only if its voter validates
/// alone; three quarters of a citizen-science platform's observations are such. So the rounds go over the
/// shared ones, and of the solo ones keep a few numbers a user.
///
/// A *pair* is a voter and a label that this voter gave. Evidence that the voter knows the species is counted
/// by pairs, and the pairs of a voter are neighbours:
///
///     pairs of voter u: pair_begin[u] to pair_begin[u + 1] - 1
///
/// The AI, where it votes, is voter number n_users; its pairs are in the order of labels, one each.

#include "strategies/gather_by_user.hpp"
#include "strategies/plantnet_ai.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include <Eigen/Core>

namespace crowdvote {

using PairId = std::uint32_t;

/// What solo observations say of a pair, in bits.
enum SoloEvidence : std::uint8_t { no_solo_evidence = 0, authored_alone = 1, voted_alone = 2 };

/// Labels that a user gave on solo observations only, by how they were given; each label is in one number.
struct SoloLabels {
  std::uint32_t authored = 0;  ///< on observations of one's own
  std::uint32_t voted = 0;     ///< on others'
  std::uint32_t both = 0;
  std::uint32_t n_observations = 0;  ///< solo observations of the user
};

struct Vote {
  UserId voter;
  PairId pair;
  LabelId label;
  bool is_author;
};

struct PlantnetIndex {
  /// Views its arguments.
  PlantnetIndex(const AggregationInput& input, const AiVotes& ai, const RunControl& control);

  const AggregationInput& input;
  const AiVotes& ai;

  std::vector<ObservationId> shared_observations;  ///< ascending
  IdArray pair_begin;                       ///< [n_voters + 1]; a voter may have fewer pairs than places
  IdArray pair_of_vote;                     ///< [n_votes]; of votes on shared observations
  std::vector<std::uint8_t> solo_evidence;  ///< [n_pairs]: of the labels that are also on shared ones
  std::vector<SoloLabels> solo_labels;      ///< [n_users]

  [[nodiscard]] std::size_t n_pairs() const { return solo_evidence.size(); }
  [[nodiscard]] UserId ai_voter() const { return static_cast<UserId>(input.votes.n_users()); }

  /// Calls consider(vote) for the votes on a shared observation whose voters learn.
  template <class Consider>
  void for_each_vote_on(ObservationId i, const Consider& consider) const {
    const UserId author = input.author_of_observation.empty() ? kNoUser : input.author_of_observation[i];
    for (VoteIndex v = input.votes.votes_begin(i); v < input.votes.votes_end(i); ++v) {
      const UserId user = input.votes.user_of_vote()[v];
      consider(Vote{user, pair_of_vote[v], input.votes.label_of_vote()[v], user == author});
    }
    const LabelId ai_label = ai.learns() ? ai.vote_on(i) : kNoLabel;
    if (ai_label != kNoLabel) consider(Vote{ai_voter(), pair_begin[ai_voter()] + ai_label, ai_label, false});
  }
};

}  // namespace crowdvote
