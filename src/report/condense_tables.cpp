#include "report/condense_tables.hpp"

#include "report/first_rows.hpp"
#include <crowdvote/ballot.hpp>
#include <crowdvote/vote_agreement.hpp>

#include <cmath>

namespace crowdvote {

namespace {

/// The weight of all votes for other labels; if there is no label, the number of votes.
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
    // For probabilities, conf relates to acc as the weight of every label relates to its probability.
    const double scale =
        consensus.decided_by == DecidedBy::probabilities ? consensus.conf[i] / consensus.acc[i] : 1;
    rows.push_back({.observation = i,
                    .label = consensus.label[i],
                    .runner_up = other.label,
                    .valid = consensus.valid[i] != 0,
                    .conf = consensus.conf[i],
                    .acc = consensus.acc[i],
                    .runner_up_conf = other.conf * scale,
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
    // A negative weight influences labels too: it moves them away from the user's votes.
    const double cast = std::abs(ballots.weight_of(u)) * votes_of_user[u];
    cast_by_all += cast;
    if (cast > 0) first.offer(cast, u);
  }

  const std::vector<double> agreement = agreement_of_users(outcome.input.votes, outcome.consensus.label);
  std::vector<InfluentialUser> rows;
  for (const auto& [cast, u] : first.sorted()) {
    InfluentialUser& row = rows.emplace_back();
    row.user = u;
    row.votes = votes_of_user[u];
    row.weight = ballots.weight_of(u);
    row.weight_cast = cast / cast_by_all;
    row.agreement = agreement[u];
    if (!n_species.empty()) row.n_species = n_species[u];
    row.self_validating = !self_validating.empty() && self_validating[u] != 0;
  }
  return rows;
}

}  // namespace crowdvote
