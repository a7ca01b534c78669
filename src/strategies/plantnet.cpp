#include "strategies/plantnet_index.hpp"
#include "strategies/plantnet_users.hpp"
#include "strategies/plantnet_verdicts.hpp"
#include "strategies/rounds.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/exchange.hpp>
#include <crowdvote/strategies/plantnet.hpp>

#include <algorithm>
#include <utility>

namespace crowdvote {

namespace {

AiPart ai_part(const PlantnetOptions& options) {
  switch (options.ai_strategy.value_or(AiStrategy::ignore)) {
    case AiStrategy::ignore:
      break;
    case AiStrategy::user:
      return {.role = AiPart::Role::votes};
    case AiStrategy::fixed:
      return {.role = AiPart::Role::votes, .weight = options.ai_weight};
    case AiStrategy::invalidate:
      return {.role = AiPart::Role::objects, .weight = options.ai_weight};
    case AiStrategy::confident:
      return {.role = AiPart::Role::votes, .weight = options.ai_weight, .lowest_score = options.theta_score};
  }
  return {};
}

/// The rounds of plantnet: the evidence of the verdicts about the voters gives weights, and weights give
/// verdicts on the shared observations.
class PlantnetModel {
 public:
  using Statistics = PlantnetChanges;

  PlantnetModel(const PlantnetIndex& index, const PlantnetOptions& options, const ValidityRule& rule,
                const RunControl& control)
      : index_(index), users_(index, options, rule, control), verdicts_(index, options, rule, users_) {}

  [[nodiscard]] std::size_t n_items() const { return index_.n_shared(); }
  [[nodiscard]] static std::size_t block_size() { return kBlockOfObservations; }

  void begin_round(std::size_t number) { verdicts_.label_changes().begin_round(number); }
  void update(const RunControl& control) {
    learnt_ = users_.learn(control);
    judged_ = {};
    verdicts_.mark_what_can_change(control);
  }
  Statistics examine(const Block& block) { return verdicts_.judge(block); }
  void merge(const Statistics& changes) {
    judged_.add(changes);
    n_valid_shared_ = n_valid_shared_ + changes.became_valid - changes.became_invalid;
  }
  [[nodiscard]] RoundOutcome end_round() {
    PlantnetChanges all = learnt_;
    all.add(judged_);
    state_.add(all.fingerprint);
    return {.record = {.users_changed = all.users,
                       .labels_changed = all.labels,
                       .valid = users_.n_valid_solo_observations() + n_valid_shared_},
            .is_fixed_point = all.n + all.labels + all.became_valid + all.became_invalid == 0,
            .state = state_};
  }

  [[nodiscard]] PlantnetEstimates take_estimates(const RunControl& control) {
    return users_.take_estimates(control);
  }
  [[nodiscard]] LabelChanges& label_changes() { return verdicts_.label_changes(); }

