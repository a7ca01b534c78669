#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/wawa.hpp>

#include <atomic>

#include <Eigen/Core>
#include <fmt/format.h>

namespace crowdvote {

namespace {

Eigen::ArrayXi count_votes(const VoteMatrix& votes) {
  Eigen::ArrayXi n_votes = Eigen::ArrayXi::Zero(static_cast<Eigen::Index>(votes.n_users()));
  for (const UserId user : votes.user_of_vote()) ++n_votes[user];
  return n_votes;
}

/// Of each user the votes that equal the label.
void count_agreements(const VoteMatrix& votes, const std::vector<LabelId>& label, const RunControl& control,
                      Eigen::ArrayXi& n_agreements) {
  n_agreements.setZero();
  for_each_block(votes.n_observations(), kBlockOfObservations, control, [&](const Block& block, unsigned) {
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      for (VoteIndex v = votes.votes_begin(i); v < votes.votes_end(i); ++v) {
        if (votes.label_of_vote()[v] != label[i]) continue;
        std::atomic_ref(n_agreements[votes.user_of_vote()[v]]).fetch_add(1, std::memory_order_relaxed);
      }
    }
  });
}

template <class Values>
std::size_t count_differences(const Values& before, const Values& after) {
  std::size_t n = 0;
  for (std::size_t j = 0; j < before.size(); ++j) n += before[j] != after[j] ? 1U : 0U;
  return n;
}

}  // namespace

Consensus run_strategy(const AggregationInput& input, const WawaOptions& options, const RunControl& control) {
  check_input(input);
  const VoteMatrix& votes = input.votes;
  Consensus consensus;
  make_undefined(consensus, votes.n_observations());
  majority_vote(input, control, consensus);

  const Eigen::ArrayXi n_votes = count_votes(votes);
  Eigen::ArrayXi n_agreements(n_votes.size());
  std::vector<double> weight_before(votes.n_users(), 1.0);
  std::vector<LabelId> label_before;
  consensus.users.weight.resize(votes.n_users());
  Eigen::Map<Eigen::ArrayXd> weight(consensus.users.weight.data(), n_votes.size());

  while (consensus.iterations < options.rounds) {
    ++consensus.iterations;
    label_before = consensus.label;
    count_agreements(votes, consensus.label, control, n_agreements);
    weight = n_agreements.cast<double>() / n_votes.max(1).cast<double>();
    weighted_majority_vote(input, consensus.users.weight, control, consensus);

    const std::size_t labels_changed = count_differences(label_before, consensus.label);
    const std::size_t users_changed = count_differences(weight_before, consensus.users.weight);
    consensus.rounds.push_back({users_changed, labels_changed, consensus.n_valid()});
    control.report({"aggregate", consensus.rounds.size(), static_cast<std::size_t>(options.rounds),
                    fmt::format("{} labels changed", labels_changed)});
    if (labels_changed == 0) break;  // the next round would find the same weights
    weight_before = consensus.users.weight;
  }
  return consensus;
}

}  // namespace crowdvote
