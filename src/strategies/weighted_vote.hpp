#pragma once

/// The common part of the strategies: votes on all observations, and checks of their input.

#include "core/parallel.hpp"
#include "strategies/label_changes.hpp"
#include <crowdvote/ballot.hpp>
#include <crowdvote/consensus.hpp>
#include <crowdvote/exchange.hpp>
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>
#include <crowdvote/shared_users.hpp>
#include <crowdvote/strategy.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <numeric>
#include <span>
#include <vector>

namespace crowdvote {

/// The number of observations that a thread takes at a time.
inline constexpr std::size_t kBlockOfObservations = 8192;
inline constexpr std::size_t kBlockOfUsers = kUsersTogether;
/// Fewer and larger blocks, for statistics with a number for each label.
inline constexpr std::size_t kLargeBlockOfObservations = kObservationsTogether;

/// Collective: the sums of the blocks of users of all processes, in the order of the users.
/// \param mine the sums of the blocks of this process
[[nodiscard]] std::vector<double> sums_of_all_blocks(const std::vector<double>& mine, Exchange& processes);

/// The sums over the blocks of [0, n), where add(j, sum, thread) adds the term of j to the sum.
template <class Add>
std::vector<double> sums_of_blocks(std::size_t n, std::size_t block_size, const RunControl& control,
                                   const Add& add) {
  std::vector<double> sums(n_blocks(n, block_size));
  for_each_block(n, block_size, control, [&](const Block& block, unsigned thread) {
    double sum = 0;
    for (std::size_t j = block.begin; j < block.end; ++j) add(static_cast<std::uint32_t>(j), sum, thread);
    sums[block.index] = sum;
  });
  return sums;
}

/// The sum over [0, n), plus `start`. Each block is summed separately, and the sums of blocks are added in
/// their order, so the number of threads does not matter.
template <class Add>
double sum_over_blocks(std::size_t n, std::size_t block_size, double start, const RunControl& control,
                       const Add& add) {
  const std::vector<double> sums = sums_of_blocks(n, block_size, control, add);
  return std::accumulate(sums.begin(), sums.end(), start);
}

/// The same over the users [0, n), in blocks of kBlockOfUsers. If several processes share the run, [0, n) are
/// the users that the process owns, and every process gets the sum over all users.
template <class Add>
double sum_over_users(std::size_t n, double start, const RunControl& control, const Add& add) {
  std::vector<double> sums = sums_of_blocks(n, kBlockOfUsers, control, add);
  if (control.processes != nullptr) sums = sums_of_all_blocks(sums, *control.processes);
  return std::accumulate(sums.begin(), sums.end(), start);
}

/// How many observations ahead of the vote memory is fetched into the cache.
inline constexpr ObservationId kObservationsAhead = 16;

/// Throws OptionError if ties are to be random and there are no hashes, and std::invalid_argument if a span
/// is neither empty nor of the required length.
void check_input(const AggregationInput& input);

/// The number of labels that occur in the votes; others may be known from side files.
[[nodiscard]] std::size_t count_voted_labels(const VotesView& votes, const RunControl& control = {});

/// The memory of an observation in a Consensus: label, valid, conf and acc.
inline constexpr std::size_t kBytesOfObservation =
    sizeof(LabelId) + sizeof(std::uint8_t) + 2 * sizeof(double);

/// Throws MemoryError if a consensus, plus the bytes that the strategy will need in addition, do not fit.
inline void check_result_fits(const AggregationInput& input, const RunControl& control,
                              std::size_t bytes_beside = 0) {
  const std::size_t bytes_of_observation = kBytesOfObservation + bytes_of_label_change(input);
  control.check_memory("aggregating", input.votes.n_observations() * bytes_of_observation + bytes_beside);
}

/// Calls each of these functions, in parallel as far as there are threads. Touching fresh memory costs time
/// for each page, so a thread fills one column after another rather than a part of each.
void fill_columns(std::initializer_list<std::function<void()>> fill_column, const RunControl& control);

/// Gives the consensus this many observations, all of them undefined.
void make_undefined(Consensus& consensus, std::size_t n_observations, const RunControl& control);

/// For TieRule::undefined: removes the label of each observation whose best labels are tied in its ballot
/// (see Ballots), and counts these ties.
void leave_ties_undefined(const AggregationInput& input, const RunControl& control, Consensus& consensus);

/// Fills Consensus::valid by its rule; an undefined label is not valid.
void judge_validity(const VotesView& votes, const RunControl& control, Consensus& consensus);

/// Fills Consensus::probabilities with the shares of the ballots.
void take_shares_for_probabilities(const AggregationInput& input, const RunControl& control,
                                   Consensus& consensus);

/// The probabilities of n observations, where append(block, probabilities) appends those of a block, and
/// appends to `begin` where each observation ends. It is called from several threads.
/// \param most_entries number of entries for which memory is reserved
[[nodiscard]] Probabilities collect_probabilities(
    std::size_t n, std::size_t most_entries, const RunControl& control,
    const std::function<void(const Block&, Probabilities&)>& append);

/// Adds the votes on an observation to an empty ballot, each with its weight.
using CastVotes = std::function<void(ObservationId, Ballot<double>&)>;

/// The last vote of a strategy that learns weights: fills label, conf, acc, the number of ties and the
/// probabilities, which are the shares of the weights. If all weights on an observation are 0, conf is 0 and
/// each vote counts as 1. An observation with a label in `gold` has that label with conf = acc = 1.
/// \param gold by observation; empty: none
/// \param cast_votes called from several threads
void decide_by_shares(const AggregationInput& input, std::span<const LabelId> gold,
                      const CastVotes& cast_votes, const RunControl& control, Consensus& consensus);

/// Casts votes with the weights of their users.
[[nodiscard]] CastVotes cast_with_weights_of_users(const AggregationInput& input,
                                                   std::span<const double> weight_of_user);

[[nodiscard]] inline TieBreak tie_break_on(const AggregationInput& input, ObservationId i) {
  return {input.ties, input.ties == TieRule::random ? input.tie_hash_of_observation[i] : 0};
}

/// A vote in addition to those of users; none if the label is kNoLabel.
template <class Weight>
struct ExtraVote {
  LabelId label = kNoLabel;
  Weight weight = 0;
};

/// The vote on observation i if not all agree: the first `n_agreed` votes, with total weight `conf`, are for
/// one label.
template <class Weight, class WeightOf>
[[gnu::noinline]] Winner<Weight> vote_of_several(const AggregationInput& input, ObservationId i,
                                                 std::size_t n_agreed, Weight conf, const WeightOf& weight_of,
                                                 const ExtraVote<Weight>& extra, Ballot<Weight>& ballot) {
  const auto users = input.votes.users_of(i);
  const auto labels = input.votes.labels_of(i);
  ballot.clear();
  ballot.expect(labels.size() + 1);
  ballot.add(labels.empty() ? extra.label : labels[0], conf);
  for (std::size_t v = n_agreed; v < labels.size(); ++v) ballot.add(labels[v], weight_of(users[v]));
  if (extra.label != kNoLabel) ballot.add(extra.label, extra.weight);
  ballot.settle();
  return ballot.winner(input.votes, tie_break_on(input, i));
}

/// The vote on observation i, where weight_of(user) is the weight of a user's vote. REQUIRES: there is a
/// vote.
template <class Weight, class WeightOf>
inline Winner<Weight> vote_on(const AggregationInput& input, ObservationId i, const WeightOf& weight_of,
                              const ExtraVote<Weight>& extra, Ballot<Weight>& ballot) {
  const auto users = input.votes.users_of(i);
  const auto labels = input.votes.labels_of(i);
  const LabelId first = labels.empty() ? extra.label : labels[0];
  const std::size_t n = labels.size();
  Weight conf = 0;
  std::size_t v = 0;
  while (v < n && labels[v] == first) conf += weight_of(users[v++]);
  // Nearly all observations are unanimous: they need no ballot.
  if (v == n && extra.label == first) return {first, conf + extra.weight, conf + extra.weight, false};
  if (v == n && extra.label == kNoLabel) return {first, conf, conf, false};
  return vote_of_several(input, i, v, conf, weight_of, extra, ballot);
}

/// Weights in an array. With millions of users they do not fit into a cache, so they are prefetched.
class WeightOfUser {
 public:
  explicit WeightOfUser(std::span<const double> weights) : weights_(weights.data()) {}
  [[nodiscard]] double operator()(UserId user) const { return weights_[user]; }
  /// The address to prefetch.
  [[nodiscard]] const double* place_of(UserId user) const { return weights_ + user; }

