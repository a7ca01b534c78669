#pragma once

/// What a strategy learnt about the users, without the observations that it learnt from. It suffices to label
/// other observations by the same users.

#include <crowdvote/ids.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

/// Row u belongs to user u of the votes that the model was learnt from, and the last row to the newcomer,
/// who stands for every user that the model does not know. Labels are numbered from 0 in the order of their
/// ranks. StrategyDescription::model says which of these parts a strategy has.
struct LearntModel {
  /// The expected number of votes of a user for one label under one truth.
  struct Cell {
    LabelId truth;  ///< number of a label; kNoLabel: votes that do not depend on the truth
    LabelId label;  ///< number of the label voted for
    double votes;   ///< expected number of votes
  };

  std::vector<LabelId> labels;     ///< id by number; empty if the set of labels does not matter
  std::vector<double> prior;       ///< share of each label, by number; empty: all equal
  std::vector<double> value;       ///< a number per user (such as a skill), by row; NaN: a user without votes
  std::vector<std::size_t> begin;  ///< where the cells of each row begin, and the end; empty: no cells
  std::vector<Cell> cells;         ///< by row, then by truth and label

  [[nodiscard]] std::size_t newcomer() const { return value.size() - 1; }
  [[nodiscard]] std::span<const Cell> cells_of(std::size_t row) const {
    if (begin.empty()) return {};
    return std::span(cells).subspan(begin[row], begin[row + 1] - begin[row]);
  }
};

/// A model that was learnt before, mapped to the ids of an input.
struct KnownModel {
  const LearntModel* learnt = nullptr;              ///< null: no model
  std::span<const std::uint32_t> row_of_user = {};  ///< row of the model, by user of the input
  /// The id in the input of each label of the model, by number. All votes are for these labels. Empty if the
  /// model has no labels.
  std::span<const LabelId> labels = {};

  explicit operator bool() const { return learnt != nullptr; }
};

}  // namespace crowdvote
