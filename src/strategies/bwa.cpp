#include "strategies/posterior_model.hpp"
#include <crowdvote/strategies/bwa.hpp>

#include <algorithm>
#include <span>

#include <Eigen/Core>

namespace crowdvote {

namespace {

constexpr double kPriorVotes = 15;
constexpr double kLeastB = 1e-9;
constexpr double kAbsoluteTolerance = 1e-8;
constexpr double kRelativeTolerance = 1e-3;

using ByLabel = Eigen::ArrayXd;
using RowOfLabels = Eigen::Map<Eigen::ArrayXd>;

Truths::BytesNeeded bytes_of_bwa(std::size_t n_labels) {
  return {.strategy = "bwa",
          .per_place = sizeof(double),
          .per_vote = 5 * sizeof(std::uint32_t),
          .per_user = static_cast<double>(n_labels) * sizeof(double),
          .knows_voted = false};
}

/// Formulas and symbols are as in the header; the values of all labels are stored side by side.
class BwaModel : public PosteriorModel {
 public:
  struct Statistics {
    PosteriorChange change;
    ByLabel sum_of_z;
    ByLabel excess;  ///< the largest change of z beyond the tolerance, by label
  };

  BwaModel(const AggregationInput& input, const BwaOptions& options, const RunControl& control)
      : PosteriorModel(input, Support::all, bytes_of_bwa(input.votes.n_labels()), options.theta_acc, control),
        by_user_(input, control),
        observation_of_vote_(observations_of_votes(input.votes)),
        z_(truths_.n_places()),
        precision_(input.votes.n_users() * truths_.n_labels()),
        b_(ByLabel::Zero(n_columns())),
        sum_of_z_(ByLabel::Zero(n_columns())),
        excess_(ByLabel::Ones(n_columns())) {
    std::copy_n(posterior_.data(), z_.size(), z_.begin());
    for (ObservationId i = 0; i < n_items(); ++i) {
      if (!truths_.takes_part(i)) continue;
      const RowOfLabels z = z_of(i);
      sum_of_z_ += z;
      b_ += static_cast<double>(input.votes.n_votes_of(i)) * z * (1 - z);
    }
    const double chance = 1 / static_cast<double>(std::max<std::size_t>(n_labels(), 1));
    const auto n_votes = static_cast<double>(std::max<std::size_t>(input.votes.n_votes(), 1));
    b_ = (kPriorVotes * 4 * (1 - chance) * b_ / n_votes).max(kLeastB);
  }

  void update(const RunControl& control) {
    for_each_block(input_.votes.n_users(), kBlockOfUsers, control, [&](const Block& block, unsigned) {
      for (std::size_t u = block.begin; u < block.end; ++u) learn_user(static_cast<UserId>(u));
    });
    mu_ = sum_of_z_ / static_cast<double>(truths_.n_observations());
    is_at_rest_ = excess_ <= 0;
    sum_of_z_.setZero();
    excess_.setConstant(-1);
    change_ = {};
  }

  Statistics examine(const Block& block) {
    Statistics statistics{{}, ByLabel::Zero(n_columns()), ByLabel::Constant(n_columns(), -1)};
    ByLabel now(n_columns());
    ByLabel total(n_columns());
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (!truths_.takes_part(i)) continue;
      RowOfLabels z = z_of(i);
      average(i, now, total);
      now = is_at_rest_.select(z, now);
      statistics.excess =
          statistics.excess.max((now - z).abs() - kAbsoluteTolerance - kRelativeTolerance * now.abs());
      statistics.sum_of_z += now;
      z = now;
      const double sum = now.sum();
      posterior_.put(
          i, [&](std::size_t k) { return now[static_cast<Eigen::Index>(k)] / sum; }, statistics.change);
      if (posterior_.is_valid(i)) ++statistics.change.n_valid;
    }
    return statistics;
  }

  void merge(const Statistics& statistics) {
    change_.merge(statistics.change);
    sum_of_z_ += statistics.sum_of_z;
    excess_ = excess_.max(statistics.excess);
  }

  [[nodiscard]] RoundOutcome end_round() const {
    return {.record = change_.by_largest_change(), .is_close_enough = (excess_ <= 0).all()};
  }

 private:
  [[nodiscard]] Eigen::Index n_columns() const { return static_cast<Eigen::Index>(n_labels()); }
  [[nodiscard]] RowOfLabels z_of(ObservationId i) { return {z_.data() + truths_.begin(i), n_columns()}; }
  [[nodiscard]] RowOfLabels precision_of(UserId user) {
    return {precision_.data() + user * n_labels(), n_columns()};
  }
  /// The number of the label of a vote.
  [[nodiscard]] Eigen::Index column_of(VoteIndex v) const {
    return static_cast<Eigen::Index>(truths_.number_of(input_.votes.label_of_vote()[v]));
  }

  void learn_user(UserId user) {
    RowOfLabels v = precision_of(user);
    v = b_;
    const std::span<const VoteIndex> votes = by_user_.of(user);
    for (const VoteIndex vote : votes) {
      const RowOfLabels z = z_of(observation_of_vote_[vote]);
      const Eigen::Index voted = column_of(vote);
      const double of_voted = v[voted] + (1 - z[voted]) * (1 - z[voted]);
      v += z.square();
      v[voted] = of_voted;
    }
    v = (kPriorVotes + static_cast<double>(votes.size())) / v;
  }

  /// Computes the new z of i. `total` is scratch space.
  void average(ObservationId i, ByLabel& now, ByLabel& total) {
    now = mu_;
    const auto users = input_.votes.users_of(i);
    for (std::size_t j = 0; j < users.size(); ++j) {
      const Eigen::Index voted = column_of(input_.votes.votes_begin(i) + static_cast<VoteIndex>(j));
      now[voted] += precision_of(users[j])[voted];
    }
    total.setOnes();
    for (const UserId user : users) total += precision_of(user);
    now /= total;
  }

  VotesByUser by_user_;
  FlatArray<ObservationId> observation_of_vote_;
  FlatArray<double> z_;          ///< by observation and label
  FlatArray<double> precision_;  ///< v, by user and label
  ByLabel b_;
  ByLabel mu_;
  ByLabel sum_of_z_;
  ByLabel excess_;
  Eigen::Array<bool, Eigen::Dynamic, 1> is_at_rest_;
};

}  // namespace

Consensus run_strategy(const AggregationInput& input, const BwaOptions& options, const RunControl& control) {
  BwaModel model(input, options, control);
  Consensus consensus;
  if (model.n_labels() <= 1) {
    consensus.diagnostics = {.rounds = {}, .is_tested = false};
  } else {
    consensus.diagnostics =
        run_rounds(model, {.most_rounds = static_cast<std::size_t>(options.max_iterations)}, control);
  }
  model.posterior().move_to(consensus, control);
  return consensus;
}

}  // namespace crowdvote
