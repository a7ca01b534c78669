#include "strategies/confusion_cells.hpp"
#include "strategies/known_users.hpp"
#include "strategies/posterior_model.hpp"
#include "strategies/special_functions.hpp"
#include "strategies/user_tables.hpp"
#include <crowdvote/strategies/ibcc.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

/// Smaller than any share in a model of this strategy.
constexpr double kLeastShare = 1e-30;

/// Formulas and symbols are as in the header.
class IbccModel : public LabelSharesModel {
 public:
  IbccModel(const AggregationInput& input, const IbccOptions& options, const RunControl& control)
      : LabelSharesModel(input, options.support, bytes_of_user_tables("ibcc"), options.theta_acc, control),
        right_(options.prior_right),
        wrong_(options.prior_wrong),
        cells_(users_.input(), users_.truths(), control),
        most_factors_(most_factors_in_product(log_of_least_theta())),
        counts_(cells_.size()),
        theta_(cells_.size()),
        scratch_(control) {
    if (input.known) {
      take_known_parameters();
    } else {
      examine_all(*this, control);
    }
    is_start_ = false;
  }

  void update(const RunControl& control) {
    const double total = digamma(static_cast<double>(truths_.n_observations() + n_labels()));
    for (std::size_t k = 0; k < prior_.size(); ++k) prior_[k] = std::exp(digamma(1 + class_sums_[k]) - total);
    cells_.count(users_.bring(posterior_), counts_.data(), control);
    for_each_block(cells_.n_users(), kBlockOfUsers, control, [&](const Block& block, unsigned thread) {
      for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
        take_expected_logs(u, scratch_[thread]);
      }
    });
    spread_cells(users_, cells_, theta_.data());
    LabelSharesModel::update(control);
  }

  Statistics examine(const Block& block) {
    return with_cell_factors(users_, cells_, theta_.data(), most_factors_,
                             [&](const auto& factors) { return examine_by<true>(block, false, factors); });
  }

  [[nodiscard]] RoundOutcome end_round() const { return {.record = change_.by_largest_change()}; }

  /// Fills skills and tables of posterior means, and the model if it is wanted. The expected logarithms are
  /// overwritten. With a known model, the users are those of the model.
  void finish(Consensus& consensus) {
    if (input_.known) {
      report_known_users(input_, kSkillColumn, consensus);
    } else {
      report_users(consensus);
    }
    posterior_.move_to(consensus, control_);
  }

 private:
  struct RowScratch {
    std::vector<double> total;  ///< by row, of the cells of a user: sum of a_u(k, l) over l
    std::vector<double> right;  ///< a_u(k, k)
    std::vector<double> p;      ///< posterior mean of p_k
    std::vector<double> of_cell;
  };

  void report_users(Consensus& consensus) {
    cells_.count(users_.bring(posterior_), counts_.data(), control_);
    std::vector<double> skills =
        skills_of(cells_, kBlockOfUsers, control_,
                  [this](UserId user, unsigned thread) { return take_means(user, scratch_[thread]); });
    skills = users_.at_observations(skills);
    if (input_.wants_model) consensus.model = learnt(skills);
    report_tables(
        input_, cells_, counts_.data(), std::move(skills), control_,
        [this](CellIndex cell) { return theta_[cell]; }, consensus);
  }

  /// The shares of the labels are those that the next round would use: exp(psi(1 + sum of q)), normalised.
  [[nodiscard]] LearntModel learnt(const std::vector<double>& skills) const {
    std::vector<double> shares;
    for (const double sum : class_sums_) shares.push_back(std::exp(digamma(1 + sum)));
    const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
    for (double& share : shares) share /= total;
    // Other cells do not change the prior.
    LearntModel model = model_of_tables(cells_, counts_.data(), std::move(shares), skills, control_,
                                        [this](LabelId truth, LabelId label, double count) {
                                          return prior(truth, label) + count != prior(truth, label);
                                        });
    model.begin.push_back(model.cells.size());
    model.value.push_back(prior_mean());
    return model;
  }

  void take_known_parameters() {
    prior_ = prior_of(*input_.known.learnt, kLeastShare);
    for_each_block(input_.votes.n_users(), kBlockOfUsers, control_, [&](const Block& block, unsigned thread) {
      for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
        const auto known = cells_of(input_.known, u);
        RowScratch& rows = scratch_[thread];
        rows.total.resize(cells_.n_rows_of(u));
        cells_.for_each_cell(u, [&](CellIndex, std::uint32_t row, LabelId truth, LabelId) {
          rows.total[row] = prior_total() + votes_under(known, truth);
        });
        for (double& total : rows.total) total = digamma(total);
        cells_.for_each_cell(u, [&](CellIndex cell, std::uint32_t row, LabelId truth, LabelId label) {
          set_theta(cell, digamma(prior(truth, label) + votes_in(known, truth, label)) - rows.total[row]);
        });
      }
    });
  }

  void set_theta(CellIndex cell, double expected_log) {
    theta_[cell] = most_factors_ == 0 ? expected_log : std::exp(expected_log);
  }

  /// psi(a) - psi(sum of a over the row) for a cell without votes whose row has all votes: a lower bound.
  [[nodiscard]] double log_of_least_theta() const {
    return digamma(std::min(right_, wrong_)) -
           digamma(prior_total() + static_cast<double>(sum_over_processes(control_, input_.votes.n_votes())));
  }
  [[nodiscard]] double prior(LabelId truth, LabelId label) const { return truth == label ? right_ : wrong_; }
  [[nodiscard]] double prior_total() const { return right_ + static_cast<double>(n_labels() - 1) * wrong_; }
  /// The mean of theta_u(k, k) without votes.
  [[nodiscard]] double prior_mean() const { return right_ / prior_total(); }

  /// The sums of a_u(k, l) over l.
  void count_rows(UserId user, RowScratch& rows) const {
    rows.total.assign(cells_.n_rows_of(user), prior_total());
    cells_.for_each_cell(
        user, [&](CellIndex cell, std::uint32_t row, LabelId, LabelId) { rows.total[row] += counts_[cell]; });
  }

  void take_expected_logs(UserId user, RowScratch& rows) {
    const CellIndex first = cells_.begin(user);
    count_rows(user, rows);
    take_digamma(rows.total);
    std::vector<double>& values = rows.of_cell;
    values.resize(cells_.end(user) - first);
    cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t, LabelId truth, LabelId label) {
      values[cell - first] = prior(truth, label) + counts_[cell];
    });
    take_digamma(values);
    cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t row, LabelId, LabelId) {
      values[cell - first] -= rows.total[row];
    });
    if (most_factors_ != 0) take_exp(values);
    std::copy(values.begin(), values.end(), theta_.data() + first);
  }

  /// Stores the posterior means in the user's cells; returns the skill.
  double take_means(UserId user, RowScratch& rows) {
    const std::size_t n_rows = cells_.n_rows_of(user);
    const double p_total = static_cast<double>(truths_.n_observations() + n_labels());
    count_rows(user, rows);
    rows.right.assign(n_rows, right_);
    rows.p.resize(n_rows);
    cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t row, LabelId truth, LabelId label) {
      const double a = prior(truth, label) + counts_[cell];
      rows.p[row] = (1 + class_sums_[truth]) / p_total;
      if (truth == label) rows.right[row] = a;
      theta_[cell] = a / rows.total[row];
    });
    // Truths without a possible vote of the user keep the prior.
    double skill = prior_mean();
    for (std::size_t row = 0; row < n_rows; ++row) {
      skill += rows.p[row] * (rows.right[row] / rows.total[row] - prior_mean());
    }
    return skill;
  }

  double right_;
  double wrong_;
  ConfusionCells cells_;
  std::size_t most_factors_;  ///< number of factors that can be multiplied; 0 with priors near 0
  FlatArray<double> counts_;  ///< c, by cell
  FlatArray<double> theta_;  ///< exp of the expected logarithm of theta, by cell; if most_factors_ is 0, that
  PerThread<RowScratch> scratch_;
};

}  // namespace

Consensus run_strategy(const AggregationInput& input, const IbccOptions& options, const RunControl& control) {
  IbccModel model(input, options, control);
  Consensus consensus;
  consensus.diagnostics = run_learning(model, options.max_iterations, options.tolerance, input, control);
  model.finish(consensus);
  return consensus;
}

}  // namespace crowdvote
