#pragma once

/// The rows of models: of those learnt before, for the users of an input, and of those that are being learnt.

#include <crowdvote/consensus.hpp>
#include <crowdvote/learnt_model.hpp>
#include <crowdvote/run_control.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace crowdvote {

/// The model's value for each user of the input. REQUIRES: input.known.
[[nodiscard]] std::vector<double> values_of_users(const AggregationInput& input);

/// Stores them as a column of Consensus::users.
void report_known_users(const AggregationInput& input, std::string_view column, Consensus& consensus);

/// Fills label, conf, acc, ties and the column "weight" by a vote in which each user has the model's value as
/// weight.
void vote_with_known_weights(const AggregationInput& input, const RunControl& control, Consensus& consensus);

/// A model that contains one number per user and nothing else.
/// \param newcomer the number for a user that is not known
[[nodiscard]] LearntModel model_of_values(std::vector<double> values, double newcomer);

/// Merges the cells of each truth and label into one, whose votes are summed in the order of the cells.
[[nodiscard]] std::vector<LearntModel::Cell> sum_of_cells(std::vector<LearntModel::Cell> cells);

/// The votes of a row for a label under a truth; 0 if there is no such cell.
[[nodiscard]] double votes_in(std::span<const LearntModel::Cell> cells, LabelId truth, LabelId label);

/// The votes of a row under a truth, over all labels.
[[nodiscard]] double votes_under(std::span<const LearntModel::Cell> cells, LabelId truth);

/// The model's shares of the labels; shares below `least` are raised to it.
[[nodiscard]] std::vector<double> prior_of(const LearntModel& model, double least);

/// The cells of the user, or of the newcomer where the model does not know the user. REQUIRES: known.
[[nodiscard]] inline std::span<const LearntModel::Cell> cells_of(const KnownModel& known, UserId user) {
  return known.learnt->cells_of(known.row_of_user[user]);
}

}  // namespace crowdvote
