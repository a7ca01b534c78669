#include "strategies/agreement_model.hpp"
#include "strategies/known_users.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/wawa.hpp>

#include <algorithm>
#include <vector>

#include <Eigen/Core>

namespace crowdvote {

namespace {

/// Starts with the majority vote; a round computes weights from disagreements and then votes with these
/// weights.
class WawaModel : public AgreementModel {
 public:
  /// Labels are written to the consensus. REQUIRES: its observations are undefined.
  WawaModel(const AggregationInput& input, Consensus& consensus)
      : AgreementModel(input), consensus_(consensus), weight_(Eigen::ArrayXd::Ones(n_votes_.size())) {}

  void update(const RunControl& control) {
    const Eigen::ArrayXd before = weight_;
    weight_ = agreement();
    forget_agreement(before, weight_, control);
    is_start_ = false;
  }

  Statistics examine(const Block& block) {
    Statistics statistics;
    const auto receive = [&](ObservationId i, const auto& winner) {
      if (consensus_.label[i] != winner.label) {
        ++statistics.labels_changed;
        label_changes_.note(i);
      }
      ++statistics.n_labelled;
      set_observation(consensus_, i, winner);
    };
    const std::span<const double> weights(weight_.data(), input_.votes.n_users());
    const auto counts_as_one = [](UserId) { return 1U; };
    statistics.n_ties =
        is_start_
            ? vote_on_block<std::uint32_t>(input_, block, counts_as_one, kNoExtraVote<std::uint32_t>, receive)
            : vote_on_block<double>(input_, block, WeightOfUser(weights), kNoExtraVote<double>, receive);
    count_disagreements(consensus_.label, block);
    return statistics;
  }

  [[nodiscard]] RoundOutcome end_round() const {
    return {.record = round_, .is_fixed_point = round_.labels_changed == 0};
  }

  [[nodiscard]] std::vector<double> weights() const { return {weight_.begin(), weight_.end()}; }
  /// A newcomer's weight is the mean over all votes.
  [[nodiscard]] LearntModel learnt() const {
    const double n_votes = static_cast<double>(input_.votes.n_votes());
    const double mean = n_votes == 0 ? 1 : (weight_ * n_votes_.cast<double>()).sum() / n_votes;
    return model_of_values(weights(), std::min(mean, 1.0));
  }

 private:
  Consensus& consensus_;
  Eigen::ArrayXd weight_;  ///< by user
  bool is_start_ = true;   ///< votes count as one
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
  model.label_changes().move_to(consensus.diagnostics);
  if (input.wants_model) consensus.model = model.learnt();
  consensus.users.add(kWeightColumn, "Share of the user's votes that equal the label", model.weights());
  return consensus;
}

}  // namespace crowdvote
