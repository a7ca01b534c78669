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

constexpr Truths::BytesNeeded kBytesOfOneCoin{.strategy = "one-coin",
                                              .per_vote = 7 * sizeof(std::uint32_t),
                                              .per_user = 2 * sizeof(double) + sizeof(std::uint32_t)};

/// Formulas and symbols as in the header.
class OneCoinModel : public LabelSharesModel {
 public:
  OneCoinModel(const AggregationInput& input, const OneCoinOptions& options, const RunControl& control)
      : LabelSharesModel(input, options.support, kBytesOfOneCoin, options.theta_acc, control),
        groups_(input, truths_, control),
        rate_(input.votes.n_users(), std::numeric_limits<double>::quiet_NaN()),
        log_gain_(input.votes.n_users()) {
    if (input.known) {
      log_p_ = log_prior_of(*input.known.learnt, kProbabilityFloor);
      const std::vector<double> rates = values_of_users(input);
      for (UserId u = 0; u < rate_.size(); ++u) set_rate(u, rates[u]);
    } else {
      examine_all(*this, control);
      learn_parameters();
    }
    is_start_ = false;
  }

  Statistics examine(const Block& block) {
    // ln (1 - r) / (K - 1) of all votes is common to all labels, and left out.
    return examine_by(block, false, [this](ObservationId i, std::span<double> log_q) {
      for (VoteIndex v = input_.votes.votes_begin(i); v < input_.votes.votes_end(i); ++v) {
        log_q[truths_.place_of_vote()[v] - truths_.begin(i)] += log_gain_[input_.votes.user_of_vote()[v]];
      }
    });
  }

  [[nodiscard]] RoundOutcome end_round() {
    const double log_likelihood = learn_parameters();
    return {.record = change_.by_objective(log_likelihood + change_.entropy)};
  }

  [[nodiscard]] const std::vector<double>& rates() const { return rate_; }

  /// A newcomer's rate is the mean over all votes. To be called before the posterior is moved away.
  [[nodiscard]] LearntModel learnt() const {
    double n_votes = 0;
    double n_right = 0;
    for (GroupIndex group = 0; group < groups_.size(); ++group) {
      n_votes += groups_.n_votes(group);
      n_right += groups_.expected_right(group, posterior_.data());
    }
    LearntModel model = model_of_values(rate_, n_votes == 0 ? 1 : std::min(n_right / n_votes, 1.0));
    model.labels = truths_.labels();
    model.prior = p_;
    return model;
  }

 private:
  /// Returns the expected log likelihood of labels and votes.
  double learn_parameters() {
    return sum_over_blocks(rate_.size(), kBlockOfUsers, learn_shares(), control_,
                           [this](UserId user, double& sum, unsigned) { sum += learn_user(user); });
  }

  /// Returns the expected log likelihood of the user's votes.
  double learn_user(UserId user) {
    double n_votes = 0;
    double n_right = 0;
    for (GroupIndex group = groups_.begin(user); group < groups_.end(user); ++group) {
      n_votes += groups_.n_votes(group);
      n_right += groups_.expected_right(group, posterior_.data());
    }
    if (n_votes == 0) return 0;
    const double log_wrong = set_rate(user, n_right / n_votes);
    return n_labels() <= 1 ? 0 : n_right * std::log(rate_[user]) + (n_votes - n_right) * log_wrong;
  }

  /// Returns ln of the chance of each wrong label.
  double set_rate(UserId user, double rate) {
    rate_[user] = rate = std::clamp(rate, kProbabilityFloor, 1 - kProbabilityFloor);
    if (n_labels() <= 1) return 0;
    const double log_wrong = std::log((1 - rate) / static_cast<double>(n_labels() - 1));
    log_gain_[user] = std::log(rate) - log_wrong;
    return log_wrong;
  }

  LabelGroups groups_;
  std::vector<double> rate_;      ///< r, by user
  std::vector<double> log_gain_;  ///< ln theta(k, k) - ln theta(k, l)
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
