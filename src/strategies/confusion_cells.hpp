#pragma once

/// Where the parameters of users with a table of truths x labels are, and which of them each vote meets.
///
/// A cell is (user, voted label, truth). Only cells that a vote can meet exist: the user voted for that label
/// on an observation where that truth is possible. Each user's cells are contiguous, by label and then by
/// truth. A row is (user, truth): a user's rows are numbered from 0, by truth.
///
/// With Support::all every label of a user meets all K truths, so cells are found by arithmetic. Otherwise
/// the cells of every vote are listed.

#include "core/flat_array.hpp"
#include "strategies/truths.hpp"
#include <crowdvote/ids.hpp>
#include <crowdvote/run_control.hpp>

#include <cstddef>
#include <cstdint>

namespace crowdvote {

using CellIndex = std::uint32_t;

class ConfusionCells {
 public:
  /// Refers to the votes and to `truths`. Throws std::length_error at 2^32 cells.
  ConfusionCells(const AggregationInput& input, const Truths& truths, const RunControl& control);

  [[nodiscard]] std::size_t size() const { return cell_begin_[n_users_]; }
  [[nodiscard]] std::size_t n_users() const { return n_users_; }
  [[nodiscard]] const Truths& truths() const { return truths_; }
  /// Labels that the user voted for.
  [[nodiscard]] std::size_t n_labels_of(UserId user) const {
    return group_begin_[user + 1] - group_begin_[user];
  }
  [[nodiscard]] std::size_t n_rows_of(UserId user) const {
    return truths_.holds_all() ? (n_labels_of(user) > 0 ? truths_.n_labels() : 0) : n_rows_of_user_[user];
  }
  [[nodiscard]] CellIndex begin(UserId user) const { return cell_begin_[user]; }
  [[nodiscard]] CellIndex end(UserId user) const { return cell_begin_[user + 1]; }

  /// Calls take(j, cell) for the j-th possible truth of observation i, for all of them, for vote v on i.
  template <class Take>
  void for_each_of_vote(ObservationId i, VoteIndex v, const Take& take) const {
    if (truths_.holds_all()) {
      const CellIndex first = first_cell_of_vote_[v];
      for (CellIndex k = 0; k < truths_.n_labels(); ++k) take(k, first + k);
    } else {
      const auto n = static_cast<std::uint32_t>(truths_.n_on(i));
      const CellIndex* const cells =
          cell_of_pair_.data() + pair_begin_[i] + (v - votes_.votes_begin(i)) * std::size_t{n};
      for (std::uint32_t j = 0; j < n; ++j) take(j, cells[j]);
    }
  }

  /// The cell of the j-th possible truth of observation i for vote v on i.
  [[nodiscard]] CellIndex cell_of_vote(ObservationId i, VoteIndex v, std::uint32_t j) const {
    if (truths_.holds_all()) return first_cell_of_vote_[v] + j;
    const std::size_t pair = (v - votes_.votes_begin(i)) * truths_.n_on(i) + j;
    return cell_of_pair_[pair_begin_[i] + pair];
  }

  /// Calls take(cell, place) for every vote of the user and possible truth; places are those of
  /// probabilities.
  template <class Take>
  void for_each_of_user(UserId user, const Take& take) const {
    if (truths_.holds_all()) {
      const auto n = static_cast<std::uint32_t>(truths_.n_labels());
      for (std::uint32_t w = vote_begin_[user]; w < vote_begin_[user + 1]; ++w) {
        const auto [first_cell, first_place] = meeting_of_vote_[w];
        for (std::uint32_t k = 0; k < n; ++k) take(first_cell + k, first_place + k);
      }
    } else {
      std::uint32_t pair = pair_of_cell_[cell_begin_[user]];
      for (CellIndex cell = cell_begin_[user]; cell < cell_begin_[user + 1]; ++cell) {
        for (; pair < pair_of_cell_[cell + 1]; ++pair) take(cell, place_of_pair_[pair]);
      }
    }
  }

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
  struct Meeting {
    CellIndex first_cell;
    PlaceIndex first_place;
  };

  void list_groups(const VotesByUser& by_user, const RunControl& control);
  void list_all(const VotesByUser& by_user, const RunControl& control);
  void list_voted(const VotesByUser& by_user, const RunControl& control);

  VotesView votes_;
  const Truths& truths_;
  std::size_t n_users_;
  FlatArray<std::uint32_t> group_begin_;  ///< by user; a group is (user, voted label)
  FlatArray<LabelId> label_of_group_;
  FlatArray<CellIndex> cell_begin_;  ///< by user

  // Support::all
  FlatArray<CellIndex> first_cell_of_vote_;
  FlatArray<std::uint32_t> vote_begin_;  ///< by user, in the next
  FlatArray<Meeting> meeting_of_vote_;   ///< user by user

  // Support::voted; a pair is (vote, possible truth)
  FlatArray<std::uint32_t> pair_begin_;    ///< by observation
  FlatArray<CellIndex> cell_of_pair_;      ///< in the order of the votes
  FlatArray<std::uint32_t> pair_of_cell_;  ///< where those of a cell begin, in the next
  FlatArray<PlaceIndex> place_of_pair_;    ///< cell by cell
  FlatArray<Cell> cells_;
  FlatArray<std::uint32_t> n_rows_of_user_;
};

}  // namespace crowdvote
