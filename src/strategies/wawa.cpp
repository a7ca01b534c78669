#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/wawa.hpp>

#include <atomic>
#include <vector>

#include <Eigen/Core>
#include <fmt/format.h>

namespace crowdvote {

namespace {

Eigen::ArrayXi count_votes(const VoteMatrix& votes) {
  Eigen::ArrayXi n_votes = Eigen::ArrayXi::Zero(static_cast<Eigen::Index>(votes.n_users()));
  for (const UserId user : votes.user_of_vote()) ++n_votes[user];
  return n_votes;
}

/// Of each user the votes that differ from the label: there are far fewer of them than others.
void count_disagreements(const VoteMatrix& votes, const std::vector<LabelId>& label,
                         const RunControl& control, Eigen::ArrayXi& n_disagreements) {
  n_disagreements.setZero();
  for_each_block(votes.n_observations(), kBlockOfObservations, control, [&](const Block& block, unsigned) {
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) {
        if (votes.label_of_vote()[v] == label[i]) continue;
        std::atomic_ref(n_disagreements[votes.user_of_vote()[v]]).fetch_add(1, std::memory_order_relaxed);
      }
    }
  });
}

/// Returns how many labels changed.
std::size_t vote_by_weight(const AggregationInput& input, const RunControl& control, Consensus& consensus) {
  const std::vector<double>& weight = consensus.users.weight;
  std::atomic<std::size_t> n_changed{0};
  consensus.n_ties = vote_on_all<double>(input, control, WeightOfUser(weight.data()),
                                         [&](ObservationId i, const Winner<double>& winner) {
                                           if (consensus.label[i] != winner.label) ++n_changed;
                                           set_observation(consensus, i, winner);
                                         });
  return n_changed;
}

}  // namespace

Consensus run_strategy(const AggregationInput& input, const WawaOptions& options, const RunControl& control) {
  check_input(input);
  const VoteMatrix& votes = input.votes;
  constexpr std::size_t kBytesOfUser = 2 * sizeof(int) + 2 * sizeof(double);  // counts, weights
  check_result_fits(input, control, votes.n_users() * kBytesOfUser);
  Consensus consensus;
  make_undefined(consensus, votes.n_observations(), control);
  majority_vote(input, control, consensus);

  const Eigen::ArrayXi n_votes = count_votes(votes);
  Eigen::ArrayXi n_disagreements(n_votes.size());
  consensus.users.weight.assign(votes.n_users(), 1.0);
  Eigen::Map<Eigen::ArrayXd> weight(consensus.users.weight.data(), n_votes.size());
  Eigen::ArrayXd weight_before(n_votes.size());

  bool has_changed = true;
  while (has_changed && consensus.iterations < options.rounds) {
    ++consensus.iterations;
    count_disagreements(votes, consensus.label, control, n_disagreements);
    weight_before = weight;
    weight = (n_votes - n_disagreements).cast<double>() / n_votes.max(1).cast<double>();
    const std::size_t labels_changed = vote_by_weight(input, control, consensus);
    const auto users_changed = static_cast<std::size_t>((weight != weight_before).count());
    consensus.rounds.push_back({users_changed, labels_changed, consensus.n_valid()});
    control.report({"aggregate", consensus.rounds.size(), static_cast<std::size_t>(options.rounds),
                    fmt::format("{} labels changed", labels_changed)});
    has_changed = labels_changed > 0;  // else the next round would find the same weights
  }
  return consensus;
}

}  // namespace crowdvote
