#pragma once

/// What a strategy learnt about the users, without the observations that it learnt from: enough to label
/// other observations by the same users.

#include <crowdvote/ids.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace crowdvote {

/// Row u belongs to user u of the votes that the model was learnt from, and the last row to the newcomer,
/// which stands for every user that the model does not know. Labels are numbered from 0 in the order of their
/// ranks. StrategyDescription::model says which of these parts a strategy has.
struct LearntModel {
  /// Votes of a user.
  struct Cell {
    LabelId truth;  ///< number of a label; kNoLabel: votes that do not depend on the truth
    LabelId label;  ///< number of the label voted for
    double votes;   ///< their expected number
  };

  std::vector<LabelId> labels;  ///< id of each number; empty where it does not matter which labels there are
  std::vector<double> prior;    ///< share of each label, by number; empty: all equal
  std::vector<double> value;    ///< a number of each user, by row; NaN: a user without votes
  std::vector<std::size_t> begin;  ///< of the cells of each row, and their end; empty: there are no cells
  std::vector<Cell> cells;         ///< by row, then by truth and label

  [[nodiscard]] std::size_t newcomer() const { return value.size() - 1; }
  [[nodiscard]] std::span<const Cell> cells_of(std::size_t row) const {
    if (begin.empty()) return {};
    return std::span(cells).subspan(begin[row], begin[row + 1] - begin[row]);
  }
};

/// A model that was learnt before, on the ids of an input.
struct KnownModel {
  const LearntModel* learnt = nullptr;              ///< null: there is none
  std::span<const std::uint32_t> row_of_user = {};  ///< by user of the input
  /// By number of a label: its id in the input. All votes are for these. Empty where the model has no labels.
  std::span<const LabelId> labels = {};

  explicit operator bool() const { return learnt != nullptr; }
};

}  // namespace crowdvote
