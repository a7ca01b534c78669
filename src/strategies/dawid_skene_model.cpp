#include "strategies/dawid_skene_model.hpp"

#include "core/parallel.hpp"
#include "strategies/known_users.hpp"
#include "strategies/learnt_theta.hpp"
#include "strategies/user_tables.hpp"
#include "strategies/weighted_vote.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

namespace crowdvote {

DawidSkeneModel::DawidSkeneModel(const AggregationInput& input, const DawidSkeneOptions& options,
                                 const RunControl& control, std::string_view strategy)
    : input_(input),
      options_(options),
      control_(control),
      truths_(input, options.support, bytes_of_user_tables(strategy), control),
      cells_(input, truths_, control),
      posterior_(input, truths_, options.theta_acc, control),
      log_theta_(cells_.size()),
      p_(truths_.n_labels()),
      log_p_(truths_.n_labels()),
      of_user_block_(n_blocks(input.votes.n_users(), kBlockOfUsers)),
      scratch_(control) {
  for (unsigned thread = 0; thread < control.threads(); ++thread) {
    scratch_[thread] = {std::vector<double>(cells_.most_rows()), std::vector<double>(cells_.most_rows())};
  }
  update(control);
  if (input.known) {
    take_known_parameters();
  } else {
    examine_all(*this, control);
    learn_parameters();
  }
  is_start_ = false;
}

Diagnostics DawidSkeneModel::run() {
  return run_learning(*this, options_.max_iterations, options_.tolerance, input_, control_);
}

void DawidSkeneModel::update(const RunControl& /*control*/) {
  change_ = {};
  std::fill(p_.begin(), p_.end(), 0.0);
}

DawidSkeneModel::Statistics DawidSkeneModel::examine(const Block& block) {
  Statistics statistics{.change = {}, .class_sums = std::vector<double>(truths_.n_labels(), 0.0)};
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
      posterior_.set(i, log_q, options_.hard, statistics.change);
    }
    const std::span<const double> q = posterior_.of(i);
    for (PlaceIndex j = 0; j < q.size(); ++j) statistics.class_sums[truths_.number_at(i, first + j)] += q[j];
    if (posterior_.is_valid(i)) ++statistics.change.n_valid;
  }
  return statistics;
}

void DawidSkeneModel::merge(const Statistics& statistics) {
  change_.merge(statistics.change);
  for (std::size_t k = 0; k < p_.size(); ++k) p_[k] += statistics.class_sums[k];
}

RoundOutcome DawidSkeneModel::end_round() {
  learn_parameters();
  return {.record = {.labels_changed = change_.labels_changed,
                     .valid = change_.n_valid,
                     .objective = log_likelihood_ + change_.entropy}};
}

void DawidSkeneModel::learn_parameters() {
  log_likelihood_ = 0;
  for (std::size_t k = 0; k < p_.size(); ++k) {
    const double n_of_label = p_[k];
    p_[k] = n_of_label / static_cast<double>(truths_.n_observations());
    log_p_[k] = std::log(std::max(p_[k], kProbabilityFloor));
    log_likelihood_ += n_of_label * log_p_[k];
  }
  for_each_block(input_.votes.n_users(), kBlockOfUsers, control_, [&](const Block& block, unsigned thread) {
    double& sum = of_user_block_[block.index] = 0;
    for (std::size_t u = block.begin; u < block.end; ++u) {
      sum += learn_user(static_cast<UserId>(u), scratch_[thread]);
    }
  });
  log_likelihood_ = std::accumulate(of_user_block_.begin(), of_user_block_.end(), log_likelihood_);
}

