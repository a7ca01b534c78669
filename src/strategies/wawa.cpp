#include "strategies/disagreements.hpp"
#include "strategies/known_users.hpp"
#include "strategies/rounds.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/wawa.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Core>

namespace crowdvote {

namespace {

/// The majority vote at the start; in a round, weights from disagreements and then a vote by these weights.
class WawaModel {
 public:
  /// Of one block of observations.
  struct Statistics {
    std::size_t labels_changed = 0;
    std::size_t n_ties = 0;
    std::size_t n_labelled = 0;
  };

  /// Labels go into the consensus, whose observations are undefined.
  WawaModel(const AggregationInput& input, Consensus& consensus) : input_(input), consensus_(consensus) {
    n_votes_.setZero(static_cast<Eigen::Index>(input.votes.n_users()));
    for (const UserId user : input.votes.user_of_vote()) ++n_votes_[user];
    n_disagreements_.setZero(n_votes_.size());
    weight_.setOnes(n_votes_.size());
  }

  [[nodiscard]] std::size_t n_items() const { return input_.votes.n_observations(); }
  [[nodiscard]] static std::size_t block_size() { return kBlockOfObservations; }

  void update(const RunControl& /*control*/) {
    const Eigen::ArrayXd before = weight_;
    weight_ = (n_votes_ - n_disagreements_).cast<double>() / n_votes_.max(1).cast<double>();
    round_ = {.users_changed = static_cast<std::size_t>((weight_ != before).count())};
    n_ties_ = 0;
    n_disagreements_.setZero();
    is_start_ = false;
  }

  Statistics examine(const Block& block) {
    Statistics statistics;
    const auto receive = [&](ObservationId i, const auto& winner) {
      if (consensus_.label[i] != winner.label) ++statistics.labels_changed;
      ++statistics.n_labelled;
      set_observation(consensus_, i, winner);
    };
    const std::span<const double> weights(weight_.data(), input_.votes.n_users());
    const auto counts_as_one = [](UserId) { return 1U; };
    statistics.n_ties =
        is_start_
            ? vote_on_block<std::uint32_t>(input_, block, counts_as_one, kNoExtraVote<std::uint32_t>, receive)
            : vote_on_block<double>(input_, block, WeightOfUser(weights), kNoExtraVote<double>, receive);
    count_disagreements(input_.votes, consensus_.label, block, {n_disagreements_.data(), weights.size()});
    return statistics;
  }

  void merge(const Statistics& statistics) {
    round_.labels_changed += statistics.labels_changed;
    round_.valid += statistics.n_labelled;
    n_ties_ += statistics.n_ties;
  }

  [[nodiscard]] RoundOutcome end_round() const {
    return {.record = round_, .is_fixed_point = round_.labels_changed == 0};
  }

  [[nodiscard]] std::size_t n_ties() const { return n_ties_; }
  [[nodiscard]] std::vector<double> weights() const { return {weight_.begin(), weight_.end()}; }
  /// A newcomer's weight is the mean over all votes.
  [[nodiscard]] LearntModel learnt() const {
    const double n_votes = static_cast<double>(input_.votes.n_votes());
    const double mean = n_votes == 0 ? 1 : (weight_ * n_votes_.cast<double>()).sum() / n_votes;
    return model_of_values(weights(), std::min(mean, 1.0));
  }

 private:
  const AggregationInput& input_;
  Consensus& consensus_;
  Eigen::ArrayXi n_votes_;  ///< by user, as are the next two
  Eigen::ArrayXi n_disagreements_;
  Eigen::ArrayXd weight_;
  RoundRecord round_;
  std::size_t n_ties_ = 0;
  bool is_start_ = true;  ///< votes count as one
};

}  // namespace

Consensus run_strategy(const AggregationInput& input, const WawaOptions& options, const RunControl& control) {
  const std::size_t n_users = input.votes.n_users();
  constexpr std::size_t kBytesOfUser = 2 * sizeof(int) + 3 * sizeof(double);  // counts, weights
  check_result_fits(input, control, n_users * kBytesOfUser);
  Consensus consensus;
  make_undefined(consensus, input.votes.n_observations(), control);

  if (input.known) {
    vote_with_known_weights(input, control, consensus);
    return consensus;
  }
  WawaModel model(input, consensus);
  examine_all(model, control);
  const RoundLimits limits{.most_rounds = static_cast<std::size_t>(options.rounds), .is_prescribed = true};
  consensus.diagnostics = run_rounds(model, limits, control);
  consensus.diagnostics.n_ties = model.n_ties();
  if (input.wants_model) consensus.model = model.learnt();
  consensus.users.columns.push_back(
      {std::string(kWeightColumn), "Share of the user's votes that equal the label", model.weights()});
  return consensus;
}

}  // namespace crowdvote
