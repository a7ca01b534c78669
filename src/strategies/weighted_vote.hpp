#pragma once

/// What the strategies share: votes on all observations, thresholds, and the checks of their input.

#include "core/parallel.hpp"
#include "strategies/vote_tally.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <span>

namespace crowdvote {

/// What a thread takes at a time.
inline constexpr std::size_t kBlockOfObservations = 8192;
inline constexpr std::size_t kBlockOfUsers = 512;

/// Observations between the one for which memory is fetched into the cache and the one that is voted on.
inline constexpr ObservationId kObservationsAhead = 16;

/// Throws OptionError if ties are to be random and there are no hashes, and std::invalid_argument if a span
/// is neither empty nor as long as it has to be.
void check_input(const AggregationInput& input);

/// What an observation takes in a Consensus.
inline constexpr std::size_t kBytesOfObservation =
    sizeof(LabelId) + sizeof(std::uint8_t) + 2 * sizeof(double);  // label, valid, conf, acc

/// Throws MemoryError if a consensus, and the bytes that the strategy is going to need beside it, do not fit.
inline void check_result_fits(const AggregationInput& input, const RunControl& control,
                              std::size_t bytes_beside = 0) {
  control.check_memory("aggregating", input.votes.n_observations() * kBytesOfObservation + bytes_beside);
}

/// Calls each of these at once, as far as there are threads. For columns in fresh memory: the time goes into
/// its pages, so a thread fills one column after another, and not a part of each.
void fill_columns(std::initializer_list<std::function<void()>> fill_column, const RunControl& control);

/// Gives the consensus so many observations, all of them undefined.
void make_undefined(Consensus& consensus, std::size_t n_observations, const RunControl& control);

/// The label's share of all weights; 0 where nothing weighs anything.
[[nodiscard]] inline double share_of(double conf, double total) { return total > 0 ? conf / total : 0.0; }

/// x above the threshold, or at least the threshold.
[[nodiscard]] inline bool passes(double x, double threshold, bool inclusive) {
  return inclusive ? x >= threshold - kEpsilon : x > threshold + kEpsilon;
}

/// conf above theta_conf and acc above theta_acc, or at least them. A threshold of -infinity always holds.
struct ValidityRule {
  double theta_conf = -std::numeric_limits<double>::infinity();
  double theta_acc = -std::numeric_limits<double>::infinity();
  bool inclusive = false;

  [[nodiscard]] bool holds(double conf, double total) const {
    const bool conf_passes = passes(conf, theta_conf, inclusive);
    const bool acc_passes = passes(share_of(conf, total), theta_acc, inclusive);
    // Not &&: a branch that nobody can foretell would have to wait for weights that are far from the cache.
    return (static_cast<int>(conf_passes) & static_cast<int>(acc_passes)) != 0;
  }
};

[[nodiscard]] inline std::uint64_t tie_hash(const AggregationInput& input, ObservationId i) {
  return input.ties == TieRule::random ? input.tie_hash_of_observation[i] : 0;
}

/// A vote that stands beside those of users; none if the label is kNoLabel.
template <class Weight>
struct ExtraVote {
  LabelId label = kNoLabel;
  Weight weight = 0;
};

/// The vote on observation i, where weight_of(user) is what a user's vote weighs. REQUIRES: there is a vote.
template <class Weight, class WeightOf>
Winner<Weight> vote_on(const AggregationInput& input, ObservationId i, const WeightOf& weight_of,
                       const ExtraVote<Weight>& extra, VoteTally<Weight>& tally) {
  const auto users = input.votes.users_of(i);
  const auto labels = input.votes.labels_of(i);
  const LabelId first = labels.empty() ? extra.label : labels[0];
  const std::size_t n = labels.size();
  Weight conf = 0;
  std::size_t v = 0;
  while (v < n && labels[v] == first) conf += weight_of(users[v++]);
  // Nearly all observations are unanimous: they need no tally.
  if (v == n && extra.label == first) return {first, conf + extra.weight, conf + extra.weight, false};
  if (v == n && extra.label == kNoLabel) return {first, conf, conf, false};

  tally.clear();
  tally.add(first, conf);
  for (; v < n; ++v) tally.add(labels[v], weight_of(users[v]));
  if (extra.label != kNoLabel) tally.add(extra.label, extra.weight);
  return tally.winner(input.ties, tie_hash(input, i));
}

/// Weights that stand in an array. With users by the million they are far from any cache: they are fetched
/// ahead of the votes.
class WeightOfUser {
 public:
  explicit WeightOfUser(const double* weights) : weights_(weights) {}
  [[nodiscard]] double operator()(UserId user) const { return weights_[user]; }
  /// To be fetched ahead. Not a function that fetches: one without any effect may be left out by the
  /// compiler.
  [[nodiscard]] const double* place_of(UserId user) const { return weights_ + user; }

 private:
  const double* weights_;
};

/// Calls receive(i, winner) for every observation with a vote, from several threads, where extra_vote_on(i)
/// stands beside the users' votes. Returns how many labels the tie rule chose.
template <class Weight, class WeightOf, class ExtraVoteOn, class Receive>
std::size_t vote_on_all(const AggregationInput& input, const RunControl& control, const WeightOf& weight_of,
                        const ExtraVoteOn& extra_vote_on, const Receive& receive) {
  std::atomic<std::size_t> n_ties{0};
  const std::size_t n_observations = input.votes.n_observations();
  for_each_block(n_observations, kBlockOfObservations, control, [&](const Block& block, unsigned) {
    VoteTally<Weight> tally;
    std::size_t n_ties_of_block = 0;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if constexpr (requires { weight_of.place_of(UserId{}); }) {
        if (i + kObservationsAhead < block.end) {
          for (const UserId user : input.votes.users_of(i + kObservationsAhead)) {
            __builtin_prefetch(weight_of.place_of(user));
          }
        }
      }
      const ExtraVote<Weight> extra_vote = extra_vote_on(i);
      if (input.votes.n_votes_of(i) == 0 && extra_vote.label == kNoLabel) continue;
      const Winner<Weight> winner = vote_on(input, i, weight_of, extra_vote, tally);
      if (winner.is_tied) ++n_ties_of_block;
      receive(i, winner);
    }
    n_ties += n_ties_of_block;
  });
  return n_ties;
}

/// The same without extra votes.
template <class Weight, class WeightOf, class Receive>
std::size_t vote_on_all(const AggregationInput& input, const RunControl& control, const WeightOf& weight_of,
                        const Receive& receive) {
  return vote_on_all<Weight>(
      input, control, weight_of, [](ObservationId) { return ExtraVote<Weight>{}; }, receive);
}

/// Writes the winner on observation i, valid by the rule. `objection` is weight against it that has no label.
template <class Weight>
void set_observation(Consensus& consensus, ObservationId i, const Winner<Weight>& winner,
                     const ValidityRule& rule = {}, double objection = 0) {
  const auto conf = static_cast<double>(winner.conf);
  const double total = static_cast<double>(winner.total) + objection;
  consensus.label[i] = winner.label;
  consensus.conf[i] = conf;
  consensus.acc[i] = share_of(conf, total);
  consensus.valid[i] = rule.holds(conf, total) ? 1 : 0;
}

/// label, conf, acc and n_ties of `consensus` by majority; every observation with a vote is valid.
void majority_vote(const AggregationInput& input, const RunControl& control, Consensus& consensus);

}  // namespace crowdvote