double DawidSkeneModel::learn_user(UserId user, RowScratch& rows) {
  const std::size_t n_rows = cells_.n_rows_of(user);
  const auto n_labels = static_cast<double>(cells_.n_labels_of(user));
  const double smoothing = options_.smoothing;
  if (n_rows == 0) return 0;
  double* const counts = log_theta_.data();
  std::fill(counts + cells_.begin(user), counts + cells_.end(user), 0.0);
  std::fill_n(rows.sum.begin(), n_rows, 0.0);
  std::fill_n(rows.n_cells.begin(), n_rows, 0.0);
  const double* const q = posterior_.data();
  cells_.for_each_of_user(user, {q}, [&](CellIndex cell, PlaceIndex place) { counts[cell] += q[place]; });
  cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t row, LabelId, LabelId) {
    rows.sum[row] += std::max(counts[cell] + smoothing, kProbabilityFloor);
    ++rows.n_cells[row];
  });

  // Labels of the user that no vote can meet under a truth have no cell, and a truth that none of the user's
  // votes can meet has no row: their counts are 0, so only smoothing shows them in the objective.
  double log_likelihood = 0;
  const double log_without = std::log(std::max(smoothing, kProbabilityFloor));
  for (std::size_t row = 0; row < n_rows; ++row) {
    const double n_without = n_labels - rows.n_cells[row];
    rows.sum[row] = std::log(rows.sum[row] + n_without * std::max(smoothing, kProbabilityFloor));
    log_likelihood += n_without * smoothing * (log_without - rows.sum[row]);
  }
  const auto n_without_row = static_cast<double>(truths_.n_labels() - n_rows);
  log_likelihood -= n_without_row * n_labels * smoothing * std::log(n_labels);
  cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t row, LabelId, LabelId) {
    const double count = counts[cell] + smoothing;
    log_theta_[cell] = std::log(std::max(count, kProbabilityFloor)) - rows.sum[row];
    log_likelihood += count * log_theta_[cell];
  });
  return log_likelihood;
}

std::vector<double> DawidSkeneModel::skills() const {
  std::vector<double> skills(input_.votes.n_users(), std::numeric_limits<double>::quiet_NaN());
  for_each_block(skills.size(), kBlockOfUsers, control_, [&](const Block& block, unsigned) {
    for (std::size_t u = block.begin; u < block.end; ++u) {
      const auto user = static_cast<UserId>(u);
      if (cells_.n_labels_of(user) == 0) continue;
      skills[u] = 0;
      // Every label that u voted for is a possible truth where u did, so its cell exists.
      cells_.for_each_cell(user, [&](CellIndex cell, std::uint32_t, LabelId truth, LabelId label) {
        if (truth == label) skills[u] += p_[truth] * theta(cell);
      });
    }
  });
  return skills;
}

void DawidSkeneModel::report_users(Consensus& consensus) const {
  if (input_.known) {
    report_known_users(input_, kSkillColumn, consensus);
    return;
  }
  std::vector<double> of_users = skills();
  if (input_.wants_model) consensus.model = learnt(of_users);
  consensus.users.columns.push_back({std::string(kSkillColumn),
                                     "Chance that a vote is right, the truth drawn by its frequency",
                                     std::move(of_users)});
  if (!input_.wants_confusion) return;
  consensus.confusion = confusion_of(cells_, posterior_, truths_, input_.votes.n_users(), control_,
                                     [this](CellIndex cell) { return theta(cell); });
}

LearntModel DawidSkeneModel::learnt(const std::vector<double>& skills) const {
  LearntModel model = model_of_shares(labels_of(truths_), p_, skills);
  const double smoothing = options_.smoothing;
  // The others count as no votes do.
  keep_cells(
      cells_, posterior_, input_.votes.n_users(), control_,
      [smoothing](LabelId, LabelId, double count) {
        return std::max(count + smoothing, kProbabilityFloor) != std::max(smoothing, kProbabilityFloor);
      },
      model);
  std::vector<LearntModel::Cell> of_crowd = sum_of_cells(model.cells);
  const LearntTheta crowd(of_crowd, smoothing);
  double skill = 0;  // of the newcomer, who errs as the crowd does
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
  log_p_ = log_prior_of(*known.learnt, kProbabilityFloor);
  const LearntTheta crowd(known.learnt->cells_of(known.learnt->newcomer()), options_.smoothing);
  const double log_chance = -std::log(static_cast<double>(n_labels()));
  for_each_block(input_.votes.n_users(), kBlockOfUsers, control_, [&](const Block& block, unsigned) {
    for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
      const LearntTheta own(cells_of(known, u), options_.smoothing);
      cells_.for_each_cell(u, [&](CellIndex cell, std::uint32_t, LabelId truth, LabelId label) {
        log_theta_[cell] = own.knows(label)     ? own.log_of(truth, label)
                           : crowd.knows(label) ? crowd.log_of(truth, label)
                                                : log_chance;
      });
    }
  });
}

}  // namespace crowdvote
