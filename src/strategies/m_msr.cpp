#include "strategies/draws.hpp"
#include "strategies/posterior_model.hpp"
#include "strategies/user_agreement.hpp"
#include <crowdvote/strategies/m_msr.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <vector>

namespace crowdvote {

namespace {

/// Without the pairs of users, whose memory is checked separately, when their number is known.
constexpr Truths::BytesNeeded kBytesOfMMsr{.strategy = "m-msr",
                                           .per_vote = 4 * sizeof(std::uint32_t),
                                           .per_user = 8 * sizeof(double),
                                           .knows_voted = false};

double dot(const std::vector<double>& x, const std::vector<double>& y) {
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

/// The factors of the rank-one matrix a b' that approximates |C|. Formulas and symbols are as in the header.
class RankOneMatch {
 public:
  RankOneMatch(const AggregationInput& input, const UserAgreement& agreement, std::size_t n_observations,
               const RunControl& control)
      : agreement_(agreement),
        if_alone_zero_(1 / std::sqrt(static_cast<double>(n_observations))),
        a_(agreement.n_users(), 0.0),
        b_(agreement.n_users(), 0.0),
        before_(agreement.n_users()),
        change_of_b_(agreement.n_users()),
        ratios_(control) {
    std::size_t least_partners = std::numeric_limits<std::size_t>::max();
    for (const UserId user : input.votes.user_of_vote()) {
      least_partners = std::min(least_partners, agreement.partners_of(user).size());
    }
    if (least_partners >= 4) n_trimmed_ = least_partners / 2 - 1;
    for (UserId u = 0; u < agreement.n_users(); ++u) {
      if (agreement.partners_of(u).empty()) continue;
      CounterRandom random(input.draws.seed, draw_key(input.draws.of_user, u));
      a_[u] = 1 - random.uniform();
      b_[u] = 1 - random.uniform();
    }
  }

  [[nodiscard]] const std::vector<double>& a() const { return a_; }
  /// |s| = a times this.
  [[nodiscard]] double scale() const {
    const double of_a = std::sqrt(dot(a_, a_));
    return of_a > 0 ? std::sqrt(std::sqrt(dot(b_, b_)) / of_a) : 1;
  }

  /// Computes a new b and then a new a; returns the Frobenius norm of the change of a b'.
  double improve(const RunControl& control) {
    before_.swap(b_);
    fit(a_, before_, b_, control);
    for (std::size_t u = 0; u < b_.size(); ++u) change_of_b_[u] = b_[u] - before_[u];
    const double change_of_b = dot(change_of_b_, change_of_b_);
    const double b_and_change = dot(b_, change_of_b_);

    before_.swap(a_);
    fit(b_, before_, a_, control);
    // |d b' + a0 e'|^2 with the changes d of a and e of b, so that no large numbers cancel.
    double change_of_a = 0;
    double a_and_change = 0;
    for (std::size_t u = 0; u < a_.size(); ++u) {
      const double d = a_[u] - before_[u];
      change_of_a += d * d;
      a_and_change += d * before_[u];
    }
    const double square =
        change_of_a * dot(b_, b_) + 2 * a_and_change * b_and_change + dot(before_, before_) * change_of_b;
    return std::sqrt(std::max(square, 0.0));
  }

 private:
  /// Computes `fitted` from the other factor; `present` has the previous values.
  void fit(const std::vector<double>& other, const std::vector<double>& present, std::vector<double>& fitted,
           const RunControl& control) {
    for_each_block(fitted.size(), kBlockOfComparedUsers, control, [&](const Block& block, unsigned thread) {
      for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
        fitted[u] = trimmed_mean(u, other, present[u], ratios_[thread]);
      }
    });
  }

  double trimmed_mean(UserId user, const std::vector<double>& other, double present,
                      std::vector<double>& ratios) const {
    const auto partners = agreement_.partners_of(user);
    const auto covariances = agreement_.covariances_of(user);
    ratios.clear();
    std::size_t n_below = 0;
    std::size_t n_above = 0;
    for (std::size_t j = 0; j < partners.size(); ++j) {
      const double divisor = other[partners[j]];
      if (divisor <= 0) continue;
      const double ratio = std::abs(covariances[j]) / divisor;
      n_below += ratio < present ? 1U : 0U;
      n_above += ratio > present ? 1U : 0U;
      ratios.push_back(ratio);
    }
    const auto first = static_cast<std::ptrdiff_t>(std::min(n_below, n_trimmed_));
    const auto last = static_cast<std::ptrdiff_t>(ratios.size() - std::min(n_above, n_trimmed_));
    if (first >= last) return present;
    const auto begin = ratios.begin();
    if (first > 0) std::nth_element(begin, begin + first, ratios.end());
    std::nth_element(begin + first, begin + last, ratios.end());
    if (last - first == 1 && ratios[static_cast<std::size_t>(first)] == 0) return if_alone_zero_;
    return std::accumulate(begin + first, begin + last, 0.0) / static_cast<double>(last - first);
  }

  const UserAgreement& agreement_;
  double if_alone_zero_;       ///< 1 / sqrt(N)
  std::size_t n_trimmed_ = 0;  ///< F
  std::vector<double> a_;
  std::vector<double> b_;
  std::vector<double> before_;
  std::vector<double> change_of_b_;
  PerThread<std::vector<double>> ratios_;
};

class MMsrModel : public PosteriorModel {
 public:
  MMsrModel(const AggregationInput& input, const MMsrOptions& options, const RunControl& control)
      : PosteriorModel(input, Support::all, kBytesOfMMsr, options.theta_acc, control),
        weight_(input.votes.n_users(), std::numeric_limits<double>::quiet_NaN()) {
    for (const UserId user : input.votes.user_of_vote()) weight_[user] = 0;
    if (n_labels() <= 1) return;
    agreement_.emplace(input, n_labels(), control);
    match_.emplace(input, *agreement_, truths_.n_observations(), control);
    is_negative_.resize(weight_.size());
    std::vector<double> start = match_->a();
    for (double& x : start) x = x > 0 ? x : 1;
    const std::vector<double> top = agreement_->top_eigenvector(start, control);
    for (std::size_t u = 0; u < top.size(); ++u) is_negative_[u] = top[u] < -kZeroOfEigenvector ? 1 : 0;
  }

