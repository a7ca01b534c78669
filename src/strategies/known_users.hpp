#pragma once

/// Models that were learnt before: their rows for the users of an input, and the rows of those that are being
/// learnt.

#include <crowdvote/consensus.hpp>
#include <crowdvote/learnt_model.hpp>
#include <crowdvote/run_control.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace crowdvote {

/// The model's value for each user of the input. REQUIRES: input.known.
[[nodiscard]] std::vector<double> values_of_users(const AggregationInput& input);

/// The same as a column of Consensus::users.
void report_known_users(const AggregationInput& input, std::string_view column, Consensus& consensus);

/// The vote in which each user weighs as much as the model's value: label, conf, acc, ties and the column
/// "weight".
void vote_with_known_weights(const AggregationInput& input, const RunControl& control, Consensus& consensus);

/// A model that holds a number of each user and nothing else.
/// \param newcomer the number of a user that is not known
[[nodiscard]] LearntModel model_of_values(std::vector<double> values, double newcomer);

/// One cell for each truth and label, with the sum of their votes in the order in which they stand.
[[nodiscard]] std::vector<LearntModel::Cell> sum_of_cells(std::vector<LearntModel::Cell> cells);

/// The votes of a row for a label under a truth; 0 if there is no such cell.
[[nodiscard]] double votes_in(std::span<const LearntModel::Cell> cells, LabelId truth, LabelId label);

/// The votes of a row under a truth, whatever the label.
[[nodiscard]] double votes_under(std::span<const LearntModel::Cell> cells, LabelId truth);

/// The model's shares of the labels; shares below `least` count as this.
[[nodiscard]] std::vector<double> prior_of(const LearntModel& model, double least);

/// The cells of the user, or of the newcomer where the model does not know the user. REQUIRES: known.
[[nodiscard]] inline std::span<const LearntModel::Cell> cells_of(const KnownModel& known, UserId user) {
  return known.learnt->cells_of(known.row_of_user[user]);
}

}  // namespace crowdvote