 private:
  const double* weights_;
};

/// Prefetches the weights of the votes on i, if weights are in an array. Always inline, like all functions
/// that only prefetch, because the compiler drops calls without an effect.
template <class WeightOf>
[[gnu::always_inline]] inline void fetch_weights(const AggregationInput& input, ObservationId i,
                                                 const WeightOf& weight_of) {
  if constexpr (requires { weight_of.place_of(UserId{}); }) {
    for (const UserId user : input.votes.users_of(i)) __builtin_prefetch(weight_of.place_of(user));
  }
}

/// Calls receive(i, winner) for every observation of the block that has a vote, where extra_vote_on(i) is
/// counted in addition to the users' votes. Returns the number of labels that the tie rule chose.
template <class Weight, class WeightOf, class ExtraVoteOn, class Receive>
std::size_t vote_on_block(const AggregationInput& input, const Block& block, const WeightOf& weight_of,
                          const ExtraVoteOn& extra_vote_on, const Receive& receive) {
  Ballot<Weight> ballot;
  std::size_t n_ties = 0;
  for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
    if (i + kObservationsAhead < block.end) fetch_weights(input, i + kObservationsAhead, weight_of);
    const ExtraVote<Weight> extra_vote = extra_vote_on(i);
    if (input.votes.n_votes_of(i) == 0 && extra_vote.label == kNoLabel) continue;
    const Winner<Weight> winner = vote_on(input, i, weight_of, extra_vote, ballot);
    if (winner.is_tied) ++n_ties;
    receive(i, winner);
  }
  return n_ties;
}

/// For strategies in which only users vote.
template <class Weight>
inline constexpr auto kNoExtraVote = [](ObservationId) { return ExtraVote<Weight>{}; };

/// The same for all observations, from several threads.
template <class Weight, class WeightOf, class ExtraVoteOn, class Receive>
std::size_t vote_on_all(const AggregationInput& input, const RunControl& control, const WeightOf& weight_of,
                        const ExtraVoteOn& extra_vote_on, const Receive& receive) {
  std::atomic<std::size_t> n_ties{0};
  for_each_block(input.votes.n_observations(), kBlockOfObservations, control,
                 [&](const Block& block, unsigned) {
                   n_ties += vote_on_block<Weight>(input, block, weight_of, extra_vote_on, receive);
                 });
  return sum_over_processes(control, n_ties);
}

/// Writes the winner on observation i. `objection` is weight against it that belongs to no label.
template <class Weight>
void set_observation(Consensus& consensus, ObservationId i, const Winner<Weight>& winner,
                     double objection = 0) {
  const auto conf = static_cast<double>(winner.conf);
  consensus.label[i] = winner.label;
  consensus.conf[i] = conf;
  consensus.acc[i] = share_of(conf, static_cast<double>(winner.total) + objection);
}

}  // namespace crowdvote
