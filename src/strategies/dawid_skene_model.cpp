#include "strategies/dawid_skene_model.hpp"

#include "strategies/known_users.hpp"
#include "strategies/special_functions.hpp"
#include "strategies/user_tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

/// theta is at least 1e-10 of the number of votes.
constexpr std::size_t kMostThetas = 12;

/// The parameters of a user, from the votes that a model has counted.
///
/// theta(k, l) = max(c(k, l) + smoothing, FLOOR) / the sum of that over the labels that the user voted for. A
/// cell that the model does not have has c = 0.
class LearntTheta {
 public:
  /// Refers to the cells.
  LearntTheta(std::span<const LearntModel::Cell> cells, double smoothing)
      : cells_(cells), smoothing_(smoothing), none_(std::max(smoothing, kProbabilityFloor)) {
    for (const LearntModel::Cell& cell : cells) labels_.push_back(cell.label);
    std::sort(labels_.begin(), labels_.end());
    labels_.erase(std::unique(labels_.begin(), labels_.end()), labels_.end());
    const double sum_of_none = static_cast<double>(labels_.size()) * none_;
    log_sum_without_votes_ = std::log(sum_of_none);
    for (const LearntModel::Cell& cell : cells) {
      if (sums_.empty() || sums_.back().truth != cell.truth) sums_.push_back({cell.truth, sum_of_none});
      sums_.back().log_sum += counted(cell.votes) - none_;
    }
    for (Sum& sum : sums_) sum.log_sum = std::log(sum.log_sum);
  }

  /// Whether the user voted for the label.
  [[nodiscard]] bool knows(LabelId label) const {
    return std::binary_search(labels_.begin(), labels_.end(), label);
  }
  /// ln theta. REQUIRES: knows(label).
  [[nodiscard]] double log_of(LabelId truth, LabelId label) const {
    const auto sum = std::lower_bound(sums_.begin(), sums_.end(), truth,
                                      [](const Sum& a, LabelId wanted) { return a.truth < wanted; });
    const bool has_votes = sum != sums_.end() && sum->truth == truth;
    return std::log(counted(votes_in(cells_, truth, label))) -
           (has_votes ? sum->log_sum : log_sum_without_votes_);
  }

 private:
  struct Sum {
    LabelId truth;
    double log_sum;
  };
  [[nodiscard]] double counted(double votes) const { return std::max(votes + smoothing_, kProbabilityFloor); }

  std::span<const LearntModel::Cell> cells_;
  double smoothing_;
  double none_;  ///< numerator of a cell without votes
  std::vector<LabelId> labels_;
  std::vector<Sum> sums_;  ///< by truth
  double log_sum_without_votes_ = 0;
};

}  // namespace

DawidSkeneModel::DawidSkeneModel(const AggregationInput& input, const DawidSkeneOptions& options,
                                 const RunControl& control, std::string_view strategy)
    : LabelSharesModel(input, options.support, bytes_of_user_tables(strategy), options.theta_acc, control),
      options_(options),
      cells_(users_.input(), users_.truths(), control),
      counts_(cells_.size()),
      theta_(cells_.size()),
      scratch_(control) {
  if (input.known) {
    take_known_parameters();
  } else {
    examine_all(*this, control);
    learn_parameters(false);
  }
  is_start_ = false;
}

Diagnostics DawidSkeneModel::run() {
  return run_learning(*this, options_.max_iterations, options_.tolerance, input_, control_);
}

DawidSkeneModel::Statistics DawidSkeneModel::examine(const Block& block) {
  return with_cell_factors(users_, cells_, theta_.data(), kMostThetas, [&](const auto& factors) {
    return examine_by<false>(block, options_.hard, factors);
  });
}

/// Let L be the log likelihood of the observations under the parameters of the E step. The entropy of q is L
/// minus the expected log likelihood of labels and votes under these parameters. So the objective, which is
/// that expectation under the new parameters plus the entropy, is L plus the difference of the two
/// expectations, and needs one logarithm for each cell.
RoundOutcome DawidSkeneModel::end_round() {
  if (options_.hard) return {.record = change_.by_objective(learn_parameters(false))};
  const double gain = learn_parameters(true);
  return {.record = change_.by_objective(log_likelihood_ + gain)};
}

double DawidSkeneModel::learn_parameters(bool relative) {
  cells_.count(users_.bring(posterior_), counts_.data(), control_);
  const double log_likelihood =
      sum_over_users(users_.input().votes.n_users(), learn_shares(relative), control_,
                     [this, relative](UserId user, double& sum, unsigned thread) {
                       sum += learn_user(user, relative, scratch_[thread]);
                     });
  spread_cells(users_, cells_, theta_.data());
  return log_likelihood;
}

