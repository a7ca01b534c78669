#include "strategies/plantnet_ai.hpp"
#include "strategies/plantnet_index.hpp"
#include "strategies/plantnet_users.hpp"
#include "strategies/plantnet_verdicts.hpp"
#include "strategies/state_history.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/plantnet.hpp>

#include <span>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

namespace crowdvote {

namespace {

/// The rounds, up to the fixed point, a cycle or the last round that is allowed. Returns what was learnt of
/// the users, and behind the last of the AI; tells `consensus` of the rounds.
UserEstimates learn_weights(const AggregationInput& input, const PlantnetOptions& options, const AiVotes& ai,
                            const RunControl& control, Consensus& consensus) {
  const PlantnetIndex index(input, ai, control);
  PlantnetUsers users(index, options, control);
  PlantnetVerdicts verdicts(index, options, users, control);

  Fingerprint state;
  StateHistory history;
  history.add(state);
  consensus.converged = false;
  while (!consensus.converged && consensus.cycle_length == 0 &&
         consensus.iterations < options.max_iterations) {
    const PlantnetUsers::Changes learnt = users.learn(control);
    const PlantnetVerdicts::Changes judged = verdicts.judge(users, control);
    ++consensus.iterations;
    consensus.rounds.push_back(
        {learnt.users, judged.labels, users.n_valid_solo_observations() + verdicts.n_valid()});
    control.report({"aggregate", consensus.rounds.size(), 0, fmt::format("{} users changed", learnt.users)});

    const bool validity_changed =
        learnt.became_valid + learnt.became_invalid + judged.became_valid + judged.became_invalid > 0;
    consensus.converged = learnt.n == 0 && judged.labels == 0 && !validity_changed;
    if (consensus.converged) break;
    state.add(learnt.fingerprint);
    state.add(judged.fingerprint);
    consensus.cycle_length = static_cast<int>(history.add(state).value_or(0));
  }
  return users.take_estimates();
}

/// label, conf, acc and valid of every observation under the final weights.
void judge_all(const AggregationInput& input, const PlantnetOptions& options, const AiVotes& ai,
               std::span<const double> weights, const RunControl& control, Consensus& consensus) {
  const ValidityRule rule = validity_rule(options);
  const double ai_weight = weights.back();
  consensus.n_ties = vote_on_all<double>(
      input, control, WeightOfUser(weights.data()),
      [&](ObservationId i) {
        return ExtraVote<double>{ai.vote_on(i), ai_weight};
      },
      [&](ObservationId i, const Winner<double>& winner) {
        set_observation(consensus, i, winner, rule, ai.objection_to(winner.label, i));
      });
}

/// Takes the AI, the last voter, away from the users.
UserEstimates split_off_ai(UserEstimates& voters) {
  const auto take_last = [](auto& column) {
    std::decay_t<decltype(column)> last{column.back()};
    column.pop_back();
    return last;
  };
  return {.weight = take_last(voters.weight),
          .species_authored = take_last(voters.species_authored),
          .species_voted = take_last(voters.species_voted),
          .n_species = take_last(voters.n_species),
          .self_validating_above = voters.self_validating_above};
}

}  // namespace

Consensus run_strategy(const AggregationInput& input, const PlantnetOptions& options,
                       const RunControl& control) {
  check_input(input);
  const AiVotes ai(input, options);
  Consensus consensus;
  UserEstimates voters = learn_weights(input, options, ai, control, consensus);
  // Only now, when the numbering is gone: both together would be the peak of memory.
  make_undefined(consensus, input.votes.n_observations(), control);
  judge_all(input, options, ai, voters.weight, control, consensus);
  UserEstimates of_ai = split_off_ai(voters);
  consensus.users = std::move(voters);
  if (ai.learns()) consensus.ai = std::move(of_ai);
  consensus.n_ai_votes_without_score = ai.count_votes_without_score();
  return consensus;
}

}  // namespace crowdvote
