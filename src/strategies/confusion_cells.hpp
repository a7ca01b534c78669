#pragma once

/// The layout of the parameters of users with a table of truths x labels, and the cells to which each vote
/// belongs.
///
/// A cell is (user, voted label, truth). A cell exists only if a vote can belong to it: the user voted for
/// that label on an observation where that truth is possible. Each user's cells are contiguous, by label and
/// then by truth. A row is (user, truth): a user's rows are numbered from 0, by truth.
///
/// With Support::all every label of a user is combined with all K truths, so cells are found by arithmetic.
/// Otherwise the cells of every vote are listed.
///
/// If the truth of an observation is certain (gold, or only one label is possible), its votes are counted
/// once, and no round has to visit them again.

#include "core/flat_array.hpp"
#include "strategies/factors.hpp"
#include "strategies/truths.hpp"
#include "strategies/vote_sums.hpp"
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>

namespace crowdvote {

using CellIndex = std::uint32_t;

class ConfusionCells {
 public:
  /// The votes that are added up in every round.
  enum class Counted { uncertain, all };

  /// Refers to the votes and to `truths`. Throws std::length_error at 2^32 cells.
  ConfusionCells(const AggregationInput& input, const Truths& truths, const RunControl& control,
                 Counted counted = Counted::uncertain);

  [[nodiscard]] std::size_t size() const { return cell_begin_[n_users_]; }
  [[nodiscard]] std::size_t n_users() const { return n_users_; }
  [[nodiscard]] const Truths& truths() const { return truths_; }
  /// The number of labels that the user voted for.
  [[nodiscard]] std::size_t n_labels_of(UserId user) const {
    return group_begin_[user + 1] - group_begin_[user];
  }
  [[nodiscard]] std::size_t n_rows_of(UserId user) const {
    return truths_.holds_all() ? (n_labels_of(user) > 0 ? truths_.n_labels() : 0) : n_rows_of_user_[user];
  }
  [[nodiscard]] CellIndex begin(UserId user) const { return cell_begin_[user]; }
  [[nodiscard]] CellIndex end(UserId user) const { return cell_begin_[user + 1]; }

  /// Calls take(j, cell) for vote v on observation i and each j-th possible truth of i.
  /// \param labels the possible labels (see factors.hpp)
  /// \param parameters by cell, with per_cell values each; they are prefetched
  template <class Labels, class Take>
  void for_each_of_vote(const Labels& labels, ObservationId i, VoteIndex v, const double* parameters,
                        std::size_t per_cell, const Take& take) const {
    const auto n = labels.n_on(i);
    if constexpr (std::is_same_v<Labels, VotedLabels>) {
      const CellIndex* const cells =
          cell_of_pair_.data() + pair_begin_[i] + (v - votes_.votes_begin(i)) * std::size_t{n};
      for (std::uint32_t j = 0; j < n; ++j) take(j, cells[j]);
    } else {
      const std::size_t first = first_cell_of_vote(v, parameters, per_cell);
      for (std::size_t k = 0; k < n; ++k) take(k, first + k);
    }
  }

  /// The first of the cells of a vote, which are contiguous and ordered by truth. REQUIRES: Support::all.
  [[nodiscard]] std::size_t first_cell_of_vote(VoteIndex v, const double* parameters,
                                               std::size_t per_cell) const {
    const std::size_t ahead = std::min<std::size_t>(v + kVotesAhead, first_cell_of_vote_.size() - 1);
    fetch(parameters + first_cell_of_vote_[ahead] * per_cell);
    return first_cell_of_vote_[v];
  }

  /// The cell of the j-th possible truth of observation i for vote v on i.
  [[nodiscard]] CellIndex cell_of_vote(ObservationId i, VoteIndex v, std::uint32_t j) const {
    if (truths_.holds_all()) return first_cell_of_vote_[v] + j;
    const std::size_t pair = (v - votes_.votes_begin(i)) * truths_.n_on(i) + j;
    return cell_of_pair_[pair_begin_[i] + pair];
  }

  /// The number of votes that are certain to belong to the cell.
  [[nodiscard]] std::uint32_t n_certain(CellIndex cell) const {
    return n_certain_.size() == 0 ? 0 : n_certain_[cell];
  }
  /// Whether a vote whose truth is not certain can belong to the cell.
  [[nodiscard]] bool is_open(CellIndex cell) const {
    return truths_.holds_all() || pair_of_cell_[cell] < pair_of_cell_[cell + 1];
  }