double DawidSkeneModel::learn_user(UserId user, bool relative, RowScratch& rows) {
  const std::size_t n_rows = cells_.n_rows_of(user);
  const auto n_labels = static_cast<double>(cells_.n_labels_of(user));
  const double smoothing = options_.smoothing;
  const double least = std::max(smoothing, kProbabilityFloor);
  if (n_rows == 0) return 0;
  rows.sum.assign(n_rows, 0.0);
  rows.n_cells.assign(n_rows, 0.0);
  cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t row, LabelId, LabelId) {
    rows.sum[row] += std::max(counts_[cell] + smoothing, kProbabilityFloor);
    ++rows.n_cells[row];
  });

  // Labels of the user without a possible vote under a truth have no cell, and a truth without a possible
  // vote of the user has no row. Their counts are 0, so they contribute to the objective only through
  // smoothing.
  double log_likelihood = 0;
  for (std::size_t row = 0; row < n_rows; ++row) {
    const double n_without = n_labels - rows.n_cells[row];
    rows.sum[row] += n_without * least;
    if (smoothing > 0) log_likelihood += n_without * smoothing * std::log(least / rows.sum[row]);
    rows.sum[row] = 1 / rows.sum[row];
  }
  if (smoothing > 0) {
    const auto n_without_row = static_cast<double>(truths_.n_labels() - n_rows);
    log_likelihood -= n_without_row * n_labels * smoothing * std::log(n_labels);
  }
  const CellIndex first = cells_.begin(user);
  const auto uncertain_in = [&](CellIndex cell) {
    return relative ? counts_[cell] - cells_.n_certain(cell) : 0;
  };
  rows.gain.resize(cells_.end(user) - first);
  cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t row, LabelId, LabelId) {
    const double before = theta_[cell];
    const double count = counts_[cell] + smoothing;
    theta_[cell] = std::max(count, kProbabilityFloor) * rows.sum[row];
    rows.gain[cell - first] = relative ? theta_[cell] / before : 1;
    const double certain = count - std::max(uncertain_in(cell), 0.0);
    if (certain > 0) log_likelihood += certain * std::log(theta_[cell]);
  });
  if (!relative) return log_likelihood;
  take_log(rows.gain);
  for (CellIndex cell = first; cell < cells_.end(user); ++cell) {
    log_likelihood += std::max(uncertain_in(cell), 0.0) * rows.gain[cell - first];
  }
  return log_likelihood;
}

std::vector<double> DawidSkeneModel::skills() const {
  return skills_of(cells_, kBlockOfUsers, control_, [this](UserId user, unsigned) {
    double skill = 0;
    // A label that the user voted for is a possible truth on the observation of the vote, so its cell exists.
    cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t, LabelId truth, LabelId label) {
      if (truth == label) skill += p_[truth] * theta(cell);
    });
    return skill;
  });
}

void DawidSkeneModel::report_users(Consensus& consensus) {
  if (input_.known) {
    report_known_users(input_, kSkillColumn, consensus);
    return;
  }
  std::vector<double> of_users = users_.at_observations(skills());
  if (input_.wants_model) consensus.model = learnt(of_users);
  report_tables(
      input_, cells_, counts_.data(), std::move(of_users), control_,
      [this](CellIndex cell) { return theta(cell); }, consensus);
}

LearntModel DawidSkeneModel::learnt(const std::vector<double>& skills) const {
  const double smoothing = options_.smoothing;
  // Other cells are equivalent to cells without votes.
  LearntModel model = model_of_tables(
      cells_, counts_.data(), p_, skills, control_, [smoothing](LabelId, LabelId, double count) {
        return std::max(count + smoothing, kProbabilityFloor) != std::max(smoothing, kProbabilityFloor);
      });
  std::vector<LearntModel::Cell> of_crowd = sum_of_cells(model.cells);
  const LearntTheta crowd(of_crowd, smoothing);
  double skill = 0;  // of the newcomer, who makes the errors of the average user
  for (LabelId k = 0; k < p_.size(); ++k) {
    if (crowd.knows(k)) skill += p_[k] * std::exp(crowd.log_of(k, k));
  }
  model.value.push_back(std::min(skill, 1.0));
  model.cells.insert(model.cells.end(), of_crowd.begin(), of_crowd.end());
  model.begin.push_back(model.cells.size());
  return model;
}

void DawidSkeneModel::take_known_parameters() {
  const KnownModel& known = input_.known;
  prior_ = prior_of(*known.learnt, kProbabilityFloor);
  const LearntTheta crowd(known.learnt->cells_of(known.learnt->newcomer()), options_.smoothing);
  const double log_chance = -std::log(static_cast<double>(n_labels()));
  for_each_block(input_.votes.n_users(), kBlockOfUsers, control_, [&](const Block& block, unsigned) {
    for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
      const LearntTheta own(cells_of(known, u), options_.smoothing);
      cells_.for_each_cell(u, [&](CellIndex cell, std::uint32_t, LabelId truth, LabelId label) {
        theta_[cell] = std::exp(own.knows(label)     ? own.log_of(truth, label)
                                : crowd.knows(label) ? crowd.log_of(truth, label)
                                                     : log_chance);
      });
    }
  });
}

}  // namespace crowdvote
