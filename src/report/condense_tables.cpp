#include "report/condense_tables.hpp"

#include "report/first_rows.hpp"
#include <crowdvote/ballot.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace crowdvote {

namespace {

/// The weight of all votes that do not say the label; where there is no label, the number of votes.
double weight_against(const RunOutcome& outcome, ObservationId i) {
  const Consensus& consensus = outcome.consensus;
  if (consensus.label[i] == kNoLabel) return static_cast<double>(outcome.input.votes.n_votes_of(i));
  if (consensus.acc[i] <= 0) return 0;
  return consensus.conf[i] * (1 - consensus.acc[i]) / consensus.acc[i];
}

Winner<double> heaviest_other_label(Ballots& ballots, const VotesView& votes, LabelId label,
                                    ObservationId i) {
  Ballot<double> others;
  for (const auto& candidate : ballots.on(i).candidates()) {
    if (candidate.label != label) others.add(candidate.label, candidate.weight);
  }
  others.settle();
  return others.candidates().empty() ? Winner<double>{} : others.winner(votes, {});
}

/// Fills the agreement of the users in `rows`, in one pass over the votes.
void add_agreement(std::vector<InfluentialUser>& rows, const RunOutcome& outcome) {
  constexpr auto kNoRow = static_cast<std::uint32_t>(-1);
  std::vector<std::uint32_t> row_of_user(outcome.input.votes.n_users(), kNoRow);
  for (std::uint32_t r = 0; r < rows.size(); ++r) row_of_user[rows[r].user] = r;

  std::vector<std::size_t> agreeing(rows.size());
  for (ObservationId i = 0; i < outcome.input.votes.n_observations(); ++i) {
    const auto users = outcome.input.votes.users_of(i);
    const auto labels = outcome.input.votes.labels_of(i);
    for (std::size_t v = 0; v < users.size(); ++v) {
      const std::uint32_t row = row_of_user[users[v]];
      if (row != kNoRow && labels[v] == outcome.consensus.label[i]) ++agreeing[row];
    }
  }
  for (std::size_t r = 0; r < rows.size(); ++r) {
    rows[r].agreement = static_cast<double>(agreeing[r]) / static_cast<double>(rows[r].votes);
  }
}

}  // namespace

std::vector<ContestedObservation> find_contested_observations(const RunOutcome& outcome, std::size_t most) {
  const Consensus& consensus = outcome.consensus;
  FirstRows first(most);
  for (ObservationId i = 0; i < consensus.label.size(); ++i) {
    const double against = weight_against(outcome, i);
    if (against > kEpsilon) first.offer(against, i);
  }

  std::vector<ContestedObservation> rows;
  Ballots ballots(outcome.input, consensus);
  for (const auto& [against, i] : first.sorted()) {
    const Winner<double> other = heaviest_other_label(ballots, outcome.input.votes, consensus.label[i], i);
    rows.push_back({.observation = i,
                    .label = consensus.label[i],
                    .runner_up = other.label,
                    .valid = consensus.valid[i] != 0,
                    .conf = consensus.conf[i],
                    .acc = consensus.acc[i],
                    .runner_up_conf = other.conf,
                    .against = against,
                    .votes = outcome.input.votes.n_votes_of(i)});
  }
  return rows;
}

std::vector<InfluentialUser> find_influential_users(const RunOutcome& outcome,
                                                    std::span<const std::uint32_t> votes_of_user,
                                                    std::size_t most) {
  const Table& users = outcome.consensus.users;
  const auto n_species = users.values<std::uint32_t>("n_species");
  const auto self_validating = users.values<std::uint8_t>(kSelfValidatingColumn);
  const Ballots ballots(outcome.input, outcome.consensus);
  FirstRows first(most);
  double cast_by_all = 0;
  for (UserId u = 0; u < votes_of_user.size(); ++u) {
    if (votes_of_user[u] == 0) continue;
    // A negative weight moves labels too: away from those that its user gives.
    const double cast = std::abs(ballots.weight_of(u)) * votes_of_user[u];
    cast_by_all += cast;
    if (cast > 0) first.offer(cast, u);
  }

  std::vector<InfluentialUser> rows;
  for (const auto& [cast, u] : first.sorted()) {
    InfluentialUser& row = rows.emplace_back();
    row.user = u;
    row.votes = votes_of_user[u];
    row.weight = ballots.weight_of(u);
    row.weight_cast = cast / cast_by_all;
    if (!n_species.empty()) row.n_species = n_species[u];
    row.self_validating = !self_validating.empty() && self_validating[u] != 0;
  }
  add_agreement(rows, outcome);
  return rows;
}

}  // namespace crowdvote
