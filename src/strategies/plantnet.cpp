#include "strategies/plantnet_ai.hpp"
#include "strategies/plantnet_index.hpp"
#include "strategies/plantnet_users.hpp"
#include "strategies/plantnet_verdicts.hpp"
#include "strategies/state_history.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/plantnet.hpp>

#include <atomic>

#include <Eigen/Core>
#include <fmt/format.h>

namespace crowdvote {

namespace {

/// The rounds, up to the fixed point, a cycle or the last round that is allowed. Returns the weights; fills
/// all of `consensus` but the observations' columns.
Eigen::ArrayXd learn_weights(const AggregationInput& input, const PlantnetOptions& options, const AiVotes& ai,
                             const RunControl& control, Consensus& consensus) {
  const PlantnetIndex index(input, ai, control);
  PlantnetUsers users(index, options);
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
  users.write_estimates(consensus);
  return users.weights();
}

/// label, conf, acc and valid of every observation under the final weights.
void judge_all(const AggregationInput& input, const PlantnetOptions& options, const AiVotes& ai,
               const Eigen::ArrayXd& weights, const RunControl& control, Consensus& consensus) {
  const ValidityRule rule(options);
  std::atomic<std::size_t> n_ties{0};
  for_each_block(input.votes.n_observations(), kBlockOfObservations, control,
                 [&](const Block& block, unsigned) {
                   VoteTally<double> tally;
                   std::size_t n_ties_of_block = 0;
                   for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
                     if (input.votes.n_votes_of(i) == 0 && ai.vote_on(i) == kNoLabel) continue;
                     const Winner<double> winner = vote_with_ai(input, ai, weights, i, tally);
                     const double total = winner.total + ai.objection_to(winner.label, i);
                     consensus.label[i] = winner.label;
                     consensus.conf[i] = winner.conf;
                     consensus.acc[i] = share_of(winner.conf, total);
                     consensus.valid[i] = rule.holds(winner.conf, total) ? 1 : 0;
                     if (winner.is_tied) ++n_ties_of_block;
                   }
                   n_ties += n_ties_of_block;
                 });
  consensus.n_ties = n_ties;
}

}  // namespace

Consensus run_strategy(const AggregationInput& input, const PlantnetOptions& options,
                       const RunControl& control) {
  check_input(input);
  const AiVotes ai(input, options);
  Consensus consensus;
  const Eigen::ArrayXd weights = learn_weights(input, options, ai, control, consensus);
  // Only now, when the numbering is gone: both together would be the peak of memory.
  make_undefined(consensus, input.votes.n_observations());
  judge_all(input, options, ai, weights, control, consensus);
  consensus.n_ai_votes_without_score = ai.count_votes_without_score();
  return consensus;
}

}  // namespace crowdvote
