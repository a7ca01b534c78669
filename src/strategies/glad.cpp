#include "core/parallel.hpp"
#include "strategies/glad_model.hpp"
#include "strategies/known_users.hpp"
#include "strategies/weighted_vote.hpp"
#include <crowdvote/strategies/glad.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace crowdvote {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

constexpr Truths::BytesNeeded kBytesOfGlad{.strategy = "glad",
                                           .per_vote = 2 * sizeof(double) + 2 * sizeof(std::uint32_t),
                                           .per_user = 9 * sizeof(double) + sizeof(std::uint32_t),
                                           .per_observation = 6 * sizeof(double)};

class GladModel {
 public:
  using Statistics = PosteriorChange;

  GladModel(const AggregationInput& input, const GladOptions& options, double gradient_tolerance,
            const RunControl& control)
      : input_(input),
        gradient_tolerance_(gradient_tolerance),
        truths_(input, options.support, kBytesOfGlad, control),
        posterior_(input, truths_, options.theta_acc, control),
        maximum_(input, truths_, control),
        log_others_(std::log(static_cast<double>(truths_.n_labels()) - 1)) {
    if (!input.known) return;
    // b is known of no observation, and stays at the mean of its prior.
    const std::vector<double> abilities = values_of_users(input);
    for (UserId u = 0; u < abilities.size(); ++u) maximum_.set_a(u, abilities[u]);
  }

  [[nodiscard]] std::size_t n_labels() const { return truths_.n_labels(); }
  [[nodiscard]] std::size_t n_items() const { return input_.votes.n_observations(); }
  [[nodiscard]] static std::size_t block_size() { return kBlockOfObservations; }

  void update(const RunControl& /*control*/) { change_ = {}; }

  Statistics examine(const Block& block) {
    PosteriorChange change;
    std::vector<double> log_q;
    for (auto i = static_cast<ObservationId>(block.begin); i < block.end; ++i) {
      if (!truths_.takes_part(i)) continue;
      if (posterior_.is_open(i)) look_at(i, log_q, change);
      if (posterior_.is_valid(i)) ++change.n_valid;
    }
    return change;
  }

  void merge(const Statistics& statistics) { change_.merge(statistics); }

  [[nodiscard]] RoundOutcome end_round() {
    const double value = maximum_.find(posterior_.data(), gradient_tolerance_);
    return {.record = {.labels_changed = change_.labels_changed,
                       .valid = change_.n_valid,
                       .objective = value + change_.entropy}};
  }

  [[nodiscard]] Posterior& posterior() { return posterior_; }

  [[nodiscard]] std::vector<double> skills() const {
    std::vector<double> skills(input_.votes.n_users(), kNone);
    for (const UserId user : input_.votes.user_of_vote()) skills[user] = maximum_.a(user);
    return skills;
  }
  [[nodiscard]] std::vector<double> difficulties() const {
    std::vector<double> difficulties(n_items(), kNone);
    for (ObservationId i = 0; i < n_items(); ++i) {
      if (input_.votes.n_votes_of(i) > 0) difficulties[i] = std::exp(-maximum_.b(i));
    }
    return difficulties;
  }

  /// A newcomer has the mean of the prior of a.
  [[nodiscard]] LearntModel learnt() const {
    LearntModel model = model_of_values(skills(), 1);
    model.labels = labels_of(truths_);
    return model;
  }

 private:
  void look_at(ObservationId i, std::vector<double>& log_q, PosteriorChange& change) {
    const PlaceIndex first = truths_.begin(i);
    log_q.assign(truths_.n_on(i), 0.0);
    // ln logistic(z) - ln (logistic(-z) / (K - 1)) = z + ln(K - 1); what all labels share is left out.
    for (VoteIndex v = input_.votes.votes_begin(i); v < input_.votes.votes_end(i); ++v) {
      const double z = maximum_.strength(input_.votes.user_of_vote()[v], i);
      log_q[truths_.place_of_vote()[v] - first] += z + log_others_;
    }
    posterior_.set(i, log_q, false, change);
  }

  const AggregationInput& input_;
  double gradient_tolerance_;
  Truths truths_;
  Posterior posterior_;
  GladMaximum maximum_;
  double log_others_;  ///< ln(K - 1)
  PosteriorChange change_;
};

}  // namespace

Consensus run_glad(const AggregationInput& input, const GladOptions& options, double gradient_tolerance,
                   const RunControl& control) {
  GladModel model(input, options, gradient_tolerance, control);
  Consensus consensus;
  consensus.diagnostics = run_learning(model, options.max_iterations, options.tolerance, input, control);
  consensus.users.columns.push_back(
      {std::string(kSkillColumn), "Ability a; negative if more often wrong than right", model.skills()});
  if (input.wants_model) consensus.model = model.learnt();
  if (!input.known) {
    consensus.observations.columns.push_back(
        {std::string(kDifficultyColumn), "Difficulty e^-b", model.difficulties()});
  }
  model.posterior().move_to(consensus, control);
  return consensus;
}

Consensus run_strategy(const AggregationInput& input, const GladOptions& options, const RunControl& control) {
  return run_glad(input, options, kGladGradientTolerance, control);
}

}  // namespace crowdvote