  void update(const RunControl& control) {
    change_ = {};
    change_of_product_ = match_->improve(control);
    weigh_users();
  }

  Statistics examine(const Block& block) {
    PosteriorChange change;
    posterior_.learn_by_votes(block, change, [this](ObservationId /*i*/, VoteIndex v) {
      return weight_[input_.votes.user_of_vote()[v]];
    });
    return change;
  }

  [[nodiscard]] RoundOutcome end_round() const {
    RoundRecord record = change_.by_largest_change();
    record.largest_change = change_of_product_;
    return {.record = record};
  }

  [[nodiscard]] const std::vector<double>& weights() const { return weight_; }

 private:
  /// Entries of an eigenvector this close to 0 count as positive, because their sign is due to rounding.
  static constexpr double kZeroOfEigenvector = 1e-12;

  void weigh_users() {
    const auto K = static_cast<double>(n_labels());
    const double margin = 1 / std::sqrt(static_cast<double>(truths_.n_observations()));
    const double scale = match_->scale();
    for (UserId u = 0; u < weight_.size(); ++u) {
      if (agreement_->partners_of(u).empty()) continue;
      const double fitted = (is_negative_[u] != 0 ? -1 : 1) * scale * match_->a()[u];
      const double skill = std::max(margin - 1 / (K - 1), std::min(1 - margin, fitted));
      const double rate = skill * (K - 1) / K + 1 / K;
      weight_[u] = std::log((K - 1) * rate / (1 - rate));
    }
  }

  std::vector<double> weight_;
  std::optional<UserAgreement> agreement_;  ///< these three only if there is something to learn
  std::optional<RankOneMatch> match_;
  std::vector<std::uint8_t> is_negative_;  ///< the sign of s
  double change_of_product_ = 0;
};

}  // namespace

Consensus run_strategy(const AggregationInput& input, const MMsrOptions& options, const RunControl& control) {
  MMsrModel model(input, options, control);
  Consensus consensus;
  consensus.diagnostics = run_learning(model, options.max_iterations, options.tolerance, input, control);
  for (const std::string_view name : {kWeightColumn, kSkillColumn}) {
    consensus.users.add(name, "Log odds that a vote of the user is right, against chance", model.weights());
  }
  model.posterior().move_to(consensus, control);
  return consensus;
}

}  // namespace crowdvote
