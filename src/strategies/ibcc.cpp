#include "core/parallel.hpp"
#include "strategies/confusion_cells.hpp"
#include "strategies/known_users.hpp"
#include "strategies/posterior.hpp"
#include "strategies/special_functions.hpp"
#include "strategies/truths.hpp"
#include "strategies/user_tables.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/ibcc.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

/// Formulas and symbols as in the header.
class IbccModel {
 public:
  struct Statistics {
    PosteriorChange change;
    std::vector<double> class_sums;
  };

  IbccModel(const AggregationInput& input, const IbccOptions& options, const RunControl& control)
      : input_(input),
        control_(control),
        right_(options.prior_right),
        wrong_(options.prior_wrong),
        truths_(input, options.support, bytes_of_user_tables("ibcc"), control),
        cells_(input, truths_, control),
        posterior_(input, truths_, options.theta_acc, control),
        log_theta_(cells_.size()),
        class_sums_(truths_.n_labels(), 0.0),
        log_p_(truths_.n_labels()),
        scratch_(control) {
    for (unsigned thread = 0; thread < control.threads(); ++thread) {
      scratch_[thread] = {std::vector<double>(cells_.most_rows()), std::vector<double>(cells_.most_rows()),
                          std::vector<double>(cells_.most_rows())};
    }
    if (input.known) {
      take_known_parameters();
    } else {
      examine_all(*this, control);
    }
    is_start_ = false;
  }

  [[nodiscard]] std::size_t n_labels() const { return truths_.n_labels(); }
  [[nodiscard]] std::size_t n_items() const { return input_.votes.n_observations(); }
  [[nodiscard]] static std::size_t block_size() { return kLargeBlockOfObservations; }

  void update(const RunControl& control) {
    for (std::size_t k = 0; k < log_p_.size(); ++k) log_p_[k] = digamma(1 + class_sums_[k]);
    for_each_block(input_.votes.n_users(), kBlockOfUsers, control, [&](const Block& block, unsigned thread) {
      for (std::size_t u = block.begin; u < block.end; ++u) {
        take_expected_logs(static_cast<UserId>(u), scratch_[thread]);
      }
    });
    change_ = {};
    std::fill(class_sums_.begin(), class_sums_.end(), 0.0);
  }

