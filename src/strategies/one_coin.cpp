#include "strategies/factors.hpp"
#include "strategies/known_users.hpp"
#include "strategies/label_groups.hpp"
#include "strategies/posterior_model.hpp"
#include <crowdvote/strategies/one_coin.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace crowdvote {

namespace {

/// With r from 1e-10 to 1 - 1e-10 and fewer than 2^32 labels, gains lie between 1e-10 and 1e20.
constexpr std::size_t kMostGainsOfRates = 12;

constexpr Truths::BytesNeeded kBytesOfOneCoin{.strategy = "one-coin",
                                              .per_vote = 6 * sizeof(std::uint32_t) + 2 * sizeof(double),
                                              .per_user = 2 * sizeof(double) + sizeof(std::uint32_t)};

/// Formulas and symbols are as in the header.
class OneCoinModel : public LabelSharesModel {
 public:
  OneCoinModel(const AggregationInput& input, const OneCoinOptions& options, const RunControl& control)
      : LabelSharesModel(input, options.support, kBytesOfOneCoin, options.theta_acc, control),
        groups_(users_.input(), users_.truths(), control),
        right_(groups_.size()),
        rate_(users_.input().votes.n_users(), std::numeric_limits<double>::quiet_NaN()),
        gain_(rate_.size()),
        gains_of_votes_(&gain_) {
    if (input.known) {
      prior_ = prior_of(*input.known.learnt, kProbabilityFloor);
      const std::vector<double> rates = values_of_users(input);
      for (UserId u = 0; u < rate_.size(); ++u) set_rate(u, rates[u]);
    } else {
      examine_all(*this, control);
      learn_parameters(false);
    }
    is_start_ = false;
  }

  Statistics examine(const Block& block) {
    // The factor (1 - r) / (K - 1) of each vote is common to all labels, and left out.
    return examine_by<false>(block, false,
                             GainFactors{truths_.place_of_vote(), truths_, input_.votes.user_of_vote(),
                                         gains_of_votes_->data(), kMostGainsOfRates});
  }

  /// As in dawid-skene: the log likelihood under the parameters of the E step, plus what the new ones add.
  [[nodiscard]] RoundOutcome end_round() {
    const double gain = learn_parameters(true);
    return {.record = change_.by_objective(log_likelihood_ + gain)};
  }

  [[nodiscard]] const std::vector<double>& rates() { return users_.at_observations(rate_); }

  /// A newcomer's rate is the mean over all votes.
  [[nodiscard]] LearntModel learnt() const {
    double n_votes = 0;
    double n_right = 0;
    for (GroupIndex group = 0; group < groups_.size(); ++group) {
      n_votes += groups_.n_votes(group);
      n_right += right_[group];
    }
    LearntModel model = model_of_values(rate_, n_votes == 0 ? 1 : std::min(n_right / n_votes, 1.0));
    model.labels = truths_.labels();
    model.prior = p_;
    return model;
  }

 private:
  /// Returns the expected log likelihood of labels and votes; if `relative`, minus the part that the factors
  /// of the E step contain.
  double learn_parameters(bool relative) {
    groups_.count_right(users_.bring(posterior_), right_.data(), control_);
    const double log_likelihood = sum_over_users(
        rate_.size(), learn_shares(relative), control_,
        [this, relative](UserId user, double& sum, unsigned) { sum += learn_user(user, relative); });
    gains_of_votes_ = &users_.at_observations(gain_);
    return log_likelihood;
  }

  /// The contribution of one user.
  double learn_user(UserId user, bool relative) {
    double n_votes = 0;
    double n_right = 0;
    double n_sure = 0;
    for (GroupIndex group = groups_.begin(user); group < groups_.end(user); ++group) {
      n_votes += groups_.n_votes(group);
      n_right += right_[group];
      n_sure += groups_.n_sure(group);
    }
    if (n_votes == 0) return 0;
    const double before = gain_[user];
    const double wrong = set_rate(user, n_right / n_votes);
    if (n_labels() <= 1) return 0;
    const double log_likelihood = n_right * std::log(rate_[user]) + (n_votes - n_right) * std::log(wrong);
    return relative ? log_likelihood - (n_right - n_sure) * std::log(before) : log_likelihood;
  }

  /// Sets r of the user; returns the probability of each wrong label.
  double set_rate(UserId user, double rate) {
    rate_[user] = rate = std::clamp(rate, kProbabilityFloor, 1 - kProbabilityFloor);
    if (n_labels() <= 1) return 0;
    const double wrong = (1 - rate) / static_cast<double>(n_labels() - 1);
    gain_[user] = rate / wrong;
    return wrong;
  }

  LabelGroups groups_;
  FlatArray<double> right_;                    ///< expected votes that are right, by group
  std::vector<double> rate_;                   ///< r, by user
  std::vector<double> gain_;                   ///< theta(k, k) / theta(k, l)
  const std::vector<double>* gains_of_votes_;  ///< the same, by user of the observations
};

}  // namespace

Consensus run_strategy(const AggregationInput& input, const OneCoinOptions& options,
                       const RunControl& control) {
  OneCoinModel model(input, options, control);
  Consensus consensus;
  consensus.diagnostics = run_learning(model, options.max_iterations, options.tolerance, input, control);
  if (input.wants_model) consensus.model = model.learnt();
  consensus.users.add(kSkillColumn, "Chance that a vote of the user is right", model.rates());
  model.posterior().move_to(consensus, control);
  return consensus;
}

}  // namespace crowdvote
