#pragma once

/// What the strategies share: votes on all observations, and the checks of their input.

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

/// What a thread takes at a time.
inline constexpr std::size_t kBlockOfObservations = 8192;
inline constexpr std::size_t kBlockOfUsers = kUsersTogether;
/// Where what is known of a block has a number for each label: fewer and larger blocks.
inline constexpr std::size_t kLargeBlockOfObservations = kObservationsTogether;

/// The sums of the blocks of users of all processes, in the order of the users, from those of the own blocks.
[[nodiscard]] std::vector<double> sums_of_all_blocks(const std::vector<double>& mine, Exchange& processes);

/// The sums over the blocks of [0, n), where add(j, sum, thread) adds what j has to a sum.
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

/// The sum over [0, n), from `start` on. Blocks are summed by themselves and then in their order, so the number of
/// threads does not matter.
template <class Add>
double sum_over_blocks(std::size_t n, std::size_t block_size, double start, const RunControl& control,
                       const Add& add) {
  const std::vector<double> sums = sums_of_blocks(n, block_size, control, add);
  return std::accumulate(sums.begin(), sums.end(), start);
}

/// The same over the users [0, n), in blocks of kBlockOfUsers. Where several processes share the run, each has the
/// users that it owns, and all have the sum of all.
template <class Add>
double sum_over_users(std::size_t n, double start, const RunControl& control, const Add& add) {
  std::vector<double> sums = sums_of_blocks(n, kBlockOfUsers, control, add);
  if (control.processes != nullptr) sums = sums_of_all_blocks(sums, *control.processes);
  return std::accumulate(sums.begin(), sums.end(), start);
}

/// Observations between the one for which memory is fetched into the cache and the one that is voted on.
inline constexpr ObservationId kObservationsAhead = 16;

/// Throws OptionError if ties are to be random and there are no hashes, and std::invalid_argument if a span
/// is neither empty nor as long as it has to be.
void check_input(const AggregationInput& input);

/// How many labels occur in the votes: others may be known from files beside them.
[[nodiscard]] std::size_t count_voted_labels(const VotesView& votes, const RunControl& control = {});

/// What an observation takes in a Consensus: label, valid, conf and acc.
inline constexpr std::size_t kBytesOfObservation =
    sizeof(LabelId) + sizeof(std::uint8_t) + 2 * sizeof(double);

/// Throws MemoryError if a consensus, and the bytes that the strategy is going to need beside it, do not fit.
inline void check_result_fits(const AggregationInput& input, const RunControl& control,
                              std::size_t bytes_beside = 0) {
  const std::size_t bytes_of_observation = kBytesOfObservation + bytes_of_label_change(input);
  control.check_memory("aggregating", input.votes.n_observations() * bytes_of_observation + bytes_beside);
}

/// Calls each of these at once, as far as there are threads. Columns in fresh memory cost the time of their
/// pages, so a thread fills one column after another rather than a part of each.
void fill_columns(std::initializer_list<std::function<void()>> fill_column, const RunControl& control);

/// Gives the consensus this many observations, all of them undefined.
void make_undefined(Consensus& consensus, std::size_t n_observations, const RunControl& control);

/// For TieRule::undefined: takes the label of each observation away whose best labels are tied in its ballot (see
/// Ballots), and counts these ties.
void leave_ties_undefined(const AggregationInput& input, const RunControl& control, Consensus& consensus);

/// Fills Consensus::valid by its rule: a label that is undefined is not valid.
void judge_validity(const VotesView& votes, const RunControl& control, Consensus& consensus);

/// Fills Consensus::probabilities with the shares of the ballots.
void take_shares_for_probabilities(const AggregationInput& input, const RunControl& control,
                                   Consensus& consensus);

/// The probabilities of n observations, where append(block, probabilities) appends those of a block, `begin`
/// being where each observation ends. It is called from several threads.
/// \param most_entries room for as many
[[nodiscard]] Probabilities collect_probabilities(
    std::size_t n, std::size_t most_entries, const RunControl& control,
    const std::function<void(const Block&, Probabilities&)>& append);

/// Adds the votes on an observation to an empty ballot, each with its weight.
using CastVotes = std::function<void(ObservationId, Ballot<double>&)>;

/// The last vote of a strategy that learns weights: label, conf, acc, the number of ties and the
/// probabilities, which are the shares of the weights. Where all weights are 0, conf is 0 and the votes count
/// as one each. An observation with a label in `gold` has that label with conf = acc = 1.
/// \param gold by observation; empty: none
/// \param cast_votes called from several threads
void decide_by_shares(const AggregationInput& input, std::span<const LabelId> gold,
                      const CastVotes& cast_votes, const RunControl& control, Consensus& consensus);

/// For votes that weigh as much as their user.
[[nodiscard]] CastVotes cast_with_weights_of_users(const AggregationInput& input,
                                                   std::span<const double> weight_of_user);

[[nodiscard]] inline TieBreak tie_break_on(const AggregationInput& input, ObservationId i) {
  return {input.ties, input.ties == TieRule::random ? input.tie_hash_of_observation[i] : 0};
}

/// A vote beside those of users; none if the label is kNoLabel.
template <class Weight>
struct ExtraVote {
  LabelId label = kNoLabel;
  Weight weight = 0;
};

/// The vote on observation i where not all agree: the first `n_agreed` votes, which weigh `conf`, are for one label.
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

/// The vote on observation i, where weight_of(user) is what a user's vote weighs. REQUIRES: there is a vote.
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

/// Weights that stand in an array. With users by the million they are far from any cache, so they are fetched
/// ahead of the votes.
class WeightOfUser {
 public:
  explicit WeightOfUser(std::span<const double> weights) : weights_(weights.data()) {}
  [[nodiscard]] double operator()(UserId user) const { return weights_[user]; }
  /// To be fetched ahead.
  [[nodiscard]] const double* place_of(UserId user) const { return weights_ + user; }

 private:
  const double* weights_;
};

/// Fetches ahead what the vote on i will weigh, if weights stand in an array. Always inline, as all functions that only
/// fetch: the compiler drops calls that have no effect.
template <class WeightOf>
[[gnu::always_inline]] inline void fetch_weights(const AggregationInput& input, ObservationId i,
                                                 const WeightOf& weight_of) {
  if constexpr (requires { weight_of.place_of(UserId{}); }) {
    for (const UserId user : input.votes.users_of(i)) __builtin_prefetch(weight_of.place_of(user));
  }
}

/// Calls receive(i, winner) for every observation of the block that has a vote, where extra_vote_on(i) counts
/// beside the users' votes. Returns how many labels the tie rule chose.
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

/// For strategies in which nobody votes beside the users.
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

/// Writes the winner on observation i. `objection` is weight against it that has no label.
template <class Weight>
void set_observation(Consensus& consensus, ObservationId i, const Winner<Weight>& winner,
                     double objection = 0) {
  const auto conf = static_cast<double>(winner.conf);
  consensus.label[i] = winner.label;
  consensus.conf[i] = conf;
  consensus.acc[i] = share_of(conf, static_cast<double>(winner.total) + objection);
}

}  // namespace crowdvote