  /// Sets counts[cell] to the expected number of votes in each cell, from the probabilities q by place.
  void count(const double* q, double* counts, const RunControl& control) const;

  /// The same for `width` values side by side. REQUIRES: Support::all and Counted::all.
  void count_side_by_side(const double* values, std::size_t width, double* counts,
                          const RunControl& control) const;

  /// Calls take(cell, row, truth, label) for each of the user's cells; truth and label are numbers of labels.
  template <class Take>
  void for_each_cell(UserId user, const Take& take) const {
    if (truths_.holds_all()) {
      const auto n = static_cast<std::uint32_t>(truths_.n_labels());
      for (std::uint32_t group = group_begin_[user]; group < group_begin_[user + 1]; ++group) {
        for (std::uint32_t k = 0; k < n; ++k) take(group * n + k, k, k, label_of_group_[group]);
      }
    } else {
      for (CellIndex cell = cell_begin_[user]; cell < cell_begin_[user + 1]; ++cell) {
        const Cell& c = cells_[cell];
        take(cell, c.row, c.truth, c.label);
      }
    }
  }

 private:
  struct Cell {
    LabelId label;
    LabelId truth;
    std::uint32_t row;
  };
  static constexpr std::size_t kVotesAhead = 32;
  static constexpr std::size_t kPairsAhead = 24;

  /// Prefetches the first two cache lines; the processor detects by itself that a long row continues.
  [[gnu::always_inline]] static void fetch(const double* numbers) {
    constexpr std::size_t kDoublesInLine = 8;
    __builtin_prefetch(numbers);
    __builtin_prefetch(numbers + kDoublesInLine);
  }

  void list_groups(const VotesByUser& by_user, const RunControl& control);
  void list_all(const VotesByUser& by_user, Counted counted, const RunControl& control);
  void list_voted(const VotesByUser& by_user, const RunControl& control);
  void count_certain_votes();
  /// `count` for the cells from first to last, which is not included, by Support::voted.
  void count_pairs(CellIndex first, CellIndex last, const double* q, double* counts) const;

  VotesView votes_;
  const Truths& truths_;
  std::size_t n_users_;
  FlatArray<std::uint32_t> group_begin_;  ///< by user; a group is (user, voted label)
  FlatArray<LabelId> label_of_group_;
  FlatArray<CellIndex> cell_begin_;  ///< by user

  FlatArray<std::uint32_t> n_certain_;  ///< by cell; empty: none

  // Support::all
  FlatArray<CellIndex> first_cell_of_vote_;
  std::optional<VoteSums> sums_;  ///< sums from the first places of observations to the first cells of votes

  // Support::voted; a pair is (vote, possible truth)
  FlatArray<std::uint32_t> pair_begin_;    ///< by observation
  FlatArray<CellIndex> cell_of_pair_;      ///< in the order of the votes
  FlatArray<std::uint32_t> pair_of_cell_;  ///< where the uncertain pairs of a cell begin in place_of_pair_
  FlatArray<PlaceIndex> place_of_pair_;    ///< cell by cell
  FlatArray<Cell> cells_;
  FlatArray<std::uint32_t> n_rows_of_user_;
};

/// The factors of a FactorStep by the tables of the users.
struct CellFactors {
  static constexpr bool kAreOfOneLabel = false;
  const ConfusionCells& cells;
  const double* theta;       ///< by cell; if most_factors is 0, its logarithm
  std::size_t most_factors;  ///< number of factors that can be multiplied

  [[nodiscard]] std::size_t most() const { return most_factors; }
  template <class Labels, class Combine>
  void apply(const Labels& labels, ObservationId i, VoteIndex v, double* w, const Combine& combine) const {
    if constexpr (std::is_same_v<Labels, VotedLabels>) {
      cells.for_each_of_vote(labels, i, v, theta, 1,
                             [&](std::size_t j, std::size_t cell) { combine(w[j], theta[cell]); });
    } else {
      const auto n = labels.n_on(i);
      combine(row_of(w, n), row_of(theta + cells.first_cell_of_vote(v, theta, 1), n));
    }
  }
};

}  // namespace crowdvote
