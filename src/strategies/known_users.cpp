#include "strategies/known_users.hpp"

#include "strategies/weighted_vote.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace crowdvote {

namespace {

bool precedes(const LearntModel::Cell& a, const LearntModel::Cell& b) {
  return std::tie(a.truth, a.label) < std::tie(b.truth, b.label);
}

}  // namespace

std::vector<double> values_of_users(const AggregationInput& input) {
  std::vector<double> values(input.votes.n_users());
  for (std::size_t u = 0; u < values.size(); ++u) {
    values[u] = input.known.learnt->value[input.known.row_of_user[u]];
  }
  return values;
}

void report_known_users(const AggregationInput& input, std::string_view column, Consensus& consensus) {
  consensus.users.add(column, "As the model has it", values_of_users(input));
}

void vote_with_known_weights(const AggregationInput& input, const RunControl& control, Consensus& consensus) {
  const std::vector<double> weights = values_of_users(input);
  consensus.diagnostics.n_ties = vote_on_all<double>(
      input, control, WeightOfUser(weights), kNoExtraVote<double>,
      [&](ObservationId i, const auto& winner) { set_observation(consensus, i, winner); });
  report_known_users(input, kWeightColumn, consensus);
}

LearntModel model_of_values(std::vector<double> values, double newcomer) {
  values.push_back(newcomer);
  LearntModel model;
  model.value = std::move(values);
  return model;
}

std::vector<LearntModel::Cell> sum_of_cells(std::vector<LearntModel::Cell> cells) {
  std::stable_sort(cells.begin(), cells.end(), precedes);
  std::size_t n = 0;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    if (n > 0 && !precedes(cells[n - 1], cells[c])) {
      cells[n - 1].votes += cells[c].votes;
    } else {
      cells[n++] = cells[c];
    }
  }
  cells.resize(n);
  return cells;
}

double votes_in(std::span<const LearntModel::Cell> cells, LabelId truth, LabelId label) {
  const LearntModel::Cell wanted{truth, label, 0};
  const auto found = std::lower_bound(cells.begin(), cells.end(), wanted, precedes);
  return found == cells.end() || precedes(wanted, *found) ? 0 : found->votes;
}

double votes_under(std::span<const LearntModel::Cell> cells, LabelId truth) {
  const auto first = std::lower_bound(cells.begin(), cells.end(), LearntModel::Cell{truth, 0, 0}, precedes);
  double votes = 0;
  for (auto cell = first; cell != cells.end() && cell->truth == truth; ++cell) votes += cell->votes;
  return votes;
}

std::vector<double> prior_of(const LearntModel& model, double least) {
  std::vector<double> prior = model.prior;
  for (double& share : prior) share = std::max(share, least);
  return prior;
}

}  // namespace crowdvote
