#include "core/parallel.hpp"
#include "strategies/known_users.hpp"
#include "strategies/label_groups.hpp"
#include "strategies/posterior.hpp"
#include "strategies/rounds.hpp"
#include "strategies/truths.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/one_coin.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

namespace crowdvote {

namespace {

constexpr Truths::BytesNeeded kBytesOfOneCoin{.strategy = "one-coin",
                                              .per_vote = 7 * sizeof(std::uint32_t),
                                              .per_user = 2 * sizeof(double) + sizeof(std::uint32_t)};

/// Formulas and symbols as in the header.
class OneCoinModel {
 public:
  struct Statistics {
    PosteriorChange change;
    std::vector<double> class_sums;
  };

  OneCoinModel(const AggregationInput& input, const OneCoinOptions& options, const RunControl& control)
      : input_(input),
        control_(control),
        truths_(input, options.support, kBytesOfOneCoin, control),
        groups_(input, truths_, control),
        posterior_(input, truths_, options.theta_acc, control),
        rate_(input.votes.n_users(), std::numeric_limits<double>::quiet_NaN()),
        log_gain_(input.votes.n_users()),
        p_(truths_.n_labels()),
        log_p_(truths_.n_labels()),
        of_user_block_(n_blocks(input.votes.n_users(), kBlockOfUsers)) {
    update(control);
    if (input.known) {
      log_p_ = log_prior_of(*input.known.learnt, kProbabilityFloor);
      for (UserId u = 0; u < rate_.size(); ++u) {
        set_rate(u, input.known.learnt->value[input.known.row_of_user[u]]);
      }
    } else {
      examine_all(*this, control);
      learn_parameters();
    }
    is_start_ = false;
  }

  [[nodiscard]] std::size_t n_labels() const { return truths_.n_labels(); }
  [[nodiscard]] std::size_t n_items() const { return input_.votes.n_observations(); }
  [[nodiscard]] static std::size_t block_size() { return kLargeBlockOfObservations; }

  void update(const RunControl& /*control*/) {
    change_ = {};
    std::fill(p_.begin(), p_.end(), 0.0);
  }

  Statistics examine(const Block& block) {
    Statistics statistics{.change = {}, .class_sums = std::vector<double>(p_.size(), 0.0)};
    std::vector<double> log_q;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (!truths_.takes_part(i)) continue;
      if (!is_start_ && posterior_.is_open(i)) look_at(i, log_q, statistics.change);
      const std::span<const double> q = posterior_.of(i);
      const PlaceIndex first = truths_.begin(i);
      for (PlaceIndex j = 0; j < q.size(); ++j)
        statistics.class_sums[truths_.number_at(i, first + j)] += q[j];
      if (posterior_.is_valid(i)) ++statistics.change.n_valid;
    }
    return statistics;
  }

  void merge(const Statistics& statistics) {
    change_.merge(statistics.change);
    for (std::size_t k = 0; k < p_.size(); ++k) p_[k] += statistics.class_sums[k];
  }

  [[nodiscard]] RoundOutcome end_round() {
    learn_parameters();
    return {.record = {.labels_changed = change_.labels_changed,
                       .valid = change_.n_valid,
                       .objective = log_likelihood_ + change_.entropy}};
  }

  [[nodiscard]] Posterior& posterior() { return posterior_; }
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
    model.labels = labels_of(truths_);
    model.prior = p_;
    return model;
  }

 private:
  void look_at(ObservationId i, std::vector<double>& log_q, PosteriorChange& change) {
    const PlaceIndex first = truths_.begin(i);
    log_q.resize(truths_.n_on(i));
    for (PlaceIndex j = 0; j < log_q.size(); ++j) log_q[j] = log_p_[truths_.number_at(i, first + j)];
    // ln (1 - r) / (K - 1) of all votes is common to all labels, and left out.
    for (VoteIndex v = input_.votes.votes_begin(i); v < input_.votes.votes_end(i); ++v) {
      log_q[truths_.place_of_vote()[v] - first] += log_gain_[input_.votes.user_of_vote()[v]];
    }
    posterior_.set(i, log_q, false, change);
  }

  void learn_parameters() {
    log_likelihood_ = 0;
    for (std::size_t k = 0; k < p_.size(); ++k) {
      const double n_of_label = p_[k];
      p_[k] = n_of_label / static_cast<double>(truths_.n_observations());
      log_p_[k] = std::log(std::max(p_[k], kProbabilityFloor));
      log_likelihood_ += n_of_label * log_p_[k];
    }
    for_each_block(rate_.size(), kBlockOfUsers, control_, [&](const Block& block, unsigned) {
      double& sum = of_user_block_[block.index] = 0;
      for (std::size_t u = block.begin; u < block.end; ++u) sum += learn_user(static_cast<UserId>(u));
    });
    log_likelihood_ = std::accumulate(of_user_block_.begin(), of_user_block_.end(), log_likelihood_);
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

  const AggregationInput& input_;
  const RunControl& control_;
  Truths truths_;
  LabelGroups groups_;
  Posterior posterior_;
  std::vector<double> rate_;      ///< r, by user
  std::vector<double> log_gain_;  ///< ln theta(k, k) - ln theta(k, l)
  std::vector<double> p_;
  std::vector<double> log_p_;
  PosteriorChange change_;
  double log_likelihood_ = 0;          ///< expected, of labels and votes
  std::vector<double> of_user_block_;  ///< log likelihoods of votes
  bool is_start_ = true;
};

}  // namespace

Consensus run_strategy(const AggregationInput& input, const OneCoinOptions& options,
                       const RunControl& control) {
  OneCoinModel model(input, options, control);
  Consensus consensus;
  consensus.diagnostics = run_learning(model, options.max_iterations, options.tolerance, input, control);
  if (input.wants_model) consensus.model = model.learnt();
  consensus.users.columns.push_back(
      {std::string(kSkillColumn), "Chance that a vote of the user is right", model.rates()});
  model.posterior().move_to(consensus, control);
  return consensus;
}

}  // namespace crowdvote
