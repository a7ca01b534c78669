#pragma once

/// What dawid-skene, ibcc and ebcc share in addition to the cells: the memory of their tables, the skills of
/// users, Consensus::confusion, and the cells of a model.

#include "core/parallel.hpp"
#include "strategies/confusion_cells.hpp"
#include "strategies/posterior.hpp"
#include "strategies/truths.hpp"
#include "strategies/user_side.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/consensus.hpp>
#include <crowdvote/learnt_model.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace crowdvote {

/// Cells with fewer expected votes are left out of Consensus::confusion.
inline constexpr double kLeastCount = 1e-3;

/// The memory that models with ConfusionCells take.
[[nodiscard]] constexpr Truths::BytesNeeded bytes_of_user_tables(std::string_view strategy) {
  constexpr double kCell = 2 * sizeof(double) + 5 * sizeof(std::uint32_t);
  constexpr double kPair = 2 * sizeof(std::uint32_t);
  constexpr double kSorting = 5 * sizeof(std::uint32_t);
  return {.strategy = strategy,
          .per_place_of_vote = kCell + kPair + kSorting,
          .per_vote = 3 * sizeof(std::uint32_t),
          .per_user = 6 * sizeof(std::uint32_t)};
}

/// Sends the parameters of the cells to the processes of the observations; does nothing in a single process.
inline void spread_cells(UserSide& users, const ConfusionCells& cells, const double* theta) {
  if (!users.is_shared()) return;
  users.spread(true, [&](ObservationId i, VoteIndex v, std::span<double> values) {
    for (std::uint32_t j = 0; j < values.size(); ++j) values[j] = theta[cells.cell_of_vote(i, v, j)];
  });
}

/// Calls examine(factors) with the factors of votes: those of the cells, or those that spread_cells()
/// brought.
/// \param theta by cell; if most_factors is 0, its logarithm
template <class Examine>
auto with_cell_factors(const UserSide& users, const ConfusionCells& cells, const double* theta,
                       std::size_t most_factors, const Examine& examine) {
  return users.is_shared() ? examine(BroughtFactors{users, most_factors})
                           : examine(CellFactors{cells, theta, most_factors});
}

/// Lists the results of make(cell, truth, label, count) for the cells for which keeps(truth, label, count) is
/// true, ordered by user, truth and label; truth and label are numbers of labels.
/// \param counts expected votes, by cell
template <class Entry, class Keeps, class Make>
void list_cells(const ConfusionCells& cells, const double* counts, const RunControl& control,
                const Keeps& keeps, const Make& make, std::vector<std::size_t>& begin,
                std::vector<Entry>& entries) {
  const std::size_t n_users = cells.n_users();
  const auto for_each_kept = [&](UserId user, const auto& take) {
    cells.for_each_cell(user, [&](CellIndex cell, std::uint32_t, LabelId truth, LabelId label) {
      if (keeps(truth, label, counts[cell])) take(cell, truth, label, counts[cell]);
    });
  };
  begin.assign(n_users + 1, 0);
  for_each_block(n_users, kBlockOfUsers, control, [&](const Block& block, unsigned) {
    for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
      for_each_kept(u, [&](CellIndex, LabelId, LabelId, double) { ++begin[u + 1]; });
    }
  });
  for (std::size_t u = 0; u < n_users; ++u) begin[u + 1] += begin[u];
  control.check_memory("the tables of the users", begin.back() * sizeof(Entry));
  entries.resize(begin.back());
  for_each_block(n_users, kBlockOfUsers, control, [&](const Block& block, unsigned) {
    for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
      const auto first = entries.begin() + static_cast<std::ptrdiff_t>(begin[u]);
      auto last = first;
      for_each_kept(u, [&](CellIndex cell, LabelId truth, LabelId label, double count) {
        *last++ = make(cell, truth, label, count);
      });
      std::sort(first, last, [](const Entry& a, const Entry& b) {
        return std::tie(a.truth, a.label) < std::tie(b.truth, b.label);
      });
    }
  });
}

/// The skills of all users: skill_of(user, thread), NaN for users without votes.
template <class SkillOf>
std::vector<double> skills_of(const ConfusionCells& cells, std::size_t block_size, const RunControl& control,
                              const SkillOf& skill_of) {
  std::vector<double> skills(cells.n_users(), std::numeric_limits<double>::quiet_NaN());
  for_each_block(skills.size(), block_size, control, [&](const Block& block, unsigned thread) {
    for (auto u = static_cast<UserId>(block.begin); u < block.end; ++u) {
      if (cells.n_labels_of(u) > 0) skills[u] = skill_of(u, thread);
    }
  });
  return skills;
}

/// Fills the users' skills and, if it is wanted, the confusion with the cells whose count is at least
/// kLeastCount, by user, truth and label, where theta_of(cell) is the probability.
template <class ThetaOf>
void report_tables(const AggregationInput& input, const ConfusionCells& cells, const double* counts,
                   std::vector<double> skills, const RunControl& control, const ThetaOf& theta_of,
                   Consensus& consensus) {
  consensus.users.add(kSkillColumn, "Chance that a vote is right, the truth drawn by its frequency",
                      std::move(skills));
  if (!input.wants_confusion) return;
  Confusion& confusion = consensus.confusion.emplace();
  const Truths& truths = cells.truths();
  list_cells(
      cells, counts, control, [](LabelId, LabelId, double count) { return count >= kLeastCount; },
      [&](CellIndex cell, LabelId truth, LabelId label, double count) {
        return Confusion::Entry{truth, label, theta_of(cell), count};
      },
      confusion.begin, confusion.entries);
  for (Confusion::Entry& entry : confusion.entries) {
    entry.truth = truths.label_of(entry.truth);
    entry.label = truths.label_of(entry.label);
  }
}

/// A model with shares of the labels, and with skills and tables of the users, to which those of the newcomer
/// have to be added. Only cells for which adds_to(truth, label, count) is true are stored; the others are
/// equivalent to cells without votes.
template <class AddsTo>
LearntModel model_of_tables(const ConfusionCells& cells, const double* counts, std::vector<double> shares,
                            std::vector<double> skills, const RunControl& control, const AddsTo& adds_to) {
  LearntModel model;
  model.labels = cells.truths().labels();
  model.prior = std::move(shares);
  model.value = std::move(skills);
  for (double& skill : model.value) {
    if (skill > 1) skill = 1;  // because of rounding
  }
  list_cells(
      cells, counts, control, adds_to,
      [](CellIndex, LabelId truth, LabelId label, double count) {
        return LearntModel::Cell{truth, label, count};
      },
      model.begin, model.cells);
  return model;
}

}  // namespace crowdvote