 private:
  const PlantnetIndex& index_;
  PlantnetUsers users_;
  PlantnetVerdicts verdicts_;
  PlantnetChanges learnt_;
  PlantnetChanges judged_;
  Fingerprint state_;
  std::size_t n_valid_shared_ = 0;
};

PlantnetEstimates learn_weights(const AggregationInput& input, const PlantnetOptions& options,
                                const AiVotes& ai, Consensus& consensus, const RunControl& control) {
  const PlantnetIndex index(input, ai, consensus.ai_is_user, control);
  PlantnetModel model(index, options, consensus.validity, control);
  examine_all(model, control);
  consensus.diagnostics =
      run_rounds(model, {.most_rounds = static_cast<std::size_t>(options.max_iterations)}, control);
  model.label_changes().move_to(consensus.diagnostics);
  return model.take_estimates(control);
}

/// Computes label, conf and acc of every observation under the final weights.
void vote_by_weights(const AggregationInput& input, const AiVotes& ai, double ai_weight,
                     std::span<const double> weights, const RunControl& control, Consensus& consensus) {
  consensus.diagnostics.n_ties = vote_on_all<double>(
      input, control, WeightOfUser(weights),
      [&](ObservationId i) {
        return ExtraVote<double>{ai.vote_on(i), ai_weight};
      },
      [&](ObservationId i, const Winner<double>& winner) {
        set_observation(consensus, i, winner, ai.objection_to(winner.label, i));
      });
}

/// f(n) from n = 0 to twice the smallest n with which a user validates alone.
std::vector<WeightPoint> trace_weight_function(const PlantnetOptions& options, double theta_conf,
                                               std::span<const std::uint32_t> n_species,
                                               const AggregationInput& input, const RunControl& control) {
  constexpr std::uint32_t kFewestPoints = 20;
  constexpr std::uint32_t kMostPoints = 100;
  std::vector<std::uint64_t> users_of_count(kMostPoints + 1);
  for (UserId user = 0; user < n_species.size(); ++user) {
    if (counts_here(input.users, user)) ++users_of_count[std::min(n_species[user], kMostPoints)];
  }
  sum_over_processes(control, std::span(users_of_count));
  std::vector<WeightPoint> points;
  std::uint32_t last = kMostPoints;
  for (std::uint32_t n = 0; n <= last; ++n) {
    points.push_back({.n = n, .weight = plantnet_weight(n, options), .users = users_of_count[n]});
    if (last == kMostPoints && passes(points.back().weight, theta_conf, false)) {
      last = std::clamp(2 * n, kFewestPoints, kMostPoints - 1);
    }
  }
  return points;
}

/// Adds the estimates as columns; the AI's row is kept only if the AI is a user.
void add_columns(PlantnetEstimates&& estimates, Consensus& consensus) {
  std::vector<std::uint8_t> self_validating(estimates.weight.size());
  std::transform(estimates.weight.begin(), estimates.weight.end(), self_validating.begin(),
                 [threshold = consensus.validity.theta_conf](double weight) {
                   return static_cast<std::uint8_t>(passes(weight, threshold, false) ? 1 : 0);
                 });
  const auto add = [&](std::string_view name, std::string_view help, auto values) {
    if (!consensus.ai_is_user) values.pop_back();
    consensus.users.add(name, help, std::move(values));
  };
  add("species_authored", "Species right and valid on the user's own observations",
      std::move(estimates.species_authored));
  add("species_voted", "Further species right on the observations of others",
      std::move(estimates.species_voted));
  add("n_species", "Species that the user has shown to know", std::move(estimates.n_species));
  add(kWeightColumn, "Weight of a vote of the user", std::move(estimates.weight));
  add(kSelfValidatingColumn, "The user's vote alone makes a label valid", std::move(self_validating));
}

}  // namespace

SideInputs needed_inputs(const PlantnetOptions& options) {
  const AiStrategy strategy = options.ai_strategy.value_or(AiStrategy::ignore);
  return {.ai_votes = strategy != AiStrategy::ignore, .ai_scores = strategy == AiStrategy::confident};
}

Consensus run_strategy(const AggregationInput& input, const PlantnetOptions& options,
                       const RunControl& control) {
  Consensus consensus;
  consensus.validity = {effective_theta_conf(options), options.theta_acc, options.inclusive};
  consensus.ai_is_user = options.ai_strategy == AiStrategy::user;
  consensus.ai = ai_part(options);
  const AiVotes ai(input, consensus.ai);
  PlantnetEstimates estimates = learn_weights(input, options, ai, consensus, control);
  if (consensus.ai_is_user) consensus.ai.weight = estimates.weight.back();
  // Only after the index is freed: both together would be the peak of memory.
  make_undefined(consensus, input.votes.n_observations(), control);
  vote_by_weights(input, ai, estimates.weight.back(), estimates.weight, control, consensus);
  consensus.diagnostics.n_ai_votes_without_score =
      sum_over_processes(control, ai.count_votes_without_score());
  consensus.weight_function =
      trace_weight_function(options, consensus.validity.theta_conf,
                            std::span(estimates.n_species).first(input.votes.n_users()), input, control);
  add_columns(std::move(estimates), consensus);
  return consensus;
}

}  // namespace crowdvote
