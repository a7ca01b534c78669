#pragma once

/// What the strategies share: votes on all observations, thresholds, and the checks of their input.

#include "core/parallel.hpp"
#include "strategies/vote_tally.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>

#include <atomic>
#include <cstddef>
#include <span>

namespace crowdvote {

/// Observations that a thread takes at a time.
inline constexpr std::size_t kBlockOfObservations = 8192;

/// Throws OptionError if ties are to be random and there are no hashes, and std::invalid_argument if a span
/// is neither empty nor as long as it has to be.
void check_input(const AggregationInput& input);

/// Gives the consensus so many observations, all of them undefined.
void make_undefined(Consensus& consensus, std::size_t n_observations);

/// The label's share of all weights; 0 where nothing weighs anything.
[[nodiscard]] inline double share_of(double conf, double total) { return total > 0 ? conf / total : 0.0; }

/// x above the threshold, or at least the threshold.
[[nodiscard]] inline bool passes(double x, double threshold, bool inclusive) {
  return inclusive ? x >= threshold - kEpsilon : x > threshold + kEpsilon;
}

[[nodiscard]] inline std::uint64_t tie_hash(const AggregationInput& input, ObservationId i) {
  return input.ties == TieRule::random ? input.tie_hash_of_observation[i] : 0;
}

/// Calls receive(i, winner) for every observation with a vote, from several threads, where weight_of(user) is
/// what a vote weighs. Returns how many labels the tie rule chose.
template <class Weight, class WeightOf, class Receive>
std::size_t vote_on_all(const AggregationInput& input, const RunControl& control, const WeightOf& weight_of,
                        const Receive& receive) {
  const VoteMatrix& votes = input.votes;
  std::atomic<std::size_t> n_ties{0};
  for_each_block(votes.n_observations(), kBlockOfObservations, control, [&](const Block& block, unsigned) {
    VoteTally<Weight> tally;
    std::size_t n_ties_of_block = 0;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (votes.n_votes_of(i) == 0) continue;
      tally.clear();
      for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) {
        tally.add(votes.label_of_vote()[v], weight_of(votes.user_of_vote()[v]));
      }
      const Winner<Weight> winner = tally.winner(input.ties, tie_hash(input, i));
      if (winner.is_tied) ++n_ties_of_block;
      receive(i, winner);
    }
    n_ties += n_ties_of_block;
  });
  return n_ties;
}

/// label, conf and acc of `consensus` by majority; every observation with a vote is valid.
void majority_vote(const AggregationInput& input, const RunControl& control, Consensus& consensus);

/// The same by weights, one a user.
void weighted_majority_vote(const AggregationInput& input, std::span<const double> weight_of_user,
                            const RunControl& control, Consensus& consensus);

}  // namespace crowdvote