  Statistics examine(const Block& block) {
    Statistics statistics{.change = {}, .class_sums = std::vector<double>(class_sums_.size(), 0.0)};
    std::vector<double> log_q;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (!truths_.takes_part(i)) continue;
      const PlaceIndex first = truths_.begin(i);
      if (!is_start_ && posterior_.is_open(i)) {
        log_q.resize(truths_.n_on(i));
        for (PlaceIndex j = 0; j < log_q.size(); ++j) log_q[j] = log_p_[truths_.number_at(i, first + j)];
        for (VoteIndex v = input_.votes.votes_begin(i); v < input_.votes.votes_end(i); ++v) {
          cells_.for_each_of_vote(i, v, {log_theta_.data()},
                                  [&](std::uint32_t j, CellIndex cell) { log_q[j] += log_theta_[cell]; });
        }
        posterior_.set(i, log_q, false, statistics.change);
      }
      const std::span<const double> q = posterior_.of(i);
      for (PlaceIndex j = 0; j < q.size(); ++j)
        statistics.class_sums[truths_.number_at(i, first + j)] += q[j];
      if (posterior_.is_valid(i)) ++statistics.change.n_valid;
    }
    return statistics;
  }

  void merge(const Statistics& statistics) {
    change_.merge(statistics.change);
    for (std::size_t k = 0; k < class_sums_.size(); ++k) class_sums_[k] += statistics.class_sums[k];
  }

  [[nodiscard]] RoundOutcome end_round() const {
    return {.record = {.labels_changed = change_.labels_changed,
                       .valid = change_.n_valid,
                       .largest_change = change_.largest_change}};
  }

  /// Skills and tables of posterior means, and the model if it is wanted. The expected logarithms are lost.
  /// By a known model the users are as it has them.
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
  };

  void report_users(Consensus& consensus) {
    std::vector<double> skills(input_.votes.n_users(), std::numeric_limits<double>::quiet_NaN());
    for_each_block(skills.size(), kBlockOfUsers, control_, [&](const Block& block, unsigned thread) {
      for (std::size_t u = block.begin; u < block.end; ++u) {
        const auto user = static_cast<UserId>(u);
        if (cells_.n_labels_of(user) > 0) skills[u] = take_means(user, scratch_[thread]);
      }
    });
    if (input_.wants_model) consensus.model = learnt(skills);
    consensus.users.columns.push_back({std::string(kSkillColumn),
                                       "Chance that a vote is right, the truth drawn by its frequency",
                                       std::move(skills)});
    if (!input_.wants_confusion) return;
    consensus.confusion = confusion_of(cells_, posterior_, truths_, input_.votes.n_users(), control_,
                                       [this](CellIndex cell) { return log_theta_[cell]; });
  }

  /// The shares of the labels are those by which the next round would go: exp(psi(1 + sum of q)), normalised.
  [[nodiscard]] LearntModel learnt(const std::vector<double>& skills) const {
    std::vector<double> shares;
    for (const double sum : class_sums_) shares.push_back(std::exp(digamma(1 + sum)));
    const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
    for (double& share : shares) share /= total;
    LearntModel model = model_of_shares(labels_of(truths_), std::move(shares), skills);
    // The others leave the prior as it is.
    keep_cells(
        cells_, posterior_, input_.votes.n_users(), control_,
        [this](LabelId truth, LabelId label, double count) {
          return prior(truth, label) + count != prior(truth, label);
        },
        model);
    model.begin.push_back(model.cells.size());
    model.value.push_back(prior_mean());
    return model;
  }

  void take_known_parameters() {
    log_p_ = log_prior_of(*input_.known.learnt, std::numeric_limits<double>::min());
    for_each_block(input_.votes.n_users(), kBlockOfUsers, control_, [&](const Block& block, unsigned thread) {
      for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
        const auto known = cells_of(input_.known, u);
        RowScratch& rows = scratch_[thread];
        cells_.for_each_cell(u, [&](CellIndex, std::uint32_t row, LabelId truth, LabelId) {
          rows.total[row] = prior_total() + votes_under(known, truth);
        });
        for (std::size_t row = 0; row < cells_.n_rows_of(u); ++row)
          rows.total[row] = digamma(rows.total[row]);
        cells_.for_each_cell(u, [&](CellIndex cell, std::uint32_t row, LabelId truth, LabelId label) {
          log_theta_[cell] = digamma(prior(truth, label) + votes_in(known, truth, label)) - rows.total[row];
        });
      }
    });
  }

  [[nodiscard]] double prior(LabelId truth, LabelId label) const { return truth == label ? right_ : wrong_; }
  [[nodiscard]] double prior_total() const { return right_ + static_cast<double>(n_labels() - 1) * wrong_; }
  /// Of theta_u(k, k), without votes.
  [[nodiscard]] double prior_mean() const { return right_ / prior_total(); }

  /// a_u(k, l) into the user's cells; row totals into rows.
  void count_with_priors(UserId user, RowScratch& rows) {
    std::fill_n(rows.total.begin(), cells_.n_rows_of(user), prior_total());
    double* const a = log_theta_.data();
    cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t, LabelId truth, LabelId label) {
      a[cell] = prior(truth, label);
    });
    const double* const q = posterior_.data();
    cells_.for_each_of_user(user, {q}, [&](CellIndex cell, PlaceIndex place) { a[cell] += q[place]; });
    cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t row, LabelId truth, LabelId label) {
      rows.total[row] += a[cell] - prior(truth, label);
    });
  }

  void take_expected_logs(UserId user, RowScratch& rows) {
    count_with_priors(user, rows);
    for (std::size_t row = 0; row < cells_.n_rows_of(user); ++row) rows.total[row] = digamma(rows.total[row]);
    cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t row, LabelId, LabelId) {
      log_theta_[cell] = digamma(log_theta_[cell]) - rows.total[row];
    });
  }

  /// Posterior means into the user's cells; returns the skill.
  double take_means(UserId user, RowScratch& rows) {
    const std::size_t n_rows = cells_.n_rows_of(user);
    const double p_total = static_cast<double>(truths_.n_observations() + n_labels());
    count_with_priors(user, rows);
    std::fill_n(rows.right.begin(), n_rows, right_);
    cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t row, LabelId truth, LabelId label) {
      rows.p[row] = (1 + class_sums_[truth]) / p_total;
      if (truth == label) rows.right[row] = log_theta_[cell];
      log_theta_[cell] /= rows.total[row];
    });
    // Truths that none of the user's votes can meet keep the prior.
    double skill = prior_mean();
    for (std::size_t row = 0; row < n_rows; ++row) {
      skill += rows.p[row] * (rows.right[row] / rows.total[row] - prior_mean());
    }
    return skill;
  }

  const AggregationInput& input_;
  const RunControl& control_;
  double right_;
  double wrong_;
  Truths truths_;
  ConfusionCells cells_;
  Posterior posterior_;
  FlatArray<double> log_theta_;  ///< expected logarithm of theta, by cell
  std::vector<double> class_sums_;
  std::vector<double> log_p_;  ///< expected logarithm of p, but for a constant
  PerThread<RowScratch> scratch_;
  PosteriorChange change_;
  bool is_start_ = true;
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
